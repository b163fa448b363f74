/** Fixed-memory windows over a stream: the last N numbers, and exponential means. */
import { assert } from '../base/assert.ts';

/** The last `capacity` values, newest last. */
export class Ring {
  private readonly values: Float64Array;
  private next = 0;
  /** Values held, at most the capacity. */
  length = 0;

  constructor(capacity: number) {
    assert(Number.isInteger(capacity) && capacity > 0, 'a ring holds at least one value');
    this.values = new Float64Array(capacity);
  }

  get full(): boolean {
    return this.length === this.values.length;
  }

  push(value: number): void {
    this.values[this.next] = value;
    this.next = this.next + 1 === this.values.length ? 0 : this.next + 1;
    if (this.length < this.values.length) this.length++;
  }

  /** The value `back` places before the newest; 0 is the newest. */
  ago(back: number): number {
    if (back < 0 || back >= this.length) assert(false, `ring holds ${this.length} values, asked for ${back} back`);
    const at = this.next - 1 - back;
    return this.values[at < 0 ? at + this.values.length : at] ?? 0;
  }

  /** Sum of the newest `count`, oldest first, so that the order of adding never depends on where the ring wraps. */
  sum(count: number): number {
    const { values, next } = this;
    const taken = Math.min(count, this.length);
    let total = 0;
    for (let at = next - taken; at < next; at++) total += values[at < 0 ? at + values.length : at] ?? 0;
    return total;
  }
}

/** Exponential mean; starts as the plain mean until that weighs less than `weight`. With weight 1/n this is Wilder's smoothing. */
export class ExponentialMean {
  private readonly weight: number;
  value = 0;
  count = 0;

  constructor(weight: number) {
    this.weight = weight;
  }

  add(x: number): void {
    this.count++;
    this.value += Math.max(this.weight, 1 / this.count) * (x - this.value);
  }
}

/** Values before a surge against them is known. */
export const surgeCountMin = 30;
/** The least deviation of logarithms that is divided by: where an amount hardly ever changes, a tenth more is one of it. */
const surgeDeviationMin = 0.1;
/**
 * Below this an amount is what is usual. Where amounts hardly ever change, a single other one would fade in the mean for hundreds of bars, and trees would
 * split at traces of it that are no surge to anybody.
 */
const surgeMin = 1e-3;

/**
 * How far the logarithm of an amount lies from what is usual for it, in its standard deviations (a tenth at least):
 * exponential mean and deviation (weight 1/30) of the amounts before it. Bars without any amount neither count nor change
 * what is usual.
 */
export class Surge {
  private readonly mean = new ExponentialMean(1 / surgeCountMin);
  private readonly square = new ExponentialMean(1 / surgeCountMin);
  /** Of the latest amount, within 5; null where there was none, or too few before it. */
  value: number | null = null;

  /** `amount` of a bar; nil or less: none. */
  add(amount: number): void {
    this.value = null;
    if (!(amount > 0)) return;
    const x = Math.log(amount);
    if (this.mean.count >= surgeCountMin) {
      const variance = Math.max(0, this.square.value - this.mean.value ** 2);
      const surge = clip((x - this.mean.value) / Math.max(surgeDeviationMin, Math.sqrt(variance)), 5);
      this.value = Math.abs(surge) < surgeMin ? 0 : surge;
    }
    this.mean.add(x);
    this.square.add(x * x);
  }
}

/** `x` within [-limit, limit]. */
export const clip = (x: number, limit: number): number => Math.max(-limit, Math.min(limit, x));

/** Part of a whole, within [-1, 1]; null where the whole is nil. */
export const ratio = (part: number, whole: number): number | null => (whole > 0 ? clip(part / whole, 1) : null);

/** Log of a ratio of prices; 0 where a price is not positive (WTI on 2020-04-20). */
export const logRatio = (a: number, b: number): number => (a > 0 && b > 0 ? Math.log(a / b) : 0);
