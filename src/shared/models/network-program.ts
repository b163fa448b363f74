/**
 * Networks that are no chain of layers (residuals, gates, normalisation, other activations): steps, each of which makes numbers of those that
 * earlier steps made, row by row and in double. Only models of other people are written so.
 */
import { logistic } from './link.ts';

/** Steps in order; the last one's numbers are the layer's. */
export interface ProgramLayer {
  readonly kind: 'program';
  readonly inputs: number;
  readonly steps: readonly ProgramStep[];
}

/** `from`, `left` and `right`: 0 is what the layer is given, n the result of step n - 1. `size`: how many numbers a step makes. */
export type ProgramStep =
  | { readonly kind: 'constant'; readonly size: number; readonly values: Float64Array }
  | { readonly kind: 'unary'; readonly size: number; readonly from: number; readonly name: UnaryName; readonly a: number; readonly b: number }
  | BinaryStep
  /** Number i is number index[i] of the sources put one after another, or 0 where the index is -1. */
  | { readonly kind: 'take'; readonly size: number; readonly sources: readonly number[]; readonly index: Int32Array }
  | MatrixStep
  | FilterStep
  | ReduceStep
  /** Each `width` numbers less their mean, over the root of their variance (of the population) and `epsilon`. */
  | { readonly kind: 'normalize'; readonly size: number; readonly from: number; readonly width: number; readonly epsilon: number }
  /** Of each `width` scores: shares, their logarithms, or the log-odds of each against all others. */
  | { readonly kind: 'softmax'; readonly size: number; readonly from: number; readonly width: number; readonly says: 'share' | 'log-share' | 'log-odds' };

/** With places to read from where one side is repeated; null: as it comes. */
interface BinaryStep { readonly kind: 'binary'; readonly size: number; readonly name: BinaryName; readonly left: number; readonly right: number; readonly leftAt: Int32Array | null; readonly rightAt: Int32Array | null }

/** Each `inputs` numbers times a matrix, row-major outputs x inputs. */
interface MatrixStep { readonly kind: 'matrix'; readonly size: number; readonly from: number; readonly inputs: number; readonly outputs: number; readonly weights: Float32Array | Float64Array }

/** One-dimensional convolution over `channels` series of `length`, with zeros before and after them. */
export interface FilterStep {
  readonly kind: 'filter';
  readonly size: number;
  readonly from: number;
  readonly channels: number;
  readonly length: number;
  readonly filters: number;
  readonly kernel: number;
  readonly groups: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before each series. */
  readonly padding: number;
  /** Filters x (channels / groups) x kernel. */
  readonly weights: Float32Array | Float64Array;
}

/** Number o is the sum (times factor[o]), the largest or the smallest of the numbers members[starts[o]] to members[starts[o + 1] - 1]. */
interface ReduceStep { readonly kind: 'reduce'; readonly size: number; readonly from: number; readonly how: 'sum' | 'max' | 'min'; readonly starts: Int32Array; readonly members: Int32Array; readonly factor: Float64Array | null }

/** Of x, with a and b as ONNX names them: alpha and beta, alpha and gamma (selu), least and most (clip), the exponent (power). */
export const unaryFunctions = {
  relu: (x: number) => (x < 0 ? 0 : x),
  leakyRelu: (x: number, a: number) => (x < 0 ? a * x : x),
  elu: (x: number, a: number) => (x < 0 ? a * Math.expm1(x) : x),
  celu: (x: number, a: number) => Math.max(0, x) + Math.min(0, a * Math.expm1(x / a)),
  selu: (x: number, a: number, b: number) => b * (x <= 0 ? a * Math.expm1(x) : x),
  softplus: (x: number) => softplus(x),
  softsign: (x: number) => x / (1 + Math.abs(x)),
  tanh: (x: number) => Math.tanh(x),
  logistic: (x: number) => logistic(x),
  hardSigmoid: (x: number, a: number, b: number) => Math.max(0, Math.min(1, a * x + b)),
  hardSwish: (x: number) => x * Math.max(0, Math.min(1, x / 6 + 0.5)),
  mish: (x: number) => x * Math.tanh(softplus(x)),
  gelu: (x: number) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
  geluByTanh: (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  swish: (x: number, a: number) => x * logistic(a * x),
  erf: (x: number) => erf(x),
  exp: (x: number) => Math.exp(x),
  log: (x: number) => Math.log(x),
  sqrt: (x: number) => Math.sqrt(x),
  abs: (x: number) => Math.abs(x),
  negative: (x: number) => -x,
  reciprocal: (x: number) => 1 / x,
  power: (x: number, a: number) => x ** a,
  /** As ONNX has it: where the least is above the most, the most. */
  clip: (x: number, a: number, b: number) => Math.min(b, Math.max(a, x)),
} as const;

export type UnaryName = keyof typeof unaryFunctions;

export const binaryFunctions = {
  '+': (x: number, y: number) => x + y,
  '-': (x: number, y: number) => x - y,
  '*': (x: number, y: number) => x * y,
  '/': (x: number, y: number) => x / y,
  max: (x: number, y: number) => Math.max(x, y),
  min: (x: number, y: number) => Math.min(x, y),
  /** x, or the slope y times it below 0. */
  slope: (x: number, y: number) => (x < 0 ? x * y : x),
} as const;

export type BinaryName = keyof typeof binaryFunctions;

const softplus = (x: number): number => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));

/** By the series 2 / sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (1 3 ... (2n+1)) (DLMF 7.6.2), whose terms have one sign: good to 1e-15. */
export function erf(x: number): number {
  if (!(Math.abs(x) < 6)) return Number.isNaN(x) ? NaN : Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) sum += term *= (2 * x * x) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

export const programOutputs = ({ steps, inputs }: ProgramLayer): number => steps.at(-1)?.size ?? inputs;

/** Numbers of the last step for one row's `input`. */
export function programForward(layer: ProgramLayer, input: Float64Array): Float64Array<ArrayBuffer> {
  const values: Float64Array<ArrayBuffer>[] = [Float64Array.from(input.subarray(0, layer.inputs))];
  for (const step of layer.steps) values.push(stepForward(step, values));
  return values[values.length - 1]!;
}

type Values = readonly Float64Array[];

function stepForward(step: ProgramStep, values: Values): Float64Array<ArrayBuffer> {
  switch (step.kind) {
    case 'constant': return Float64Array.from(step.values);
    case 'unary': {
      const { a, b } = step;
      const of = unaryFunctions[step.name];
      return values[step.from]!.map((x) => of(x, a, b)) as Float64Array<ArrayBuffer>;
    }
    case 'binary': return binaryForward(step, values);
    case 'take': return takeForward(step, values);
    case 'matrix': return matrixForward(step, values[step.from]!);
    case 'filter': return filterForward(step, values[step.from]!);
    case 'reduce': return reduceForward(step, values[step.from]!);
    case 'normalize': return byWidth(step, values[step.from]!, (part) => normalized(part, step.epsilon));
    case 'softmax': return byWidth(step, values[step.from]!, (part) => softmaxOf(part, step.says));
  }
}

function binaryForward({ size, name, left, right, leftAt, rightAt }: BinaryStep, values: Values): Float64Array<ArrayBuffer> {
  const [x, y, of] = [values[left]!, values[right]!, binaryFunctions[name]];
  const out = new Float64Array(size);
  for (let i = 0; i < size; i++) out[i] = of(x[leftAt ? leftAt[i]! : i]!, y[rightAt ? rightAt[i]! : i]!);
  return out;
}

function takeForward({ size, sources, index }: Extract<ProgramStep, { kind: 'take' }>, values: Values): Float64Array<ArrayBuffer> {
  const parts = sources.map((source) => values[source]!);
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let from = 0;
  for (const part of parts) {
    all.set(part, from);
    from += part.length;
  }
  const out = new Float64Array(size);
  for (let i = 0; i < size; i++) out[i] = index[i]! < 0 ? 0 : all[index[i]!]!;
  return out;
}

function matrixForward({ size, inputs, outputs, weights }: MatrixStep, input: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(size);
  for (let at = 0; at < size; at++) {
    const [from, w] = [Math.floor(at / outputs) * inputs, (at % outputs) * inputs];
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += weights[w + i]! * input[from + i]!;
    out[at] = sum;
  }
  return out;
}

function filterForward(step: FilterStep, input: Float64Array): Float64Array<ArrayBuffer> {
  const { size, channels, length, filters, kernel, groups, stride, dilation, padding, weights } = step;
  const out = new Float64Array(size);
  const [positions, perGroup] = [size / filters, channels / groups];
  for (let at = 0; at < size; at++) {
    const [f, p] = [Math.floor(at / positions), at % positions];
    const first = Math.floor(f / (filters / groups)) * perGroup;
    let sum = 0;
    for (let c = 0; c < perGroup; c++) {
      for (let k = 0; k < kernel; k++) {
        const t = p * stride + k * dilation - padding;
        if (t >= 0 && t < length) sum += weights[(f * perGroup + c) * kernel + k]! * input[(first + c) * length + t]!;
      }
    }
    out[at] = sum;
  }
  return out;
}

function reduceForward({ size, how, starts, members, factor }: ReduceStep, input: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(size);
  const of = binaryFunctions[how === 'sum' ? '+' : how];
  for (let o = 0; o < size; o++) {
    const from = starts[o]!;
    let found = input[members[from]!]!;
    for (let m = from + 1; m < starts[o + 1]!; m++) found = of(found, input[members[m]!]!);
    out[o] = factor ? found * factor[o]! : found;
  }
  return out;
}

function byWidth({ size, width }: { readonly size: number; readonly width: number }, input: Float64Array, of: (part: Float64Array) => Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(size);
  for (let at = 0; at < size; at += width) out.set(of(input.subarray(at, at + width)), at);
  return out;
}

const mean = (part: Float64Array): number => part.reduce((sum, x) => sum + x, 0) / part.length;

function normalized(part: Float64Array, epsilon: number): Float64Array {
  const centre = mean(part);
  const apart = part.map((x) => x - centre);
  const root = Math.sqrt(mean(apart.map((x) => x * x)) + epsilon);
  return apart.map((x) => x / root);
}

/** log(sum exp) of the scores but the one at `without`, by their largest. */
function logSum(scores: Float64Array, without = -1): number {
  const most = scores.reduce((max, score, k) => (k === without ? max : Math.max(max, score)), -Infinity);
  return most + Math.log(scores.reduce((sum, score, k) => (k === without ? sum : sum + Math.exp(score - most)), 0));
}

function softmaxOf(scores: Float64Array, says: 'share' | 'log-share' | 'log-odds'): Float64Array {
  if (says === 'log-odds') return scores.map((score, k) => score - logSum(scores, k));
  const all = logSum(scores);
  return scores.map((score) => (says === 'share' ? Math.exp(score - all) : score - all));
}
