/**
 * "Bar-path quotes" (TP-12): the quotes and trades that a bar is assumed to stand for, where a tape has bars and nothing
 * finer. Inside a bar price goes open, low, high, close when it closed at or above its open, else open, high, low, close.
 * Venue and backtest both trade against these quotes, so both see one market. What is assumed: the path between the four
 * prices, the spread, the sizes. What is not: no price outside the bar, and nothing before its time.
 */
import type { Bar } from '../domain/bar.ts';
import type { Instrument } from '../domain/instrument.ts';
import { epochMicros, priceTicks, quantityLots, type EpochMicros, type PriceTicks, type QuantityLots } from '../domain/numbers.ts';
import { mergeRuns, type EventRun } from './event-merge.ts';
import { kindRank, ranksPerInstrument } from './event-runs.ts';
import { assumedQuoteLots, assumedSpreadBp } from './instrument-facts.ts';
import type { Tape, TapeEvent } from './tape.ts';

/** Points on the path of a bar; point k is at (2k + 1) eighths of the bar, so never at its start or its end. */
const pointsPerBar = 4;
/** Quoted size on each side, as a share of the volume of the bar before. */
export const quotedShareOfVolume = 0.05;

type BarEvent = Extract<TapeEvent, { type: 'bar' }>;
type Four<T> = readonly [T, T, T, T];

/**
 * The tape with bar-path quotes for each instrument that has bars and neither quotes nor depth, and with trade prints where
 * it has no trades either; all other events are passed on. A function of the tape alone, so the same every time. `counts`
 * stay what was read from the files.
 */
export function quoteAroundBars(tape: Tape): Tape {
  const places = new Map(tape.instruments.map((instrument, place) => [instrument.symbol, place]));
  const byRank = new Map<number, TapeEvent[]>();
  const has = { quote: new Set<string>(), trade: new Set<string>(), bar: new Set<string>() };
  for (const event of tape.events()) {
    const symbol = symbolOf(event);
    const rank = symbol === null ? -1 : (places.get(symbol) ?? 0) * ranksPerInstrument + kindRank[event.type];
    const events = byRank.get(rank);
    if (events) events.push(event);
    else byRank.set(rank, [event]);
    if (symbol !== null && event.type !== 'defect') has[event.type === 'depth' ? 'quote' : event.type].add(symbol);
  }
  const runs = [...byRank].map(([rank, events]) => arrayRun(rank, events));
  for (const [place, instrument] of tape.instruments.entries()) {
    const { symbol } = instrument;
    if (!has.bar.has(symbol) || has.quote.has(symbol)) continue;
    const base = place * ranksPerInstrument;
    const bars = (byRank.get(base + kindRank.bar) ?? []) as readonly BarEvent[];
    runs.push(quoteRun(instrument, bars, base + kindRank.quote));
    if (!has.trade.has(symbol)) runs.push(tradeRun(bars, base + kindRank.trade));
  }
  return { source: tape.source, instruments: tape.instruments, counts: tape.counts, events: () => mergeRuns(runs) };
}

/** Symbol of an event that belongs to an instrument; null for defects, which come before everything else of their time. */
function symbolOf(event: TapeEvent): string | null {
  switch (event.type) {
    case 'quote': return event.quote.symbol;
    case 'trade': return event.trade.symbol;
    case 'depth': return event.depth.symbol;
    case 'bar': return event.bar.symbol;
    case 'defect': return null;
  }
}

const arrayRun = (rank: number, events: readonly TapeEvent[]): EventRun<TapeEvent> => ({
  length: events.length, rank, time: (i) => events[i]?.time ?? 0, event: (i) => events[i] as TapeEvent,
});

/** Time of point `k` of a bar: (2k + 1) eighths of it, whole microseconds. */
function pointTime(bar: Bar, k: number): EpochMicros {
  return epochMicros(bar.start + Math.floor(((bar.end - bar.start) * (2 * k + 1)) / (2 * pointsPerBar)));
}

/** Order in which a bar's open (0), high (1), low (2) and close (3) are visited. */
const pathOrder = (bar: Bar): Four<0 | 1 | 2 | 3> => (bar.close >= bar.open ? [0, 2, 1, 3] : [0, 1, 2, 3]);

const fourPrices = (bar: Bar): Four<PriceTicks> => [bar.open, bar.high, bar.low, bar.close];

/** Full spread at a price, ticks: the asset class's basis points, rounded, at least one tick. */
export const spreadTicksAt = (price: number, spreadBp: number): number => Math.max(1, Math.round((Math.abs(price) * spreadBp) / 1e4));

/** Bid and ask at point `k`; null where a recorded bid is above its ask. An odd tick of spread goes to the ask. */
function quoteAt(event: BarEvent, k: number, spreadBp: number): { readonly bid: PriceTicks; readonly ask: PriceTicks } | null {
  const at = pathOrder(event.bar)[k as 0 | 1 | 2 | 3];
  if (event.bidAsk) {
    const bid = event.bidAsk.bid[at], ask = event.bidAsk.ask[at];
    return bid > ask ? null : { bid, ask };
  }
  const price = fourPrices(event.bar)[at];
  const spread = spreadTicksAt(price, spreadBp);
  const bid = price - Math.floor(spread / 2);
  return { bid: priceTicks(bid), ask: priceTicks(bid + spread) };
}

/** Sizes shown during a bar: from the bar before, since its own volume is not known yet; a stated constant where unknown. */
function sizesDuring(before: BarEvent | undefined, assumed: QuantityLots): { readonly bidSize: QuantityLots; readonly askSize: QuantityLots } {
  if (before?.bidAsk) return { bidSize: before.bidAsk.bidSize ?? assumed, askSize: before.bidAsk.askSize ?? assumed };
  const volume = before?.bar.volume ?? null;
  const size = volume === null ? assumed : quantityLots(Math.max(1, Math.floor(volume * quotedShareOfVolume)));
  return { bidSize: size, askSize: size };
}

function quoteRun(instrument: Instrument, bars: readonly BarEvent[], rank: number): EventRun<TapeEvent> {
  const spreadBp = assumedSpreadBp(instrument.assetClass);
  const assumed = assumedQuoteLots(instrument);
  const points: number[] = [];
  for (const [b, event] of bars.entries()) {
    for (let k = 0; k < pointsPerBar; k += 1) if (quoteAt(event, k, spreadBp)) points.push(b * pointsPerBar + k);
  }
  const timeOf = (i: number): EpochMicros => {
    const point = points[i] ?? 0;
    return pointTime((bars[Math.floor(point / pointsPerBar)] as BarEvent).bar, point % pointsPerBar);
  };
  return {
    length: points.length,
    rank,
    time: timeOf,
    event: (i) => {
      const point = points[i] ?? 0, b = Math.floor(point / pointsPerBar);
      const event = bars[b] as BarEvent, time = timeOf(i);
      const prices = quoteAt(event, point % pointsPerBar, spreadBp) as { bid: PriceTicks; ask: PriceTicks };
      return { type: 'quote', time, quote: { symbol: instrument.symbol, ...prices, ...sizesDuring(bars[b - 1], assumed), venueTime: time } };
    },
  };
}

/** A quarter of the volume at each point, the remainder of the division at the close; nothing where that is 0 or unknown. */
const volumeAt = (volume: number, k: number): number => {
  const quarter = Math.floor(volume / pointsPerBar);
  return k === pointsPerBar - 1 ? volume - quarter * (pointsPerBar - 1) : quarter;
};

function tradeRun(bars: readonly BarEvent[], rank: number): EventRun<TapeEvent> {
  const points: number[] = [];
  for (const [b, { bar }] of bars.entries()) {
    for (let k = 0; k < pointsPerBar; k += 1) if (volumeAt(bar.volume ?? 0, k) > 0) points.push(b * pointsPerBar + k);
  }
  const barOf = (i: number): Bar => (bars[Math.floor((points[i] ?? 0) / pointsPerBar)] as BarEvent).bar;
  return {
    length: points.length,
    rank,
    time: (i) => pointTime(barOf(i), (points[i] ?? 0) % pointsPerBar),
    event: (i) => {
      const bar = barOf(i), k = (points[i] ?? 0) % pointsPerBar;
      const time = pointTime(bar, k);
      const price = fourPrices(bar)[pathOrder(bar)[k as 0 | 1 | 2 | 3]];
      const size = quantityLots(volumeAt(bar.volume ?? 0, k));
      return { type: 'trade', time, trade: { symbol: bar.symbol, price, size, aggressor: null, venueTime: time } };
    },
  };
}
