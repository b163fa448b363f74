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
import { InstrumentState } from '../../../shared/signals/instrument-state.ts';
import { HorizonQueue } from '../../../shared/signals/horizon-queue.ts';

/** Bars kept of each name. With 94 features 188 kB a name. */
export const pastMax = 500;

/** Signals of each name that can still be asked about: a question may come some bars after what it is about. */
export const askableMax = 8;

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

  /** When the oldest that is kept was read; null before the first. */
  get oldest(): number | null {
    return this.taken === 0 ? null : this.times[this.taken > pastMax ? this.taken % pastMax : 0] ?? null;
  }

  get isFull(): boolean {
    return this.taken >= pastMax;
  }

  /** Takes over what another holds, oldest first, after what is here. */
  addAll(other: FeatureRing): void {
    const length = Math.min(other.taken, pastMax);
    for (let i = other.taken - length; i < other.taken; i++) {
      const place = i % pastMax;
      const row = other.values.subarray(place * featureCount, (place + 1) * featureCount);
      this.add(epochMicros(other.times[place] ?? 0), Array.from(row, (value) => (Number.isNaN(value) ? null : value)));
    }
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
  features: FeatureRing;
  /** Whether history was read. */
  isFilledBack: boolean;
  readonly signals: Entry[];
  /** Whole, oldest first. */
  readonly askable: Signal[];
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

  /** A completed bar with its mark (LB-5), before it is read: settles what was waiting for it. @returns the number of the bar */
  onBar(instrument: Instrument, bar: Bar, price: number): number {
    const one = this.one(instrument);
    for (const { entry, mid } of one.queue.onBar(bar)) entry.returnBp = (price / mid - 1) * 1e4;
    return one.queue.bars;
  }

  /** Bars of a name so far. */
  barsOf(symbol: string): number {
    return this.names.get(symbol)?.queue.bars ?? 0;
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
    one.askable.push(signal);
    if (one.askable.length > askableMax) one.askable.shift();
    const mid = midTicks(quote);
    if (mid > 0) one.queue.add({ entry, mid }, barNumber, horizonBars);
  }

  /** Features alone: of a bar from history, at which nothing was asked. */
  readFeatures(instrument: Instrument, asOf: EpochMicros, values: Values): void {
    const one = this.one(instrument);
    one.features.add(asOf, values);
    one.newest = { asOf, values };
  }

  /**
   * Reads history before what was read as it came, once a name, when somebody asks: some 30 microseconds a bar, which a start with hundreds of
   * names does not pay. Features of trades and book are missing there.
   */
  fillBack(instrument: Instrument, bars: readonly Bar[]): void {
    const one = this.one(instrument);
    if (one.isFilledBack || one.features.isFull) return;
    one.isFilledBack = true;
    const first = one.features.oldest ?? Number.POSITIVE_INFINITY;
    const older = bars.filter((bar) => bar.end < first);
    const state = new InstrumentState(instrument);
    const ring = new FeatureRing();
    older.forEach((bar, i) => {
      if (state.onBar(bar) && older.length - i <= pastMax) ring.add(bar.end, state.reading().values);
    });
    ring.addAll(one.features);
    one.features = ring;
  }

  /** Oldest first. */
  signals(symbol: string): readonly SignalPast[] {
    return (this.names.get(symbol)?.signals ?? []).map((entry) => ({ ...entry }));
  }

  /** Oldest first; empty for a name of which nothing was read. */
  features(symbol: string, feature: number): FeaturePast['points'] {
    return this.names.get(symbol)?.features.points(feature) ?? [];
  }

  /** One of the newest signals of any name, whole; null when it is not among them. */
  find(signalId: string): Signal | null {
    for (const { askable } of this.names.values()) {
      const found = askable.find((signal) => signal.signalId === signalId);
      if (found) return found;
    }
    return null;
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
    const made: OneName = { features: new FeatureRing(), isFilledBack: false, signals: [], askable: [], queue: new HorizonQueue(instrument.barSeconds), newest: null };
    this.names.set(instrument.symbol, made);
    return made;
  }
}
