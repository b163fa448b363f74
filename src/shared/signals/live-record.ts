/**
 * Champion and challenger: how each model's calls have come out on this desk, whatever was decided, and the bands that follow how they hold. Every reading is
 * measured, once its horizon has passed in bars of its own instrument. Memory: one call a model and bar of the horizon, and counts. Market time only: live signals
 * and the backtest run this, and the same events give the same bands. Rules SG-15 and SG-17 in docs/specs/signals.md.
 */
import type { Bar } from '../domain/bar.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { ModelCard } from '../domain/model-card.ts';
import type { Quote } from '../domain/quote.ts';
import type { LiveRecord, ModelView } from '../domain/signal.ts';
import { BandTracker, type BandMark } from './band-tracker.ts';
import { quantileBand, rangeLevel, residualBand, type SigmaBand } from './forecast.ts';
import { HorizonQueue } from './horizon-queue.ts';
import { callOf, signCall, type CallBasis, type LiveCall } from './live-calls.ts';
import { speakerOf } from './speakers.ts';

/** One instrument at one bar's end. */
export interface LiveMark {
  readonly instrument: Instrument;
  /** Rises when the market starts over. */
  readonly session: number;
  readonly bar: number;
  readonly close: number;
  /** By model. */
  readonly bands: ReadonlyMap<string, BandMark>;
}

/** What the models said of a bar. */
export interface LiveReading {
  readonly scoreSigma: number;
  /** Over the drift model's horizon. */
  readonly horizonVolatilityBp: number;
  readonly views: readonly ModelView[];
  readonly quote: Quote | null;
}

interface Counts {
  calls: number;
  right: number;
}

interface Waiting {
  readonly call: LiveCall;
  readonly counts: Counts;
}

interface OneInstrument {
  /** Calls that only their horizon's last bar answers, and those that look at every bar on the way. */
  readonly queue: HorizonQueue<Waiting>;
  readonly followed: HorizonQueue<Waiting>;
  readonly bands: ReadonlyMap<string, BandTracker>;
}

export class LiveRecords {
  private readonly drift: ModelCard;
  private readonly others: readonly ModelCard[];
  private readonly counts = new Map<string, Counts>();
  /** Outcomes of bands of instruments that were forgotten, by model. */
  private readonly pastBands = new Map<string, { calls: number; inside: number }>();
  private readonly instruments = new Map<string, OneInstrument>();
  private session = 0;

  /** @param others cards of the other models */
  constructor({ drift, others }: { readonly drift: ModelCard; readonly others: readonly ModelCard[] }) {
    this.drift = drift;
    this.others = others;
  }

  /** A completed bar, later than the last of its instrument, before anything is scored: measures what it settles. @returns what its reading is handed in with. */
  onBar(instrument: Instrument, bar: Bar): LiveMark {
    const one = this.one(instrument);
    const due = [...one.queue.onBar(bar), ...one.followed.onBar(bar)];
    for (const { call } of one.followed.entries()) call.onPath?.(bar);
    for (const { call, counts } of due) {
      call.onPath?.(bar);
      const right = call.settle(bar);
      if (right === null) continue;
      counts.calls++;
      if (right) counts.right++;
    }
    return { instrument, session: this.session, bar: one.queue.bars, close: bar.close, bands: new Map([...one.bands].map(([modelId, tracker]) => [modelId, tracker.onBar(bar)])) };
  }

  /** The reading of a bar, once a bar, late or not. @returns the band to show: the range model's when it speaks, else that of the drift model's residuals. */
  spoke(mark: LiveMark, reading: LiveReading): SigmaBand {
    const one = this.one(mark.instrument);
    // An answer to a bar of a market that has started over since: nothing of it can be measured.
    const isKnown = mark.session === this.session;
    if (isKnown) this.addCalls(one, mark, reading);
    const adapted = (raw: SigmaBand): SigmaBand => {
      const [tracker, at] = [one.bands.get(raw.modelId), mark.bands.get(raw.modelId)];
      return isKnown && tracker && at ? tracker.bandAt(at, raw, reading.horizonVolatilityBp) : raw;
    };
    const own = adapted(residualBand(this.drift, reading.scoreSigma));
    const quantiles = quantileBand(reading.views, this.others, this.drift.horizonBars);
    return quantiles ? adapted(quantiles) : own;
  }

  /** Null before the first horizon has passed. */
  recordOf(modelId: string): LiveRecord | null {
    const { calls = 0, right = 0 } = this.counts.get(modelId) ?? {};
    const band = this.bandRecord(modelId);
    return calls === 0 && band === null ? null : { calls, right, band };
  }

  /** The market's time has gone back: what waits is forgotten, and bands start anew; what was counted stays. */
  startOver(): void {
    for (const { bands } of this.instruments.values()) {
      for (const [modelId, tracker] of bands) {
        const past = this.pastBands.get(modelId) ?? { calls: 0, inside: 0 };
        this.pastBands.set(modelId, { calls: past.calls + tracker.calls, inside: past.inside + tracker.inside });
      }
    }
    this.instruments.clear();
    this.session++;
  }

  private addCalls({ queue, followed }: OneInstrument, mark: LiveMark, { scoreSigma, horizonVolatilityBp, views, quote }: LiveReading): void {
    const basis: CallBasis = { close: mark.close, horizonVolatilityBp, horizonBars: this.drift.horizonBars, quote, feeBp: mark.instrument.feeBp };
    const add = (card: ModelCard, call: LiveCall | null): void => {
      if (call) (call.onPath ? followed : queue).add({ call, counts: this.countsOf(card.modelId) }, mark.bar, card.horizonBars);
    };
    add(this.drift, signCall(scoreSigma, mark.close));
    for (const view of views) {
      const speaker = speakerOf([view], this.others, view.role, view.side);
      if (speaker) add(speaker.card, callOf(view, speaker.card, basis));
    }
  }

  private countsOf(modelId: string): Counts {
    let counts = this.counts.get(modelId);
    if (!counts) this.counts.set(modelId, (counts = { calls: 0, right: 0 }));
    return counts;
  }

  private bandRecord(modelId: string): LiveRecord['band'] {
    let { calls, inside } = this.pastBands.get(modelId) ?? { calls: 0, inside: 0 };
    const meant = this.promisedBy(modelId);
    const asked: number[] = [];
    for (const { bands } of this.instruments.values()) {
      const tracker = bands.get(modelId);
      if (!tracker) continue;
      calls += tracker.calls;
      inside += tracker.inside;
      asked.push(tracker.asked);
    }
    if (calls === 0) return null;
    return { meant, inside, calls, level: asked.length === 0 ? meant : asked.reduce((a, b) => a + b, 0) / asked.length };
  }

  private promisedBy(modelId: string): number {
    const other = this.others.find((card) => card.modelId === modelId);
    return (other ? rangeLevel(other) : this.drift.band?.level) ?? 0;
  }

  private one(instrument: Instrument): OneInstrument {
    const known = this.instruments.get(instrument.symbol);
    if (known) return known;
    const { horizonBars } = this.drift;
    const bands = new Map<string, BandTracker>();
    for (const card of [this.drift, ...this.others]) {
      const level = card === this.drift ? card.band?.level ?? null : rangeLevel(card);
      if (level !== null && card.horizonBars === horizonBars) bands.set(card.modelId, new BandTracker({ level, horizonBars, barSeconds: instrument.barSeconds }));
    }
    const made = { queue: new HorizonQueue<Waiting>(instrument.barSeconds), followed: new HorizonQueue<Waiting>(instrument.barSeconds), bands };
    this.instruments.set(instrument.symbol, made);
    return made;
  }
}
