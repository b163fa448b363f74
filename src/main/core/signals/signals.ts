/**
 * From completed bars to suggestions: features, one batched scoring, explanation, policy. Holds the newest reading of
 * each instrument and the open suggestions; what is made and closed is told to the core, which journals it. All times
 * are market time, so that a replay gives the same suggestions.
 */
import type { Reading } from '../../../shared/contract/signals.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { KeptRecord } from '../../../shared/domain/kept-record.ts';
import type { Limits } from '../../../shared/domain/limits.ts';
import type { EpochMicros } from '../../../shared/domain/numbers.ts';
import type { BookDepth, Quote, TradePrint } from '../../../shared/domain/quote.ts';
import type { LiveRecord, Signal, Suggestion, SuggestionStatus } from '../../../shared/domain/signal.ts';
import type { OwnState } from '../../../shared/features/own.ts';
import { InstrumentState } from '../../../shared/signals/instrument-state.ts';
import { seenBy } from '../../../shared/signals/model-input.ts';
import { noveltyOf } from '../../../shared/signals/novelty.ts';
import { LiveRecords, type LiveMark } from '../../../shared/signals/live-record.ts';
import { OutcomeTracker, type Outcome } from '../../../shared/signals/outcome.ts';
import type { Forecast } from '../../../shared/signals/forecast.ts';
import type { Host } from '../host.ts';
import { BarBatcher } from './bar-batcher.ts';
import { forecastAt, readBarEnd, stabilityAt, verdictAt, type AtBarEnd, type VerdictInputs } from './bar-end.ts';
import type { BarReading, ModelRunner, SpeakingModels } from './read-models.ts';
import { scoreWanted } from './score-wanted.ts';
import { SignalPasts } from './signal-past.ts';

export interface SignalsParts {
  readonly host: Pick<Host, 'newId'>;
  readonly inference: ModelRunner;
  /** Checked, loaded into `inference` and true to their probes. */
  readonly models: SpeakingModels;
  instrumentOf(symbol: string): Instrument | null;
  limits(): Limits;
  /** Signed lots held. */
  positionOf(symbol: string): number;
  /** How the desk stands in the name, for the features of own orders; without it they are missing, as in a backtest. */
  ownStateOf?(symbol: string): OwnState;
  /** Every bar of every instrument: what the model read and why it speaks or not. */
  onReading?(reading: Reading): void;
  onMade?(suggestion: Suggestion): void;
  /** Only for what ends here (expiry, and a call the other way): decisions are told through `close`. */
  onClosed?(suggestion: Suggestion): void;
  onOutcome?(outcome: Outcome, suggestion: Suggestion): void;
  /** What came of calls in an earlier run, to go on from. */
  readonly kept?: readonly KeptRecord[];
  /** What came of calls, to be kept over a restart: every five minutes of market time, and when `keep` is called. */
  onMeasured?(measured: readonly KeptRecord[], asOf: EpochMicros): void;
}

export interface Signals {
  /** A complete bar, with the quote that stood at its end. Resolves when the reading, and any suggestion, has been told. */
  onBar(symbol: string, bar: Bar, quote: Quote | null): Promise<void>;
  onQuote(symbol: string, quote: Quote): void;
  onDepth(symbol: string, depth: BookDepth): void;
  onTrade(symbol: string, trade: TradePrint): void;
  /** A fill of one of the desk's own orders, once. */
  onOwnFill(symbol: string, fill: Pick<Fill, 'lastQty'>): void;
  /** History from the venue's snapshot, oldest first. Bars that were already seen change nothing. */
  warmUp(symbol: string, bars: readonly Bar[]): void;
  /** Newest reading of each instrument. */
  readings(): readonly Reading[];
  /** What came of a model's calls on this desk, over restarts; null before the first horizon has passed. */
  recordOf(modelId: string): LiveRecord | null;
  /** What was read of each name before. */
  readonly pasts: Pick<SignalPasts, 'signals' | 'features' | 'newest' | 'find' | 'fillBack'>;
  /** Size of the score at which the newest reading of a name would be worth its cost; null where that is not known, or no score is enough. */
  scoreWanted(symbol: string): number | null;
  open(): readonly Suggestion[];
  /** A person decided: it is no longer open. @returns it with its new status, or null when it was not open. */
  close(suggestionId: string, status: Exclude<SuggestionStatus, 'open'>): Suggestion | null;
  /** Suggestions of an earlier run whose outcome was not measured yet; open ones stay open. Before `warmUp`, which may settle them. */
  restore(suggestions: readonly Suggestion[]): void;
  /** A model has been silenced: open suggestions that it proposed or spoke to end. */
  endOf(modelId: string): void;
  /** The market's time has gone back: what was learnt of the last session is forgotten, and what was open in it expires. */
  startOver(): void;
  /** Tells `onMeasured` what is not kept yet: the workstation is closing. */
  keep(): void;
}

/** Market time between two records of what came of calls: a crash forgets what was measured since the last. */
export const keepEverySeconds = 300;

export function createSignals(parts: SignalsParts): Signals {
  const room = new SignalsRoom(parts);
  return {
    onBar: (symbol, bar, quote) => room.onBar(symbol, bar, quote),
    onQuote: (symbol, quote) => room.state(symbol)?.features.onQuote(quote),
    onDepth: (symbol, depth) => room.state(symbol)?.features.onDepth(depth),
    onTrade: (symbol, trade) => room.state(symbol)?.features.onTrade(trade),
    onOwnFill: (symbol, fill) => room.state(symbol)?.features.onOwnFill(fill),
    warmUp: (symbol, bars) => room.warmUp(symbol, bars),
    readings: () => [...room.readings.values()],
    recordOf: (modelId) => room.records.recordOf(modelId),
    pasts: room.pasts,
    scoreWanted: (symbol) => room.scoreWanted(symbol),
    open: () => [...room.openBySymbol.values()],
    close: (suggestionId, status) => room.close(suggestionId, status),
    restore: (suggestions) => room.restore(suggestions),
    endOf: (modelId) => room.endOf(modelId),
    startOver: () => room.startOver(),
    keep: () => room.keep(),
  };
}

class SignalsRoom {
  readonly readings = new Map<string, Reading>();
  /** At most one open suggestion an instrument. */
  readonly openBySymbol = new Map<string, Suggestion>();
  private readonly parts: SignalsParts;
  private readonly states = new Map<string, InstrumentState>();
  private readonly batcher: BarBatcher;
  readonly records: LiveRecords;
  readonly pasts = new SignalPasts();
  private readonly outcomes = new OutcomeTracker();
  /** Raised when the market starts over, or a model is silenced: answers to what was asked before are dropped. */
  private session = 0;
  /** What the newest verdict of each name rests on. */
  private readonly judged = new Map<string, VerdictInputs>();
  private readonly measured = new Map<string, Suggestion>();
  /** End of the newest bar that was read, and of the one at which what came of calls was last kept. */
  private newestEnd: EpochMicros | null = null;
  private keptAt: EpochMicros | null = null;

  constructor(parts: SignalsParts) {
    this.parts = parts;
    this.records = new LiveRecords({ ...parts.models, kept: parts.kept ?? [] });
    this.batcher = new BarBatcher(parts.inference, parts.models);
  }

  state(symbol: string): InstrumentState | null {
    const known = this.states.get(symbol);
    if (known) return known;
    const instrument = this.parts.instrumentOf(symbol);
    if (!instrument) return null;
    const state = new InstrumentState(instrument);
    this.states.set(symbol, state);
    return state;
  }

  async onBar(symbol: string, bar: Bar, quote: Quote | null): Promise<void> {
    const instrument = this.parts.instrumentOf(symbol);
    const state = this.state(symbol);
    if (!instrument || !state?.onBar(bar)) return;
    this.keepWhenDue(bar);
    const mark = this.records.onBar(instrument, bar, quote);
    this.passTime(bar, mark.price);
    this.pasts.onBar(instrument, bar, mark.price);
    const own = this.parts.ownStateOf?.(symbol);
    if (own) state.features.onOwnState(own);
    const at = readBarEnd({ state, instrument, card: this.parts.models.drift.card, bar, quote });
    if (!at.scorable) return this.conclude(at, mark, null);
    const { session } = this;
    const reading = await this.batcher.read(at);
    // The market has started over while the models were asked: what they say is of another one, and nothing may be opened by it.
    if (session === this.session) this.conclude(at, mark, reading);
  }

  /** History counts towards outcomes too: bars went by while the workstation was down. */
  warmUp(symbol: string, bars: readonly Bar[]): void {
    const instrument = this.parts.instrumentOf(symbol);
    const newest = bars.at(-1);
    if (instrument && newest) this.records.resume(instrument, newest.end);
    for (const [i, bar] of bars.entries()) {
      if (!instrument || !this.state(symbol)?.onBar(bar)) continue;
      const { price } = this.records.onBar(instrument, bar, null);
      this.passTime(bar, price);
      this.pasts.onBar(instrument, bar, price);
      // The newest alone: what came before it is read when somebody asks.
      if (i === bars.length - 1) this.pasts.readFeatures(instrument, bar.end, this.state(symbol)?.reading().values ?? []);
    }
  }

  close(suggestionId: string, status: Exclude<SuggestionStatus, 'open'>): Suggestion | null {
    for (const [symbol, suggestion] of this.openBySymbol) {
      if (suggestion.suggestionId !== suggestionId) continue;
      this.openBySymbol.delete(symbol);
      return { ...suggestion, status };
    }
    return null;
  }

  restore(suggestions: readonly Suggestion[]): void {
    for (const suggestion of suggestions) {
      if (suggestion.status === 'open') this.openBySymbol.set(suggestion.signal.symbol, suggestion);
      this.outcomes.add(suggestion);
      this.measured.set(suggestion.suggestionId, suggestion);
    }
  }

  endOf(modelId: string): void {
    // What it was asked before is not listened to either.
    this.session++;
    for (const [symbol, { signal: { explanation, views } }] of [...this.openBySymbol]) {
      if (explanation.modelId === modelId || views.some((view) => view.modelId === modelId && view.heads.length > 0)) this.end(symbol);
    }
  }

  startOver(): void {
    this.session++;
    this.keep();
    [this.newestEnd, this.keptAt] = [null, null];
    for (const symbol of [...this.openBySymbol.keys()]) this.end(symbol);
    this.states.clear();
    this.readings.clear();
    // The horizons of the last session cannot pass in this one: measured here they would be another market's returns.
    this.outcomes.clear();
    this.measured.clear();
    this.records.startOver();
    this.pasts.startOver();
    this.judged.clear();
  }

  keep(): void {
    if (this.newestEnd === null) return;
    this.keptAt = this.newestEnd;
    const measured = this.records.takeUnkept();
    if (measured.length > 0) this.parts.onMeasured?.(measured, this.newestEnd);
  }

  /** Before the first bar of a later stretch, so that all bars that ended together are kept together. */
  private keepWhenDue({ end }: Bar): void {
    this.keptAt ??= end;
    if (this.newestEnd !== null && this.newestEnd < end && this.newestEnd - this.keptAt >= keepEverySeconds * 1e6) this.keep();
    if (this.newestEnd === null || end > this.newestEnd) this.newestEnd = end;
  }

  scoreWanted(symbol: string): number | null {
    const judged = this.judged.get(symbol);
    return judged?.forecast ? scoreWanted({ ...judged, forecast: judged.forecast }) : null;
  }

  private conclude(at: AtBarEnd, mark: LiveMark, reading: BarReading | null): void {
    const { models } = this.parts;
    const forecast = forecastAt({ models, at, reading, records: this.records, mark });
    const judged = { models, at, reading, forecast, limits: this.parts.limits(), positionQty: this.parts.positionOf(at.bar.symbol) };
    const signal = forecast && at.quote ? this.signal({ ...judged, forecast }, at.quote) : null;
    const verdict = verdictAt(judged);
    this.judged.set(at.bar.symbol, judged);
    const told = (rest: Pick<Reading, 'suggestionId' | 'abstained' | 'detail'>): void => {
      this.pasts.read(mark.bar, { instrument: at.instrument, bar: at.bar, values: at.features.values, signal, suggestionId: rest.suggestionId });
      this.tell({ symbol: at.bar.symbol, asOf: at.bar.end, signal, ...rest });
    };
    if (verdict.kind === 'abstain' || !signal) {
      const [reason, detail] = verdict.kind === 'abstain' ? [verdict.reason, verdict.detail] : ['NO_QUOTE' as const, 'no quote'];
      return told({ suggestionId: null, abstained: reason, detail });
    }
    const standing = this.openBySymbol.get(at.bar.symbol);
    if (standing?.side === verdict.terms.side) {
      // The same call again: what a trader is reading, or editing, stays as it is until it expires.
      return told({ suggestionId: standing.suggestionId, abstained: null, detail: null });
    }
    const suggestion: Suggestion = { suggestionId: this.parts.host.newId(), signal, ...verdict.terms, madeAt: at.bar.end, status: 'open' };
    this.end(at.bar.symbol);
    this.openBySymbol.set(at.bar.symbol, suggestion);
    // An answer may come when later bars have ended already: its horizon runs from its own.
    this.outcomes.add(suggestion, this.pasts.barsOf(at.bar.symbol) - mark.bar);
    this.measured.set(suggestion.suggestionId, suggestion);
    this.parts.onMade?.(suggestion);
    told({ suggestionId: suggestion.suggestionId, abstained: null, detail: null });
  }

  private signal(judged: VerdictInputs & { readonly forecast: Forecast }, quote: Quote): Signal {
    const { at, forecast, reading } = judged;
    const { card } = this.parts.models.drift;
    return {
      signalId: this.parts.host.newId(), symbol: at.bar.symbol, asOf: at.bar.end, features: at.features.values,
      horizonBars: card.horizonBars, quote, ...forecast, views: reading?.views ?? [],
      novelty: noveltyOf(card, seenBy(card, at.features.values)), stability: stabilityAt(judged),
    };
  }

  private tell(reading: Reading): void {
    this.readings.set(reading.symbol, reading);
    this.parts.onReading?.(reading);
  }

  /** Measures the outcomes that this bar settles and ends what it has outlived. */
  private passTime(bar: Bar, price: number): void {
    for (const outcome of this.outcomes.onBar(bar, price)) {
      const suggestion = this.measured.get(outcome.suggestionId);
      this.measured.delete(outcome.suggestionId);
      if (suggestion) this.parts.onOutcome?.(outcome, suggestion);
    }
    const open = this.openBySymbol.get(bar.symbol);
    if (open && open.expiresAt <= bar.end) this.end(bar.symbol);
  }

  /** Ends the open suggestion of an instrument, if there is one. */
  private end(symbol: string): void {
    const suggestion = this.openBySymbol.get(symbol);
    if (!suggestion) return;
    this.openBySymbol.delete(symbol);
    this.parts.onClosed?.({ ...suggestion, status: 'expired' });
  }
}
