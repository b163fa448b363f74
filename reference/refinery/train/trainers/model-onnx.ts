/**
 * Each family of models as an ONNX graph: `features` float32 [rows, width] to `margin` float32 [rows, 1], and to `probability` where the
 * link is logistic. Trees in double with their covers (nodes_hitrates), so that explainers need nothing but the file. Never
 * TreeEnsembleClassifier, SVMClassifier or ZipMap: what they give is not what was trained. The same model gives the same bytes.
 */
import { assert } from '../../../../src/shared/base/assert.ts';
import type { LinearModel } from '../../../../src/shared/models/linear-model.ts';
import type { Model } from '../../../../src/shared/models/model.ts';
import type { SvmModel } from '../../../../src/shared/models/svm-model.ts';
import { mlDomain, writeOnnx, type OnnxNode } from '../onnx-writer.ts';
import { scalingPart, type GraphPart } from './graph-part.ts';
import { networkPart } from './network-onnx.ts';
import { treePart } from './tree-onnx.ts';

/** @param metadata key and value, in this order */
export function modelOnnx(model: Model, metadata: readonly (readonly [string, string])[]): Uint8Array {
  const { nodes, constants } = partOf(model);
  const probability: OnnxNode[] = model.link === 'logistic' ? [{ op: 'Sigmoid', inputs: ['margin'], outputs: ['probability'], domain: '' }] : [];
  return writeOnnx({
    name: model.kind, nodes: [...nodes, ...probability], initializers: constants,
    inputs: [{ name: 'features', dims: ['rows', model.featureCount] }],
    outputs: [{ name: 'margin', dims: ['rows', 1] }, ...probability.map(() => ({ name: 'probability', dims: ['rows', 1] }))],
    metadata,
  });
}

/** One to three models of the same rows, as columns of one output. */
export interface HeadModel {
  /** Begins the names of its operators and constants. */
  readonly name: string;
  readonly model: Model;
}

/**
 * Several heads in one graph: `margin` float32 [rows, heads], one column each in this order, and `probability` likewise where the link is
 * logistic. One head is written as `modelOnnx` writes it. All take as many features and have the same link.
 */
export function modelsOnnx(heads: readonly HeadModel[], metadata: readonly (readonly [string, string])[]): Uint8Array {
  const [first] = heads;
  assert(first !== undefined && new Set(heads.map(({ name }) => name)).size === heads.length, 'heads have names of their own');
  const { featureCount, link } = first.model;
  assert(heads.every(({ model }) => model.featureCount === featureCount && model.link === link), 'heads of one graph take the same rows and have the same link');
  if (heads.length === 1) return modelOnnx(first.model, metadata);
  const parts = heads.map(({ name, model }) => renamed(partOf(model), name));
  const joined: OnnxNode = { op: 'Concat', inputs: heads.map(({ name }) => `${name}_margin`), outputs: ['margin'], domain: '', attributes: [{ kind: 'int', name: 'axis', value: 1 }] };
  const probability: OnnxNode[] = link === 'logistic' ? [{ op: 'Sigmoid', inputs: ['margin'], outputs: ['probability'], domain: '' }] : [];
  return writeOnnx({
    name: first.model.kind, nodes: [...parts.flatMap((part) => part.nodes), joined, ...probability], initializers: parts.flatMap((part) => part.constants),
    inputs: [{ name: 'features', dims: ['rows', featureCount] }],
    outputs: ['margin', ...probability.map(() => 'probability')].map((name) => ({ name, dims: ['rows', heads.length] })),
    metadata,
  });
}

/** The same part with every name but that of the input begun by the head's. */
function renamed({ nodes, constants }: GraphPart, head: string): GraphPart {
  const own = (name: string): string => (name === 'features' ? name : `${head}_${name}`);
  return {
    nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map(own), outputs: node.outputs.map(own) })),
    constants: constants.map((constant) => ({ ...constant, name: own(constant.name) })),
  };
}

function partOf(model: Model): GraphPart {
  switch (model.kind) {
    case 'linear': return linearPart(model);
    case 'trees': return treePart(model);
    case 'svm': return svmPart(model);
    case 'network': return networkPart(model);
  }
}

function linearPart({ featureCount, coefficients, intercept }: LinearModel): GraphPart {
  return {
    nodes: [{ op: 'Gemm', inputs: ['features', 'coefficients', 'intercept'], outputs: ['margin'], domain: '' }],
    constants: [
      { name: 'coefficients', dims: [featureCount, 1], data: Float32Array.from(coefficients) },
      { name: 'intercept', dims: [1], data: Float32Array.of(intercept) },
    ],
  };
}

/** The decision function as SVMRegressor; `rho` there is the intercept, which is -rho of LIBSVM. Then Platt's line. */
function svmPart(model: SvmModel): GraphPart {
  const scaled = scalingPart(model.scaling);
  return {
    nodes: [
      ...scaled.nodes,
      {
        op: 'SVMRegressor', domain: mlDomain, inputs: [scaled.output], outputs: ['decision'],
        attributes: [
          { kind: 'text', name: 'kernel_type', value: 'RBF' },
          { kind: 'floats', name: 'kernel_params', value: Float32Array.of(model.gamma, 0, 0) },
          { kind: 'floats', name: 'support_vectors', value: model.supportVectors },
          { kind: 'floats', name: 'coefficients', value: model.coefficients },
          { kind: 'floats', name: 'rho', value: Float32Array.of(model.intercept) },
          { kind: 'int', name: 'n_supports', value: model.coefficients.length },
          { kind: 'text', name: 'post_transform', value: 'NONE' },
        ],
      },
      { op: 'Mul', inputs: ['decision', 'slope'], outputs: ['sloped'], domain: '' },
      { op: 'Add', inputs: ['sloped', 'offset'], outputs: ['margin'], domain: '' },
    ],
    constants: [
      ...scaled.constants,
      { name: 'slope', dims: [1], data: Float32Array.of(model.slope) },
      { name: 'offset', dims: [1], data: Float32Array.of(model.offset) },
    ],
  };
}
