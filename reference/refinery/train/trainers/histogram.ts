/** Sums of first and second derivatives by bin, for the features of one node. */
import type { BinnedRows } from './binning.ts';

/** Doubles of one feature: 256 bins, two sums each. */
export const histogramStride = 512;

/** The rows of a node, and what is summed over them. */
export interface HistogramRows {
  /** Row numbers; those of the node are at [from, to). */
  readonly order: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Builds histograms of one set of rows again and again, without garbage. */
export class HistogramBuilder {
  private readonly binned: BinnedRows;
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private readonly free: Float64Array[] = [];

  constructor(binned: BinnedRows) {
    this.binned = binned;
    this.first = new Float64Array(binned.rows);
    this.second = new Float64Array(binned.rows);
  }

  /** Work: rows x features. Give it back with `release`. */
  build(rows: HistogramRows, features: Int32Array): Float64Array {
    const histogram = this.free.pop() ?? new Float64Array(this.binned.featureCount * histogramStride);
    const { order, from, to } = rows;
    const { first, second } = this;
    for (let k = from; k < to; k++) {
      first[k] = rows.first[order[k]!]!;
      second[k] = rows.second[order[k]!]!;
    }
    for (const f of features) {
      const bins = this.binned.bins.subarray(f * this.binned.rows, (f + 1) * this.binned.rows);
      const sums = histogram.subarray(f * histogramStride, (f + 1) * histogramStride).fill(0);
      for (let k = from; k < to; k++) {
        const at = 2 * bins[order[k]!]!;
        sums[at]! += first[k]!;
        sums[at + 1]! += second[k]!;
      }
    }
    return histogram;
  }

  /** parent - child, written into `parent`: the histogram of the other child without looking at its rows (Ke et al. 2017, section 2). */
  subtract(parent: Float64Array, child: Float64Array, features: Int32Array): Float64Array {
    for (const f of features) {
      for (let at = f * histogramStride; at < (f + 1) * histogramStride; at++) parent[at]! -= child[at]!;
    }
    return parent;
  }

  release(histogram: Float64Array): void {
    this.free.push(histogram);
  }
}
