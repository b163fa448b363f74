/** The two games of trees, leaf by leaf: who is not known goes both ways by cover, or has the values of a background row. */
import { bitsOf } from './bits.ts';
import { leafWeight } from './coalitions.ts';
import type { FeatureRow } from './explained-tree.ts';
import { gaussLegendre, type Quadrature } from './gauss-legendre.ts';
import { meetConditions, patternsOf, type LeafGame } from './leaf-tables.ts';
import type { Player, SplitTree } from './split-tree.ts';

/** By training cover: v times the integral over t of (a_j - b_j) prod_(k not j) (t a_k + (1 - t) b_k), by quadrature (path-dependent.ts). */
export function coverGame(trees: readonly SplitTree[]): LeafGame {
  const paths: readonly (readonly Player[])[] = trees.flatMap((tree) => tree.players);
  const values = trees.flatMap((tree) => [...tree.value]);
  const quadratures: Quadrature[] = [];
  return {
    fill(leaf, pattern, into, at) {
      const path = paths[leaf]!;
      const { length } = path;
      const { nodes, weights } = (quadratures[length] ??= gaussLegendre(Math.max(1, Math.ceil(length / 2))));
      into.fill(0, at, at + length);
      for (let i = 0; i < nodes.length; i++) {
        const t = nodes[i]!;
        let product = weights[i]! * values[leaf]!;
        for (let j = 0; j < length; j++) product *= t * ((pattern >> j) & 1) + (1 - t) * path[j]!.share;
        if (product === 0) continue; // a condition that is not met, by no training row either: the leaf gives nothing
        for (let j = 0; j < length; j++) {
          const known = (pattern >> j) & 1;
          const { share } = path[j]!;
          into[at + j]! += (product * (known - share)) / (t * known + (1 - t) * share);
        }
      }
      return into.subarray(at, at + length).some((contribution) => contribution !== 0);
    },
  };
}

/**
 * Against a background: the patterns that its rows show at each leaf, with how many show them. A row of pattern x against one of pattern r reaches
 * the leaf in the coalitions that hold all of x without r and none of r without x, when both together meet everything.
 */
export class BackgroundGame implements LeafGame {
  readonly bytes: number;
  private readonly values: Float64Array;
  private readonly full: Int32Array;
  /** One a leaf, and one past the last: where its patterns are. */
  private readonly from: Int32Array;
  private readonly patterns: Int32Array;
  /** Share of the background rows. */
  private readonly shares: Float64Array;

  private constructor(trees: readonly SplitTree[], { from, patterns, counts }: SeenPatterns, rows: number) {
    this.values = Float64Array.from(trees.flatMap((tree) => [...tree.value]));
    this.full = Int32Array.from(trees.flatMap((tree) => [...tree.full]));
    this.from = Int32Array.from(from);
    this.patterns = Int32Array.from(patterns);
    this.shares = Float64Array.from(counts, (count) => count / rows);
    this.bytes = this.values.byteLength + this.full.byteLength + this.from.byteLength + this.patterns.byteLength + this.shares.byteLength;
  }

  /** Null when the patterns would take more than `bytesMax`. */
  static of(trees: readonly SplitTree[], featureCount: number, background: readonly FeatureRow[], bytesMax: number): BackgroundGame | null {
    const seen: SeenPatterns = { from: [0], patterns: [], counts: [] };
    const rows = background.map((row) => Float64Array.from({ length: featureCount }, (_, j) => row[j] ?? 0));
    const scratch = patternsOf(trees);
    for (const tree of trees) {
      addPatterns(tree, rows, scratch, seen);
      if (12 * seen.patterns.length > bytesMax) return null;
    }
    return new BackgroundGame(trees, seen, rows.length);
  }

  fill(leaf: number, pattern: number, into: Float64Array, at: number): boolean {
    const full = this.full[leaf]!;
    const value = this.values[leaf]!;
    const players = 32 - Math.clz32(full);
    let any = false;
    into.fill(0, at, at + players);
    for (let i = this.from[leaf]!; i < this.from[leaf + 1]!; i++) {
      const other = this.patterns[i]!;
      if ((pattern | other) !== full || pattern === other) continue;
      any = true;
      const [ofRow, ofBackground] = [pattern & ~other, other & ~pattern];
      const [u, v] = [bitsOf(ofRow), bitsOf(ofBackground)];
      const share = this.shares[i]! * value;
      const plus = u > 0 ? share * leafWeight(u - 1, v) : 0;
      const minus = v > 0 ? share * leafWeight(u, v - 1) : 0;
      for (let p = 0; p < players; p++) {
        if ((ofRow >> p) & 1) into[at + p]! += plus;
        else if ((ofBackground >> p) & 1) into[at + p]! -= minus;
      }
    }
    return any;
  }
}

interface SeenPatterns {
  readonly from: number[];
  readonly patterns: number[];
  readonly counts: number[];
}

function addPatterns(tree: SplitTree, rows: readonly Float64Array[], scratch: Int32Array, seen: SeenPatterns): void {
  const byLeaf = new Int32Array(tree.leaves * rows.length);
  rows.forEach((row, r) => {
    meetConditions(tree, row, scratch);
    for (let l = 0; l < tree.leaves; l++) byLeaf[l * rows.length + r] = scratch[tree.splits + l]!;
  });
  const counts = new Int32Array(2 ** tree.playersMax);
  for (let l = 0; l < tree.leaves; l++) {
    const shown = byLeaf.subarray(l * rows.length, (l + 1) * rows.length);
    const first = seen.patterns.length;
    for (const pattern of shown) if (counts[pattern]!++ === 0) seen.patterns.push(pattern);
    for (let i = first; i < seen.patterns.length; i++) {
      const pattern = seen.patterns[i]!;
      seen.counts.push(counts[pattern]!);
      counts[pattern] = 0;
    }
    seen.from.push(seen.patterns.length);
  }
}
