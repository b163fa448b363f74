/**
 * Pairwise SHAP interaction values (Lundberg, Erion, Lee 2018, equations 4 to 6): off the diagonal half of the Shapley interaction index (Grabisch,
 * Roubens 1999) each way, on the diagonal what is left of a feature's Shapley value, so that rows sum to Shapley values and all to the margin
 * less the base value. On demand: nothing is kept between rows.
 */
import { assert } from '../base/assert.ts';
import { bitsOf } from './bits.ts';
import { leafWeight, playersMax } from './coalitions.ts';
import type { ExplainedTree, FeatureRow } from './explained-tree.ts';
import { gaussLegendre } from './gauss-legendre.ts';
import { meetConditions, patternsOf } from './leaf-tables.ts';
import { splitTree, type Player, type SplitTree } from './split-tree.ts';

/** Row-major and symmetric, players x players. */
export type InteractionMatrix = Float64Array;

/** A path with more features has no pattern of 31 bits. */
const pathPlayersMax = 31;

export interface TreeInteractionsOptions {
  readonly trees: readonly ExplainedTree[];
  readonly featureCount: number;
  readonly row: FeatureRow;
  /** Null for both ways by training cover. */
  readonly background: readonly FeatureRow[] | null;
}

/** Whether no path has more features than patterns can hold. */
export const canInteract = (trees: readonly ExplainedTree[]): boolean => trees.every((tree) => splitTree(tree).playersMax <= pathPlayersMax);

/** Exact, of a sum of trees (`canInteract`), features x features. */
export function treeInteractions({ trees, featureCount, row, background }: TreeInteractionsOptions): InteractionMatrix {
  const matrix = new Float64Array(featureCount ** 2);
  const totals = new Float64Array(featureCount);
  const laid = trees.map((tree) => splitTree(tree));
  const dense = (given: FeatureRow): Float64Array => Float64Array.from({ length: featureCount }, (_, j) => given[j] ?? 0);
  const [own, others] = [dense(row), background?.map(dense) ?? null];
  for (const tree of laid) {
    assert(tree.playersMax <= pathPlayersMax, `a path has at most ${pathPlayersMax} features: ${tree.playersMax}`);
    const patterns = patternsOf([tree]);
    meetConditions(tree, own, patterns);
    const met = patterns.slice(tree.splits, tree.splits + tree.leaves);
    const sums: Sums = { matrix, totals, width: featureCount };
    if (!others) addByCover(tree, met, sums);
    else for (const other of others) {
      meetConditions(tree, other, patterns);
      addAgainst(tree, met, patterns, 1 / others.length, sums);
    }
  }
  return withDiagonal(matrix, totals);
}

/** Interactions of a game from its values of all coalitions. */
export function gameInteractions(players: number, values: Float64Array): InteractionMatrix {
  assert(players <= playersMax && values.length === 2 ** players, `all coalitions of at most ${playersMax} players are given`);
  const matrix = new Float64Array(players ** 2);
  const totals = new Float64Array(players);
  for (let coalition = 0; coalition < values.length; coalition++) {
    const size = bitsOf(coalition);
    for (let i = 0; i < players; i++) {
      if ((coalition >> i) & 1) continue;
      const withI = coalition | (1 << i);
      totals[i]! += leafWeight(size, players - size - 1) * (values[withI]! - values[coalition]!);
      for (let j = 0; j < i; j++) {
        if ((coalition >> j) & 1) continue;
        const change = values[withI | (1 << j)]! - values[withI]! - values[coalition | (1 << j)]! + values[coalition]!;
        addPair({ matrix, totals, width: players }, i, j, (leafWeight(size, players - size - 2) * change) / 2);
      }
    }
  }
  return withDiagonal(matrix, totals);
}

interface Sums {
  readonly matrix: Float64Array;
  /** Shapley values. */
  readonly totals: Float64Array;
  readonly width: number;
}

function addPair({ matrix, width }: Sums, i: number, j: number, value: number): void {
  matrix[i * width + j]! += value;
  matrix[j * width + i]! += value;
}

function withDiagonal(matrix: Float64Array, totals: Float64Array): InteractionMatrix {
  const width = totals.length;
  for (let i = 0; i < width; i++) {
    let others = 0;
    for (let j = 0; j < width; j++) if (j !== i) others += matrix[i * width + j]!;
    matrix[i * width + i] = totals[i]! - others;
  }
  return matrix;
}

/** By Owen's extension the index of a pair is the integral over t of the second derivative of the game at (t, ..., t). */
function addByCover(tree: SplitTree, met: Int32Array, sums: Sums): void {
  const { nodes, weights } = gaussLegendre(Math.max(1, Math.ceil(tree.playersMax / 2)));
  const slopes = new Float64Array(tree.playersMax);
  tree.players.forEach((path, leaf) => {
    for (let i = 0; i < nodes.length; i++) addNode(path, met[leaf]!, { t: nodes[i]!, weight: weights[i]! * tree.value[leaf]!, slopes }, sums);
  });
}

/**
 * A factor is 0 only for a condition that the row does not meet and that no training row met: it then differs in nothing, the other features' terms
 * hold it as a factor, and the leaf gives nothing.
 */
function addNode(path: readonly Player[], pattern: number, { t, weight, slopes }: { readonly t: number; readonly weight: number; readonly slopes: Float64Array }, sums: Sums): void {
  let product = weight;
  for (let p = 0; p < path.length; p++) {
    const { share } = path[p]!;
    const known = (pattern >> p) & 1;
    const factor = t * known + (1 - t) * share;
    product *= factor;
    slopes[p] = (known - share) / factor;
  }
  if (product === 0) return;
  for (let i = 0; i < path.length; i++) {
    const { feature } = path[i]!;
    const slope = product * slopes[i]!;
    sums.totals[feature]! += slope;
    for (let j = 0; j < i; j++) addPair(sums, feature, path[j]!.feature, (slope * slopes[j]!) / 2);
  }
}

/** Against one background row a leaf is reached by the coalitions that hold all of u features and none of v: the index of that game in closed form. */
function addAgainst(tree: SplitTree, met: Int32Array, patterns: Int32Array, share: number, sums: Sums): void {
  for (let leaf = 0; leaf < tree.leaves; leaf++) {
    const [own, other, full] = [met[leaf]!, patterns[tree.splits + leaf]!, tree.full[leaf]!];
    if ((own | other) !== full || own === other) continue;
    const [u, v] = [bitsOf(own & ~other), bitsOf(other & ~own)];
    const value = tree.value[leaf]! * share;
    const path = tree.players[leaf]!;
    const sideOf = (p: number): number => ((own >> p) & 1) - ((other >> p) & 1);
    for (let i = 0; i < path.length; i++) {
      const side = sideOf(i);
      if (side === 0) continue;
      sums.totals[path[i]!.feature]! += side > 0 ? value * leafWeight(u - 1, v) : -value * leafWeight(u, v - 1);
      for (let j = 0; j < i; j++) {
        const both = side + sideOf(j);
        if (sideOf(j) === 0) continue;
        const weight = both > 0 ? leafWeight(u - 2, v) : both < 0 ? leafWeight(u, v - 2) : -leafWeight(u - 1, v - 1);
        addPair(sums, path[i]!.feature, path[j]!.feature, (value * weight) / 2);
      }
    }
  }
}
