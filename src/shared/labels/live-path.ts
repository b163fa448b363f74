/** The newest bars of one instrument as a series that labels look along, so that what came of a call is told by the label that its model was taught. Memory: one window. */
import { assert } from '../base/assert.ts';
import type { Bar } from '../domain/bar.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Quote } from '../domain/quote.ts';
import { Moments } from './moments.ts';
import type { Series } from './series.ts';
import { UsualVolatility } from './usual-volatility.ts';

/** Bars taken in before the window is moved on: one move a stretch instead of one a bar. */
const stretch = 64;

export class LivePath implements Series {
  readonly symbol: string;
  readonly feeBp: number;
  readonly end: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly session: Int32Array;
  readonly sigma: Float64Array;
  readonly usual: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  length = 0;
  /** Bars so far: the number of the newest one. */
  bars = 0;
  private readonly kept: number;
  private readonly moments: Moments;
  private readonly usually = new UsualVolatility();

  /** @param horizonBars the longest horizon that is asked about */
  constructor(instrument: Pick<Instrument, 'symbol' | 'feeBp' | 'barSeconds'>, horizonBars: number) {
    this.symbol = instrument.symbol;
    this.feeBp = instrument.feeBp;
    this.moments = new Moments(instrument);
    this.kept = horizonBars + 1;
    const column = (): Float64Array => new Float64Array(this.kept + stretch);
    [this.end, this.high, this.low, this.close, this.sigma, this.usual, this.bid, this.ask] = [column(), column(), column(), column(), column(), column(), column(), column()];
    this.session = new Int32Array(this.kept + stretch);
  }

  /** A bar later than the last, with the newest quote at its end. */
  onBar(bar: Bar, quote: Quote | null): void {
    if (this.length === this.kept + stretch) this.moveOn();
    const { session, sigma, quote: standing } = this.moments.onBar(bar, quote);
    const place = this.length++;
    this.bars++;
    [this.end[place], this.high[place], this.low[place], this.close[place]] = [bar.end, bar.high, bar.low, bar.close];
    [this.session[place], this.sigma[place], this.usual[place]] = [session, sigma, this.usually.add(bar.close, session)];
    [this.bid[place], this.ask[place]] = [standing?.bid ?? NaN, standing?.ask ?? NaN];
  }

  /** Where bar number `bar` is in the columns; it is no older than the longest horizon. */
  placeOf(bar: number): number {
    const place = this.length - 1 - (this.bars - bar);
    if (place < 0 || place >= this.length) assert(false, `bar ${bar} is within the window that ends at ${this.bars}`);
    return place;
  }

  private moveOn(): void {
    const from = this.length - this.kept;
    for (const column of [this.end, this.high, this.low, this.close, this.session, this.sigma, this.usual, this.bid, this.ask]) column.copyWithin(0, from);
    this.length = this.kept;
  }
}
