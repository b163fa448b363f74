/**
 * C-SVC with RBF kernel: sequential minimal optimisation with second-order working sets (Fan, Chen, Lin 2005, JMLR 6, WSS 2), as in
 * LIBSVM (Chang and Lin 2011); then Platt's sigmoid. The work grows with the square of the rows.
 */
import { assert } from '../../../../src/shared/base/assert.ts';
import { scaleRow, type InputScaling } from '../../../../src/shared/models/input-scaling.ts';
import { svmDecision, type SvmModel } from '../../../../src/shared/models/svm-model.ts';
import { KernelCache } from './kernel-cache.ts';
import { fitPlatt } from './platt.ts';
import { assertBinary, pickRows, rowsThatCount, standardisation, weightsOf, type TrainingRows } from './rows.ts';

export interface SvmOptions {
  /** Upper bound of each alpha is c times the row's weight. */
  readonly c: number;
  /** Kernel exp(-gamma |a - b|^2), of standardised features where `standardise`. null: 1 / features. */
  readonly gamma: number | null;
  /** Stops when the largest violation of the optimality conditions is below this. */
  readonly tolerance: number;
  readonly stepsMax: number;
  readonly cacheMegabytes: number;
  readonly standardise: boolean;
  /** Blocks of consecutive rows, each scored by a machine that did not see it, for Platt's sigmoid. 0: none, log-odds are the decision value. */
  readonly plattFolds: number;
}

export const svmDefaults: SvmOptions = {
  c: 1, gamma: null, tolerance: 1e-3, stepsMax: 10_000_000, cacheMegabytes: 200, standardise: true, plattFolds: 3,
};

/** More rows take minutes: keep the recent ones, or another model. */
export const svmRowsMax = 10_000;

export interface Svm {
  readonly model: SvmModel;
  readonly solution: SvmSolution;
}

/** Throws on more than `svmRowsMax` rows that count, and when a Platt fold leaves one class only. */
export function trainSvm(given: TrainingRows, options: SvmOptions): Svm {
  assertBinary(given);
  const data = rowsThatCount(given);
  const scaling = options.standardise ? standardisation(data) : null;
  const scaled = scaling ? scaleRows(data, scaling) : data;
  const solution = solveSvm(scaled, options);
  const { slope, offset } = options.plattFolds > 0 ? plattByFolds(scaled, options) : { slope: 1, offset: 0 };
  const bare = machineOf(scaled, solution, options);
  return { model: { ...bare, scaling, slope: Math.fround(slope), offset: Math.fround(offset) }, solution };
}

export interface SvmSolution {
  /** One a row, in [0, c w]. */
  readonly alpha: Float64Array;
  /** Rows with alpha above 0. */
  readonly index: Int32Array;
  /** The decision value is sum alpha_i y_i K(x_i, x) - rho. */
  readonly rho: number;
  /** alpha' Q alpha / 2 - sum alpha at the end. */
  readonly objective: number;
  readonly steps: number;
  /** Whether the tolerance was met within `stepsMax`. */
  readonly converged: boolean;
}

/** Minimises alpha' Q alpha / 2 - sum alpha with Q_ij = y_i y_j K_ij, y' alpha = 0, 0 <= alpha_i <= c w_i. Rows as they are: not scaled. */
export function solveSvm(data: TrainingRows, options: SvmOptions): SvmSolution {
  assert(data.rows <= svmRowsMax, `a support vector machine takes at most ${svmRowsMax} rows; got ${data.rows}`);
  assert(options.c > 0 && options.tolerance > 0 && (options.gamma === null || options.gamma > 0), 'c, gamma and tolerance are above 0');
  const solver = new Solver(data, options);
  let steps = 0;
  while (steps < options.stepsMax && solver.step()) steps++;
  return { ...solver.solution(), steps, converged: steps < options.stepsMax };
}

/** float32, as the published model has it. */
const gammaOf = (data: TrainingRows, options: SvmOptions): number => Math.fround(options.gamma ?? 1 / data.featureCount);

/** Second derivatives below this are set to it: rows that are equal (LIBSVM's TAU). */
const curvatureMin = 1e-12;

class Solver {
  /** 1 or -1. */
  private readonly sign: Float64Array;
  private readonly bound: Float64Array;
  private readonly alpha: Float64Array;
  /** Q alpha - 1. */
  private readonly gradient: Float64Array;
  private readonly kernel: KernelCache;
  private readonly tolerance: number;

  constructor(data: TrainingRows, options: SvmOptions) {
    this.sign = data.y.map((label) => (label > 0 ? 1 : -1));
    this.bound = weightsOf(data).map((w) => w * options.c);
    this.alpha = new Float64Array(data.rows);
    this.gradient = new Float64Array(data.rows).fill(-1);
    this.kernel = new KernelCache(data, gammaOf(data, options), options.cacheMegabytes);
    this.tolerance = options.tolerance;
  }

  /** @returns false when no pair violates the conditions by `tolerance` */
  step(): boolean {
    const { sign, alpha, gradient } = this;
    const [i, most] = this.firstOfPair();
    if (i < 0) return false;
    const rowI = this.kernel.row(i);
    const j = this.secondOfPair(most, rowI);
    if (j < 0) return false;
    const rowJ = this.kernel.row(j);
    const before = [alpha[i]!, alpha[j]!] as const;
    this.movePair(i, j, Math.max(curvatureMin, 2 - 2 * rowI[j]!));
    const [di, dj] = [(alpha[i]! - before[0]) * sign[i]!, (alpha[j]! - before[1]) * sign[j]!];
    advance(gradient, sign, { di, rowI, dj, rowJ });
    return true;
  }

  /** The row that violates most among those whose y alpha may rise, and how much. */
  private firstOfPair(): readonly [number, number] {
    const { sign, alpha, bound, gradient } = this;
    let most = -Infinity;
    let found = -1;
    for (let t = 0; t < alpha.length; t++) {
      const violation = -sign[t]! * gradient[t]!;
      if (violation > most && (sign[t]! > 0 ? alpha[t]! < bound[t]! : alpha[t]! > 0)) {
        most = violation;
        found = t;
      }
    }
    return [found, most];
  }

  /** Of the rows whose y alpha may fall: the one that lowers the objective most together with the first. -1 at the optimum. */
  private secondOfPair(most: number, rowI: Float32Array): number {
    const { sign, alpha, bound, gradient } = this;
    let least = Infinity;
    let best = Infinity;
    let found = -1;
    for (let t = 0; t < alpha.length; t++) {
      if (sign[t]! > 0 ? alpha[t]! <= 0 : alpha[t]! >= bound[t]!) continue;
      const violation = -sign[t]! * gradient[t]!;
      if (violation < least) least = violation;
      const gap = most - violation;
      if (gap <= 0) continue;
      const fall = -(gap * gap) / Math.max(curvatureMin, 2 - 2 * rowI[t]!);
      if (fall < best) {
        best = fall;
        found = t;
      }
    }
    return most - least < this.tolerance ? -1 : found;
  }

  /** The minimum over the two alphas on their line y_i a_i + y_j a_j = constant, cut to their box (Chang and Lin 2011, section 4.1.2). */
  private movePair(i: number, j: number, curvature: number): void {
    const { sign, alpha, bound, gradient } = this;
    const [ui, uj] = [bound[i]!, bound[j]!];
    if (sign[i] !== sign[j]) {
      const difference = alpha[i]! - alpha[j]!;
      const wanted = alpha[i]! + (-gradient[i]! - gradient[j]!) / curvature;
      const low = Math.max(0, difference);
      const high = Math.min(ui, uj + difference);
      this.setPair(i, j, clampTo(wanted, low, high), (a) => (a === uj + difference ? uj : a - difference));
    } else {
      const sum = alpha[i]! + alpha[j]!;
      const wanted = alpha[i]! - (gradient[i]! - gradient[j]!) / curvature;
      const low = Math.max(0, sum - uj);
      const high = Math.min(ui, sum);
      this.setPair(i, j, clampTo(wanted, low, high), (a) => (a === sum - uj ? uj : sum - a));
    }
  }

  /** Both within their boxes whatever rounding says, and exactly on the bound where one is reached: that is what tells bounded from free. */
  private setPair(i: number, j: number, value: number, partner: (value: number) => number): void {
    this.alpha[i] = value;
    this.alpha[j] = clampTo(partner(value), 0, this.bound[j]!);
  }

  solution(): Pick<SvmSolution, 'alpha' | 'index' | 'rho' | 'objective'> {
    const { alpha, gradient } = this;
    const index = Int32Array.from(Array.from(alpha.keys()).filter((t) => alpha[t]! > 0));
    const objective = alpha.reduce((sum, a, t) => sum + a * (gradient[t]! - 1), 0) / 2;
    return { alpha, index, rho: this.rho(), objective };
  }

  /** The mean of y gradient over free vectors; without one the middle of what the bounded ones allow. */
  private rho(): number {
    const { sign, alpha, bound, gradient } = this;
    let upper = Infinity;
    let lower = -Infinity;
    let sum = 0;
    let free = 0;
    for (let t = 0; t < alpha.length; t++) {
      const value = sign[t]! * gradient[t]!;
      if (alpha[t]! > 0 && alpha[t]! < bound[t]!) {
        sum += value;
        free++;
      } else if (sign[t]! > 0 === alpha[t]! > 0) lower = Math.max(lower, value);
      else upper = Math.min(upper, value);
    }
    return free > 0 ? sum / free : (upper + lower) / 2;
  }
}

/** The gradient after two alphas moved; `di` and `dj` have their signs. Half of the work, in a loop of its own for the compiler. */
function advance(gradient: Float64Array, sign: Float64Array, { di, rowI, dj, rowJ }: { di: number; rowI: Float32Array; dj: number; rowJ: Float32Array }): void {
  for (let t = 0; t < gradient.length; t++) gradient[t]! += sign[t]! * (di * rowI[t]! + dj * rowJ[t]!);
}

const clampTo = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function scaleRows(data: TrainingRows, scaling: InputScaling): TrainingRows {
  const x = new Float32Array(data.x.length);
  for (let i = 0; i < data.rows; i++) scaleRow(scaling, data.x, i * data.featureCount, x.subarray(i * data.featureCount, (i + 1) * data.featureCount));
  return { ...data, x };
}

/** The machine for rows that are scaled already, without Platt's sigmoid. */
function machineOf(data: TrainingRows, { alpha, index, rho }: SvmSolution, options: SvmOptions): SvmModel {
  return {
    kind: 'svm', featureCount: data.featureCount, scaling: null, gamma: gammaOf(data, options),
    supportVectors: pickRows(data, index).x,
    coefficients: Float32Array.from(index, (t) => alpha[t]! * (data.y[t]! > 0 ? 1 : -1)),
    intercept: Math.fround(-rho), slope: 1, offset: 0, link: 'logistic',
  };
}

/** Platt's sigmoid on decision values of machines that did not see the row (Lin, Lin, Weng 2007, section 1: not on the training fit). */
function plattByFolds(data: TrainingRows, options: SvmOptions): { slope: number; offset: number } {
  const { plattFolds: folds } = options;
  assert(data.rows >= 2 * folds && folds >= 2, 'cross-validation has two folds or more, of two rows or more');
  const decisions = new Float64Array(data.rows);
  for (let fold = 0; fold < folds; fold++) {
    const from = Math.floor((fold * data.rows) / folds);
    const to = Math.floor(((fold + 1) * data.rows) / folds);
    const others = pickRows(data, Array.from({ length: data.rows - (to - from) }, (_, k) => (k < from ? k : k + to - from)));
    assertBinary(others);
    const machine = machineOf(others, solveSvm(others, options), options);
    for (let i = from; i < to; i++) decisions[i] = svmDecision(machine, data.x, i * data.featureCount);
  }
  return fitPlatt(decisions, data.y, weightsOf(data));
}
