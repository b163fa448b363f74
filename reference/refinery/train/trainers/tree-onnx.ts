/** A tree ensemble as Cast to double and TreeEnsembleRegressor (ai.onnx.ml 3) with double attributes: its sums are those of `treeMargin`. */
import type { TreeEnsemble } from '../../../../src/shared/models/tree-ensemble.ts';
import { mlDomain, type OnnxAttribute } from '../onnx-writer.ts';
import type { GraphPart } from './graph-part.ts';

/** ONNX's number of the double type. */
const doubleType = 11;

export function treePart(ensemble: TreeEnsemble): GraphPart {
  return {
    nodes: [
      { op: 'Cast', inputs: ['features'], outputs: ['doubles'], domain: '', attributes: [{ kind: 'int', name: 'to', value: doubleType }] },
      {
        op: 'TreeEnsembleRegressor', domain: mlDomain, inputs: ['doubles'], outputs: ['margin'],
        attributes: [
          ...nodeAttributes(ensemble), ...leafAttributes(ensemble),
          doubles('base_values_as_tensor', Float64Array.of(ensemble.base)),
          { kind: 'int', name: 'n_targets', value: 1 },
          { kind: 'text', name: 'aggregate_function', value: ensemble.aggregate === 'average' ? 'AVERAGE' : 'SUM' },
          { kind: 'text', name: 'post_transform', value: 'NONE' },
        ],
      },
    ],
    constants: [],
  };
}

/** Every node in order; of a leaf, what it has no use for is 0. NaN goes right, as in `leafOf`. */
function nodeAttributes({ starts, feature, threshold, left, right, cover }: TreeEnsemble): OnnxAttribute[] {
  const { treeIds, nodeIds } = nodeNumbers(starts);
  return [
    { kind: 'ints', name: 'nodes_treeids', value: treeIds },
    { kind: 'ints', name: 'nodes_nodeids', value: nodeIds },
    { kind: 'ints', name: 'nodes_featureids', value: feature.map((f) => Math.max(0, f)) },
    doubles('nodes_values_as_tensor', Float64Array.from(threshold)),
    { kind: 'texts', name: 'nodes_modes', value: Array.from(feature, (f) => (f < 0 ? 'LEAF' : 'BRANCH_LEQ')) },
    { kind: 'ints', name: 'nodes_truenodeids', value: left },
    { kind: 'ints', name: 'nodes_falsenodeids', value: right },
    doubles('nodes_hitrates_as_tensor', cover),
    { kind: 'ints', name: 'nodes_missing_value_tracks_true', value: new Uint8Array(feature.length) },
  ];
}

function leafAttributes({ starts, feature, value }: TreeEnsemble): OnnxAttribute[] {
  const { treeIds, nodeIds } = nodeNumbers(starts);
  const leaves = Int32Array.from(feature.keys()).filter((node) => feature[node]! < 0);
  return [
    { kind: 'ints', name: 'target_treeids', value: leaves.map((node) => treeIds[node]!) },
    { kind: 'ints', name: 'target_nodeids', value: leaves.map((node) => nodeIds[node]!) },
    { kind: 'ints', name: 'target_ids', value: new Uint8Array(leaves.length) },
    doubles('target_weights_as_tensor', Float64Array.from(leaves, (node) => value[node]!)),
  ];
}

/** Of each node in the flat arrays: its tree, and its number there. */
function nodeNumbers(starts: Int32Array): { treeIds: Int32Array; nodeIds: Int32Array } {
  const size = starts[starts.length - 1] ?? 0;
  const treeIds = new Int32Array(size);
  const nodeIds = new Int32Array(size);
  for (let t = 0; t + 1 < starts.length; t++) {
    for (let node = starts[t]!; node < starts[t + 1]!; node++) {
      treeIds[node] = t;
      nodeIds[node] = node - starts[t]!;
    }
  }
  return { treeIds, nodeIds };
}

const doubles = (name: string, data: Float64Array): OnnxAttribute => ({ kind: 'tensor', name, value: { dims: [data.length], data } });
