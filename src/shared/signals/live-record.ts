/**
 * Champion and challenger: how each model's calls have come out on this desk, whatever was decided, and the bands that follow how they hold. Every reading is
 * measured, once its horizon has passed in bars of its own instrument. Memory: one call a model and bar of the horizon, and counts. Market time only: live signals
 * and the backtest run this, and the same events give the same bands. Rules SG-11, SG-15 and SG-17 in docs/specs/signals.md.
 */
import { must } from '../base/assert.ts';
import type { Bar } from '../domain/bar.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { KeptBand, KeptRecord } from '../domain/kept-record.ts';
import type { ModelCard } from '../domain/model-card.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import type { Quote } from '../domain/quote.ts';
import type { LiveRecord, ModelView } from '../domain/signal.ts';
import { LivePath } from '../labels/live-path.ts';
import { markAt } from '../labels/series.ts';
import { BandTracker, type BandMark } from './band-tracker.ts';
import { CallCounts } from './call-counts.ts';
import { quantileBand, rangeLevel, residualBand, type SigmaBand } from './forecast.ts';
import { HorizonQueue } from './horizon-queue.ts';
import { callOf, signCall, type LiveCall } from './live-calls.ts';
import { speakerOf } from './speakers.ts';

/** One instrument at one bar's end. */
export interface LiveMark {
  readonly instrument: Instrument;
  readonly bar: number;
  /** The mark (LB-5), ticks. */
  readonly price: number;
  /** By model. */
  readonly bands: ReadonlyMap<string, BandMark>;
}

/** What the models said of a bar. */
export interface LiveReading {
  readonly scoreSigma: number;
  /** Over the drift model's horizon. */
  readonly horizonVolatilityBp: number;
  readonly views: readonly ModelView[];
}

/** A model whose calls are followed: what is kept of it is kept of this very file. */
export interface FollowedModel {
  readonly card: ModelCard;
  /** SHA-256 of model.onnx, hex. */
  readonly modelHash: string;
}

interface Waiting {
  readonly call: LiveCall;
  readonly bar: number;
  readonly counts: CallCounts;
}

interface OneInstrument {
  readonly instrument: Instrument;
  readonly path: LivePath;
  readonly queue: HorizonQueue<Waiting>;
  readonly bands: ReadonlyMap<string, BandTracker>;
}

interface Coverage { calls: number; inside: number }

export class LiveRecords {
  private readonly drift: ModelCard;
  private readonly others: readonly ModelCard[];
  private readonly models: readonly FollowedModel[];
  private readonly horizonMax: number;
  private readonly counts = new Map<string, CallCounts>();
  /** Outcomes of bands of markets that are gone, by model. */
  private readonly pastBands = new Map<string, Coverage>();
  private readonly instruments = new Map<string, OneInstrument>();
  /** Bands of an earlier run, by model and symbol, that no bar of theirs has taken up yet. */
  private readonly kept = new Map<string, Map<string, KeptBand>>();
  /** Whether the market has started over since what is new was last taken. */
  private anew = false;

  /** @param options.kept of an earlier run; that of other files is passed over */
  constructor({ drift, others, kept = [] }: { readonly drift: FollowedModel; readonly others: readonly FollowedModel[]; readonly kept?: readonly KeptRecord[] }) {
    this.drift = drift.card;
    this.others = others.map(({ card }) => card);
    this.models = [drift, ...others];
    this.horizonMax = Math.max(...this.models.map(({ card }) => card.horizonBars));
    for (const { card: { modelId }, modelHash } of this.models) {
      const record = kept.find((one) => one.modelHash === modelHash);
      this.counts.set(modelId, new CallCounts(record));
      this.pastBands.set(modelId, { calls: record?.past.calls ?? 0, inside: record?.past.inside ?? 0 });
      this.kept.set(modelId, new Map(record?.bands.map((band) => [band.symbol, band])));
    }
  }

  /**
   * The end of the newest bar at hand of an instrument, before its first bar is taken in: what was kept of its bands goes on from there. Where it lies before
   * what was kept, or bars are of another length, it is another market: what was kept counts and bands start anew. Changes nothing from then on.
   */
  resume(instrument: Instrument, newestEnd: EpochMicros): void {
    if (!this.instruments.has(instrument.symbol)) this.instruments.set(instrument.symbol, this.opened(instrument, newestEnd));
  }

  /** A completed bar, later than the last of its instrument, with the newest quote at its end, before anything is scored: measures what it settles. @returns what its reading is handed in with. */
  onBar(instrument: Instrument, bar: Bar, quote: Quote | null): LiveMark {
    this.resume(instrument, bar.end);
    const { path, queue, bands } = this.one(instrument);
    path.onBar(bar, quote);
    for (const { call, bar: madeAt, counts } of queue.onBar(bar)) {
      const outcome = call.settle(path, path.placeOf(madeAt));
      if (outcome) counts.add(outcome);
    }
    const price = markAt(path, path.length - 1);
    return { instrument, bar: queue.bars, price, bands: new Map([...bands].map(([modelId, tracker]) => [modelId, tracker.onBar(bar, price)])) };
  }

  /** The reading of a bar of the market of now, once a bar, late or not. @returns the band to show: the range model's when it speaks, else that of the drift model's residuals. */
  spoke(mark: LiveMark, reading: LiveReading): SigmaBand {
    const one = this.one(mark.instrument);
    this.addCalls(one, mark, reading);
    const adapted = (raw: SigmaBand): SigmaBand => {
      const [tracker, at] = [one.bands.get(raw.modelId), mark.bands.get(raw.modelId)];
      return tracker && at ? tracker.bandAt(at, raw, reading.horizonVolatilityBp) : raw;
    };
    const own = adapted(residualBand(this.drift, reading.scoreSigma));
    const quantiles = quantileBand(reading.views, this.others, this.drift.horizonBars);
    return quantiles ? adapted(quantiles) : own;
  }

  /** Null before the first horizon has passed. */
  recordOf(modelId: string): LiveRecord | null {
    const counts = this.counts.get(modelId);
    if (!counts) return null;
    const band = this.bandRecord(modelId);
    const { calls, right, classes } = counts;
    return calls === 0 && classes.length === 0 && band === null ? null : { calls, right, ...(classes.length > 0 ? { classes } : {}), band };
  }

  /** The market's time has gone back: what waits is forgotten, and bands start anew; what was counted stays. */
  startOver(): void {
    for (const modelId of this.counts.keys()) {
      for (const { bands } of this.instruments.values()) this.count(modelId, bands.get(modelId));
      for (const band of this.kept.get(modelId)?.values() ?? []) this.count(modelId, band);
      this.kept.get(modelId)?.clear();
    }
    this.instruments.clear();
    this.anew = true;
  }

  /** What is to be kept over a restart, of each model: counts in all, and what is new of its bands. Empty where nothing was measured. */
  takeUnkept(): readonly KeptRecord[] {
    const { anew } = this;
    this.anew = false;
    return this.models.flatMap(({ card: { modelId, version }, modelHash }): KeptRecord[] => {
      const { calls, right, classes } = this.counts.get(modelId) ?? new CallCounts();
      const past = this.pastBands.get(modelId) ?? { calls: 0, inside: 0 };
      const bands = [...this.instruments.values()].flatMap(({ instrument: { symbol, barSeconds }, bands: trackers }): KeptBand[] => {
        const news = trackers.get(modelId)?.takeUnkept();
        return news ? [{ symbol, barSeconds, ...news }] : [];
      });
      return calls + classes.length + past.calls + bands.length === 0 ? [] : [{ modelId, version, modelHash, calls, right, classes, past, anew, bands }];
    });
  }

  private addCalls({ queue }: OneInstrument, { bar }: LiveMark, { scoreSigma, views }: LiveReading): void {
    const add = ({ modelId, horizonBars }: ModelCard, call: LiveCall | null): void => {
      const counts = this.counts.get(modelId);
      if (call && counts) queue.add({ call, bar, counts }, bar, horizonBars);
    };
    add(this.drift, signCall(scoreSigma, this.drift.horizonBars));
    for (const view of views) {
      const speaker = speakerOf([view], this.others, view.role, view.side);
      if (speaker) add(speaker.card, callOf(view, speaker.card));
    }
  }

  private bandRecord(modelId: string): LiveRecord['band'] {
    let { calls, inside } = this.pastBands.get(modelId) ?? { calls: 0, inside: 0 };
    const meant = this.promisedBy(modelId);
    const asked: number[] = [];
    const trackers = [...this.instruments.values()].flatMap(({ bands }) => bands.get(modelId) ?? []);
    for (const tracker of trackers) asked.push(tracker.asked);
    for (const band of [...trackers, ...(this.kept.get(modelId)?.values() ?? [])]) [calls, inside] = [calls + band.calls, inside + band.inside];
    if (calls === 0) return null;
    return { meant, inside, calls, level: asked.length === 0 ? meant : asked.reduce((a, b) => a + b, 0) / asked.length };
  }

  private promisedBy(modelId: string): number {
    const other = this.others.find((card) => card.modelId === modelId);
    return (other ? rangeLevel(other) : this.drift.band?.level) ?? 0;
  }

  private count(modelId: string, band: Coverage | undefined): void {
    const past = this.pastBands.get(modelId) ?? { calls: 0, inside: 0 };
    if (band) this.pastBands.set(modelId, { calls: past.calls + band.calls, inside: past.inside + band.inside });
  }

  private one(instrument: Instrument): OneInstrument {
    return must(this.instruments.get(instrument.symbol), 'a bar of this market was taken in before it is read');
  }

  private opened(instrument: Instrument, newestEnd: EpochMicros): OneInstrument {
    const { barSeconds, symbol } = instrument;
    const { horizonBars } = this.drift;
    const bands = new Map<string, BandTracker>();
    for (const card of [this.drift, ...this.others]) {
      const level = card === this.drift ? card.band?.level ?? null : rangeLevel(card);
      if (level === null || card.horizonBars !== horizonBars) continue;
      const kept = this.kept.get(card.modelId)?.get(symbol);
      const goesOn = kept?.barSeconds === barSeconds && newestEnd >= kept.until;
      if (kept && !goesOn) this.count(card.modelId, kept);
      this.kept.get(card.modelId)?.delete(symbol);
      bands.set(card.modelId, new BandTracker({ level, horizonBars, barSeconds, ...(kept && (goesOn ? { kept } : { replacesFrom: newestEnd })) }));
    }
    return { instrument, path: new LivePath(instrument, this.horizonMax), queue: new HorizonQueue(barSeconds), bands };
  }
}
