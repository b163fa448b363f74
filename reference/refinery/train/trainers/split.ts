/**
 * The best split of a node from its histograms. Gain and leaf value: Chen and Guestrin 2016 (XGBoost), eq. 5-7, without the factor 1/2.
 * Monotone constraints: bounds on leaf values handed down, their middle split at a constrained node, as in XGBoost (a split whose values
 * are in the wrong order is none).
 */
import { histogramStride } from './histogram.ts';

export interface SplitRules {
  /** Penalty on the square of a leaf's value. */
  readonly lambda: number;
  /** Least sum of second derivatives in a child (with squared and pinball loss: of weights); above 0. */
  readonly leafWeightMin: number;
  readonly gainMin: number;
  /** One a feature: 1 the score never falls as the feature rises, -1 it never rises, 0 free. null: all free. */
  readonly monotone: Int8Array | null;
}

/** Sums over the rows of a node, and the bounds of what its leaves may say. */
export interface NodeSums {
  readonly first: number;
  readonly second: number;
  readonly low: number;
  readonly high: number;
}

export interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
  readonly left: NodeSums;
  readonly right: NodeSums;
}

/** -G / (H + lambda), within the node's bounds. */
export function leafValue(sums: NodeSums, lambda: number): number {
  return Math.min(sums.high, Math.max(sums.low, 0 - sums.first / (sums.second + lambda)));
}

interface Candidate {
  bin: number;
  gain: number;
  /** What a split must gain to be better. */
  need: number;
  first: number;
  second: number;
}

/** Gains whose difference is this share of what they are computed from are equal: which is larger would be a matter of the order of sums. */
const gainGrain = 1e-11;

/** The split of most gain; the earlier feature and bin when gains are equal (to rounding). null when none is allowed or gains more than `gainMin`. */
export function bestSplit(histogram: Float64Array, cuts: readonly Float32Array[], features: Int32Array, node: NodeSums, rules: SplitRules): Split | null {
  const own = leafValue(node, rules.lambda);
  const parent = -(2 * node.first * own + (node.second + rules.lambda) * own * own);
  const found: Candidate = { bin: -1, gain: rules.gainMin, need: rules.gainMin + gainGrain * (rules.gainMin + Math.abs(parent)), first: 0, second: 0 };
  let feature = -1;
  for (const f of features) {
    const before = found.gain;
    const sums = histogram.subarray(f * histogramStride, (f + 1) * histogramStride);
    if (rules.monotone) scanBounded(sums, cuts[f]!.length, { node, rules, parent, direction: rules.monotone[f]! }, found);
    else scan(sums, cuts[f]!.length, { node, rules, parent }, found);
    if (found.gain > before) feature = f;
  }
  if (feature < 0) return null;
  const { first, second } = found;
  return { feature, bin: found.bin, gain: found.gain, ...childSums(node, { first, second }, rules, feature) };
}

function scan(sums: Float64Array, cutCount: number, { node, rules, parent }: { node: NodeSums; rules: SplitRules; parent: number }, found: Candidate): void {
  const { lambda, leafWeightMin } = rules;
  let g = 0;
  let h = 0;
  for (let bin = 0; bin < cutCount; bin++) {
    g += sums[2 * bin]!;
    h += sums[2 * bin + 1]!;
    if (h < leafWeightMin) continue;
    const rest = node.second - h;
    if (rest < leafWeightMin) break;
    const other = node.first - g;
    const gain = (g * g) / (h + lambda) + (other * other) / (rest + lambda) - parent;
    if (gain > found.need) {
      found.gain = gain;
      found.need = gain + gainGrain * (gain + Math.abs(parent));
      found.bin = bin;
      found.first = g;
      found.second = h;
    }
  }
}

function scanBounded(sums: Float64Array, cutCount: number, scope: { node: NodeSums; rules: SplitRules; parent: number; direction: number }, found: Candidate): void {
  const { node, rules, parent, direction } = scope;
  const { lambda, leafWeightMin } = rules;
  const { low, high } = node;
  let g = 0;
  let h = 0;
  for (let bin = 0; bin < cutCount; bin++) {
    g += sums[2 * bin]!;
    h += sums[2 * bin + 1]!;
    if (h < leafWeightMin) continue;
    const rest = node.second - h;
    if (rest < leafWeightMin) break;
    const other = node.first - g;
    const left = Math.min(high, Math.max(low, -g / (h + lambda)));
    const right = Math.min(high, Math.max(low, -other / (rest + lambda)));
    if (direction * (right - left) < 0) continue;
    const gain = -(2 * g * left + (h + lambda) * left * left) - (2 * other * right + (rest + lambda) * right * right) - parent;
    if (gain > found.need) {
      found.gain = gain;
      found.need = gain + gainGrain * (gain + Math.abs(parent));
      found.bin = bin;
      found.first = g;
      found.second = h;
    }
  }
}

function childSums(node: NodeSums, left: { first: number; second: number }, rules: SplitRules, feature: number): { left: NodeSums; right: NodeSums } {
  const { low, high } = node;
  const right = { first: node.first - left.first, second: node.second - left.second };
  const direction = rules.monotone?.[feature] ?? 0;
  if (direction === 0) return { left: { ...left, low, high }, right: { ...right, low, high } };
  const middle = (leafValue({ ...left, low, high }, rules.lambda) + leafValue({ ...right, low, high }, rules.lambda)) / 2;
  return direction > 0
    ? { left: { ...left, low, high: middle }, right: { ...right, low: middle, high } }
    : { left: { ...left, low: middle, high }, right: { ...right, low, high: middle } };
}
