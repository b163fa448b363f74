/** Rows of the RBF kernel matrix, computed when asked for and kept while there is room; the least recently used makes way. */
import type { TrainingRows } from './rows.ts';

export class KernelCache {
  private readonly data: TrainingRows;
  private readonly gamma: number;
  private readonly squares: Float64Array;
  private readonly dots: Float64Array;
  /** By row; a Map remembers the order of insertion, so its first key was used least recently. */
  private readonly kept = new Map<number, Float32Array>();
  private readonly capacity: number;

  /** Holds at least two rows. */
  constructor(data: TrainingRows, gamma: number, megabytes: number) {
    this.data = data;
    this.gamma = gamma;
    this.capacity = Math.max(2, Math.floor((megabytes * 2 ** 20) / (4 * data.rows)));
    this.dots = new Float64Array(data.rows);
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
    const { squares, gamma } = this;
    const square = squares[i]!;
    this.products(i);
    // Rounding may take a distance of 0 below it.
    for (let k = 0; k < into.length; k++) into[k] = Math.exp(-gamma * Math.max(0, square + squares[k]! - 2 * this.dots[k]!));
    return into;
  }

  /** Scalar products of row i with all, four at a time: their sums do not wait for each other. Each is summed feature by feature. */
  private products(i: number): void {
    const { dots } = this;
    const { x, featureCount: width, rows } = this.data;
    const own = Float64Array.from(x.subarray(i * width, (i + 1) * width));
    let k = 0;
    for (; k + 4 <= rows; k += 4) {
      const a = k * width;
      const b = a + width;
      const c = b + width;
      const d = c + width;
      let [sa, sb, sc, sd] = [0, 0, 0, 0];
      for (let j = 0; j < width; j++) {
        const value = own[j]!;
        sa += value * x[a + j]!;
        sb += value * x[b + j]!;
        sc += value * x[c + j]!;
        sd += value * x[d + j]!;
      }
      dots[k] = sa;
      dots[k + 1] = sb;
      dots[k + 2] = sc;
      dots[k + 3] = sd;
    }
    for (; k < rows; k++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += own[j]! * x[k * width + j]!;
      dots[k] = sum;
    }
  }
}
