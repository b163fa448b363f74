/**
 * Measures a synthetic market as a researcher would, from its events alone. `print-figures.ts` prints what README.md
 * states; statistics.test.ts holds the same figures to their ranges.
 */
import type { Tape, TapeEvent } from '../../src/shared/tape/tape.ts';
import { correlation, leastSquares, mean } from './statistics.ts';

/** One instrument's minutes in order; every array has one value a bar. */
export interface Series {
  readonly symbol: string;
  readonly session: number[];
  /** Mid of the last quote before the bar's end, ticks. */
  readonly mid: number[];
  readonly spread: number[];
  /** Displayed size at both touches, lots. */
  readonly touch: number[];
  /** (bid size - ask size) / (bid size + ask size) at the touch, and over five levels. */
  readonly imbalance: number[];
  readonly depthImbalance: number[];
  readonly volume: number[];
  /** Buy less sell aggressor volume; zeros on a tape of bars only. */
  readonly signedVolume: number[];
}

/** Reads a tape whose bars are a minute and whose sessions are more than an hour apart. */
export function seriesOf(tape: Tape): Series[] {
  const bySymbol = new Map(tape.instruments.map(({ symbol }) => [symbol, new Reader(symbol)]));
  for (const event of tape.events()) {
    if (event.type === 'quote') bySymbol.get(event.quote.symbol)?.quote(event.quote);
    else if (event.type === 'depth') bySymbol.get(event.depth.symbol)?.depth(event.depth);
    else if (event.type === 'trade') bySymbol.get(event.trade.symbol)?.trade(event.trade);
    else if (event.type === 'bar') bySymbol.get(event.bar.symbol)?.bar(event.bar);
  }
  return [...bySymbol.values()].map((reader) => reader.series);
}

type EventOf<Type extends string> = Extract<TapeEvent, { type: Type }>;

class Reader {
  readonly series: Series;
  #quote: EventOf<'quote'>['quote'] | null = null;
  #depthImbalance = 0;
  #signed = 0;
  #session = -1;
  #end = -Infinity;

  constructor(symbol: string) {
    this.series = { symbol, session: [], mid: [], spread: [], touch: [], imbalance: [], depthImbalance: [], volume: [], signedVolume: [] };
  }

  quote(quote: EventOf<'quote'>['quote']): void {
    this.#quote = quote;
  }

  depth({ bids, asks }: EventOf<'depth'>['depth']): void {
    const [bid, ask] = [bids, asks].map((side) => side.reduce((sum, level) => sum + level.size, 0)) as [number, number];
    this.#depthImbalance = (bid - ask) / (bid + ask);
  }

  trade({ size, aggressor }: EventOf<'trade'>['trade']): void {
    this.#signed += aggressor === 'buy' ? size : -size;
  }

  bar({ start, end, volume }: EventOf<'bar'>['bar']): void {
    const quote = this.#quote;
    if (!quote) return;
    if (start - this.#end > 3_600_000_000) this.#session++;
    this.#end = end;
    const size = quote.bidSize + quote.askSize;
    const s = this.series;
    s.session.push(this.#session);
    s.mid.push((quote.bid + quote.ask) / 2);
    s.spread.push(quote.ask - quote.bid);
    s.touch.push(size);
    s.imbalance.push((quote.bidSize - quote.askSize) / size);
    s.depthImbalance.push(this.#depthImbalance);
    s.volume.push(volume ?? 0);
    s.signedVolume.push(this.#signed);
    this.#signed = 0;
  }
}

/** Log returns of the mid over one bar, sessions' first bars left out. */
export const minuteReturns = (s: Series): number[] =>
  s.mid.flatMap((mid, i) => (i > 0 && s.session[i] === s.session[i - 1] ? [Math.log(mid / (s.mid[i - 1] ?? mid))] : []));

/** The predictors of `informationCoefficient`, in order. */
export const predictorNames = ['touch imbalance', 'depth imbalance', 'signed flow, 5 bars', 'return, 3 bars', 'return, 45 bars'] as const;

interface Sample {
  readonly session: number;
  readonly x: readonly number[];
  readonly y: number;
}

const warmUpBars = 45;

/** Predictors at each bar and the mid return over the next `horizon` bars, both in units of trailing volatility. */
function samplesOf(s: Series, horizon: number): Sample[] {
  const samples: Sample[] = [];
  const move = (from: number, to: number): number => Math.log((s.mid[to] ?? 1) / (s.mid[from] ?? 1));
  let variance = 0;
  for (let i = 1; i < s.mid.length; i++) {
    const first = s.session[i] !== s.session[i - 1];
    const r = first ? 0 : move(i - 1, i);
    // Exponential average over about 30 bars; the floor keeps a run of unchanged mids from dividing by nothing.
    if (!first) variance = variance === 0 ? r * r : variance + (r * r - variance) / 30;
    if (s.session[i] !== s.session[i - warmUpBars] || s.session[i] !== s.session[i + horizon]) continue;
    const unit = Math.max(Math.sqrt(variance), 1e-6);
    const recent = (values: readonly number[]): number => values.slice(i - 4, i + 1).reduce((sum, v) => sum + v, 0);
    samples.push({
      session: s.session[i] ?? 0,
      x: [
        s.imbalance[i] ?? 0, s.depthImbalance[i] ?? 0, recent(s.signedVolume) / Math.max(1, recent(s.volume)),
        move(i - 3, i) / (unit * Math.sqrt(3)), move(i - 45, i) / (unit * Math.sqrt(45)),
      ],
      y: Math.max(-5, Math.min(5, move(i, i + horizon) / (unit * Math.sqrt(horizon)))),
    });
  }
  return samples;
}

export interface PredictorFigures {
  /** Correlation of each predictor alone with the coming return, over all samples. */
  readonly alone: readonly number[];
  /** Correlation of a linear combination, fitted on the first half of the sessions, with the return in the second half. */
  readonly combined: number;
  readonly samples: number;
}

/** Information coefficients at a horizon of `horizon` bars, instruments pooled. */
export function informationCoefficient(series: readonly Series[], horizon: number): PredictorFigures {
  const samples = series.flatMap((s) => samplesOf(s, horizon));
  const sessions = samples.reduce((most, s) => Math.max(most, s.session), 0) + 1;
  const train = samples.filter((s) => s.session < sessions / 2);
  const test = samples.filter((s) => s.session >= sessions / 2);
  const y = samples.map((s) => s.y);
  const alone = predictorNames.map((_, k) => correlation(samples.map((s) => s.x[k] ?? 0), y));
  const used = predictorNames.map((_, k) => k).filter((k) => alone[k] !== 0);
  const columns = (of: readonly Sample[]): number[][] => of.map((s) => used.map((k) => s.x[k] ?? 0));
  const [intercept = 0, ...weights] = leastSquares(columns(train), train.map((s) => s.y));
  const predicted = columns(test).map((x) => weights.reduce((sum, w, k) => sum + w * (x[k] ?? 0), intercept));
  return { alone, combined: correlation(predicted, test.map((s) => s.y)), samples: samples.length };
}

/** Means of `values` over `count` equal parts of the session, over the mean of all. */
export function sessionProfile(series: Series, values: readonly number[], count: number): number[] {
  const length = series.session.filter((session) => session === 0).length;
  const parts = Array.from({ length: count }, (): number[] => []);
  values.forEach((value, i) => parts[Math.floor(((i % length) / length) * count)]?.push(value));
  const overall = mean(values);
  return parts.map((part) => mean(part) / overall);
}
