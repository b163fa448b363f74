/**
 * From completed bars to suggestions: features, one batched scoring, explanation, policy. Holds the newest reading of
 * each instrument and the open suggestions; what is made and closed is told to the core, which journals it. All times
 * are market time, so that a replay gives the same suggestions.
 */
import { must } from '../../../shared/base/assert.ts';
import type { Reading } from '../../../shared/contract/signals.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Limits } from '../../../shared/domain/limits.ts';
import type { BookDepth, Quote, TradePrint } from '../../../shared/domain/quote.ts';
import type { Signal, Suggestion, SuggestionStatus } from '../../../shared/domain/signal.ts';
import { scoreRows } from '../../../shared/models/model.ts';
import { InstrumentState } from '../../../shared/signals/instrument-state.ts';
import { seenBy } from '../../../shared/signals/model-input.ts';
import { noveltyOf } from '../../../shared/signals/novelty.ts';
import { stabilityOf } from '../../../shared/signals/stability.ts';
import { OutcomeTracker, type Outcome } from '../../../shared/signals/outcome.ts';
import type { Forecast } from '../../../shared/signals/forecast.ts';
import type { Host } from '../host.ts';
import type { LoadedModel } from '../models/load-model.ts';
import type { Inference } from '../workers/inference.ts';
import { forecastAt, readBarEnd, verdictAt, type AtBarEnd } from './bar-end.ts';
import { ScoreBatcher, type ScoreAnswer } from './score-batcher.ts';

export interface SignalsParts {
  readonly host: Pick<Host, 'newId'>;
  readonly inference: Pick<Inference, 'score'>;
  /** Checked, loaded into `inference` and true to its probes. */
  readonly model: LoadedModel;
  instrumentOf(symbol: string): Instrument | null;
  limits(): Limits;
  /** Signed lots held. */
  positionOf(symbol: string): number;
  /** Every bar of every instrument: what the model read and why it speaks or not. */
  onReading?(reading: Reading): void;
  onMade?(suggestion: Suggestion): void;
  /** Only for what ends here (expiry, and a call the other way): decisions are told through `close`. */
  onClosed?(suggestion: Suggestion): void;
  onOutcome?(outcome: Outcome, suggestion: Suggestion): void;
}

export interface Signals {
  /** A complete bar, with the quote that stood at its end. Resolves when the reading, and any suggestion, has been told. */
  onBar(symbol: string, bar: Bar, quote: Quote | null): Promise<void>;
  onQuote(symbol: string, quote: Quote): void;
  onDepth(symbol: string, depth: BookDepth): void;
  onTrade(symbol: string, trade: TradePrint): void;
  /** History from the venue's snapshot, oldest first. Bars that were already seen change nothing. */
  warmUp(symbol: string, bars: readonly Bar[]): void;
  /** Newest reading of each instrument. */
  readings(): readonly Reading[];
  open(): readonly Suggestion[];
  /** A person decided: it is no longer open. @returns it with its new status, or null when it was not open. */
  close(suggestionId: string, status: Exclude<SuggestionStatus, 'open'>): Suggestion | null;
  /** Suggestions of an earlier run whose outcome was not measured yet; open ones stay open. Before `warmUp`, which may settle them. */
  restore(suggestions: readonly Suggestion[]): void;
  /** The market's time has gone back: what was learnt of the last session is forgotten, and what was open in it expires. */
  startOver(): void;
}

export function createSignals(parts: SignalsParts): Signals {
  const room = new SignalsRoom(parts);
  return {
    onBar: (symbol, bar, quote) => room.onBar(symbol, bar, quote),
    onQuote: (symbol, quote) => room.state(symbol)?.features.onQuote(quote),
    onDepth: (symbol, depth) => room.state(symbol)?.features.onDepth(depth),
    onTrade: (symbol, trade) => room.state(symbol)?.features.onTrade(trade),
    warmUp: (symbol, bars) => room.warmUp(symbol, bars),
    readings: () => [...room.readings.values()],
    open: () => [...room.openBySymbol.values()],
    close: (suggestionId, status) => room.close(suggestionId, status),
    restore: (suggestions) => room.restore(suggestions),
    startOver: () => room.startOver(),
  };
}

class SignalsRoom {
  readonly readings = new Map<string, Reading>();
  /** At most one open suggestion an instrument. */
  readonly openBySymbol = new Map<string, Suggestion>();
  private readonly parts: SignalsParts;
  private readonly states = new Map<string, InstrumentState>();
  private readonly batcher: ScoreBatcher;
  private readonly outcomes = new OutcomeTracker();
  private readonly measured = new Map<string, Suggestion>();

  constructor(parts: SignalsParts) {
    this.parts = parts;
    this.batcher = new ScoreBatcher(parts.inference, parts.model);
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
    this.passTime(bar);
    const at = readBarEnd({ state, instrument, card: this.parts.model.card, bar, quote });
    this.conclude(at, at.scorable ? await this.batcher.score(at.input) : null);
  }

  /** History counts towards outcomes too: bars went by while the workstation was down. */
  warmUp(symbol: string, bars: readonly Bar[]): void {
    for (const bar of bars) if (this.state(symbol)?.onBar(bar)) this.passTime(bar);
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

  startOver(): void {
    for (const symbol of [...this.openBySymbol.keys()]) this.end(symbol);
    this.states.clear();
    this.readings.clear();
    // The horizons of the last session cannot pass in this one: measured here they would be another market's returns.
    this.outcomes.clear();
    this.measured.clear();
  }

  private conclude(at: AtBarEnd, answer: ScoreAnswer | null): void {
    const { model } = this.parts;
    const forecast = answer?.ok ? forecastAt(model, at, answer.value) : null;
    const signal = forecast && at.quote ? this.signal(at, forecast, at.quote) : null;
    const verdict = verdictAt({
      card: model.card, at, forecast, scoreProblem: answer && !answer.ok ? `no score: ${answer.error.code}` : null,
      limits: this.parts.limits(), positionQty: this.parts.positionOf(at.bar.symbol),
    });
    if (verdict.kind === 'abstain' || !signal) {
      const [reason, detail] = verdict.kind === 'abstain' ? [verdict.reason, verdict.detail] : ['NO_QUOTE' as const, 'no quote'];
      return this.tell({ symbol: at.bar.symbol, asOf: at.bar.end, signal, suggestionId: null, abstained: reason, detail });
    }
    const standing = this.openBySymbol.get(at.bar.symbol);
    if (standing?.side === verdict.terms.side) {
      // The same call again: what a trader is reading, or editing, stays as it is until it expires.
      return this.tell({ symbol: at.bar.symbol, asOf: at.bar.end, signal, suggestionId: standing.suggestionId, abstained: null, detail: null });
    }
    const suggestion: Suggestion = { suggestionId: this.parts.host.newId(), signal, ...verdict.terms, madeAt: at.bar.end, status: 'open' };
    this.end(at.bar.symbol);
    this.openBySymbol.set(at.bar.symbol, suggestion);
    this.outcomes.add(suggestion);
    this.measured.set(suggestion.suggestionId, suggestion);
    this.parts.onMade?.(suggestion);
    this.tell({ symbol: at.bar.symbol, asOf: at.bar.end, signal, suggestionId: suggestion.suggestionId, abstained: null, detail: null });
  }

  private signal(at: AtBarEnd, forecast: Forecast, quote: Quote): Signal {
    const { card, heads } = this.parts.model;
    const head = must(heads[0], 'a model has a head');
    return {
      signalId: this.parts.host.newId(), symbol: at.bar.symbol, asOf: at.bar.end, features: at.features.values,
      horizonBars: card.horizonBars, quote, ...forecast, views: [],
      novelty: noveltyOf(card, seenBy(card, at.features.values)),
      stability: stabilityOf(at.input, card.featureDeviations, at.bar.end, (rows, count) => scoreRows(head, rows, count)),
    };
  }

  private tell(reading: Reading): void {
    this.readings.set(reading.symbol, reading);
    this.parts.onReading?.(reading);
  }

  /** Measures the outcomes that this bar settles and ends what it has outlived. */
  private passTime(bar: Bar): void {
    for (const outcome of this.outcomes.onBar(bar)) {
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
