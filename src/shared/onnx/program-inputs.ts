/** What operators of programs ask of their inputs: values of the row, constants beside them, whole numbers. */
import type { BinaryName, UnaryName } from '../models/network-program.ts';
import { graphLimits, refuseGraph, requireGraph } from './graph-refusal.ts';
import type { GraphValue, TensorValue } from './graph-values.ts';
import type { NodeAttributes } from './node-attributes.ts';
import { elementsIn, type ProgramBuilder } from './program-builder.ts';
import { elementTypes, type OnnxTensor } from './tensor.ts';

/** One operator of a program being read. An input that is left out is `absent`, or beyond the list. */
export interface ProgramOperation {
  readonly inputs: readonly GraphValue[];
  readonly attributes: NodeAttributes;
  readonly program: ProgramBuilder;
  /** Version of the standard operators. */
  readonly opset: number;
  /** How many results it is asked for. */
  readonly results: number;
}

/** Values of the row at `index`. */
export function tensorAt({ inputs, attributes: { op } }: ProgramOperation, index = 0): TensorValue {
  const value = inputs[index];
  return value?.kind === 'tensor' ? value : refuseGraph('NOT_EXPLAINABLE', `${op} of ${value?.kind ?? 'nothing'} where values of the row belong`);
}

/** The constant at `index`; null where it is left out. */
export function constantAt({ inputs, attributes: { op } }: ProgramOperation, index: number): OnnxTensor | null {
  const value = inputs[index];
  if (value === undefined || value.kind === 'absent') return null;
  return value.kind === 'constant' ? value.tensor : refuseGraph('NOT_EXPLAINABLE', `${op} with ${value.kind} where a constant belongs`);
}

/** Numbers in the type of the values that they meet. */
export function numbersOf(tensor: OnnxTensor | null, { double }: Pick<TensorValue, 'double'>, op: string): OnnxTensor {
  if (!tensor) return refuseGraph('BAD_WIRING', `${op} without a constant that it needs`);
  const wanted = double ? elementTypes.double : elementTypes.float;
  requireGraph(tensor.elementType === wanted, 'WRONG_SHAPE', `${op}: constant ${tensor.name} of type ${tensor.elementType} beside values of type ${wanted}`);
  return tensor;
}

/** A list of `count` numbers. */
export function listOf(operation: ProgramOperation, index: number, { like, count }: { readonly like: TensorValue; readonly count: number }): OnnxTensor['numbers'] {
  const tensor = numbersOf(constantAt(operation, index), like, operation.attributes.op);
  requireGraph(tensor.dims.length === 1 && tensor.numbers.length === count, 'WRONG_SHAPE', `${operation.attributes.op}: a constant [${tensor.dims.join(', ')}] for ${count} values`);
  return tensor.numbers;
}

/** One number that is a constant; null where it is left out. */
export function scalarAt(operation: ProgramOperation, index: number): number | null {
  const tensor = constantAt(operation, index);
  if (!tensor) return null;
  requireGraph(tensor.numbers.length === 1, 'WRONG_SHAPE', `${operation.attributes.op}: [${tensor.dims.join(', ')}] where one number belongs`);
  return tensor.numbers[0] ?? NaN;
}

/** Whole numbers that are a constant; null where they are left out. */
export function integersAt(operation: ProgramOperation, index: number): readonly number[] | null {
  const tensor = constantAt(operation, index);
  if (!tensor) return null;
  requireGraph((tensor.elementType === elementTypes.int64 || tensor.elementType === elementTypes.int32) && tensor.dims.length <= 1, 'WRONG_SHAPE', `${operation.attributes.op}: constant ${tensor.name} is no list of whole numbers`);
  return Array.from(tensor.numbers);
}

/** Which of `dims` an ONNX axis names; the rows are none of them. */
export function axisOf(axis: number, dims: readonly number[], op: string): number {
  const place = (axis < 0 ? axis + dims.length + 1 : axis) - 1;
  requireGraph(Number.isInteger(place) && place >= 0 && place < dims.length, 'WRONG_SHAPE', `${op} along axis ${axis} of [rows, ${dims.join(', ')}]: each row is on its own`);
  return place;
}

export const plainTensor = (value: TensorValue, at: number, dims: readonly number[] = value.dims): TensorValue => ({ ...value, at, dims, logits: null, classes: false });

export function addUnary(program: ProgramBuilder, value: TensorValue, name: UnaryName, [a, b]: readonly [number, number] = [0, 0]): TensorValue {
  return plainTensor(value, program.add({ kind: 'unary', size: elementsIn(value.dims), from: value.at, name, a, b }));
}

/** Numbers of `index` out of the values of `sources`; probabilities stay probabilities. */
export function addTake(program: ProgramBuilder, sources: readonly [TensorValue, ...TensorValue[]], index: Int32Array, dims: readonly number[]): TensorValue {
  const take = (from: readonly number[]): number => program.add({ kind: 'take', size: index.length, sources: from, index });
  const [first] = sources;
  const logits = sources.flatMap((source) => (source.logits === null ? [] : [source.logits]));
  const whole = logits.length === sources.length && index.every((at) => at >= 0) ? take(logits) : null;
  return { ...first, at: take(sources.map(({ at }) => at)), dims, logits: whole, classes: false };
}

/** Constants as a step; `dims` as they stand in the row. */
export function addConstant(program: ProgramBuilder, numbers: ArrayLike<number>): number {
  return program.add({ kind: 'constant', size: numbers.length, values: Float64Array.from(numbers) });
}

interface Side { readonly at: number; readonly dims: readonly number[] }

/** Both sides number by number, the smaller repeated as ONNX repeats it; at least one is of the row. */
export function addBinary(program: ProgramBuilder, name: BinaryName, [left, right]: readonly [GraphValue, GraphValue], op: string): TensorValue {
  const of = left.kind === 'tensor' ? left : right.kind === 'tensor' ? right : refuseGraph('NOT_EXPLAINABLE', `${op} of ${left.kind} and ${right.kind}`);
  const [a, b] = [sideOf(program, left, of, op), sideOf(program, right, of, op)];
  const dims = a.dims.map((dim, k) => {
    const other = b.dims[k] ?? 1;
    requireGraph(dim === other || dim === 1 || other === 1, 'WRONG_SHAPE', `${op} of [rows, ${a.dims.join(', ')}] and [rows, ${b.dims.join(', ')}]`);
    return dim === 1 ? other : dim;
  });
  const size = elementsIn(dims);
  requireGraph(size <= graphLimits.stepValuesMax, 'TOO_LARGE', `${op} makes ${size} numbers a row`);
  return plainTensor(of, program.add({ kind: 'binary', size, name, left: a.at, right: b.at, leftAt: placesOf(a.dims, dims), rightAt: placesOf(b.dims, dims) }), dims);
}

function sideOf(program: ProgramBuilder, value: GraphValue, of: TensorValue, op: string): Side {
  if (value.kind === 'tensor') {
    requireGraph(value.dims.length === of.dims.length, 'WRONG_SHAPE', `${op} of [rows, ${of.dims.join(', ')}] and [rows, ${value.dims.join(', ')}]: the rows of one would meet the values of the other`);
    requireGraph(value.double === of.double, 'WRONG_SHAPE', `${op} of float and double`);
    return value;
  }
  const { dims, numbers } = numbersOf(value.kind === 'constant' ? value.tensor : refuseGraph('NOT_EXPLAINABLE', `${op} of ${value.kind}`), of, op);
  const rank = of.dims.length;
  requireGraph(dims.length <= rank || (dims.length === rank + 1 && dims[0] === 1), 'WRONG_SHAPE', `${op} of [rows, ${of.dims.join(', ')}] and a constant [${dims.join(', ')}]`);
  const own = dims.length > rank ? dims.slice(1) : [...new Array<number>(rank - dims.length).fill(1), ...dims];
  return { at: addConstant(program, numbers), dims: own };
}

/** Where each number of `to` stands in `from`; null where they are alike. */
function placesOf(from: readonly number[], to: readonly number[]): Int32Array | null {
  if (from.every((dim, k) => dim === to[k])) return null;
  const places = new Int32Array(elementsIn(to));
  for (let i = 0; i < places.length; i++) {
    let [rest, stride, at] = [i, 1, 0];
    for (let k = to.length - 1; k >= 0; k--) {
      const [dim, own] = [to[k] ?? 1, from[k] ?? 1];
      if (own !== 1) at += (rest % dim) * stride;
      stride *= own;
      rest = Math.floor(rest / dim);
    }
    places[i] = at;
  }
  return places;
}
