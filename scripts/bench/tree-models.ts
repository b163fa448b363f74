/**
 * The four tree models of rows P4 to P7: 100 and 500 trees of 31 leaves, 500 of depth 8, 1,000 of 63 leaves, trained by our own trainer on made-up
 * rows of 30 features. The trainer grows by depth; a tree with a number of leaves is grown deep and cut back at its weakest splits, which
 * gives the uneven paths of trees that grow leaf by leaf.
 */
import { boostingDefaults, trainBoosting } from '../../reference/refinery/train/trainers/boosting.ts';
import { studyPart, studyRows } from '../../reference/refinery/train/trainers/study-rows.ts';
import { joinTrees, treeAt, treeCount, type TreeEnsemble, type TreeView } from '../../src/shared/models/tree-ensemble.ts';

export interface BenchModel {
  readonly name: string;
  readonly ensemble: TreeEnsemble;
}

export interface BenchModels {
  readonly models: readonly BenchModel[];
  readonly featureCount: number;
  /** Rows that no model was trained on, one after another. */
  unseen(count: number): Float32Array;
  /** Rows of the training data. */
  background(count: number): Float32Array[];
}

const trainingRows = 12_000;
let made: BenchModels | undefined;

/** Trained once a run. `quick`: a tenth of the trees. */
export function benchModels(quick: boolean): BenchModels {
  made ??= train(quick ? 0.1 : 1);
  return made;
}

function train(share: number): BenchModels {
  const study = studyRows(trainingRows + 110_000);
  const rows = studyPart(study, 'label', 0, trainingRows);
  const { featureCount } = rows;
  const boost = (rounds: number, depthMax: number, leafWeightMin: number): TreeEnsemble =>
    trainBoosting(rows, { ...boostingDefaults, loss: { kind: 'logistic' }, rounds: Math.round(rounds * share), depthMax, leafWeightMin, shrinkage: 0.05 }).ensemble;
  const deep = boost(1000, 14, 10);
  const byDepth = boost(500, 8, 1);
  const named = (ensemble: TreeEnsemble, what: string): BenchModel => ({ name: `${treeCount(ensemble)} ${what}`, ensemble });
  return {
    models: [
      named(cutBack(deep, Math.round(100 * share), 31), 'x 31 leaves'), named(cutBack(deep, Math.round(500 * share), 31), 'x 31 leaves'),
      named(byDepth, 'of depth 8'), named(cutBack(deep, Math.round(1000 * share), 63), 'x 63 leaves'),
    ],
    featureCount,
    unseen: (count) => study.x.slice(trainingRows * featureCount, (trainingRows + count) * featureCount),
    background: (count) => Array.from({ length: count }, (_, i) => study.x.slice(i * featureCount, (i + 1) * featureCount)),
  };
}

/** The first trees, each with its weakest splits undone until it has that many leaves. */
function cutBack(ensemble: TreeEnsemble, trees: number, leaves: number): TreeEnsemble {
  const { featureCount, base, aggregate, link } = ensemble;
  return joinTrees(Array.from({ length: trees }, (_, t) => cutTree(treeAt(ensemble, t), leaves)), { featureCount, base, aggregate, link });
}

function cutTree(tree: TreeView, leavesMax: number): TreeView {
  const feature = Int32Array.from(tree.feature);
  const value = Float64Array.from(tree.value);
  let leaves = feature.filter((f) => f < 0).length;
  while (leaves > leavesMax) {
    let [weakest, least] = [-1, Infinity];
    for (let node = 0; node < feature.length; node++) {
      const [l, r] = [tree.left[node]!, tree.right[node]!];
      if (feature[node]! < 0 || feature[l]! >= 0 || feature[r]! >= 0) continue;
      const [a, b] = [tree.cover[l]!, tree.cover[r]!];
      const loss = ((a * b) / (a + b)) * (value[l]! - value[r]!) ** 2;
      if (loss < least) [weakest, least] = [node, loss];
    }
    const [l, r] = [tree.left[weakest]!, tree.right[weakest]!];
    const [a, b] = [tree.cover[l]!, tree.cover[r]!];
    value[weakest] = Math.fround((a * value[l]! + b * value[r]!) / (a + b));
    feature[weakest] = -1;
    leaves--;
  }
  return compacted(tree, feature, value);
}

/** Only the nodes that the root still leads to, in their order. */
function compacted(tree: TreeView, feature: Int32Array, value: Float64Array): TreeView {
  const kept: number[] = [];
  const reach = new Set([0]);
  for (let node = 0; node < feature.length; node++) {
    if (!reach.has(node)) continue;
    kept.push(node);
    if (feature[node]! >= 0) reach.add(tree.left[node]!).add(tree.right[node]!);
  }
  const placeOf = new Map(kept.map((node, place) => [node, place]));
  const child = (children: Int32Array) => Int32Array.from(kept, (node) => (feature[node]! < 0 ? 0 : placeOf.get(children[node]!) ?? 0));
  return {
    feature: Int32Array.from(kept, (node) => feature[node]!), threshold: Float32Array.from(kept, (node) => (feature[node]! < 0 ? 0 : tree.threshold[node]!)),
    left: child(tree.left), right: child(tree.right),
    value: Float64Array.from(kept, (node) => (feature[node]! < 0 ? value[node]! : 0)), cover: Float64Array.from(kept, (node) => tree.cover[node]!),
  };
}
