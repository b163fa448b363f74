/**
 * A seeded synthetic market as a tape. The same options give the same events, byte for byte; what is modelled and what is
 * not is in README.md. Events are made as they are read, a minute at a time, so memory does not grow with the length.
 */
import { assert } from '../../src/shared/base/assert.ts';
import { epochMicros, priceTicks, quantityLots, type EpochMicros } from '../../src/shared/domain/numbers.ts';
import type { BookLevel } from '../../src/shared/domain/quote.ts';
import type { Tape, TapeEvent } from '../../src/shared/tape/tape.ts';
import { depthLevels, InstrumentProcess, type BookState, type MinuteSink } from './instrument-process.ts';
import { Market } from './market.ts';
import { roster, rosterEntry, type RosterEntry } from './roster.ts';

export interface SyntheticOptions {
  /** A whole number. Each instrument draws from its own stream, so a subset shows the same prices as the whole. */
  readonly seed: number;
  /** Open of the first session. Session k opens k days (86,400 s) later: the invented market trades every day. */
  readonly start: EpochMicros;
  /** Number of sessions, 1 to 2,000. */
  readonly sessions: number;
  /** Whole minutes, 60 to 86,400 seconds; 23,400 (6.5 hours) unless given. */
  readonly secondsPerSession?: number;
  /** Symbols of the roster; all of it unless given. The tape keeps the roster's order. */
  readonly instruments?: readonly string[];
  /** Quote updates a minute, 1 to 60; 6 unless given. Another number is another market: its bars differ. */
  readonly ticksPerMinute?: number;
  /** Leaves out trades, and quotes and depths but the last before each bar's end. Bars and those quotes stay the same. */
  readonly barsOnly?: boolean;
}

interface Plan {
  readonly seed: number;
  readonly start: number;
  readonly sessions: number;
  readonly minutes: number;
  readonly ticksPerMinute: number;
  readonly entries: readonly RosterEntry[];
  readonly barsOnly: boolean;
}

const minuteMicros = 60_000_000;
const dayMicros = 86_400_000_000;

/** The tape of a synthetic market. Options outside their ranges are the caller's error and throw. */
export function syntheticTape(options: SyntheticOptions): Tape {
  const plan = planOf(options);
  const barMinutes = plan.sessions * plan.minutes * plan.entries.length;
  const updates = plan.barsOnly ? barMinutes : barMinutes * plan.ticksPerMinute + plan.sessions * plan.entries.length;
  let trades: number | null = plan.barsOnly ? 0 : null;
  return {
    source: `simulator, seed ${plan.seed}`,
    instruments: plan.entries.map((e) => e.instrument),
    counts: {
      bars: barMinutes, quotes: updates, depths: updates,
      /** Counted by playing the market once without making events, on first use. */
      get trades() {
        return (trades ??= countTrades(plan));
      },
    },
    events: () => play(plan),
  };
}

function planOf(options: SyntheticOptions): Plan {
  const { seed, start, sessions, secondsPerSession = 23_400, ticksPerMinute = 6, barsOnly = false } = options;
  assert(Number.isSafeInteger(seed), `seed is a whole number, got ${seed}`);
  assert(Number.isInteger(sessions) && sessions >= 1 && sessions <= 2_000, `sessions is 1 to 2000, got ${sessions}`);
  assert(Number.isInteger(ticksPerMinute) && ticksPerMinute >= 1 && ticksPerMinute <= 60, `ticksPerMinute is 1 to 60, got ${ticksPerMinute}`);
  assert(
    secondsPerSession % 60 === 0 && secondsPerSession >= 60 && secondsPerSession <= 86_400,
    `secondsPerSession is whole minutes up to a day, got ${secondsPerSession}`,
  );
  const wanted = options.instruments && new Set(options.instruments.map((symbol) => rosterEntry(symbol)));
  const entries = wanted ? roster.filter((e) => wanted.has(e)) : roster;
  assert(entries.length > 0, 'a market has an instrument');
  return { seed, start, sessions, minutes: secondsPerSession / 60, ticksPerMinute, entries, barsOnly };
}

function* play(plan: Plan): Generator<TapeEvent, void, undefined> {
  const recorders = plan.entries.map((entry) => new Recorder(entry, plan));
  for (const minute of minutesOf(plan, recorders)) {
    const events = recorders.flatMap((r) => r.take());
    // Array.sort is stable: ties keep instrument order.
    if (!minute.sorted) events.sort((a, b) => a.time - b.time);
    yield* events;
    if (minute.end !== null) for (const r of recorders) yield r.bar(minute.end);
  }
}

function countTrades(plan: Plan): number {
  const tallies = plan.entries.map(() => ({ trades: 0, book: () => {}, trade() { this.trades++; } }));
  for (const minute of minutesOf(plan, tallies)) void minute;
  return tallies.reduce((sum, t) => sum + t.trades, 0);
}

/** Drives the market; after each step the sinks hold what happened in it. `end` is null after a session's opening quotes. */
function* minutesOf(plan: Plan, sinks: readonly MinuteSink[]): Generator<{ end: EpochMicros | null; sorted: boolean }, void, undefined> {
  const market = new Market(plan.seed, plan.ticksPerMinute);
  const processes = plan.entries.map((entry, i) => ({ process: new InstrumentProcess(entry, plan.seed, plan.ticksPerMinute), sink: sinks[i] }));
  for (let session = 0; session < plan.sessions; session++) {
    const open = plan.start + session * dayMicros;
    if (session > 0) {
      const factorReturn = market.overnight();
      for (const { process } of processes) process.overnight(factorReturn);
    }
    for (const { process, sink } of processes) if (sink) process.open(sink, open);
    yield { end: null, sorted: true };
    for (let m = 0; m < plan.minutes; m++) {
      const place = (m + 0.5) / plan.minutes;
      const frame = { market: market.minute(place), place, startMicros: open + m * minuteMicros, lengthMicros: minuteMicros };
      for (const { process, sink } of processes) if (sink) process.minute(frame, sink);
      yield { end: epochMicros(open + (m + 1) * minuteMicros), sorted: false };
    }
  }
}

/** Turns what one instrument's market does into events, and its prints into bars. */
class Recorder implements MinuteSink {
  readonly #symbol: string;
  readonly #barsOnly: boolean;
  #events: TapeEvent[] = [];
  #open: number | null = null;
  #high = 0;
  #low = 0;
  #last: number | null = null;
  #volume = 0;

  constructor(entry: RosterEntry, plan: Plan) {
    this.#symbol = entry.instrument.symbol;
    this.#barsOnly = plan.barsOnly;
  }

  book(state: BookState, micros: number, lastOfMinute: boolean): void {
    this.#last ??= state.bid; // a bar before any trade stands at the first bid
    if (this.#barsOnly && !lastOfMinute) return;
    const time = epochMicros(micros);
    const bids = levels(state.bid, -state.levelTicks, state.bidSizes);
    const asks = levels(state.ask, state.levelTicks, state.askSizes);
    const quote = {
      symbol: this.#symbol, bid: priceTicks(state.bid), bidSize: quantityLots(state.bidSizes[0] ?? 1),
      ask: priceTicks(state.ask), askSize: quantityLots(state.askSizes[0] ?? 1), venueTime: time,
    };
    this.#events.push({ type: 'quote', time, quote }, { type: 'depth', time, depth: { symbol: this.#symbol, bids, asks, venueTime: time } });
  }

  trade(ticks: number, lots: number, aggressor: 'buy' | 'sell', micros: number): void {
    if (this.#open === null) this.#open = this.#high = this.#low = ticks;
    else if (ticks > this.#high) this.#high = ticks;
    else if (ticks < this.#low) this.#low = ticks;
    this.#last = ticks;
    this.#volume += lots;
    if (this.#barsOnly) return;
    const time = epochMicros(micros);
    const trade = { symbol: this.#symbol, price: priceTicks(ticks), size: quantityLots(lots), aggressor, venueTime: time };
    this.#events.push({ type: 'trade', time, trade });
  }

  /** What was recorded since the last call. */
  take(): TapeEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** The bar of the minute that ends at `end`; a minute without a print stands at the last price with volume 0. */
  bar(end: EpochMicros): TapeEvent {
    const last = this.#last ?? 0;
    const traded = this.#open !== null;
    const bar = {
      symbol: this.#symbol, start: epochMicros(end - minuteMicros), end,
      open: priceTicks(this.#open ?? last), high: priceTicks(traded ? this.#high : last),
      low: priceTicks(traded ? this.#low : last), close: priceTicks(last), volume: quantityLots(this.#volume),
    };
    this.#open = null;
    this.#volume = 0;
    return { type: 'bar', time: end, bar };
  }
}

function levels(best: number, stepTicks: number, sizes: Int32Array): BookLevel[] {
  const side: BookLevel[] = [];
  for (let l = 0; l < depthLevels; l++) side.push({ price: priceTicks(best + stepTicks * l), size: quantityLots(sizes[l] ?? 1) });
  return side;
}
