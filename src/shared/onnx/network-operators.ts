/** Gemm, MatMul, Conv, GlobalAveragePool, Relu and changes of shape as the layers of shared/models/network-model.ts. */
import type { DenseLayer, NetworkLayer, Squash } from '../models/network-model.ts';
import { graphLimits, refuseGraph, requireGraph } from './graph-refusal.ts';
import type { LayersValue, RowValue } from './graph-values.ts';
import type { NodeAttributes } from './node-attributes.ts';
import { elementTypes, type OnnxTensor } from './tensor.ts';

/** What a network continues: the row, or layers. */
export type Chain = RowValue | LayersValue;

const startOf = (value: Chain, width: number): LayersValue => {
  if (value.kind === 'layers') return value;
  requireGraph(!value.double, 'NOT_EXPLAINABLE', 'a network on doubles');
  return { kind: 'layers', scaling: value.scaling, layers: [], shape: { width }, wantsRelu: false, before: null };
};

const added = (value: LayersValue, layer: NetworkLayer, shape: LayersValue['shape'], wantsRelu = false): LayersValue => {
  requireGraph(!value.wantsRelu, 'NOT_EXPLAINABLE', 'a convolution without ReLU');
  const layers = [...value.layers, layer];
  const work = layers.reduce((sum, l) => sum + (l.kind === 'pool' ? 0 : l.weights.length * (l.kind === 'conv' ? l.length - l.kernel + 1 : 1)), 0);
  requireGraph(work <= graphLimits.networkWorkMax, 'TOO_LARGE', `${work} multiplications a row, limit ${graphLimits.networkWorkMax}`);
  return { ...value, layers, shape, wantsRelu, before: null };
};

const flatWidth = (value: LayersValue, op: string): number => ('width' in value.shape ? value.shape.width : refuseGraph('WRONG_SHAPE', `${op} of series that are not flattened`));

/** A float tensor of this rank; the numbers as they are in the file. */
function floats(tensor: OnnxTensor | null, rank: number, what: string): Float32Array {
  requireGraph(tensor !== null && tensor.elementType === elementTypes.float && tensor.dims.length === rank && tensor.numbers instanceof Float32Array, 'WRONG_SHAPE', `${what} is no float32 constant of rank ${rank}`);
  return tensor.numbers;
}

/** Rows times `weights` plus `bias`. @param bias null: none */
export function readDense(input: Chain, { weights, bias, transposed, width }: { weights: OnnxTensor; bias: OnnxTensor | null; transposed: boolean; width: number }): LayersValue {
  const value = startOf(input, width);
  const given = floats(weights, 2, 'the matrix');
  const [rows, columns] = [weights.dims[0] ?? 0, weights.dims[1] ?? 0];
  const [inputs, outputs] = transposed ? [columns, rows] : [rows, columns];
  requireGraph(inputs === flatWidth(value, 'a matrix') && outputs >= 1, 'WRONG_SHAPE', `a matrix of ${inputs} inputs after ${flatWidth(value, 'a matrix')} values`);
  const ordered = transposed ? given : Float32Array.from(given, (_, at) => given[(at % inputs) * outputs + Math.floor(at / inputs)]!);
  const layer: DenseLayer = { kind: 'dense', inputs, outputs, weights: ordered, bias: bias ? biasOf(bias, outputs) : new Float32Array(outputs), relu: false };
  return added(value, layer, { width: outputs });
}

/** [outputs], [1, outputs], or one number for all. */
export function biasOf(tensor: OnnxTensor, outputs: number): Float32Array {
  const leading = tensor.dims.slice(0, -1).every((d) => d === 1);
  const size = tensor.numbers.length;
  requireGraph(tensor.elementType === elementTypes.float && tensor.dims.length <= 2 && leading && (size === outputs || size === 1), 'WRONG_SHAPE', `a constant [${tensor.dims.join(', ')}] for ${outputs} values`);
  return Float32Array.from({ length: outputs }, (_, o) => tensor.numbers[size === 1 ? 0 : o] ?? 0);
}

/** Adds a constant after a product; null where the values are no such thing. */
export function addBias(value: LayersValue, tensor: OnnxTensor): LayersValue {
  const last = value.layers.at(-1);
  if (last?.kind !== 'dense' || last.relu || last.squash) return refuseGraph('NOT_EXPLAINABLE', 'a constant added elsewhere than after a matrix');
  const bias = biasOf(tensor, last.outputs);
  return { ...value, layers: [...value.layers.slice(0, -1), { ...last, bias: last.bias.map((b, o) => b + bias[o]!) }] };
}

export function readRelu(input: Chain): LayersValue {
  const value = startOf(input, 0);
  const last = value.layers.at(-1);
  if (last?.kind === 'conv') return { ...value, wantsRelu: false };
  if (last?.kind !== 'dense' || last.squash) return refuseGraph('NOT_EXPLAINABLE', 'Relu elsewhere than after a matrix or a convolution');
  return { ...value, layers: [...value.layers.slice(0, -1), { ...last, relu: true }] };
}

/** Tanh or Sigmoid after a matrix, as part of its layer. */
export function readSquash(input: Chain, squash: Squash): LayersValue {
  const value = startOf(input, 0);
  const last = value.layers.at(-1);
  if (last?.kind !== 'dense' || last.relu || last.squash || value.wantsRelu) return refuseGraph('NOT_EXPLAINABLE', `${squash} elsewhere than after a matrix`);
  return { ...value, layers: [...value.layers.slice(0, -1), { ...last, squash }], before: squash === 'logistic' ? value : null };
}

/** One dimension, stride 1, no padding. */
export function readConv(input: Chain, { weights, bias, attributes }: { weights: OnnxTensor; bias: OnnxTensor | null; attributes: NodeAttributes }): LayersValue {
  const value = startOf(input, 0);
  const given = floats(weights, 3, 'the filters');
  const [filters, channels, kernel] = [weights.dims[0] ?? 0, weights.dims[1] ?? 0, weights.dims[2] ?? 0];
  attributes.only('auto_pad', ['NOTSET', 'VALID']);
  attributes.only('group', [1]);
  for (const [name, values] of [['strides', [1]], ['dilations', [1]], ['pads', [0, 0]], ['kernel_shape', [kernel]]] as const) {
    const list = attributes.ints(name);
    requireGraph(list.length === 0 || (list.length === values.length && values.every((v, k) => v === list[k])), 'ATTRIBUTE_NOT_ALLOWED', `Conv: ${name} ${list.join(', ')}`);
  }
  attributes.finish();
  const { shape } = value;
  requireGraph('length' in shape && shape.channels === channels && kernel >= 1 && kernel <= shape.length && filters >= 1, 'WRONG_SHAPE', `filters [${weights.dims.join(', ')}] on ${'length' in shape ? `${shape.channels} series of ${shape.length}` : 'a flat row'}`);
  const layer = { kind: 'conv', channels, length: shape.length, filters, kernel, weights: given, bias: bias ? biasOf(bias, filters) : new Float32Array(filters) } as const;
  return added(value, layer, { channels: filters, length: shape.length - kernel + 1 }, true);
}

export function readPool(input: Chain): LayersValue {
  const value = startOf(input, 0);
  const { shape } = value;
  if (!('length' in shape)) return refuseGraph('WRONG_SHAPE', 'a pool of a flat row');
  return added(value, { kind: 'pool', channels: shape.channels, length: shape.length }, { channels: shape.channels, length: 1 });
}

/** [rows, width], or [rows, channels, length]; 0 and -1 in the first place keep the rows. */
export function readReshape(input: Chain, sizes: readonly number[], width: number): LayersValue {
  const value = startOf(input, width);
  const count = 'width' in value.shape ? value.shape.width : value.shape.channels * value.shape.length;
  const [rows, ...rest] = sizes;
  requireGraph((rows === 0 || rows === -1) && (rest.length === 1 || rest.length === 2) && rest.filter((s) => s === -1).length <= (rows === -1 ? 0 : 1), 'WRONG_SHAPE', `a reshape to [${sizes.join(', ')}]`);
  const known = rest.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const full = rest.map((size) => (size === -1 ? count / known : size));
  requireGraph(full.every((size) => Number.isInteger(size) && size >= 1) && full.reduce((a, b) => a * b, 1) === count, 'WRONG_SHAPE', `a reshape of ${count} values to [${sizes.join(', ')}]`);
  const [a, b] = [full[0] ?? 0, full[1]];
  return { ...value, shape: b === undefined ? { width: a } : { channels: a, length: b } };
}

export function readFlatten(input: Chain, width: number): LayersValue {
  const value = startOf(input, width);
  return { ...value, shape: { width: 'width' in value.shape ? value.shape.width : value.shape.channels * value.shape.length } };
}
