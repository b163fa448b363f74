/** A tree laid out for explainers that visit all of it: splits first, then leaves, so that loops over either are straight. */
import { coverShares, expectedValue, featureOf, isLeaf, leftOf, rightOf, valueOf, type ExplainedTree } from './explained-tree.ts';

/** A slot is a split (0 to splits - 1, parents before children, the root first) or a leaf (splits + number of the leaf). */
export interface SplitTree {
  readonly splits: number;
  readonly leaves: number;
  /** One a split. */
  readonly feature: Int32Array;
  /** A value at or below it goes left; anything else, NaN too, goes right. */
  readonly threshold: Float64Array;
  /** Slots. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Of a split: which of its path's features, in the order in which the path meets them, it asks about. */
  readonly place: Int32Array;
  /** Of a split: the slot below the last split above it that asks about the same feature; splits + leaves when it is the first. */
  readonly before: Int32Array;
  /** One a slot: share of its parent's training cover; 1 for the root. */
  readonly share: Float64Array;
  /** One a leaf. */
  readonly value: Float64Array;
  /** One a leaf: the features on its path, in the order in which the path meets them, and the product of cover shares at each one's splits. */
  readonly players: readonly Player[][];
  /** One a leaf: a bit for each of its players; 0 where they are more than 31. */
  readonly full: Int32Array;
  /** Most features on one path. */
  readonly playersMax: number;
  /** Mean of the leaves by training cover. */
  readonly expected: number;
}

export interface Player {
  readonly feature: number;
  readonly share: number;
  /** Slot below the last split on the path that asks about it. */
  readonly slot: number;
}

export function splitTree(tree: ExplainedTree): SplitTree {
  const slotOf = slotsOf(tree);
  const { length } = slotOf;
  const splits = slotOf.reduce((count, _, node) => count + (isLeaf(tree, node) ? 0 : 1), 0);
  const shares = coverShares(tree);
  const laid = {
    feature: new Int32Array(splits), threshold: new Float64Array(splits), left: new Int32Array(splits), right: new Int32Array(splits),
    place: new Int32Array(splits), before: new Int32Array(splits), share: new Float64Array(length), value: new Float64Array(length - splits),
  };
  const players: Player[][] = Array.from({ length: length - splits }, () => []);
  const visit = (node: number, path: readonly Player[]): void => {
    const slot = slotOf[node]!;
    laid.share[slot] = shares[node]!;
    if (isLeaf(tree, node)) {
      laid.value[slot - splits] = valueOf(tree, node);
      players[slot - splits] = [...path];
      return;
    }
    const feature = featureOf(tree, node);
    const found = path.findIndex((player) => player.feature === feature);
    const place = found < 0 ? path.length : found;
    laid.feature[slot] = feature;
    laid.threshold[slot] = tree.threshold[node] ?? 0;
    laid.place[slot] = place;
    laid.before[slot] = path[place]?.slot ?? length;
    for (const child of [leftOf(tree, node), rightOf(tree, node)]) {
      const next = [...path];
      next[place] = { feature, share: (path[place]?.share ?? 1) * shares[child]!, slot: slotOf[child]! };
      visit(child, next);
    }
    laid.left[slot] = slotOf[leftOf(tree, node)]!;
    laid.right[slot] = slotOf[rightOf(tree, node)]!;
  };
  visit(0, []);
  const full = Int32Array.from(players, (path) => (path.length > 31 ? 0 : 2 ** path.length - 1));
  return { splits, leaves: length - splits, ...laid, players, full, playersMax: players.reduce((most, path) => Math.max(most, path.length), 0), expected: expectedValue(tree, shares) };
}

/** Slot of each node. Children come after their parents already. */
function slotsOf(tree: ExplainedTree): Int32Array {
  const { length } = tree.feature;
  const slots = new Int32Array(length);
  let next = 0;
  for (let node = 0; node < length; node++) if (!isLeaf(tree, node)) slots[node] = next++;
  for (let node = 0; node < length; node++) if (isLeaf(tree, node)) slots[node] = next++;
  return slots;
}
