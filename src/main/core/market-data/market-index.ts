/**
 * What each instrument's market has traded and where its mid stood, so that an interval's VWAP and the mid at a fill can
 * be asked for: running totals, and the newest quotes and prints for reports that come a moment late. Prints that may
 * have been missed make it start over: a total with a hole in it is none.
 */
import type { MarketTraded } from '../../../shared/domain/journal-event.ts';
import { quantityLots, type EpochMicros } from '../../../shared/domain/numbers.ts';
import { midTicks, type Quote, type TradePrint } from '../../../shared/domain/quote.ts';

/** Quotes and prints kept an instrument: what a report may be late by. */
export const lateQuotesMax = 256;
export const latePrintsMax = 1024;

interface Totals {
  /** Venue time of the last print in them. */
  readonly time: number;
  readonly quantity: number;
  /** Sum of price x quantity, tick-lots: a float, exact below 2^53 and to 16 digits above. */
  readonly value: number;
}

interface Market {
  mids: { readonly time: number; readonly mid: number }[];
  /** Oldest first; the one before all prints is `nothing`. */
  totals: Totals[];
}

/** Where an interval begins. */
export interface IntervalStart {
  readonly generation: number;
  readonly quantity: number;
  readonly value: number;
}

const nothing: Totals = { time: -Infinity, quantity: 0, value: 0 };

export class MarketIndex {
  private generation = 0;
  private readonly markets = new Map<string, Market>();

  takeQuote(quote: Quote): void {
    const { mids } = this.market(quote.symbol);
    mids.push({ time: quote.venueTime, mid: midTicks(quote) });
    if (mids.length > 2 * lateQuotesMax) mids.splice(0, mids.length - lateQuotesMax);
  }

  takeTrade({ symbol, price, size, venueTime }: TradePrint): void {
    const { totals } = this.market(symbol);
    const last = totals.at(-1) ?? nothing;
    totals.push({ time: venueTime, quantity: last.quantity + size, value: last.value + price * size });
    if (totals.length > 2 * latePrintsMax) totals.splice(0, totals.length - latePrintsMax);
  }

  /** Something may have been missed: no interval reaches across this moment. */
  startOver(): void {
    this.generation++;
    this.markets.clear();
  }

  /** An interval of the symbol that begins now. */
  start(symbol: string): IntervalStart {
    const { quantity, value } = this.market(symbol).totals.at(-1) ?? nothing;
    return { generation: this.generation, quantity, value };
  }

  /** What printed from `start` to `until` (inclusive, by the venue's clock), or to now; null when not all of it was seen, or is known still. */
  traded(symbol: string, start: IntervalStart, until: EpochMicros | null): MarketTraded | null {
    if (start.generation !== this.generation) return null;
    const { totals } = this.market(symbol);
    const end = until === null ? totals.at(-1) : totals.findLast(({ time }) => time <= until);
    if (!end) return null; // older than what is kept
    const quantity = Math.max(0, end.quantity - start.quantity);
    return { quantity: quantityLots(quantity), vwap: quantity === 0 ? null : (end.value - start.value) / quantity };
  }

  /** Mid in force at a time by the venue's clock; null when no quote as old is known. */
  midAt(symbol: string, time: EpochMicros): number | null {
    return this.market(symbol).mids.findLast((m) => m.time <= time)?.mid ?? null;
  }

  private market(symbol: string): Market {
    let known = this.markets.get(symbol);
    if (!known) this.markets.set(symbol, (known = { mids: [], totals: [nothing] }));
    return known;
  }
}
