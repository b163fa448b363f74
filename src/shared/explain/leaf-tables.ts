/**
 * Shapley values of trees from tables: what a leaf gives to each feature of its path depends on a row only through which of the path's
 * conditions the row meets (Yang 2021, Fast TreeSHAP, version 2). Each pattern that is met is computed once, when a row first shows it,
 * and kept while there is room; beyond that it is computed again each time. Exact either way.
 */
import type { FeatureRow } from './explained-tree.ts';
import type { SplitTree } from './split-tree.ts';

/** What a leaf gives to its players. */
export interface LeafGame {
  /**
   * Writes one contribution a player, in their order, from `at` on.
   * @param leaf number of the leaf over all trees
   * @param pattern bit p is set when the row meets all conditions of the path on its feature p
   * @returns whether any of them is not 0
   */
  fill(leaf: number, pattern: number, into: Float64Array, at: number): boolean;
}

/** Paths with more features than this are not tabulated: an index of 2^16 patterns a leaf. */
export const tabulatedPlayersMax = 16;

const noEntry = 0;
const allZero = -1;

export class LeafTables {
  private readonly trees: readonly SplitTree[];
  private readonly game: LeafGame;
  private readonly row: Float64Array;
  private readonly patterns: Int32Array;
  /** One a leaf over all trees, and one past the last: where its players are in `players`. */
  private readonly playersAt: Int32Array;
  private readonly players: Int32Array;
  /** One a leaf: where its patterns are in `index`. */
  private readonly indexAt: Int32Array;
  /** By leaf and pattern: 0 not computed, -1 all contributions are 0, else 1 + where they are in `entries`. */
  private readonly index: Int32Array;
  private readonly entriesMax: number;
  private entries: Float64Array;
  private used = 0;
  private readonly spare = new Float64Array(tabulatedPlayersMax);

  /** @param bytesMax for index and entries together; the index must fit (`indexBytes`) */
  constructor(trees: readonly SplitTree[], featureCount: number, game: LeafGame, bytesMax: number) {
    this.trees = trees;
    this.game = game;
    this.row = new Float64Array(featureCount);
    this.patterns = patternsOf(trees);
    const paths = trees.flatMap((tree) => tree.players);
    this.playersAt = new Int32Array(paths.length + 1);
    this.indexAt = new Int32Array(paths.length + 1);
    paths.forEach((path, leaf) => {
      this.playersAt[leaf + 1] = this.playersAt[leaf]! + path.length;
      this.indexAt[leaf + 1] = this.indexAt[leaf]! + 2 ** path.length;
    });
    this.players = Int32Array.from(paths.flatMap((path) => path.map(({ feature }) => feature)));
    this.index = new Int32Array(this.indexAt[paths.length]!);
    this.entriesMax = Math.floor((bytesMax - this.index.byteLength) / 8);
    this.entries = new Float64Array(Math.max(0, Math.min(this.entriesMax, 4096)));
  }

  /** Of the tables as they are now. */
  get bytes(): number {
    return this.index.byteLength + this.entries.byteLength + this.players.byteLength + this.playersAt.byteLength + this.indexAt.byteLength;
  }

  /** Adds the contributions of all trees to `into`, one a feature. */
  addTo(row: FeatureRow, into: Float64Array): void {
    const { trees, playersAt, players, indexAt, index, patterns } = this;
    for (let j = 0; j < this.row.length; j++) this.row[j] = row[j] ?? 0;
    let first = 0;
    for (const tree of trees) {
      meetConditions(tree, this.row, patterns);
      const { splits, leaves } = tree;
      for (let l = 0; l < leaves; l++) {
        const leaf = first + l;
        const pattern = patterns[splits + l]!;
        let entry = index[indexAt[leaf]! + pattern]!;
        if (entry === noEntry) entry = this.compute(leaf, pattern, into);
        if (entry === allZero) continue;
        const { entries } = this;
        const to = playersAt[leaf + 1]!;
        for (let p = playersAt[leaf]!, at = entry - 1; p < to; p++, at++) into[players[p]!]! += entries[at]!;
      }
      first += leaves;
    }
  }

  /** The entry of a pattern that was not met before; where there is no room, adds it and says that there is nothing left to add. */
  private compute(leaf: number, pattern: number, into: Float64Array): number {
    const from = this.playersAt[leaf]!;
    const count = this.playersAt[leaf + 1]! - from;
    const { spare } = this;
    const isZero = !this.game.fill(leaf, pattern, spare, 0);
    if (!isZero && !this.hasRoomFor(count)) {
      for (let p = 0; p < count; p++) into[this.players[from + p]!]! += spare[p]!;
      return allZero;
    }
    const entry = isZero ? allZero : this.used + 1;
    this.index[this.indexAt[leaf]! + pattern] = entry;
    if (isZero) return entry;
    for (let p = 0; p < count; p++) this.entries[this.used + p] = spare[p]!;
    this.used += count;
    return entry;
  }

  private hasRoomFor(count: number): boolean {
    const { entries, used, entriesMax } = this;
    if (used + count <= entries.length) return true;
    if (used + count > entriesMax) return false;
    this.entries = new Float64Array(Math.min(entriesMax, Math.max(4096, 2 * entries.length)));
    this.entries.set(entries);
    return true;
  }
}

/** Memory for the patterns of any one of these trees. */
export const patternsOf = (trees: readonly SplitTree[]): Int32Array => new Int32Array(Math.max(1, ...trees.map(({ splits, leaves }) => splits + leaves)));

/** Of the index of patterns; infinite where a path has more features than are tabulated. */
export const indexBytes = (trees: readonly SplitTree[]): number =>
  trees.reduce((sum, tree) => sum + (tree.playersMax > tabulatedPlayersMax ? Infinity : tree.players.reduce((size, path) => size + 4 * 2 ** path.length, 0)), 0);

/** Writes for each slot which of its path's features have all their conditions met by the row; of a leaf bits beyond its players are 0. */
export function meetConditions(tree: SplitTree, row: Float64Array, patterns: Int32Array): void {
  const { splits, leaves, feature, threshold, left, right, place, full } = tree;
  patterns[0] = -1;
  for (let s = 0; s < splits; s++) {
    const pattern = patterns[s]!;
    const without = pattern & ~(1 << place[s]!);
    const goesLeft = row[feature[s]!]! <= threshold[s]!;
    patterns[left[s]!] = goesLeft ? pattern : without;
    patterns[right[s]!] = goesLeft ? without : pattern;
  }
  for (let l = 0; l < leaves; l++) patterns[splits + l]! &= full[l]!;
}
