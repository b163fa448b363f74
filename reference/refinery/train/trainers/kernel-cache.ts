/** Rows of the RBF kernel matrix, computed when asked for and kept while there is room; the least recently used makes way. */
import type { TrainingRows } from './rows.ts';

export class KernelCache {
  private readonly data: TrainingRows;
  private readonly gamma: number;
  private readonly squares: Float64Array;
  /** By row; a Map remembers the order of insertion, so its first key was used least recently. */
  private readonly kept = new Map<number, Float32Array>();
  private readonly capacity: number;

  /** Holds at least two rows. */
  constructor(data: TrainingRows, gamma: number, megabytes: number) {
    this.data = data;
    this.gamma = gamma;
    this.capacity = Math.max(2, Math.floor((megabytes * 2 ** 20) / (4 * data.rows)));
    this.squares = Float64Array.from({ length: data.rows }, (_, i) => {
      let sum = 0;
      for (let j = i * data.featureCount; j < (i + 1) * data.featureCount; j++) sum += data.x[j]! * data.x[j]!;
      return sum;
    });
  }

  /** exp(-gamma |x_i - x_k|^2) for all k, as float32. Valid until two other rows were asked for. */
  row(i: number): Float32Array {
    let row = this.kept.get(i);
    if (row) this.kept.delete(i);
    else row = this.compute(i, this.room());
    this.kept.set(i, row);
    return row;
  }

  private room(): Float32Array {
    const [oldest] = this.kept;
    if (!oldest || this.kept.size < this.capacity) return new Float32Array(this.data.rows);
    this.kept.delete(oldest[0]);
    return oldest[1];
  }

  private compute(i: number, into: Float32Array): Float32Array {
    const { x, featureCount, rows } = this.data;
    const own = i * featureCount;
    for (let k = 0, at = 0; k < rows; k++) {
      let dot = 0;
      for (let j = 0; j < featureCount; j++, at++) dot += x[own + j]! * x[at]!;
      // Rounding may take a distance of 0 below it.
      into[k] = Math.exp(-this.gamma * Math.max(0, this.squares[i]! + this.squares[k]! - 2 * dot));
    }
    return into;
  }
}
