/**
 * Trains `drift-linear`: expected return over the next bars, in units of horizon volatility, as a weighted sum of
 * features. Standardised ridge; the scaling is folded into the coefficients, which are float32, so that card and ONNX
 * hold the same numbers. The same tape and seed give the same bytes.
 */
import { createHash } from 'node:crypto';
import { assert } from '../../../src/shared/base/assert.ts';
import type { ModelCard, ModelManifest } from '../../../src/shared/domain/model-card.ts';
import { featureCount, featureNames, featureSchema, featureSchemaHash, warmUpBars } from '../../../src/shared/features/schema.ts';
import type { Tape } from '../../../src/shared/tape/tape.ts';
import { buildDataset, splitByTime, type Dataset, type Split } from './dataset.ts';
import { blockCorrelation, quantile, rootMeanSquareError, rSquaredAgainstZero, type Interval } from './metrics.ts';
import { solveRidge } from './ridge.ts';

export interface TrainOptions {
  readonly version: string;
  /** For the bootstrap of the interval. */
  readonly seed: number;
  readonly horizonBars: number;
  /** Ridge penalty per standardised feature, as a share of the rows. */
  readonly penalty: number;
  /** What the history is, in words, for the card. */
  readonly description: string;
}

export const trainDefaults = { version: '1.0.0', seed: 1, horizonBars: 15, penalty: 0.02 } as const;

/** Level of the band on the card. */
const bandLevel = 0.8;
const probeCount = 8;
/**
 * Features that this model does not use (weight zero). Clock and calendar have no sign that would carry over to an
 * instrument with other trading hours, or to other weeks.
 */
const unused: ReadonlySet<string> = new Set(featureSchema.filter((f) => f.group === 'calendar').map((f) => f.name));
/** Features that may be missing together: all that need more than prices of bars, the clock's, and those of windows beyond the warm-up. Prices may not. */
const missingMax = featureSchema.filter((f) => f.needs !== 'bars' || f.group === 'calendar' || f.windowBars >= warmUpBars).length;
const rowsMin = 500;
/** Days after the end of its history for which a version may be used. */
const lifeDays = 3_650;

export interface TrainReport {
  readonly rows: { readonly train: number; readonly calibration: number; readonly test: number };
  readonly informationCoefficient: Interval;
  readonly rSquared: number;
  readonly bandCoverage: number;
  /** In-sample, to set against the held-out figure. */
  readonly trainCorrelation: number;
}

export interface Trained {
  readonly card: ModelCard;
  readonly probes: ModelManifest['probes'];
  readonly expiresAt: string;
  readonly coefficients: Float32Array;
  readonly intercept: number;
  readonly report: TrainReport;
}

/** Fails (throws) on a history too short to hold anything out. */
export function trainLinear(tape: Tape, options: TrainOptions): Trained {
  const data = buildDataset(tape, options.horizonBars);
  const split = splitByTime(data);
  assert(split.train.length >= rowsMin && split.calibration.length > 0 && split.test.length > 0,
    `a history holds ${rowsMin} training rows and something held out; got ${split.train.length}, ${split.calibration.length}, ${split.test.length}`);
  const fit = fitLinear(data, split.train, options.penalty);
  const band = residualBand(data, split.calibration, fit);
  const report = evaluate(data, split, fit, band, options.seed);
  const card = makeCard({ data, split, fit, band, report, options, tape });
  const expiresAt = new Date(Date.parse(card.trainedAt) + lifeDays * 86_400e3).toISOString();
  return { card, probes: probes(data, split.test, fit), expiresAt, coefficients: fit.coefficients, intercept: fit.intercept, report };
}

export interface LinearFit {
  readonly coefficients: Float32Array;
  readonly intercept: number;
  /** Mean of each feature where present, float32-representable; what stands in for a missing value. */
  readonly means: Float32Array;
}

/** Ridge on standardised features (deviation 0: not used) with missing values at their mean; every instrument weighs the same. */
export function fitLinear(data: Dataset, rows: Int32Array, penalty: number): LinearFit {
  const { means, deviations } = moments(data, rows);
  const counts = new Map<number, number>();
  for (const i of rows) counts.set(data.instrument[i] ?? 0, (counts.get(data.instrument[i] ?? 0) ?? 0) + 1);
  const z = new Float64Array(rows.length * featureCount);
  const y = new Float64Array(rows.length);
  const weights = new Float64Array(rows.length);
  rows.forEach((i, k) => {
    for (let j = 0; j < featureCount; j++) {
      const value = data.x[i * featureCount + j] ?? NaN;
      const deviation = deviations[j] ?? 0;
      z[k * featureCount + j] = Number.isNaN(value) || deviation === 0 ? 0 : (value - (means[j] ?? 0)) / deviation;
    }
    y[k] = data.y[i] ?? 0;
    weights[k] = rows.length / counts.size / (counts.get(data.instrument[i] ?? 0) ?? 1);
  });
  const solved = solveRidge({ x: z, y, weights, width: featureCount, penalty });
  const coefficients = new Float32Array(featureCount);
  let intercept = solved.intercept;
  for (let j = 0; j < featureCount; j++) {
    const deviation = deviations[j] ?? 0;
    coefficients[j] = deviation === 0 ? 0 : (solved.coefficients[j] ?? 0) / deviation;
    intercept -= (coefficients[j] ?? 0) * (means[j] ?? 0);
  }
  return { coefficients, intercept: Math.fround(intercept), means };
}

function moments(data: Dataset, rows: Int32Array): { means: Float32Array; deviations: Float64Array } {
  const means = new Float32Array(featureCount);
  const deviations = new Float64Array(featureCount);
  for (let j = 0; j < featureCount; j++) {
    const present = column(data, rows, j);
    if (present.length === 0) continue;
    const mean = present.reduce((sum, v) => sum + v, 0) / present.length;
    means[j] = mean;
    if (!unused.has(featureNames[j] ?? '')) deviations[j] = Math.sqrt(present.reduce((sum, v) => sum + (v - mean) ** 2, 0) / present.length);
  }
  return { means, deviations };
}

/** The values of feature `j` that are present in `rows`. */
function column(data: Dataset, rows: Int32Array, j: number): Float64Array {
  const out = new Float64Array(rows.length);
  let n = 0;
  for (const i of rows) {
    const value = data.x[i * featureCount + j] ?? NaN;
    if (!Number.isNaN(value)) out[n++] = value;
  }
  return out.subarray(0, n);
}

/** What the model sees of row `i`: float32, missing values at their default. */
function inputRow(data: Dataset, i: number, fit: LinearFit): Float32Array {
  return Float32Array.from({ length: featureCount }, (_, j) => {
    const value = data.x[i * featureCount + j] ?? NaN;
    return Number.isNaN(value) ? (fit.means[j] ?? 0) : value;
  });
}

function scoreOf(fit: LinearFit, input: Float32Array): number {
  let sum = fit.intercept;
  for (let j = 0; j < featureCount; j++) sum += (fit.coefficients[j] ?? 0) * (input[j] ?? 0);
  return Math.fround(sum);
}

/** Scores rows of a dataset with a fit: the figures on the card, or those on another tape. */
export function scoreRows(data: Dataset, rows: Int32Array, fit: LinearFit): { score: Float64Array; y: Float64Array; block: Float64Array } {
  return {
    score: Float64Array.from(rows, (i) => scoreOf(fit, inputRow(data, i, fit))),
    y: Float64Array.from(rows, (i) => data.y[i] ?? 0),
    block: Float64Array.from(rows, (i) => blockOf(data.time[i] ?? 0, data.barSeconds)),
  };
}

/** A UTC day; about a quarter of a year (90 days) for daily bars. */
const blockOf = (time: number, barSeconds: number): number => Math.floor(time / ((barSeconds >= 43_200 ? 90 : 1) * 86_400e6));

interface Band { readonly level: number; readonly low: number; readonly high: number }

function residualBand(data: Dataset, rows: Int32Array, fit: LinearFit): Band {
  const { score, y } = scoreRows(data, rows, fit);
  const residuals = y.map((value, i) => value - (score[i] ?? 0));
  return { level: bandLevel, low: quantile(residuals, (1 - bandLevel) / 2), high: quantile(residuals, (1 + bandLevel) / 2) };
}

function evaluate(data: Dataset, split: Split, fit: LinearFit, band: Band, seed: number): TrainReport & { rmseSigma: number } {
  const { score, y, block } = scoreRows(data, split.test, fit);
  const inside = y.filter((value, i) => value - (score[i] ?? 0) >= band.low && value - (score[i] ?? 0) <= band.high).length;
  const own = scoreRows(data, split.train, fit);
  return {
    rows: { train: split.train.length, calibration: split.calibration.length, test: split.test.length },
    informationCoefficient: blockCorrelation(score, y, block, seed),
    rSquared: rSquaredAgainstZero(score, y),
    rmseSigma: rootMeanSquareError(score, y),
    bandCoverage: inside / Math.max(1, y.length),
    trainCorrelation: blockCorrelation(own.score, own.y, own.block, seed).value,
  };
}

interface CardInputs {
  readonly data: Dataset;
  readonly split: Split;
  readonly fit: LinearFit;
  readonly band: Band;
  readonly report: TrainReport & { readonly rmseSigma: number };
  readonly options: TrainOptions;
  readonly tape: Tape;
}

function makeCard({ data, split, fit, band, report, options }: CardInputs): ModelCard {
  const day = (micros: number): string => new Date(micros / 1000).toISOString();
  const means = Array.from(fit.means);
  let baseValue = fit.intercept;
  means.forEach((mean, j) => { baseValue += mean * (fit.coefficients[j] ?? 0); });
  const last = day(data.labelTime[data.rows - 1] ?? 0);
  return {
    modelId: 'drift-linear', version: options.version, family: 'linear', role: 'drift', objective: 'alpha', perspective: 'market',
    problem: `Which way, and how far in its own volatility, will this instrument move over the next ${options.horizonBars} bars?`,
    summary: 'A weighted sum of features of price, volume and book. Each feature adds its weight times its distance from its training mean; the sum is the expected return in units of horizon volatility.',
    label: `log return over ${options.horizonBars} bars within a session, in units of horizon volatility, winsorised at 4`,
    successCriteria: [
      'held-out information coefficient with a 95 % interval above zero',
      'band coverage within 3 points of its level on rows it was not fitted to',
    ],
    limitsOfUse: [
      `bars of one length, ${options.horizonBars} bars ahead; not across a session break`,
      'abstains when more features are missing than allowed, or lie far outside the training range',
      'not validated on instruments outside its training history',
    ],
    knownFailures: [
      'jumps and news: nothing in the features foresees them',
      'a regime with the opposite sign of momentum or flow than the history had',
      'the first bars after a session break: windows still hold the day before',
    ],
    owner: 'refinery', validator: 'not yet validated by a second person',
    // The end of the history rather than the clock, so that the same command gives the same bytes.
    trainedAt: last,
    trainingData: { description: options.description, sha256: dataHash(data), rows: split.train.length, firstBar: day(data.time[0] ?? 0), lastBar: last },
    featureNames: [...featureNames], featureSchemaHash, missingDefaults: means,
    missingFeaturesMax: missingMax,
    featureRanges: featureNames.map((_, j) => {
      const values = column(data, split.train, j);
      return { low: quantile(values, 0.001), high: quantile(values, 0.999) };
    }),
    featureDeviations: featureNames.map((name, j) => (unused.has(name) ? 0 : deviationOf(column(data, split.train, j)))),
    horizonBars: options.horizonBars,
    heads: [{ name: 'score', label: 'Expected return', unit: 'sigma', baseValue, calibration: null, frequencies: [] }],
    background: { id: `training-mean/${last.slice(0, 10)}`, rows: [means] },
    linear: { coefficients: Array.from(fit.coefficients), intercept: fit.intercept },
    band: { level: band.level, low: band.low, high: band.high },
    metrics: [
      { name: 'informationCoefficient', label: 'Information coefficient', ...report.informationCoefficient, unit: 'ratio', rows: report.rows.test },
      plain('rSquared', 'Variance explained', report.rSquared, 'share', report.rows.test),
      plain('rmseSigma', 'Typical error', report.rmseSigma, 'sigma', report.rows.test),
      plain('bandCoverage', `Band of ${band.level * 100} % holds`, report.bandCoverage, 'share', report.rows.test),
    ],
  };
}

const plain = (name: string, label: string, value: number, unit: string, rows: number): ModelCard['metrics'][number] => ({ name, label, value, low: null, high: null, unit, rows });

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, values.length));
}

/** Held-out rows spread over time, and what the model must answer to them. */
function probes(data: Dataset, rows: Int32Array, fit: LinearFit): ModelManifest['probes'] {
  return Array.from({ length: probeCount }, (_, k) => {
    const input = inputRow(data, rows[Math.floor((k * (rows.length - 1)) / (probeCount - 1))] ?? 0, fit);
    return { features: Array.from(input), margins: [scoreOf(fit, input)] };
  });
}

/** SHA-256 over feature rows, labels and times as little-endian float64. */
function dataHash(data: Dataset): string {
  const hash = createHash('sha256');
  for (const part of [data.x, data.y, data.time]) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex');
}
