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
    this.next = (this.next + 1) % this.values.length;
    if (this.length < this.values.length) this.length++;
  }

  /** The value `back` places before the newest; 0 is the newest. */
  ago(back: number): number {
    assert(back >= 0 && back < this.length, `ring holds ${this.length} values, asked for ${back} back`);
    const capacity = this.values.length;
    return this.values[(this.next - 1 - back + 2 * capacity) % capacity] ?? 0;
  }

  /** Sum of the newest `count`, oldest first, so that the order of adding never depends on where the ring wraps. */
  sum(count: number): number {
    let total = 0;
    for (let back = Math.min(count, this.length) - 1; back >= 0; back--) total += this.ago(back);
    return total;
  }
}

/** Exponential mean; starts as the plain mean until that weighs less than `weight`. */
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
