/** Events of a series, made one at a time when they are asked for: the columns stay, the objects come and go. */
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks, quantityLots, type PriceTicks, type QuantityLots } from '../domain/numbers.ts';
import type { BookLevel } from '../domain/quote.ts';
import { hasVolume, type Assembled, type Member } from './assemble.ts';
import { barSpan, defaultBarSeconds } from './bar-times.ts';
import type { EventRun } from './event-merge.ts';
import { stepsIn } from './fixed-point.ts';
import { assumedQuoteLots } from './instrument-facts.ts';
import { levelsKept, type RawBars, type RawDepth, type RawQuotes, type RawTrades } from './raw-series.ts';
import type { BidAskPath, TapeEvent } from './tape.ts';

/** Rank of a kind of event at one time and instrument: findings first, then ticks, the bar last. */
export const kindRank = { defect: 0, quote: 1, trade: 2, depth: 3, bar: 4 } as const;
/** Ranks an instrument takes: its events at one time stand together. */
export const ranksPerInstrument = 5;

/** The runs of an instrument; `place` is its place on the tape. Depth without quotes gives quotes too (TP-5). */
export function eventRuns(made: Assembled, place: number): readonly EventRun<TapeEvent>[] {
  const runs = made.members.map((member) => eventRun(made, member, place));
  if (made.members.some((m) => m.series.kind === 'quotes')) return runs;
  const derived = made.members.flatMap((m) => (m.series.kind === 'depth' ? [bestQuotes(m.series)] : []));
  return [...runs, ...derived.map((quotes) => quoteRun(made, quotes, place * ranksPerInstrument + kindRank.quote))];
}

function eventRun(made: Assembled, member: Member, place: number): EventRun<TapeEvent> {
  const base = place * ranksPerInstrument;
  switch (member.series.kind) {
    case 'bars': return barRun(made, member, member.series, base + kindRank.bar);
    case 'quotes': return quoteRun(made, member.series, base + kindRank.quote);
    case 'trades': return tradeRun(made, member.series, base + kindRank.trade);
    case 'depth': return depthRun(made, member.series, base + kindRank.depth);
  }
}

const sizers = ({ tick, lot }: Assembled): { readonly price: (v: number) => PriceTicks; readonly size: (v: number) => QuantityLots } => ({
  price: (value) => priceTicks(stepsIn(value, tick)),
  size: (value) => quantityLots(stepsIn(value, lot)),
});

/** Mid of two whole prices; half a tick goes up, so that open <= high and the rest stay in order. */
const midOf = (bid: number, ask: number): PriceTicks => priceTicks(Math.floor((bid + ask + 1) / 2));

function barRun(made: Assembled, member: Member, raw: RawBars, rank: number): EventRun<TapeEvent> {
  const { symbol } = made.instrument;
  const { price, size } = sizers(made);
  const span = barSpan(raw, member.facts, member.barSeconds ?? defaultBarSeconds, member.stamp);
  const volume = hasVolume(raw, member.facts) ? raw.volume : null;
  const paths = raw.quotes;
  const pathAt = (i: number): BidAskPath | null => paths && {
    bid: fourOf(paths.bid, i, price), ask: fourOf(paths.ask, i, price),
    bidSize: paths.bidSize[i] ? size(paths.bidSize[i]) : null, askSize: paths.askSize[i] ? size(paths.askSize[i]) : null,
  };
  const prices = (i: number, path: BidAskPath | null): Pick<Bar, 'open' | 'high' | 'low' | 'close'> => path
    ? { open: midOf(path.bid[0], path.ask[0]), high: midOf(path.bid[1], path.ask[1]), low: midOf(path.bid[2], path.ask[2]), close: midOf(path.bid[3], path.ask[3]) }
    : { open: price(raw.open[i] ?? NaN), high: price(raw.high[i] ?? NaN), low: price(raw.low[i] ?? NaN), close: price(raw.close[i] ?? NaN) };
  return {
    length: raw.stamps.length,
    rank,
    time: (i) => span.end(raw.stamps[i] ?? 0),
    event: (i) => {
      const stamp = raw.stamps[i] ?? 0;
      const end = epochMicros(span.end(stamp));
      const bidAsk = pathAt(i);
      const bar: Bar = {
        symbol, start: epochMicros(span.start(stamp)), end, ...prices(i, bidAsk), volume: volume ? size(volume[i] ?? 0) : null,
      };
      return bidAsk ? { type: 'bar', time: end, bar, bidAsk } : { type: 'bar', time: end, bar };
    },
  };
}

function fourOf(columns: readonly [number[], number[], number[], number[]], i: number, price: (v: number) => PriceTicks): BidAskPath['bid'] {
  return [price(columns[0][i] ?? NaN), price(columns[1][i] ?? NaN), price(columns[2][i] ?? NaN), price(columns[3][i] ?? NaN)];
}

function quoteRun(made: Assembled, raw: RawQuotes, rank: number): EventRun<TapeEvent> {
  const { symbol } = made.instrument;
  const { price, size } = sizers(made);
  const assumed = assumedQuoteLots(made.instrument);
  return {
    length: raw.times.length,
    rank,
    time: (i) => raw.times[i] ?? 0,
    event: (i) => {
      const time = epochMicros(raw.times[i] ?? 0);
      return {
        type: 'quote', time,
        quote: {
          symbol, venueTime: time, bid: price(raw.bid[i] ?? NaN), ask: price(raw.ask[i] ?? NaN),
          bidSize: raw.sizes ? size(raw.sizes.bid[i] ?? 0) : assumed, askSize: raw.sizes ? size(raw.sizes.ask[i] ?? 0) : assumed,
        },
      };
    },
  };
}

function tradeRun(made: Assembled, raw: RawTrades, rank: number): EventRun<TapeEvent> {
  const { symbol } = made.instrument;
  const { price, size } = sizers(made);
  return {
    length: raw.times.length,
    rank,
    time: (i) => raw.times[i] ?? 0,
    event: (i) => {
      const time = epochMicros(raw.times[i] ?? 0);
      const side = raw.aggressor[i] ?? 0;
      const aggressor = side > 0 ? 'buy' : side < 0 ? 'sell' : null;
      return {
        type: 'trade', time, trade: { symbol, price: price(raw.price[i] ?? NaN), size: size(raw.size[i] ?? 0), aggressor, venueTime: time },
      };
    },
  };
}

function depthRun(made: Assembled, raw: RawDepth, rank: number): EventRun<TapeEvent> {
  const { symbol } = made.instrument;
  const { price, size } = sizers(made);
  const side = (prices: readonly number[], sizes: readonly number[], i: number): readonly BookLevel[] => {
    const levels: BookLevel[] = [];
    for (let at = i * levelsKept; at < (i + 1) * levelsKept; at += 1) {
      const value = prices[at] ?? NaN;
      if (Number.isNaN(value)) break;
      levels.push({ price: price(value), size: size(sizes[at] ?? 0) });
    }
    return levels;
  };
  return {
    length: raw.times.length,
    rank,
    time: (i) => raw.times[i] ?? 0,
    event: (i) => {
      const time = epochMicros(raw.times[i] ?? 0);
      const depth = { symbol, bids: side(raw.bidPrice, raw.bidSize, i), asks: side(raw.askPrice, raw.askSize, i), venueTime: time };
      return { type: 'depth', time, depth };
    },
  };
}

/** Best quotes of a depth series: one wherever the best price or size of a side changed and both sides have one (TP-5). */
function bestQuotes(depth: RawDepth): RawQuotes {
  const quotes: RawQuotes = {
    kind: 'quotes', times: [], bid: [], ask: [], sizes: { bid: [], ask: [] }, priceRange: depth.priceRange, sizeRange: depth.sizeRange,
  };
  for (const [i, time] of depth.times.entries()) {
    const at = i * levelsKept;
    const bid = depth.bidPrice[at] ?? NaN, ask = depth.askPrice[at] ?? NaN;
    const bidSize = depth.bidSize[at] ?? NaN, askSize = depth.askSize[at] ?? NaN;
    if (Number.isNaN(bid) || Number.isNaN(ask)) continue;
    const same = quotes.bid.at(-1) === bid && quotes.ask.at(-1) === ask && quotes.sizes?.bid.at(-1) === bidSize && quotes.sizes.ask.at(-1) === askSize;
    if (same) continue;
    quotes.times.push(time);
    quotes.bid.push(bid);
    quotes.ask.push(ask);
    quotes.sizes?.bid.push(bidSize);
    quotes.sizes?.ask.push(askSize);
  }
  return quotes;
}
