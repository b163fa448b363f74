/** Plays a tape once and keeps what training needs: a reading of features at each bar's end, with the engine that scores live, and the path of prices that labels look along. */
import { must } from '../../../src/shared/base/assert.ts';
import type { Bar } from '../../../src/shared/domain/bar.ts';
import type { Instrument } from '../../../src/shared/domain/instrument.ts';
import type { Quote } from '../../../src/shared/domain/quote.ts';
import { FeatureEngine } from '../../../src/shared/features/features.ts';
import { featureCount } from '../../../src/shared/features/schema.ts';
import type { Tape } from '../../../src/shared/tape/tape.ts';
import { Moments } from '../../../src/shared/labels/moments.ts';
import { seriesOf, type Moment, type Series } from '../../../src/shared/labels/series.ts';

export interface MarketRows {
  readonly rows: number;
  /** Row-major, rows x featureCount, in schema order; NaN where a feature is missing. */
  readonly x: Float32Array;
  /** Bar end of the row, epoch micros. Rows are in order of this time. */
  readonly time: Float64Array;
  /** Index of the instrument on the tape. */
  readonly instrument: Uint16Array;
  /** Place of the row's bar in its instrument's series. */
  readonly bar: Int32Array;
  /** One an instrument of the tape. */
  readonly series: readonly Series[];
  /** Longest bar on the tape, seconds. */
  readonly barSeconds: number;
}

interface Row {
  readonly values: Float32Array;
  readonly time: number;
  readonly instrument: number;
  readonly bar: number;
}

/** Every bar whose features are warm, from all instruments, and every bar as a step of its instrument's path. */
export function readMarket(tape: Tape): MarketRows {
  const makers = new Map(tape.instruments.map((instrument, i) => [instrument.symbol, new RowMaker(instrument, i)]));
  const maker = (symbol: string): RowMaker => must(makers.get(symbol), 'a tape announces every instrument that it plays');
  for (const event of tape.events()) {
    if (event.type === 'bar') maker(event.bar.symbol).onBar(event.bar);
    else if (event.type === 'quote') maker(event.quote.symbol).onQuote(event.quote);
    else if (event.type === 'depth') maker(event.depth.symbol).engine.onDepth(event.depth);
    else if (event.type === 'trade') maker(event.trade.symbol).engine.onTrade(event.trade);
  }
  const all = [...makers.values()];
  const rows = all.flatMap((m) => m.rows);
  rows.sort((a, b) => a.time - b.time || a.instrument - b.instrument);
  const x = new Float32Array(rows.length * featureCount);
  rows.forEach((row, i) => x.set(row.values, i * featureCount));
  return {
    rows: rows.length, x,
    time: Float64Array.from(rows, (r) => r.time),
    instrument: Uint16Array.from(rows, (r) => r.instrument),
    bar: Int32Array.from(rows, (r) => r.bar),
    series: all.map((m) => seriesOf(m.instrument, m.moments)),
    barSeconds: Math.max(...tape.instruments.map((i) => i.barSeconds)),
  };
}

class RowMaker {
  readonly instrument: Instrument;
  readonly engine: FeatureEngine;
  readonly rows: Row[] = [];
  readonly moments: Moment[] = [];
  private readonly index: number;
  private readonly path: Moments;
  private quote: Quote | null = null;

  constructor(instrument: Instrument, index: number) {
    this.instrument = instrument;
    this.index = index;
    this.engine = new FeatureEngine(instrument.barSeconds);
    this.path = new Moments(instrument);
  }

  onQuote(quote: Quote): void {
    this.quote = quote;
    this.engine.onQuote(quote);
  }

  onBar(bar: Bar): void {
    if (!this.engine.onBar(bar)) return;
    const moment = this.path.onBar(bar, this.quote);
    this.moments.push(moment);
    if (!this.engine.warm || Number.isNaN(moment.sigma)) return;
    const values = Float32Array.from(this.engine.vector().values, (value) => value ?? NaN);
    this.rows.push({ values, time: bar.end, instrument: this.index, bar: this.moments.length - 1 });
  }
}
