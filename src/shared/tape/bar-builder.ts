/**
 * Builds bars of a fixed length from trades, from the mids of quotes where nothing trades, or from shorter bars, one event
 * at a time. Spans are whole multiples of the length since 1970 UTC. A bar is given out once, when an event or the clock
 * reaches its end; a span without events gives no bar.
 */
import { assert } from '../base/assert.ts';
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks, quantityLots, type EpochMicros, type PriceTicks, type QuantityLots } from '../domain/numbers.ts';
import type { Quote, TradePrint } from '../domain/quote.ts';
import { microsPerSecond } from './read-time.ts';

export interface BarBuilderOptions {
  readonly symbol: string;
  readonly barSeconds: number;
}

interface OpenBar {
  readonly start: number;
  readonly open: PriceTicks;
  high: PriceTicks;
  low: PriceTicks;
  close: PriceTicks;
  volume: number | null;
}

export class BarBuilder {
  readonly #symbol: string;
  readonly #length: number;
  #current: OpenBar | null = null;
  /** Everything before this is given out; what comes later with an earlier time is too late for its bar. */
  #closedUntil = 0;
  #late = 0;

  constructor({ symbol, barSeconds }: BarBuilderOptions) {
    assert(Number.isInteger(barSeconds) && barSeconds > 0, `a bar is a whole number of seconds, got ${barSeconds}`);
    this.#symbol = symbol;
    this.#length = barSeconds * microsPerSecond;
  }

  /** Events that came after their bar was given out; they are in no bar. */
  get lateCount(): number {
    return this.#late;
  }

  /** The bar so far; null before the first event of its span. Not complete: may be drawn, never computed on. */
  get current(): Bar | null {
    return this.#current && this.#made(this.#current);
  }

  /** A trade. Returns the bar that it completes by lying beyond it, or null. */
  takeTrade(trade: TradePrint): Bar | null {
    return this.#take(trade.venueTime, trade.price, trade.price, trade.price, trade.price, trade.size);
  }

  /** The mid of a quote, half a tick going up; for instruments without trades. Volume stays null. */
  takeQuote(quote: Quote): Bar | null {
    const mid = priceTicks(Math.floor((quote.bid + quote.ask + 1) / 2));
    return this.#take(quote.venueTime, mid, mid, mid, mid, null);
  }

  /** A shorter bar that lies within one span of this builder. */
  takeBar(bar: Bar): Bar | null {
    assert(bar.end <= this.#spanStart(bar.start) + this.#length, `a bar of ${bar.symbol} lies within one longer bar`);
    return this.#take(bar.start, bar.open, bar.high, bar.low, bar.close, bar.volume);
  }

  /** The clock has reached `time`: returns the bar that ends at or before it, or null. */
  advanceTo(time: EpochMicros): Bar | null {
    const span = this.#spanStart(time);
    const done = this.#current && this.#current.start < span ? this.#made(this.#current) : null;
    if (done) this.#current = null;
    this.#closedUntil = Math.max(this.#closedUntil, span);
    return done;
  }

  #take(time: EpochMicros, open: PriceTicks, high: PriceTicks, low: PriceTicks, close: PriceTicks, volume: QuantityLots | null): Bar | null {
    if (time < this.#closedUntil) {
      this.#late += 1;
      return null;
    }
    const done = this.advanceTo(time);
    const bar = this.#current;
    if (!bar) this.#current = { start: this.#spanStart(time), open, high, low, close, volume };
    else {
      if (high > bar.high) bar.high = high;
      if (low < bar.low) bar.low = low;
      bar.close = close;
      if (volume !== null) bar.volume = (bar.volume ?? 0) + volume;
    }
    return done;
  }

  #spanStart(time: number): number {
    return Math.floor(time / this.#length) * this.#length;
  }

  #made(bar: OpenBar): Bar {
    const { start, open, high, low, close, volume } = bar;
    return {
      symbol: this.#symbol, start: epochMicros(start), end: epochMicros(start + this.#length), open, high, low, close,
      volume: volume === null ? null : quantityLots(volume),
    };
  }
}
