/** The tape itself: same seed same bytes, bars made of prints, quotes in order. The market's statistics: statistics.test.ts. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import type { TapeEvent } from '../../src/shared/tape/tape.ts';
import { roster } from './roster.ts';
import { syntheticTape, type SyntheticOptions } from './synthetic-tape.ts';

const start = epochMicros(Date.UTC(2026, 0, 5, 14, 30) * 1000);
const short = { seed: 11, start, sessions: 2, secondsPerSession: 1_800 } as const;

const hashOf = (options: SyntheticOptions): string => {
  const hash = createHash('sha256');
  for (const event of syntheticTape(options).events()) hash.update(JSON.stringify(event));
  return hash.digest('hex');
};

describe('same seed, same bytes', () => {
  it('two tapes, and two readings of one tape, are equal; another seed is not', () => {
    expect(hashOf(short)).toBe(hashOf(short));
    const tape = syntheticTape(short);
    expect([...tape.events()]).toEqual([...tape.events()]);
    expect(hashOf({ ...short, seed: 12 })).not.toBe(hashOf(short));
  });

  it('is the market of version 1: a change of the model changes this hash, and is then named in README.md', () => {
    expect(hashOf({ ...short, secondsPerSession: 23_400 })).toBe('e4a94642c18c69160bd24a1b1dda8eaa7824ca16c78ee5eff59f8c48b13e78e1');
  });

  it('bars only: the same bars, and the last quote and depth before each of them', () => {
    const full = [...syntheticTape(short).events()];
    const lean = [...syntheticTape({ ...short, barsOnly: true }).events()];
    expect(lean.filter((e) => e.type === 'bar')).toEqual(full.filter((e) => e.type === 'bar'));
    expect(lean.filter((e) => e.type !== 'bar')).toEqual(lastBooksBeforeBars(full));
  });

  it('a subset of instruments shows the same market as the whole', () => {
    const instruments = ['BRVN', 'EURUSD.S'];
    const whole = [...syntheticTape(short).events()].filter((e) => instruments.includes(symbolOf(e)));
    const tape = syntheticTape({ ...short, instruments: [...instruments].reverse() });
    expect(tape.instruments.map((i) => i.symbol)).toEqual(instruments);
    expect([...tape.events()]).toEqual(whole);
  });
});

describe('what every tape keeps', () => {
  const options = fc.record({
    seed: fc.integer(), sessions: fc.integer({ min: 1, max: 2 }), minutes: fc.integer({ min: 1, max: 12 }),
    ticksPerMinute: fc.integer({ min: 1, max: 12 }), barsOnly: fc.boolean(),
    instruments: fc.subarray(roster.map((e) => e.instrument.symbol), { minLength: 1 }),
  });

  it('time order, whole bars made exactly of their prints, uncrossed books, prints at the touch, stated counts', () => {
    fc.assert(fc.property(options, ({ minutes, ...rest }) => {
      const tape = syntheticTape({ ...rest, start, secondsPerSession: minutes * 60 });
      const checker = new Checker(rest.barsOnly);
      for (const event of tape.events()) checker.see(event);
      expect(checker.counts).toEqual({ ...tape.counts });
      expect(checker.counts.bars).toBe(rest.sessions * minutes * rest.instruments.length);
    }), { numRuns: 40 });
  });

  it('a quiet minute repeats the last price with volume 0', () => {
    const bars = [...syntheticTape({ seed: 3, start, sessions: 6, instruments: ['HLVR'], barsOnly: true }).events()].flatMap((e) => (e.type === 'bar' ? [e.bar] : []));
    const quiet = bars.flatMap((bar, i) => (i > 0 && bar.volume === 0 ? [{ bar, before: bars[i - 1] }] : []));
    expect(quiet.length).toBeGreaterThan(0);
    for (const { bar, before } of quiet) expect([bar.open, bar.high, bar.low, bar.close]).toEqual(Array(4).fill(before?.close));
  });

  it('sessions open a day apart, and the price goes on from the last close within a day of volatility', () => {
    const bars = [...syntheticTape({ seed: 5, start, sessions: 20, secondsPerSession: 600, instruments: ['AURX'], barsOnly: true }).events()].flatMap((e) => (e.type === 'bar' ? [e.bar] : []));
    for (let s = 1; s < 20; s++) {
      const [before, after] = [bars[s * 10 - 1], bars[s * 10]];
      expect(after?.start).toBe(start + s * 86_400_000_000);
      expect(Math.abs(Math.log((after?.open ?? 0) / (before?.close ?? 0)))).toBeLessThan(0.02);
    }
  });

  it('is made as it is read: the first events of 2,000 sessions come without the rest', () => {
    const began = process.hrtime.bigint();
    let seen = 0;
    for (const event of syntheticTape({ seed: 1, start, sessions: 2_000 }).events()) if (event.type === 'bar' && ++seen === 100) break;
    expect(seen).toBe(100);
    // All of it would be some minutes of work.
    expect(Number(process.hrtime.bigint() - began) / 1e9).toBeLessThan(5);
  });

  it('refuses options outside their ranges', () => {
    for (const wrong of [{ seed: 0.5 }, { sessions: 0 }, { sessions: 2_001 }, { secondsPerSession: 90 }, { ticksPerMinute: 0 }, { instruments: ['NONE'] }, { instruments: [] }]) {
      expect(() => syntheticTape({ ...short, ...wrong })).toThrow();
    }
  });
});

const symbolOf = (event: TapeEvent): string =>
  event.type === 'quote' ? event.quote.symbol : event.type === 'trade' ? event.trade.symbol
    : event.type === 'depth' ? event.depth.symbol : event.type === 'bar' ? event.bar.symbol : '';

/** Of each instrument and minute with a bar, the last quote and depth, in time order. */
function lastBooksBeforeBars(events: readonly TapeEvent[]): TapeEvent[] {
  const kept: TapeEvent[] = [];
  let minute: TapeEvent[] = [];
  let closed = false;
  const flush = (): void => {
    const last = new Map(minute.map((e) => [`${e.type}/${symbolOf(e)}`, e]));
    kept.push(...minute.filter((e) => last.get(`${e.type}/${symbolOf(e)}`) === e));
    minute = [];
  };
  for (const event of events) {
    if (event.type === 'bar') {
      if (!closed) flush();
      closed = true;
    } else {
      closed = false;
      if (event.type === 'quote' || event.type === 'depth') minute.push(event);
    }
  }
  return kept;
}

/** Rebuilds bars from prints and checks every event against the ones before it. */
class Checker {
  readonly counts = { bars: 0, quotes: 0, trades: 0, depths: 0 };
  readonly #barsOnly: boolean;
  readonly #books = new Map<string, { bid: number; bidSize: number; ask: number; askSize: number }>();
  readonly #prints = new Map<string, { price: number; size: number }[]>();
  readonly #closes = new Map<string, number>();
  #time = 0;

  constructor(barsOnly: boolean) {
    this.#barsOnly = barsOnly;
  }

  see(event: TapeEvent): void {
    if (event.time < this.#time) throw new Error(`time went back at ${event.time}`);
    this.#time = event.time;
    if (event.type === 'quote') {
      this.counts.quotes++;
      const { bid, ask, bidSize, askSize, symbol } = event.quote;
      if (!(bid > 0 && bid < ask && bidSize > 0 && askSize > 0)) throw new Error(`bad quote ${JSON.stringify(event)}`);
      this.#books.set(symbol, { bid, ask, bidSize, askSize });
    } else if (event.type === 'depth') {
      this.counts.depths++;
      const { bids, asks, symbol } = event.depth;
      expect({ bid: bids[0]?.price, bidSize: bids[0]?.size, ask: asks[0]?.price, askSize: asks[0]?.size }).toEqual(this.#books.get(symbol));
      expect([bids.length, asks.length]).toEqual([5, 5]);
      for (let l = 1; l < 5; l++) {
        expect(bids[l]?.price).toBeLessThan(bids[l - 1]?.price ?? 0);
        expect(asks[l]?.price).toBeGreaterThan(asks[l - 1]?.price ?? 0);
      }
    } else if (event.type === 'trade') {
      this.counts.trades++;
      const { symbol, price, size, aggressor } = event.trade;
      const book = this.#books.get(symbol);
      expect(price).toBe(aggressor === 'buy' ? book?.ask : book?.bid);
      expect(size).toBeLessThanOrEqual((aggressor === 'buy' ? book?.askSize : book?.bidSize) ?? 0);
      this.#prints.set(symbol, [...(this.#prints.get(symbol) ?? []), { price, size }]);
    } else if (event.type === 'bar') this.#bar(event);
  }

  #bar(event: Extract<TapeEvent, { type: 'bar' }>): void {
    this.counts.bars++;
    const { symbol, open, high, low, close, volume, start: from, end } = event.bar;
    expect([event.time, end - from]).toEqual([end, 60_000_000]);
    const prints = this.#prints.get(symbol) ?? [];
    this.#prints.set(symbol, []);
    if (prints.length > 0) {
      const prices = prints.map((p) => p.price);
      expect({ open, high, low, close }).toEqual({ open: prices[0], high: Math.max(...prices), low: Math.min(...prices), close: prices.at(-1) });
      expect(volume).toBe(prints.reduce((sum, p) => sum + p.size, 0));
    } else if (!this.#barsOnly) {
      expect([open, high, low, volume]).toEqual([close, close, close, 0]);
      if (this.#closes.has(symbol)) expect(close).toBe(this.#closes.get(symbol));
    }
    this.#closes.set(symbol, close);
  }
}
