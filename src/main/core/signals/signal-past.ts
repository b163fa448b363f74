/**
 * What was read of each name before: every bar's features, and every signal with what came of it. The newest bars of each
 * name are kept in rings of fixed size; market time only, gone when the market starts over.
 */
import type { FeaturePast, SignalPast } from '../../../shared/contract/signals.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, type EpochMicros } from '../../../shared/domain/numbers.ts';
import { midTicks } from '../../../shared/domain/quote.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { featureCount } from '../../../shared/features/schema.ts';
import { HorizonQueue } from '../../../shared/signals/horizon-queue.ts';

/** Bars kept of each name. With 66 features 132 kB a name. */
export const pastMax = 500;

type Values = readonly (number | null)[];

/** Features of the newest bars of one name; NaN where missing, float32, which is more than a chart can show. */
class FeatureRing {
  private readonly values = new Float32Array(pastMax * featureCount);
  private readonly times = new Float64Array(pastMax);
  private taken = 0;

  add(at: EpochMicros, values: Values): void {
    const place = this.taken++ % pastMax;
    this.times[place] = at;
    for (let j = 0; j < featureCount; j++) this.values[place * featureCount + j] = values[j] ?? NaN;
  }

  /** Oldest first. */
  points(feature: number): FeaturePast['points'] {
    const length = Math.min(this.taken, pastMax);
    return Array.from({ length }, (_, i) => {
      const place = (this.taken - length + i) % pastMax;
      const value = this.values[place * featureCount + feature] ?? NaN;
      return { at: epochMicros(this.times[place] ?? 0), value: Number.isNaN(value) ? null : value };
    });
  }
}

type Entry = { -readonly [K in keyof SignalPast]: SignalPast[K] };

interface OneName {
  readonly features: FeatureRing;
  readonly signals: Entry[];
  readonly queue: HorizonQueue<{ readonly entry: Entry; readonly mid: number }>;
  newest: { readonly asOf: EpochMicros; readonly values: Values } | null;
}

/** What of a reading is kept. */
export interface ReadBar {
  readonly instrument: Instrument;
  readonly bar: Pick<Bar, 'end'>;
  /** In schema order. */
  readonly values: Values;
  /** Null where the models could not speak. */
  readonly signal: Signal | null;
  readonly suggestionId: string | null;
}

export class SignalPasts {
  private readonly names = new Map<string, OneName>();

  /** A completed bar, before it is read: settles what was waiting for it. @returns the number of the bar */
  onBar(instrument: Instrument, bar: Bar): number {
    const one = this.one(instrument);
    for (const { entry, mid } of one.queue.onBar(bar)) entry.returnBp = (bar.close / mid - 1) * 1e4;
    return one.queue.bars;
  }

  /** What was read at bar number `barNumber`, late or not. */
  read(barNumber: number, { instrument, bar, values, signal, suggestionId }: ReadBar): void {
    const one = this.one(instrument);
    this.readFeatures(instrument, bar.end, values);
    if (!signal) return;
    const { asOf, scoreSigma, expectedReturnBp, band, horizonBars, quote } = signal;
    const entry: Entry = { asOf, scoreSigma, expectedReturnBp, lowBp: band.lowBp, highBp: band.highBp, returnBp: null, suggestionId };
    one.signals.push(entry);
    if (one.signals.length > pastMax) one.signals.shift();
    const mid = midTicks(quote);
    if (mid > 0) one.queue.add({ entry, mid }, barNumber, horizonBars);
  }

  /** Features alone: of a bar from history, at which nothing was asked. */
  readFeatures(instrument: Instrument, asOf: EpochMicros, values: Values): void {
    const one = this.one(instrument);
    one.features.add(asOf, values);
    one.newest = { asOf, values };
  }

  /** Oldest first. */
  signals(symbol: string): readonly SignalPast[] {
    return (this.names.get(symbol)?.signals ?? []).map((entry) => ({ ...entry }));
  }

  /** Oldest first; empty for a name of which nothing was read. */
  features(symbol: string, feature: number): FeaturePast['points'] {
    return this.names.get(symbol)?.features.points(feature) ?? [];
  }

  /** The newest bar that was read, in schema order; null before the first. */
  newest(symbol: string): OneName['newest'] {
    return this.names.get(symbol)?.newest ?? null;
  }

  startOver(): void {
    this.names.clear();
  }

  private one(instrument: Instrument): OneName {
    const known = this.names.get(instrument.symbol);
    if (known) return known;
    const made: OneName = { features: new FeatureRing(), signals: [], queue: new HorizonQueue(instrument.barSeconds), newest: null };
    this.names.set(instrument.symbol, made);
    return made;
  }
}
