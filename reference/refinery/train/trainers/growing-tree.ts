/** A tree while it grows: node by node, then packed into typed arrays. */
import type { TreeView } from '../../../../src/shared/models/tree-ensemble.ts';
import type { BinnedRows } from './binning.ts';

export class GrowingTree {
  private readonly feature: number[] = [];
  private readonly bin: number[] = [];
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  private readonly value: number[] = [];
  private readonly cover: number[] = [];

  /** A new leaf of value 0. @returns its number; the first is the root */
  add(): number {
    this.left.push(0);
    this.right.push(0);
    this.bin.push(0);
    this.value.push(0);
    this.cover.push(0);
    return this.feature.push(-1) - 1;
  }

  /** Makes a leaf an inner node: rows whose bin of `feature` is at most `bin` go left. @returns the numbers of its two new leaves */
  split(node: number, feature: number, bin: number): readonly [number, number] {
    this.feature[node] = feature;
    this.bin[node] = bin;
    const children = [this.add(), this.add()] as const;
    [this.left[node], this.right[node]] = children;
    return children;
  }

  setValue(leaf: number, value: number): void {
    this.value[leaf] = value;
  }

  valueOf(leaf: number): number {
    return this.value[leaf]!;
  }

  addCover(leaf: number, weight: number): void {
    this.cover[leaf]! += weight;
  }

  /** The leaf of row `i`, by bins: the same as by values, as cuts lie between bins. */
  leafOf(binned: BinnedRows, i: number): number {
    let node = 0;
    for (let f = this.feature[0]!; f >= 0; f = this.feature[node]!) {
      node = binned.bins[f * binned.rows + i]! <= this.bin[node]! ? this.left[node]! : this.right[node]!;
    }
    return node;
  }

  /** The tree in typed arrays; inner nodes get the cover of their leaves. */
  pack(cuts: readonly Float32Array[]): TreeView {
    const cover = Float64Array.from(this.cover);
    for (let node = cover.length - 1; node >= 0; node--) {
      if (this.feature[node]! >= 0) cover[node] = cover[this.left[node]!]! + cover[this.right[node]!]!;
    }
    return {
      feature: Int32Array.from(this.feature),
      threshold: Float32Array.from(this.feature, (f, node) => (f < 0 ? 0 : cuts[f]![this.bin[node]!]!)),
      left: Int32Array.from(this.left), right: Int32Array.from(this.right),
      value: Float64Array.from(this.value), cover,
    };
  }
}
