/** Operators of programs that add numbers up: matrices, convolutions, pools, means, normalisation, softmax. */
import { graphLimits, refuseGraph, requireGraph } from './graph-refusal.ts';
import type { GraphValue, TensorValue } from './graph-values.ts';
import { elementsIn, type ProgramBuilder } from './program-builder.ts';
import { addBinary, axisOf, constantAt, integersAt, listOf, numbersOf, plainTensor, tensorAt, type ProgramOperation } from './program-inputs.ts';
import { elementTypes } from './tensor.ts';

type Numbers = Float32Array | Float64Array;

/** outputs x inputs of a matrix that stands inputs x outputs. */
const turned = (numbers: Numbers, inputs: number, outputs: number): Float64Array =>
  Float64Array.from(numbers, (_, at) => numbers[(at % inputs) * outputs + Math.floor(at / inputs)] ?? 0);

export function readGemm(operation: ProgramOperation): GraphValue {
  const { attributes, program, inputs } = operation;
  const value = tensorAt(operation);
  const [alpha, beta, transB] = [attributes.float('alpha', 1), attributes.float('beta', 1), attributes.int('transB', 0)];
  attributes.only('transA', [0]);
  attributes.finish();
  const { dims: [rows = 0, columns = 0, ...deeper], numbers } = numbersOf(constantAt(operation, 1), value, 'Gemm');
  const [own, outputs] = transB === 0 ? [rows, columns] : [columns, rows];
  requireGraph(deeper.length === 0 && value.dims.length === 1 && own === value.dims[0] && outputs >= 1, 'WRONG_SHAPE', `Gemm of [rows, ${value.dims.join(', ')}] by a matrix of ${own} inputs`);
  const ordered = transB === 0 ? turned(numbers, own, outputs) : numbers;
  const weights = alpha === 1 ? ordered : Float64Array.from(ordered, (w) => w * alpha);
  const product = plainTensor(value, program.add({ kind: 'matrix', size: outputs, from: value.at, inputs: own, outputs, weights }), [outputs]);
  const bias = inputs[2];
  if (!bias || bias.kind === 'absent') return product;
  const tensor = numbersOf(constantAt(operation, 2), value, 'Gemm');
  const sum = addBinary(program, '+', [product, { kind: 'constant', tensor: { ...tensor, numbers: tensor.numbers.map((b) => b * beta) } }], 'Gemm');
  requireGraph(sum.dims[0] === outputs, 'WRONG_SHAPE', `Gemm with [${tensor.dims.join(', ')}] added to ${outputs} values`);
  return sum;
}

/** Along the last axis; the axes before it, if any, are kept. */
export function readMatMul(operation: ProgramOperation): GraphValue {
  operation.attributes.finish();
  const value = tensorAt(operation);
  const { dims, numbers } = numbersOf(constantAt(operation, 1), value, 'MatMul');
  const [inputs = 0, outputs = 0] = dims;
  const isVector = dims.length === 1;
  requireGraph((isVector || (dims.length === 2 && outputs >= 1)) && value.dims.length >= 1 && value.dims.at(-1) === inputs, 'WRONG_SHAPE', `MatMul of [rows, ${value.dims.join(', ')}] by [${dims.join(', ')}]`);
  const to = [...value.dims.slice(0, -1), ...(isVector ? [] : [outputs])];
  if (isVector) return plainTensor(value, operation.program.add({ kind: 'matrix', size: elementsIn(to), from: value.at, inputs, outputs: 1, weights: numbers }), to);
  return plainTensor(value, operation.program.add({ kind: 'matrix', size: elementsIn(to), from: value.at, inputs, outputs, weights: turned(numbers, inputs, outputs) }), to);
}

interface Window { readonly kernel: number; readonly stride: number; readonly dilation: number; readonly before: number; readonly after: number }

/** How a filter or a pool walks one series. */
function windowOf({ attributes }: ProgramOperation, kernel: number): Window {
  const one = (name: string, count: number, fallback: number): number[] => {
    const list = attributes.ints(name);
    requireGraph(list.length === 0 || (list.length === count && list.every((n) => n >= 0 && n <= graphLimits.stepValuesMax)), 'ATTRIBUTE_NOT_ALLOWED', `${attributes.op}: ${name} ${list.join(', ')}: one dimension is read`);
    return list.length === 0 ? new Array<number>(count).fill(fallback) : [...list];
  };
  const padding = attributes.text('auto_pad', 'NOTSET');
  const [[shape = 0], [stride = 0], [dilation = 0], [before = 0, after = 0]] = [one('kernel_shape', 1, kernel), one('strides', 1, 1), one('dilations', 1, 1), one('pads', 2, 0)];
  requireGraph(padding === 'NOTSET' || (padding === 'VALID' && before + after === 0), 'ATTRIBUTE_NOT_ALLOWED', `${attributes.op}: auto_pad is ${padding}: write the pads`);
  requireGraph(shape >= 1 && stride >= 1 && dilation >= 1 && (kernel === 0 || kernel === shape), 'ATTRIBUTE_NOT_ALLOWED', `${attributes.op}: kernel ${shape}, stride ${stride}, dilation ${dilation}`);
  return { kernel: shape, stride, dilation, before, after };
}

/** How many places a window has, without those that begin in a last part step. */
const placesIn = (length: number, { kernel, stride, dilation, before, after }: Window): number => Math.floor((length + before + after - dilation * (kernel - 1) - 1) / stride) + 1;

const seriesOf = ({ dims }: TensorValue, op: string): readonly [number, number] =>
  (dims.length === 2 ? [dims[0] ?? 0, dims[1] ?? 0] : refuseGraph('WRONG_SHAPE', `${op} of [rows, ${dims.join(', ')}]: series [rows, channels, length] are read`));

export function readConv(operation: ProgramOperation): GraphValue {
  const { program, attributes } = operation;
  const value = tensorAt(operation);
  const [channels, length] = seriesOf(value, 'Conv');
  const { dims, numbers } = numbersOf(constantAt(operation, 1), value, 'Conv');
  const [filters = 0, perGroup = 0, kernel = 0] = dims;
  const groups = attributes.int('group', 1);
  const window = windowOf(operation, kernel);
  attributes.finish();
  const positions = placesIn(length, window);
  requireGraph(dims.length === 3 && groups >= 1 && perGroup * groups === channels && filters >= 1 && filters % groups === 0 && kernel >= 1 && positions >= 1, 'WRONG_SHAPE', `Conv of filters [${dims.join(', ')}] in ${groups} groups on ${channels} series of ${length}`);
  const { stride, dilation, before } = window;
  const at = program.add({ kind: 'filter', size: filters * positions, from: value.at, channels, length, filters, kernel, groups, stride, dilation, padding: before, weights: numbers });
  const result = plainTensor(value, at, [filters, positions]);
  if (!constantAt(operation, 2)) return result;
  return perChannel(operation, '+', result, listOf(operation, 2, { like: value, count: filters }));
}

/** One number for all of a channel, the first axis. */
function perChannel({ program, attributes: { op } }: ProgramOperation, name: '+' | '*', value: TensorValue, numbers: ArrayLike<number>): TensorValue {
  const tensor = { name: '', elementType: value.double ? elementTypes.double : elementTypes.float, dims: [numbers.length, ...value.dims.slice(1).map(() => 1)], numbers: Float64Array.from(numbers), texts: [] };
  return addBinary(program, name, [value, { kind: 'constant', tensor }], op);
}

/** AveragePool and MaxPool. */
export function readWindows(operation: ProgramOperation, how: 'sum' | 'max'): GraphValue {
  const { attributes } = operation;
  const value = tensorAt(operation);
  const [channels, length] = seriesOf(value, attributes.op);
  const window = windowOf(operation, 0);
  const countPad = how === 'sum' ? attributes.int('count_include_pad', 0) : 0;
  const ceil = attributes.int('ceil_mode', 0);
  attributes.only('storage_order', [0]);
  attributes.finish();
  const { kernel, stride, dilation, before, after } = window;
  const partial = (length + before + after - dilation * (kernel - 1) - 1) % stride !== 0;
  requireGraph(before < kernel && after < kernel, 'WRONG_SHAPE', `${attributes.op}: pads ${before}, ${after} of a window of ${kernel}`);
  requireGraph(ceil === 0 || !partial || how === 'max', 'ATTRIBUTE_NOT_ALLOWED', `${attributes.op}: ceil_mode with a last window that is cut off, whose mean runtimes take differently: choose sizes that fit, or ceil_mode=False`);
  // A last window that would begin behind the series is none.
  const whole = placesIn(length, window);
  const positions = ceil !== 0 && partial && whole * stride < length + before ? whole + 1 : whole;
  requireGraph(positions >= 1, 'WRONG_SHAPE', `${attributes.op}: a window of ${kernel} on ${length} values`);
  // Before they are listed: pads and windows may be long where the series is not.
  requireGraph(channels * positions <= graphLimits.stepValuesMax && channels * positions * kernel <= graphLimits.networkWorkMax, 'TOO_LARGE', `${attributes.op}: ${positions} windows of ${kernel} on ${channels} series`);
  const members = Array.from({ length: positions }, (_, p) => Array.from({ length: kernel }, (_, k) => p * stride + k * dilation - before).filter((t) => t >= 0 && t < length));
  requireGraph(members.every((list) => list.length >= 1), 'WRONG_SHAPE', `${attributes.op}: a window of padding only`);
  const lists = Array.from({ length: channels }, (_, c) => members.map((list) => list.map((t) => c * length + t))).flat();
  const divisor = how === 'max' ? null : lists.map((list) => 1 / (countPad === 0 ? list.length : kernel));
  return reduced(operation, value, { how, lists, factor: divisor, dims: [channels, positions] });
}

function reduced({ program }: ProgramOperation, value: TensorValue, { how, lists, factor, dims }: { readonly how: 'sum' | 'max' | 'min'; readonly lists: readonly (readonly number[])[]; readonly factor: readonly number[] | null; readonly dims: readonly number[] }): TensorValue {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, o) => { starts[o + 1] = (starts[o] ?? 0) + list.length; });
  return plainTensor(value, program.add({ kind: 'reduce', size: lists.length, from: value.at, how, starts, members: Int32Array.from(lists.flat()), factor: factor ? Float64Array.from(factor) : null }), dims);
}

/** GlobalAveragePool and GlobalMaxPool: all but the channels, which stay with sizes of 1. */
export function readGlobalPool(operation: ProgramOperation, how: 'mean' | 'max'): GraphValue {
  operation.attributes.finish();
  const value = tensorAt(operation);
  requireGraph(value.dims.length >= 2, 'WRONG_SHAPE', 'a pool of a flat row');
  return along(operation, value, { how, axes: value.dims.slice(1).map((_, k) => k + 1), keep: true });
}

export type Reduction = 'mean' | 'sum' | 'max' | 'min';

/** ReduceMean and the like: `axes` as an attribute, or an input from set 18 on (ReduceSum: 13). */
export function readReduce(operation: ProgramOperation, how: Reduction): GraphValue {
  const { attributes, opset } = operation;
  const value = tensorAt(operation);
  const asInput = opset >= (how === 'sum' ? 13 : 18);
  const listed = asInput ? integersAt(operation, 1) ?? [] : attributes.ints('axes');
  const keep = attributes.int('keepdims', 1);
  attributes.only('noop_with_empty_axes', [0]);
  attributes.finish();
  requireGraph(listed.length >= 1, 'WRONG_SHAPE', `${attributes.op} over all rows`);
  return along(operation, value, { how, axes: listed.map((axis) => axisOf(axis, value.dims, attributes.op)), keep: keep !== 0 });
}

function along(operation: ProgramOperation, value: TensorValue, { how, axes, keep }: { readonly how: Reduction; readonly axes: readonly number[]; readonly keep: boolean }): TensorValue {
  const { dims } = value;
  const gone = new Set(axes);
  const kept = dims.map((dim, k) => (gone.has(k) ? 1 : dim));
  const lists: number[][] = Array.from({ length: elementsIn(kept) }, () => []);
  for (let i = 0; i < elementsIn(dims); i++) {
    let [rest, stride, to] = [i, 1, 0];
    for (let k = dims.length - 1; k >= 0; k--) {
      if (!gone.has(k)) to += (rest % (dims[k] ?? 1)) * stride;
      stride *= kept[k] ?? 1;
      rest = Math.floor(rest / (dims[k] ?? 1));
    }
    lists[to]?.push(i);
  }
  const factor = how === 'mean' ? lists.map((list) => 1 / list.length) : null;
  return reduced(operation, value, { how: how === 'mean' ? 'sum' : how, lists, factor, dims: keep ? kept : dims.filter((_, k) => !gone.has(k)) });
}

/** As trained: (x - mean) / sqrt(variance + epsilon) * scale + bias, a channel each. */
export function readBatchNormalization(operation: ProgramOperation): GraphValue {
  const { attributes } = operation;
  const value = tensorAt(operation);
  const epsilon = attributes.float('epsilon', Math.fround(1e-5));
  attributes.ignore('momentum');
  attributes.only('training_mode', [0]);
  attributes.only('spatial', [1]);
  attributes.finish();
  const count = value.dims[0] ?? 0;
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((index) => listOf(operation, index, { like: value, count }));
  const factor = Float64Array.from({ length: count }, (_, k) => (scale?.[k] ?? NaN) / Math.sqrt((variance?.[k] ?? NaN) + epsilon));
  requireGraph(factor.every(Number.isFinite), 'NOT_FINITE', 'BatchNormalization by a variance that is not above 0');
  return perChannel(operation, '+', perChannel(operation, '*', perChannel(operation, '+', value, mean?.map((m) => -m) ?? []), factor), bias ?? []);
}

/** Over the axes from `axis` on. */
export function readLayerNormalization(operation: ProgramOperation): GraphValue {
  const { attributes, program, inputs } = operation;
  const value = tensorAt(operation);
  const axis = axisOf(attributes.int('axis', -1), value.dims, 'LayerNormalization');
  const epsilon = attributes.float('epsilon', Math.fround(1e-5));
  attributes.only('stash_type', [1]);
  attributes.finish();
  const normal = normalized(operation, value, elementsIn(value.dims.slice(axis)), epsilon);
  const shape = value.dims.slice(axis);
  const sized = (index: number): GraphValue => {
    const { dims } = numbersOf(constantAt(operation, index), value, 'LayerNormalization');
    requireGraph(dims.length === shape.length && dims.every((dim, k) => dim === shape[k]), 'WRONG_SHAPE', `LayerNormalization of [${shape.join(', ')}] by [${dims.join(', ')}]`);
    return inputs[index] ?? refuseGraph('BAD_WIRING', 'LayerNormalization without scale');
  };
  const scaled = addBinary(program, '*', [normal, sized(1)], 'LayerNormalization');
  return constantAt(operation, 2) ? addBinary(program, '+', [scaled, sized(2)], 'LayerNormalization') : scaled;
}

function normalized({ program, attributes: { op } }: ProgramOperation, value: TensorValue, width: number, epsilon: number): TensorValue {
  requireGraph(epsilon > 0, 'ATTRIBUTE_NOT_ALLOWED', `${op}: epsilon ${epsilon}`);
  return plainTensor(value, program.add({ kind: 'normalize', size: elementsIn(value.dims), from: value.at, width, epsilon }));
}

/** InstanceNormalization: each channel by itself. GroupNormalization (set 21): `num_groups` runs of channels, a scale each channel. */
export function readChannelNormalization(operation: ProgramOperation, grouped: boolean): GraphValue {
  const { attributes, opset } = operation;
  const value = tensorAt(operation);
  const [channels] = value.dims;
  requireGraph(channels !== undefined && value.dims.length >= 2, 'WRONG_SHAPE', `${attributes.op} of a flat row`);
  const epsilon = attributes.float('epsilon', Math.fround(1e-5));
  const groups = grouped ? attributes.int('num_groups', 0) : channels;
  attributes.only('stash_type', [1]);
  attributes.finish();
  requireGraph(!grouped || opset >= 21, 'ATTRIBUTE_NOT_ALLOWED', `GroupNormalization of operator set ${opset}, which scales groups: export with opset_version 21 or more`);
  requireGraph(groups >= 1 && channels % groups === 0, 'WRONG_SHAPE', `${attributes.op} of ${channels} channels in ${groups} groups`);
  const [scale, bias] = [1, 2].map((index) => listOf(operation, index, { like: value, count: channels }));
  return perChannel(operation, '+', perChannel(operation, '*', normalized(operation, value, elementsIn(value.dims) / groups, epsilon), scale ?? []), bias ?? []);
}

/** Along the last axis. Before set 13 all axes from `axis` on are one. */
export function readSoftmax(operation: ProgramOperation, says: 'share' | 'log-share'): GraphValue {
  const { attributes, opset, program } = operation;
  const value = tensorAt(operation);
  const k = axisOf(attributes.int('axis', opset < 13 ? 1 : -1), value.dims, attributes.op);
  attributes.finish();
  requireGraph(opset < 13 || k === value.dims.length - 1, 'NOT_EXPLAINABLE', `${attributes.op} along another axis than the last`);
  return addSoftmax(program, value, says, elementsIn(value.dims.slice(k)));
}

/** @param width how many numbers share; all at the end of a network are classes, whose log-odds are kept beside their shares */
export function addSoftmax(program: ProgramBuilder, value: TensorValue, says: 'share' | 'log-share', width = elementsIn(value.dims)): TensorValue {
  const step = (to: 'share' | 'log-share' | 'log-odds'): number => program.add({ kind: 'softmax', size: elementsIn(value.dims), from: value.at, width, says: to });
  const shares = plainTensor(value, step(says));
  return says === 'share' && value.dims.length === 1 && width >= 2 ? { ...shares, logits: step('log-odds'), classes: true } : shares;
}
