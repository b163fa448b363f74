/**
 * Books, bars and their age: what the workstation knows of prices. Written by the venue gateway's events, read by
 * every other room. Holds at most `barsMax` bars an instrument.
 */
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { Clock } from '../../../shared/base/clock.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import { staleAfterMs, type FeedState } from '../../../shared/domain/connection.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, type EpochMicros, type PriceTicks } from '../../../shared/domain/numbers.ts';
import { quoteCondition, type BookDepth, type Quote, type TradePrint } from '../../../shared/domain/quote.ts';
import { BuiltBars } from '../../../shared/tape/built-bars.ts';
import { dayOf } from '../../../shared/tape/read-time.ts';
import type { QuoteRow } from '../../../shared/contract/market-data.ts';

export const barsMax = 1500;

interface InstrumentState {
  instrument: Instrument;
  quote: Quote | null;
  depth: BookDepth | null;
  lastPrice: PriceTicks | null;
  referencePrice: PriceTicks | null;
  receivedAt: EpochMicros | null;
  bars: Bar[];
  built: BuiltBars | null;
}

export interface MarketDataListener {
  onQuote?(symbol: string, quote: Quote): void;
  onDepth?(symbol: string, depth: BookDepth): void;
  onTrade?(symbol: string, trade: TradePrint): void;
  /** A bar is complete. */
  onBar?(symbol: string, bar: Bar): void;
  onInstruments?(instruments: readonly Instrument[]): void;
  /** The feed as a whole came, went, or was replaced by a snapshot: every row may look different. */
  onFeedChanged?(): void;
  /** Prints or quotes may have been missed: the line went, a snapshot came, or the market starts over. */
  onBreak?(): void;
  /** Bars were added or dropped other than one by one: after a snapshot, and when the market starts over. */
  onHistoryChanged?(): void;
}

export class MarketData {
  private readonly clock: Clock;
  private readonly states = new Map<string, InstrumentState>();
  private readonly listeners = new Set<MarketDataListener>();
  private connected = false;
  private heardMs: number | null = null;
  marketTime: EpochMicros | null = null;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  listen(listener: MarketDataListener): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  setInstruments(instruments: readonly Instrument[]): void {
    for (const instrument of instruments) {
      const known = this.states.get(instrument.symbol);
      if (known) known.instrument = instrument;
      else this.states.set(instrument.symbol, emptyState(instrument));
    }
    this.emit((l) => l.onInstruments?.(instruments));
  }

  /** Replaces what is known by the venue's snapshot. Bars that the venue has already forgotten are kept. */
  applySnapshot(quotes: readonly Quote[], depths: readonly BookDepth[], bars: readonly Bar[], marketTime: EpochMicros): void {
    this.connected = true;
    this.marketTime = marketTime;
    this.emit((l) => l.onBreak?.());
    for (const bar of bars) {
      const state = this.states.get(bar.symbol);
      const last = state?.bars.at(-1);
      if (state && (!last || bar.start >= last.end)) this.keepBar(state, bar);
    }
    if (bars.length > 0) this.emit((l) => l.onHistoryChanged?.());
    for (const depth of depths) {
      const state = this.states.get(depth.symbol);
      if (state) state.depth = depth;
    }
    for (const quote of quotes) this.applyQuote(quote);
    this.emit((l) => l.onFeedChanged?.());
  }

  /** The market's time has gone back: it is another session, and nothing of the last one stands beside it. */
  startOver(): void {
    for (const [symbol, state] of this.states) this.states.set(symbol, emptyState(state.instrument));
    this.marketTime = null;
    this.emit((l) => l.onBreak?.());
    this.emit((l) => l.onHistoryChanged?.());
    this.emit((l) => l.onFeedChanged?.());
  }

  applyQuote(quote: Quote): void {
    const state = this.states.get(quote.symbol);
    if (!state) return;
    // First the bar that ended before: its readers see the quote that stood at its end, not this one.
    this.finishBar(state, state.built?.endedBy(quote.venueTime) ?? null);
    state.built?.takeQuote(quote);
    state.quote = quote;
    this.stamp(state, quote.venueTime);
    this.emit((l) => l.onQuote?.(quote.symbol, quote));
  }

  applyDepth(depth: BookDepth): void {
    const state = this.states.get(depth.symbol);
    if (!state) return;
    this.finishBar(state, state.built?.endedBy(depth.venueTime) ?? null);
    state.depth = depth;
    this.stamp(state, depth.venueTime);
    this.emit((l) => l.onDepth?.(depth.symbol, depth));
  }

  applyTrade(trade: TradePrint): void {
    const state = this.states.get(trade.symbol);
    if (!state) return;
    this.finishBar(state, state.built?.endedBy(trade.venueTime) ?? null);
    state.built?.takeTrade(trade);
    state.lastPrice = trade.price;
    this.stamp(state, trade.venueTime);
    this.emit((l) => l.onTrade?.(trade.symbol, trade));
  }

  applyBar(bar: Bar): void {
    const state = this.states.get(bar.symbol);
    if (state) this.finishBar(state, bar);
  }

  /** Market time has reached `time`: built bars that end by then are complete, even where nothing traded since. */
  advanceTo(time: EpochMicros): void {
    for (const state of this.states.values()) if (state.built) this.finishBar(state, state.built.endedBy(time));
  }

  /** A heartbeat or any frame: the feed lives, even when nothing trades. */
  heard(): void {
    this.heardMs = this.clock.monotonicMs();
  }

  /** The line's state changed: rows may look different though no price did. */
  statusChanged(): void {
    this.emit((l) => l.onFeedChanged?.());
  }

  disconnected(): void {
    this.connected = false;
    this.emit((l) => l.onBreak?.());
    this.emit((l) => l.onFeedChanged?.());
  }

  instruments(): readonly Instrument[] {
    return [...this.states.values()].map((s) => s.instrument);
  }

  instrument(symbol: string): Instrument | null {
    return this.states.get(symbol)?.instrument ?? null;
  }

  quote(symbol: string): Quote | null {
    return this.states.get(symbol)?.quote ?? null;
  }

  depth(symbol: string): BookDepth | null {
    return this.states.get(symbol)?.depth ?? null;
  }

  bars(symbol: string): readonly Bar[] {
    return this.states.get(symbol)?.bars ?? [];
  }

  /**
   * How long ago the feed last confirmed this quote, milliseconds; null when no quote has arrived. A quote that has
   * not changed is confirmed by every message and heartbeat of a gap-free feed, so a quiet market is not a stale one.
   */
  quoteAgeMs(symbol: string): number | null {
    return this.quote(symbol) === null ? null : this.feedAgeMs();
  }

  /** Milliseconds since anything came over the feed. */
  feedAgeMs(): number | null {
    return this.heardMs === null ? null : this.clock.monotonicMs() - this.heardMs;
  }

  feedState(): FeedState {
    const age = this.feedAgeMs();
    if (age === null) return 'never';
    if (!this.connected) return 'disconnected';
    return age > staleAfterMs ? 'stale' : 'live';
  }

  /**
   * State of one instrument's quote. A quote does not grow stale by not changing: the feed's heartbeats say that it
   * still stands. It is stale when the feed as a whole has been silent.
   */
  quoteState(symbol: string): FeedState {
    return this.quote(symbol) === null ? 'never' : this.feedState();
  }

  row(symbol: string): QuoteRow | null {
    const s = this.states.get(symbol);
    if (!s) return null;
    return {
      symbol,
      quote: s.quote,
      condition: s.quote ? quoteCondition(s.quote) : null,
      state: this.quoteState(symbol),
      receivedAt: s.receivedAt,
      lastPrice: s.lastPrice,
      referencePrice: s.referencePrice,
    };
  }

  private finishBar(state: InstrumentState, bar: Bar | null): void {
    if (!bar) return;
    this.keepBar(state, bar);
    if (this.marketTime === null || bar.end > this.marketTime) this.marketTime = bar.end;
    this.emit((l) => l.onBar?.(bar.symbol, bar));
  }

  private keepBar(state: InstrumentState, bar: Bar): void {
    const last = state.bars.at(-1);
    if (!last) state.referencePrice = bar.open;
    else if (dayOf(bar.start) > dayOf(last.start)) state.referencePrice = last.close;
    state.lastPrice = bar.close;
    state.bars.push(bar);
    if (state.bars.length > barsMax) state.bars.splice(0, state.bars.length - barsMax);
  }

  private stamp(state: InstrumentState, venueTime: EpochMicros): void {
    state.receivedAt = epochMicros(this.clock.nowMicros());
    if (this.marketTime === null || venueTime > this.marketTime) this.marketTime = venueTime;
  }

  private emit(tell: (listener: MarketDataListener) => void): void {
    for (const listener of this.listeners) tell(listener);
  }
}

function emptyState(instrument: Instrument): InstrumentState {
  return {
    instrument,
    quote: null,
    depth: null,
    lastPrice: null,
    referencePrice: null,
    receivedAt: null,
    bars: [],
    built: instrument.barSource === 'built' ? new BuiltBars(instrument) : null,
  };
}
