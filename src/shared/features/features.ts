/**
 * The feature engine: one instrument's events in, one vector out. Live scoring, backtest and training run this and
 * nothing else. Its state follows from the events it was given, in their order, and from no clock; its memory is fixed.
 * A reading uses only what had arrived when it was taken. A tick costs O(1) and allocates nothing; the work is at bar ends.
 */
import { must } from '../base/assert.ts';
import type { Bar } from '../domain/bar.ts';
import type { Fill } from '../domain/fill.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import type { BookDepth, Quote, TradePrint } from '../domain/quote.ts';
import { BookFeatures, bookSpecs, snapshotSpecs } from './book.ts';
import { calendarSpecs, calendarValues } from './calendar.ts';
import { MomentumFeatures, momentumSpecs } from './momentum.ts';
import { OwnFeatures, ownSpecs, type OwnState } from './own.ts';
import { PricePath } from './price-path.ts';
import { RegimeFeatures, regimeSpecs } from './regime.ts';
import { ReversalFeatures, reversalSpecs } from './reversal.ts';
import { featureCount, featureIndex, warmUpBars, type FeatureName } from './schema.ts';
import { SessionClock } from './session-clock.ts';
import { SessionFeatures, sessionSpecs } from './session.ts';
import { TradeFeatures, tradeSpecs } from './trades.ts';
import { VolatilityFeatures, volatilitySpecs } from './volatility-features.ts';
import { VolumeFeatures, volumeSpecs } from './volume.ts';

export interface FeatureReading {
  /** In schema order; null where the feature could not be computed. */
  readonly values: readonly (number | null)[];
  /** End of the last bar taken in; null before the first. */
  readonly asOf: EpochMicros | null;
  readonly barsSeen: number;
}

export class FeatureEngine {
  private readonly path: PricePath;
  private readonly clock: SessionClock;
  private readonly momentum: MomentumFeatures;
  private readonly reversal: ReversalFeatures;
  private readonly session: SessionFeatures;
  private readonly regime: RegimeFeatures;
  private readonly volatility: VolatilityFeatures;
  private readonly volume: VolumeFeatures;
  private readonly trades = new TradeFeatures();
  private readonly book: BookFeatures;
  private readonly own: OwnFeatures;
  private asOf: EpochMicros | null = null;
  private barsSeen = 0;

  constructor(barSeconds: number) {
    this.path = new PricePath(barSeconds);
    this.clock = new SessionClock(barSeconds);
    this.momentum = new MomentumFeatures(this.path);
    this.reversal = new ReversalFeatures(this.path);
    this.session = new SessionFeatures(this.path, this.clock);
    this.regime = new RegimeFeatures(this.path);
    this.volatility = new VolatilityFeatures(this.path);
    this.volume = new VolumeFeatures(this.path);
    this.book = new BookFeatures(this.path, barSeconds);
    this.own = new OwnFeatures(this.path, this.volume);
  }

  /** A complete bar. @returns false when it is not later than the last one, and then it changes nothing. */
  onBar(bar: Bar): boolean {
    if (this.asOf !== null && bar.end <= this.asOf) return false;
    this.path.onBar(bar);
    this.clock.onBar(bar);
    this.momentum.onBar();
    this.reversal.onBar();
    this.session.onBar(bar);
    this.regime.onBar(this.momentum.directionalBalance());
    this.volatility.onBar();
    this.volume.onBar(bar);
    this.trades.onBar(this.path.move);
    this.book.onBar(bar);
    this.own.onBar();
    this.asOf = bar.end;
    this.barsSeen++;
    return true;
  }

  onQuote(quote: Quote): void {
    this.book.onQuote(quote);
  }

  onDepth(depth: BookDepth): void {
    this.book.onDepth(depth);
  }

  onTrade(trade: TradePrint): void {
    this.trades.onTrade(trade);
  }

  /** How the desk stands in this name, whenever that changes. Until it is told the features of own orders are null. */
  onOwnState(state: OwnState): void {
    this.own.onState(state);
  }

  /** A fill of one of the desk's own orders, once. */
  onOwnFill(fill: Pick<Fill, 'lastQty'>): void {
    this.own.onFill(fill);
  }

  /** Whether enough bars were seen for a reading to be used. */
  get warm(): boolean {
    return this.barsSeen >= warmUpBars;
  }

  /** The features as they stand. Read at a bar's end: between bars only those of the book and of own orders move. */
  vector(): FeatureReading {
    const values = new Array<number | null>(featureCount).fill(null);
    put(values, places.momentum, this.momentum.values());
    put(values, places.reversal, this.reversal.values());
    put(values, places.session, this.session.values());
    put(values, places.regime, this.regime.values());
    put(values, places.volatility, this.volatility.values());
    put(values, places.volume, this.volume.values());
    put(values, places.trades, this.trades.values());
    put(values, places.book, this.book.values());
    put(values, places.own, this.own.values());
    this.book.writeSnapshots(values, snapshotsAt);
    put(values, places.calendar, calendarValues(this.asOf, this.clock));
    return { values, asOf: this.asOf, barsSeen: this.barsSeen };
  }
}

interface Place<N extends FeatureName> {
  readonly name: N;
  /** Index in a vector. */
  readonly at: number;
}

const placesOf = <N extends FeatureName>(specs: readonly { readonly name: N }[]): readonly Place<N>[] => specs.map(({ name }) => ({ name, at: featureIndex(name) }));

const places = {
  momentum: placesOf(momentumSpecs), reversal: placesOf(reversalSpecs), session: placesOf(sessionSpecs), regime: placesOf(regimeSpecs),
  volatility: placesOf(volatilitySpecs), volume: placesOf(volumeSpecs), trades: placesOf(tradeSpecs), book: placesOf(bookSpecs),
  own: placesOf(ownSpecs), calendar: placesOf(calendarSpecs),
};

/** They stand together, in the order of their specs. */
const snapshotsAt = featureIndex(must(snapshotSpecs[0], 'the book is remembered').name);

function put<N extends FeatureName>(into: (number | null)[], named: readonly Place<N>[], values: Readonly<Record<N, number | null>>): void {
  for (const { name, at } of named) into[at] = values[name];
}
