/** Turns a tape into rows of features and labels, with the same feature engine that scores live. */
import { must } from '../../../src/shared/base/assert.ts';
import type { Bar } from '../../../src/shared/domain/bar.ts';
import type { Instrument } from '../../../src/shared/domain/instrument.ts';
import { FeatureEngine } from '../../../src/shared/features/features.ts';
import { longestWindowBars } from '../../../src/shared/features/price-path.ts';
import { featureCount } from '../../../src/shared/features/schema.ts';
import { barReturn, VolatilityEstimator } from '../../../src/shared/features/volatility.ts';
import type { Tape } from '../../../src/shared/tape/tape.ts';

export interface Dataset {
  readonly rows: number;
  /** Row-major, rows x featureCount; NaN where a feature is missing. */
  readonly x: Float64Array;
  /** Forward return over the horizon in units of horizon volatility, winsorised to +-`labelLimit`. */
  readonly y: Float64Array;
  /** Bar end of the row, epoch micros. Rows are in order of this time. */
  readonly time: Float64Array;
  /** Bar end at which the label was known. */
  readonly labelTime: Float64Array;
  /** Index of the instrument on the tape. */
  readonly instrument: Uint16Array;
  /** Longest bar on the tape, seconds. */
  readonly barSeconds: number;
}

/** Labels beyond this many sigma are set to it: jumps inform the sign, not the size. */
export const labelLimit = 4;

interface PendingRow {
  readonly values: readonly (number | null)[];
  readonly time: number;
  readonly logPrice: number;
  readonly horizonSigma: number;
}

interface Row extends PendingRow {
  readonly label: number;
  readonly labelTime: number;
  readonly instrument: number;
}

/** Every bar whose features are warm and whose horizon lies within one session, from all instruments. */
export function buildDataset(tape: Tape, horizonBars: number): Dataset {
  const makers = new Map(tape.instruments.map((instrument, i) => [instrument.symbol, new RowMaker(instrument, i, horizonBars)]));
  const maker = (symbol: string): RowMaker => must(makers.get(symbol), 'a tape announces every instrument that it plays');
  for (const event of tape.events()) {
    if (event.type === 'bar') maker(event.bar.symbol).onBar(event.bar);
    else if (event.type === 'quote') maker(event.quote.symbol).engine.onQuote(event.quote);
    else if (event.type === 'depth') maker(event.depth.symbol).engine.onDepth(event.depth);
    else if (event.type === 'trade') maker(event.trade.symbol).engine.onTrade(event.trade);
  }
  const rows = [...makers.values()].flatMap((m) => m.rows);
  rows.sort((a, b) => a.time - b.time || a.instrument - b.instrument);
  return pack(rows, Math.max(...tape.instruments.map((i) => i.barSeconds)));
}

class RowMaker {
  readonly engine: FeatureEngine;
  readonly rows: Row[] = [];
  private readonly instrument: Instrument;
  private readonly index: number;
  private readonly horizonBars: number;
  private readonly volatility: VolatilityEstimator;
  private pending: PendingRow[] = [];
  private previous: Bar | null = null;
  private logPrice = 0;

  constructor(instrument: Instrument, index: number, horizonBars: number) {
    this.instrument = instrument;
    this.index = index;
    this.horizonBars = horizonBars;
    this.engine = new FeatureEngine(instrument.barSeconds);
    this.volatility = new VolatilityEstimator(instrument.barSeconds);
  }

  onBar(bar: Bar): void {
    if (!this.engine.onBar(bar)) return;
    this.volatility.onBar(bar);
    const r = barReturn(this.previous, bar, this.instrument.barSeconds);
    this.previous = bar;
    // A label that would straddle a session break is never made: what waits for one is dropped.
    if (r === null) this.pending = [];
    else this.logPrice += r;
    const due = this.pending.length >= this.horizonBars ? this.pending.shift() : undefined;
    if (due) {
      const sigmas = (this.logPrice - due.logPrice) / due.horizonSigma;
      this.rows.push({ ...due, label: Math.max(-labelLimit, Math.min(labelLimit, sigmas)), labelTime: bar.end, instrument: this.index });
    }
    const sigma = this.volatility.barSigma();
    if (this.engine.warm && sigma !== null) {
      this.pending.push({ values: this.engine.vector().values, time: bar.end, logPrice: this.logPrice, horizonSigma: sigma * Math.sqrt(this.horizonBars) });
    } else this.pending = [];
  }
}

function pack(rows: readonly Row[], barSeconds: number): Dataset {
  const x = new Float64Array(rows.length * featureCount).fill(NaN);
  rows.forEach((row, i) => row.values.forEach((value, j) => { if (value !== null) x[i * featureCount + j] = value; }));
  return {
    rows: rows.length, x, barSeconds,
    y: Float64Array.from(rows, (r) => r.label),
    time: Float64Array.from(rows, (r) => r.time),
    labelTime: Float64Array.from(rows, (r) => r.labelTime),
    instrument: Uint16Array.from(rows, (r) => r.instrument),
  };
}

/** Row numbers of the three parts of a history. */
export interface Split {
  readonly train: Int32Array;
  /** For the band's quantiles. */
  readonly calibration: Int32Array;
  /** For the figures on the card; looked at once. */
  readonly test: Int32Array;
}

/** Bars left out after each boundary: the longest feature window, so that no row of one part looks into another. */
export const embargoBars = longestWindowBars;

/**
 * Splits by time into 60 %, 20 % and 20 %. Purge: a row whose label reaches past the boundary is dropped; embargo: the
 * first `embargoBars` of the later part are dropped (Lopez de Prado, Advances in Financial Machine Learning, 2018, ch. 7).
 */
export function splitByTime(data: Dataset): Split {
  const boundary = (share: number): number => data.time[Math.min(data.rows - 1, Math.floor(data.rows * share))] ?? 0;
  const first = boundary(0.6);
  const second = boundary(0.8);
  const embargo = embargoBars * data.barSeconds * 1e6;
  const part = (from: number, to: number): Int32Array => {
    const picked: number[] = [];
    for (let i = 0; i < data.rows; i++) if ((data.time[i] ?? 0) >= from && (data.labelTime[i] ?? 0) < to) picked.push(i);
    return Int32Array.from(picked);
  };
  return { train: part(-Infinity, first), calibration: part(first + embargo, second), test: part(second + embargo, Infinity) };
}
