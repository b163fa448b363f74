/** TreeEnsembleRegressor, TreeEnsembleClassifier (ai.onnx.ml 1 to 3) and TreeEnsemble (5) as the ensembles of shared/models. */
import type { TreeEnsemble } from '../models/tree-ensemble.ts';
import { graphLimits, refuseGraph, requireGraph } from './graph-refusal.ts';
import { columnsOf, type ColumnsValue, type ReadContext, type RowValue } from './graph-values.ts';
import type { NodeAttributes } from './node-attributes.ts';
import type { OnnxTensor } from './tensor.ts';
import { leafMode, modesOf, treeShape, type ListedNodes, type TreeShape } from './tree-nodes.ts';

/** @returns one column a target */
export function readTreeRegressor(row: RowValue, attributes: NodeAttributes, context: ReadContext): ColumnsValue {
  const targets = attributes.int('n_targets', 1);
  requireHeads(targets);
  const { shape, place } = readNodes(row, attributes, context);
  const weights = attributes.peekInts('target_ids').length;
  const values = readLeaves({ attributes, prefix: 'target', targets, double: row.double }, shape, place);
  const bases = basesOf(attributes, targets, row.double);
  const aggregate = attributes.text('aggregate_function', 'SUM');
  requireGraph(aggregate === 'SUM' || aggregate === 'AVERAGE', 'NOT_EXPLAINABLE', `trees put together by ${aggregate}`);
  const post = attributes.text('post_transform', 'NONE');
  // ONNX Runtime 1.30 takes LOGISTIC here and does not apply it to one target.
  requireGraph(post === 'NONE', 'NOT_EXPLAINABLE', `tree regressor with ${post}: put a Sigmoid behind it`);
  attributes.finish();
  if (bases.length > 0) requireFull(shape, weights, targets);
  const models = values.map((value, k) => ensembleOf(shape, context.width, value, bases[k] ?? 0, aggregate === 'SUM' ? 'sum' : 'average'));
  return columnsOf(models);
}

const leavesOf = ({ feature }: TreeShape): number => feature.reduce((count, f) => count + (f < 0 ? 1 : 0), 0);

/** The runtime adds no base value where a row reaches no weight of a target. */
function requireFull(shape: TreeShape, weights: number, targets: number): void {
  const leaves = leavesOf(shape);
  requireGraph(weights === targets * leaves, 'NOT_EXPLAINABLE', `${weights} weights of ${leaves} leaves and ${targets} targets with base values: each leaf must say all`);
}

/** @returns the second of two classes, or every class where the trees add up probabilities */
export function readTreeClassifier(row: RowValue, attributes: NodeAttributes, context: ReadContext): ColumnsValue {
  const classes = attributes.ints('classlabels_int64s').length + attributes.texts('classlabels_strings').length;
  requireGraph(classes === 2 || classes === 3, 'WRONG_OUTPUT', `${classes} classes: two, or three as three heads`);
  const { shape, place } = readNodes(row, attributes, context);
  const ids = new Set(attributes.peekInts('class_ids'));
  const weights = attributes.peekInts('class_ids').length;
  const values = readLeaves({ attributes, prefix: 'class', targets: classes, double: row.double }, shape, place);
  const bases = attributes.numbers('base_values', row.double);
  const post = attributes.text('post_transform', 'NONE');
  attributes.finish();
  const model = (value: Float64Array, base: number): TreeEnsemble => ensembleOf(shape, context.width, value, base, 'sum');
  if (ids.size === 1) return oneScore(model(values[0] ?? new Float64Array(0), bases[0] ?? 0), { id: [...ids][0] ?? -1, classes, bases: bases.length, post });
  // Of two classes with base values the runtime adds the second one's to the first one's score.
  requireGraph(bases.length === 0 || (bases.length === classes && classes > 2), 'WRONG_SHAPE', `${bases.length} base values of ${classes} classes`);
  // Where a row reaches no weight of the second class, the runtime takes the first one's for it.
  const leaves = leavesOf(shape);
  requireGraph(classes > 2 || weights === classes * leaves, 'NOT_EXPLAINABLE', `${weights} weights of ${leaves} leaves and two classes: each leaf must say both`);
  if (bases.length > 0) requireFull(shape, weights, classes);
  const scores = values.map((value, k) => model(value, bases[k] ?? 0));
  const [first, second] = scores;
  // A forest's leaves share out one among the classes; scores of boosting do not, and are no probabilities.
  const trees = shape.starts.length - 1;
  const shares = bases.length === 0 && shape.feature.every((f, n) => f >= 0 || values.every((value) => (value[n] ?? 0) >= 0) && Math.abs(values.reduce((sum, value) => sum + (value[n] ?? 0), 0) * trees - 1) < 1e-4);
  if (post === 'NONE') return { kind: 'columns', ofClasses: shares, columns: scores.map((score, k) => ({ model: classes === 2 && k === 0 ? null : score, view: 'margin' })) };
  requireGraph(post === 'SOFTMAX' && classes === 2 && first !== undefined && second !== undefined, 'NOT_EXPLAINABLE', `trees of ${classes} classes with ${post}, which is no sum of trees: export a model of one against the rest for each class`);
  const difference = model(second.value.map((v, n) => v - (first.value[n] ?? 0)), second.base - first.base);
  return { kind: 'columns', ofClasses: true, columns: [{ model: null, view: 'probability' }, { model: difference, view: 'probability' }] };
}

/**
 * Two classes with one score. ONNX Runtime takes it rightly only on class id 0 and with one base value at most: with id 1 it loses the base
 * value. Without a sigmoid it says the score as the second class's probability if no weight is negative.
 */
function oneScore(score: TreeEnsemble, { id, classes, bases, post }: { id: number; classes: number; bases: number; post: string }): ColumnsValue {
  requireGraph(id === 0 && classes === 2 && bases <= 1, 'NOT_EXPLAINABLE', `scores of class id ${id} of ${classes} with ${bases} base values: the runtime is right for id 0, two classes and one base value only`);
  if (post === 'LOGISTIC') return { kind: 'columns', ofClasses: true, columns: [{ model: null, view: 'probability' }, { model: score, view: 'probability' }] };
  requireGraph(post === 'NONE' && bases === 0 && score.value.every((v) => v >= 0), 'NOT_EXPLAINABLE', `one score of two classes with ${post}`);
  // One less the score beside it: a probability where the largest leaves together are one at most.
  let most = 0;
  for (let t = 0; t + 1 < score.starts.length; t++) most += score.value.subarray(score.starts[t], score.starts[t + 1]).reduce((a, b) => Math.max(a, b), 0);
  return { kind: 'columns', ofClasses: most <= 1 + 1e-6, columns: [{ model: null, view: 'margin' }, { model: score, view: 'margin' }] };
}

const requireHeads = (count: number): void => requireGraph(count >= 1 && count <= graphLimits.headsMax, 'WRONG_OUTPUT', `${count} targets, at most ${graphLimits.headsMax}`);

const ensembleOf = ({ starts, feature, threshold, left, right, cover }: TreeShape, featureCount: number, value: Float64Array, base: number, aggregate: 'sum' | 'average'): TreeEnsemble => ({
  kind: 'trees', featureCount, starts, feature, threshold, left, right, cover, value, base, aggregate, link: 'identity',
});

function basesOf(attributes: NodeAttributes, targets: number, double: boolean): ArrayLike<number> {
  const bases = attributes.numbers('base_values', double);
  requireGraph(bases.length === 0 || bases.length === targets, 'WRONG_SHAPE', `${bases.length} base values of ${targets} targets`);
  return bases;
}

/** Of a tree: finds a node of it in the lists by its number. */
type Place = (tree: number) => (node: number) => number;

function readNodes(row: RowValue, attributes: NodeAttributes, { width, notes }: ReadContext): { shape: TreeShape; place: Place } {
  const trees = attributes.intList('nodes_treeids');
  const ids = attributes.intList('nodes_nodeids');
  const mode = modesOf(attributes.texts('nodes_modes'));
  const feature = attributes.intList('nodes_featureids');
  const threshold = attributes.numbers('nodes_values', row.double);
  const [whenTrue, whenFalse] = [attributes.intList('nodes_truenodeids'), attributes.intList('nodes_falsenodeids')];
  const cover = attributes.numbers('nodes_hitrates', row.double);
  const missingTrue = attributes.intList('nodes_missing_value_tracks_true');
  const size = trees.length;
  for (const [name, list] of Object.entries({ ids, mode, feature, threshold, whenTrue, whenFalse })) {
    requireGraph(list.length === size, 'WRONG_SHAPE', `${list.length} of ${name} for ${size} tree nodes`);
  }
  requireGraph(size <= graphLimits.treeNodesMax, 'TOO_LARGE', `${size} tree nodes, limit ${graphLimits.treeNodesMax}`);
  requireGraph([cover, missingTrue].every((list) => list.length === 0 || list.length === size), 'WRONG_SHAPE', 'hit rates or missing values of another number of nodes');
  const starts = startsOf(trees);
  const place = placeOf(trees, ids, starts);
  const child = (list: Float64Array): Int32Array => {
    const places = new Int32Array(size);
    for (let t = 0; t + 1 < starts.length; t++) {
      const [start, end] = [starts[t]!, starts[t + 1]!];
      const inTree = place(trees[start]!);
      for (let node = start; node < end; node++) if (mode[node] !== leafMode) places[node] = inTree(list[node]!);
    }
    return places;
  };
  const listed: ListedNodes = { starts, feature, threshold, mode, whenTrue: child(whenTrue), whenFalse: child(whenFalse), cover, missingTrue };
  const shape = treeShape(listed, width, row.scaling);
  notes.coversKnown &&= shape.coversKnown;
  notes.nanGoesRight &&= shape.nanGoesRight;
  return { shape, place };
}

function startsOf(trees: Float64Array): Int32Array {
  const starts: number[] = [];
  const seen = new Set<number>();
  for (let node = 0; node < trees.length; node++) {
    const tree = trees[node]!;
    if (node > 0 && trees[node - 1] === tree) continue;
    requireGraph(!seen.has(tree), 'BAD_TREE', `the nodes of tree ${tree} are not together`);
    seen.add(tree);
    starts.push(node);
  }
  return Int32Array.from([...starts, trees.length]);
}

/** Most files number the nodes of a tree 0, 1, 2 in order: then no table is needed. */
function placeOf(trees: Float64Array, ids: Float64Array, starts: Int32Array): Place {
  const byTree = new Map<number, { readonly start: number; readonly size: number; readonly table: Map<number, number> | null }>();
  for (let t = 0; t + 1 < starts.length; t++) {
    const [start, end] = [starts[t]!, starts[t + 1]!];
    let table: Map<number, number> | null = null;
    for (let node = start; node < end && !table; node++) if (ids[node] !== node - start) table = new Map();
    for (let node = start; table && node < end; node++) {
      const id = ids[node] ?? -1;
      requireGraph(!table.has(id), 'BAD_TREE', `tree ${trees[start]}: node ${id} twice`);
      table.set(id, node);
    }
    byTree.set(trees[start] ?? -1, { start, size: end - start, table });
  }
  return (tree) => {
    const { start, size, table } = byTree.get(tree) ?? { start: 0, size: 0, table: null };
    return (id) => {
      const node = table ? table.get(id) : Number.isInteger(id) && id >= 0 && id < size ? start + id : undefined;
      return node ?? refuseGraph('BAD_TREE', `tree ${tree} has no node ${id}`);
    };
  };
}

/** What each leaf adds to each target. */
function readLeaves({ attributes, prefix, targets, double }: { attributes: NodeAttributes; prefix: 'target' | 'class'; targets: number; double: boolean }, shape: TreeShape, place: Place): Float64Array[] {
  const trees = attributes.intList(`${prefix}_treeids`);
  const nodes = attributes.intList(`${prefix}_nodeids`);
  const ids = attributes.intList(`${prefix}_ids`);
  const weights = attributes.numbers(`${prefix}_weights`, double);
  requireGraph([nodes, ids, weights].every((list) => list.length === trees.length), 'WRONG_SHAPE', `lists of leaves of ${trees.length}, ${nodes.length}, ${ids.length} and ${weights.length}`);
  const places = new Int32Array(trees.length);
  let [tree, inTree] = [NaN, place(NaN)];
  for (let i = 0; i < places.length; i++) {
    if (trees[i] !== tree) [tree, inTree] = [trees[i]!, place(trees[i]!)];
    places[i] = inTree(nodes[i]!);
  }
  return leafValues(shape, targets, { node: places, target: ids, weight: weights });
}

function leafValues(shape: TreeShape, targets: number, leaves: { readonly node: Int32Array; readonly target: ArrayLike<number>; readonly weight: ArrayLike<number> }): Float64Array[] {
  const values = Array.from({ length: targets }, () => new Float64Array(shape.feature.length));
  const given = new Uint8Array(shape.feature.length * targets);
  for (let i = 0; i < leaves.node.length; i++) {
    const [node, target, weight] = [leaves.node[i]!, leaves.target[i]!, leaves.weight[i]!];
    const list = values[target] ?? refuseGraph('BAD_TREE', `a leaf of target ${target} of ${targets}`);
    // In words only once it is wrong: there are as many leaves as there are.
    if ((shape.feature[node] ?? 0) >= 0) refuseGraph('BAD_TREE', `node ${node} is no leaf and has a weight`);
    if (given[node * targets + target] !== 0) refuseGraph('BAD_TREE', `leaf ${node} has two weights`);
    given[node * targets + target] = 1;
    list[node] = weight;
  }
  return values;
}

/** Numbers of v5: modes as TREE_ENSEMBLE_MODE, aggregates as AGGREGATE_FUNCTION. */
const v5Modes = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT', 'BRANCH_EQ', 'BRANCH_NEQ', 'BRANCH_MEMBER'];

/** TreeEnsemble of ai.onnx.ml 5: branches and leaves in lists of their own, trees by their roots. It has no covers and no base values. */
export function readTreeEnsemble(row: RowValue, attributes: NodeAttributes, context: ReadContext): ColumnsValue {
  const targets = attributes.int('n_targets', 1);
  requireHeads(targets);
  const aggregate = attributes.int('aggregate_function', 1);
  requireGraph(aggregate === 0 || aggregate === 1, 'NOT_EXPLAINABLE', `aggregate function ${aggregate}`);
  const post = attributes.int('post_transform', 0);
  // ONNX Runtime 1.30 takes 2 (LOGISTIC) and does not apply it.
  requireGraph(post === 0, 'NOT_EXPLAINABLE', `post transform ${post}`);
  const branches = branchLists(attributes);
  const leafTargets = attributes.intList('leaf_targetids');
  const weights = tensorOf(attributes.tensor('leaf_weights')).numbers;
  requireGraph(weights.length === leafTargets.length, 'WRONG_SHAPE', `${weights.length} leaf weights of ${leafTargets.length} leaves`);
  const roots = attributes.intList('tree_roots');
  attributes.finish();
  const { listed, leaf } = walkTrees(branches, roots, weights.length);
  const shape = treeShape(listed, context.width, row.scaling);
  context.notes.coversKnown = false;
  context.notes.nanGoesRight &&= shape.nanGoesRight;
  const values = leafValues(shape, targets, { node: Int32Array.from(leaf, (l) => l.node), target: leaf.map((l) => leafTargets[l.leaf] ?? -1), weight: leaf.map((l) => weights[l.leaf] ?? NaN) });
  const models = values.map((value) => ensembleOf(shape, context.width, value, 0, aggregate === 1 ? 'sum' : 'average'));
  return columnsOf(models);
}

const tensorOf = (tensor: OnnxTensor | null): OnnxTensor => (tensor?.dims.length === 1 ? tensor : refuseGraph('WRONG_SHAPE', 'a tree ensemble without its lists'));

interface Branches {
  readonly feature: Float64Array;
  readonly split: ArrayLike<number>;
  readonly mode: ArrayLike<number>;
  readonly missing: Float64Array;
  /** Of each branch: where true and false lead, and whether that is a leaf. */
  readonly next: readonly [Float64Array, Float64Array];
  readonly isLeaf: readonly [Float64Array, Float64Array];
}

function branchLists(attributes: NodeAttributes): Branches {
  const branches: Branches = {
    feature: attributes.intList('nodes_featureids'), split: tensorOf(attributes.tensor('nodes_splits')).numbers, mode: tensorOf(attributes.tensor('nodes_modes')).numbers,
    missing: attributes.intList('nodes_missing_value_tracks_true'),
    next: [attributes.intList('nodes_truenodeids'), attributes.intList('nodes_falsenodeids')],
    isLeaf: [attributes.intList('nodes_trueleafs'), attributes.intList('nodes_falseleafs')],
  };
  attributes.ignore('nodes_hitrates');
  const size = branches.feature.length;
  const lists = [branches.split, branches.mode, ...branches.next, ...branches.isLeaf, ...(branches.missing.length > 0 ? [branches.missing] : [])];
  requireGraph(lists.every((list) => list.length === size), 'WRONG_SHAPE', `lists of branches of different lengths, the first of ${size}`);
  requireGraph(branches.isLeaf.every((list) => list.every((flag) => flag === 0 || flag === 1)), 'BAD_TREE', 'a mark of a leaf that is neither 0 nor 1');
  return branches;
}

/** Lists each tree from its root, parents first; the walk ends where a branch comes twice, so that a cycle is found and not followed. */
function walkTrees(branches: Branches, roots: Float64Array, leaves: number): { listed: ListedNodes; leaf: { node: number; leaf: number }[] } {
  const [starts, feature, threshold, mode, missing]: [number[], number[], number[], string[], number[]] = [[], [], [], [], []];
  const children: [number[], number[]] = [[], []];
  const leaf: { node: number; leaf: number }[] = [];
  const seen = { branch: new Uint8Array(branches.feature.length), leaf: new Uint8Array(leaves) };
  for (const root of roots) {
    starts.push(mode.length);
    // A root whose two children are one and the same leaf is how a tree of a single leaf is written.
    const single = branches.next[0][root] === branches.next[1][root] && branches.isLeaf[0][root] === 1 && branches.isLeaf[1][root] === 1;
    const todo: { at: number; isLeaf: boolean; parent: number; side: 0 | 1 }[] = [single ? { at: branches.next[0][root] ?? -1, isLeaf: true, parent: -1, side: 0 } : { at: root, isLeaf: false, parent: -1, side: 0 }];
    for (let next = todo.pop(); next; next = todo.pop()) {
      const node = mode.length;
      if (next.parent >= 0) children[next.side][next.parent] = node;
      const marks = next.isLeaf ? seen.leaf : seen.branch;
      requireGraph(marks[next.at] === 0, 'BAD_TREE', `${next.isLeaf ? 'leaf' : 'branch'} ${next.at} is missing or has two parents`);
      marks[next.at] = 1;
      mode.push(next.isLeaf ? 'LEAF' : v5Modes[branches.mode[next.at] ?? -1] ?? 'an unknown mode');
      feature.push(next.isLeaf ? 0 : branches.feature[next.at] ?? -1);
      threshold.push(next.isLeaf ? 0 : branches.split[next.at] ?? NaN);
      missing.push(next.isLeaf ? 0 : branches.missing[next.at] ?? 0);
      children[0].push(0);
      children[1].push(0);
      if (next.isLeaf) leaf.push({ node, leaf: next.at });
      else for (const side of [1, 0] as const) todo.push({ at: branches.next[side][next.at] ?? -1, isLeaf: branches.isLeaf[side][next.at] === 1, parent: node, side });
    }
  }
  starts.push(mode.length);
  return { listed: { starts: Int32Array.from(starts), feature, threshold, mode: modesOf(mode), whenTrue: Int32Array.from(children[0]), whenFalse: Int32Array.from(children[1]), cover: null, missingTrue: missing }, leaf };
}
