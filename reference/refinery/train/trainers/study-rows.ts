/**
 * The made-up problem on which the trainers were first compared with the native libraries: 30 correlated normal features, a target with
 * linear, periodic, stepped and crossed terms, and classes drawn from its log-odds. For tests and for `measure.ts`.
 */
import type { TrainingRows } from './rows.ts';

export interface StudyRows {
  readonly rows: number;
  readonly featureCount: number;
  readonly x: Float32Array;
  /** Signal plus noise of deviation 0.5. */
  readonly target: Float64Array;
  /** 0 or 1. */
  readonly label: Float64Array;
}

const width = 30;

/** The first rows of a seed are the same however many are asked for. The comparison used 60,000 rows of seed 7, of which 50,000 to train on. */
export function studyRows(rows: number, seed = 7): StudyRows {
  const uniform = smallFastCounting(seed);
  const normal = (): number => {
    let u = 0;
    while (u < 1e-12) u = uniform();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniform());
  };
  const x = new Float32Array(rows * width);
  const target = new Float64Array(rows);
  const label = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const common = normal();
    for (let j = 0; j < width; j++) x[i * width + j] = (j < 10 ? 0.4 * common : 0) + normal();
    const signal = signalOf(x.subarray(i * width, (i + 1) * width));
    target[i] = signal + 0.5 * normal();
    label[i] = uniform() < 1 / (1 + Math.exp(-1.5 * signal + 0.3)) ? 1 : 0;
  }
  return { rows, featureCount: width, x, target, label };
}

function signalOf(row: Float32Array): number {
  const x = (j: number): number => row[j] ?? 0;
  const step = x(3) > 0.5 && x(4) < 0 ? 1.2 : -0.2;
  return 0.8 * x(0) - 0.6 * x(1) + Math.sin(2 * x(2)) + step + 0.5 * x(5) * x(6) + 0.3 * Math.abs(x(7)) + 0.2 * x(8);
}

/** Rows [from, to) for regression or for classes. */
export function studyPart(study: StudyRows, of: 'target' | 'label', from: number, to: number): TrainingRows {
  return { rows: to - from, featureCount: width, x: study.x.slice(from * width, to * width), y: study[of].slice(from, to), weights: null };
}

/** sfc32 (Doty-Humphrey, PractRand), as the comparison had it. */
function smallFastCounting(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88, 0xb7e15162 | 0];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let k = 0; k < 15; k++) next();
  return next;
}

/** Area under the ROC curve by ranks, ties at their middle (Mann and Whitney 1947). */
export function areaUnderCurve(score: Float64Array, label: Float64Array): number {
  const order = Array.from(score.keys()).sort((i, j) => score[i]! - score[j]!);
  let rankSum = 0;
  let positive = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && score[order[to]!] === score[order[from]!]) to++;
    for (let k = from; k < to; k++) {
      if (label[order[k]!]! === 0) continue;
      rankSum += (from + to + 1) / 2;
      positive++;
    }
    from = to;
  }
  return (rankSum - (positive * (positive + 1)) / 2) / (positive * (order.length - positive));
}
