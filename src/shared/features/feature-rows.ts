/** Features of a whole run of events: the rows that training takes, and the history of one feature for the chart. The same engine as live. */
import { must } from '../base/assert.ts';
import type { Bar } from '../domain/bar.ts';
import type { Fill } from '../domain/fill.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import type { BookDepth, Quote, TradePrint } from '../domain/quote.ts';
import { FeatureEngine, type FeatureReading } from './features.ts';
import type { OwnState } from './own.ts';
import { featureIndex, featureSchema } from './schema.ts';

/** What the engine takes; the events of a tape are such. Those of one instrument, in the order in which they arrived. */
export type FeatureEvent =
  | { readonly type: 'bar'; readonly bar: Bar }
  | { readonly type: 'quote'; readonly quote: Quote }
  | { readonly type: 'depth'; readonly depth: BookDepth }
  | { readonly type: 'trade'; readonly trade: TradePrint }
  | { readonly type: 'ownState'; readonly state: OwnState }
  | { readonly type: 'ownFill'; readonly fill: Pick<Fill, 'lastQty'> }
  | { readonly type: 'defect' };

/** @returns whether it was a bar that the engine took in: the time to read. */
export function feedEngine(engine: FeatureEngine, event: FeatureEvent): boolean {
  switch (event.type) {
    case 'bar': return engine.onBar(event.bar);
    case 'quote': engine.onQuote(event.quote); break;
    case 'depth': engine.onDepth(event.depth); break;
    case 'trade': engine.onTrade(event.trade); break;
    case 'ownState': engine.onOwnState(event.state); break;
    case 'ownFill': engine.onOwnFill(event.fill); break;
    case 'defect': break;
  }
  return false;
}

/** One reading for each bar of one instrument, the warm-up included. */
export function* featureRows(events: Iterable<FeatureEvent>, barSeconds: number): Generator<FeatureReading> {
  const engine = new FeatureEngine(barSeconds);
  for (const event of events) if (feedEngine(engine, event)) yield engine.vector();
}

export interface FeaturePoint {
  /** End of the bar that it was read at. */
  readonly at: EpochMicros;
  /** Null where it was missing. */
  readonly value: number | null;
}

export interface FeatureSeries {
  readonly name: string;
  readonly unit: string;
  /** One a bar. */
  readonly points: readonly FeaturePoint[];
}

/**
 * One feature over time, for the chart. Of bars alone only what bars hold has values: features of trades, book and own
 * orders need those events too, as they arrived. @returns null when no feature has that name
 */
export function featureHistory(name: string, events: Iterable<FeatureEvent>, barSeconds: number): FeatureSeries | null {
  const spec = featureSchema[featureIndex(name)];
  if (!spec) return null;
  const index = featureIndex(name);
  const points: FeaturePoint[] = [];
  for (const { asOf, values } of featureRows(events, barSeconds)) points.push({ at: must(asOf, 'a row is read at a bar'), value: values[index] ?? null });
  return { name, unit: spec.unit, points };
}
