/** One instrument's path, bar by bar: what labels look along. Prices in ticks. */
import type { Bar } from '../domain/bar.ts';
import { roundTripCost } from '../domain/cost.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Quote } from '../domain/quote.ts';
import { UsualVolatility } from './usual-volatility.ts';

/** A bar with what was known at its end. */
export interface Moment {
  readonly bar: Pick<Bar, 'end' | 'high' | 'low' | 'close'>;
  /** Rises at each pause in trading: no label looks across one. */
  readonly session: number;
  /** One bar's standard deviation as a fraction; NaN while unknown. */
  readonly sigma: number;
  /** The two-sided quote that stood; null when there was none, or an old or crossed one. */
  readonly quote: Pick<Quote, 'bid' | 'ask'> | null;
}

export interface Series {
  readonly symbol: string;
  readonly length: number;
  /** Epoch micros. */
  readonly end: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly session: Int32Array;
  readonly sigma: Float64Array;
  /** What volatility of one bar is usual, a fraction; NaN while unknown. */
  readonly usual: Float64Array;
  /** NaN without a quote. */
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  /** Fee per side, basis points. */
  readonly feeBp: number;
}

export function seriesOf({ symbol, feeBp }: Pick<Instrument, 'symbol' | 'feeBp'>, moments: readonly Moment[]): Series {
  const column = (of: (moment: Moment) => number): Float64Array => Float64Array.from(moments, of);
  const usually = new UsualVolatility();
  return {
    symbol, feeBp, length: moments.length,
    end: column((m) => m.bar.end), high: column((m) => m.bar.high), low: column((m) => m.bar.low), close: column((m) => m.bar.close),
    session: Int32Array.from(moments, (m) => m.session), sigma: column((m) => m.sigma),
    usual: column((m) => usually.add(m.bar.close, m.session)),
    bid: column((m) => m.quote?.bid ?? NaN), ask: column((m) => m.quote?.ask ?? NaN),
  };
}

/** What came of one case. */
export interface Outcome {
  /** One a head of the model. */
  readonly values: readonly number[];
  /** Bar at whose end it was known. */
  readonly end: number;
  /** What acting on it brought before cost, basis points: of a buy, or of the side asked about. */
  readonly returnBp: number;
  /** What acting on it cost, basis points. */
  readonly costBp: number;
  /** How far the price went on its way, where the label is about that. */
  readonly range?: { readonly low: number; readonly high: number };
}

/** What came of the bar; null where that cannot be told: the path ends, a pause lies between, or there is no quote to price it. @param side of the trade that is asked about; 1 where the model speaks of the market */
export type Labeller = (series: Series, bar: number, side: 1 | -1) => Outcome | null;

/** Whether the `bars` after a bar belong to its session. */
export const staysInSession = (s: Series, bar: number, bars: number): boolean => bar + bars < s.length && s.session[bar + bars] === s.session[bar];

/** Middle of the quote at a bar's end; NaN without one. */
export const midAt = (s: Series, bar: number): number => ((s.bid[bar] ?? NaN) + (s.ask[bar] ?? NaN)) / 2;

/**
 * What a bar's instrument is worth at its end, ticks: the middle of the quote that stands, the close where none does. A close is the last trade, at the bid or at
 * the offer and perhaps old: how far it lies from the middle foretells its own way back, which nobody can trade on (bid-ask bounce: Roll 1984).
 */
export function markAt(s: Series, bar: number): number {
  const mid = midAt(s, bar);
  return Number.isNaN(mid) ? s.close[bar] ?? NaN : mid;
}

/** Log return from mark to mark, basis points. */
export const returnBpOf = (s: Series, from: number, to: number): number => Math.log(markAt(s, to) / markAt(s, from)) * 1e4;

/** One standard deviation over `bars` at a bar's end, as a fraction, by the square root of time. */
export const horizonSigma = (s: Series, bar: number, bars: number): number => (s.sigma[bar] ?? NaN) * Math.sqrt(bars);

/** Spread and fees of a round trip at a bar's end, basis points; without impact, which depends on size. NaN without a quote. */
export function costBpAt(s: Series, bar: number): number {
  const spreadBp = (((s.ask[bar] ?? NaN) - (s.bid[bar] ?? NaN)) / midAt(s, bar)) * 1e4;
  return roundTripCost({ spreadBp, feeBp: s.feeBp, dailyVolatilityBp: 0, participation: 0 }).totalBp;
}
