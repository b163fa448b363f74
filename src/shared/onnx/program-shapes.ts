/** Operators of programs that move numbers and change shapes, and the sizes that exporters compute to do so. Rows stay apart from each other. */
import { graphLimits, refuseGraph, requireGraph } from './graph-refusal.ts';
import type { GraphValue, SizesValue, TensorValue } from './graph-values.ts';
import { elementsIn } from './program-builder.ts';
import { addTake, axisOf, constantAt, integersAt, tensorAt, type ProgramOperation } from './program-inputs.ts';
import { elementTypes } from './tensor.ts';

type Size = number | 'rows';

/** What is a list of sizes, or a constant that can be one. */
function sizesOf(value: GraphValue | undefined, op: string): SizesValue {
  if (value?.kind === 'sizes') return value;
  const tensor = value?.kind === 'constant' ? value.tensor : refuseGraph('NOT_EXPLAINABLE', `${op} of ${value?.kind ?? 'nothing'} where sizes belong`);
  requireGraph(tensor.elementType === elementTypes.int64 && tensor.dims.length <= 1 && tensor.numbers.length <= 8, 'WRONG_SHAPE', `${op}: constant ${tensor.name} is no list of sizes`);
  return { kind: 'sizes', sizes: Array.from(tensor.numbers), single: tensor.dims.length === 0 };
}

const isSizes = (value: GraphValue | undefined): value is SizesValue => value?.kind === 'sizes';

/** The same numbers under other sizes. */
const viewed = (value: TensorValue, dims: readonly number[]): TensorValue => ({ ...value, dims, classes: value.classes && dims.length === 1 });

export function readShape(operation: ProgramOperation): GraphValue {
  const { dims } = tensorAt(operation);
  const start = operation.attributes.int('start', 0);
  const end = operation.attributes.int('end', dims.length + 1);
  operation.attributes.finish();
  return { kind: 'sizes', sizes: ['rows' as const, ...dims].slice(start, end), single: false };
}

export function readReshape(operation: ProgramOperation): GraphValue {
  const allowZero = operation.attributes.int('allowzero', 0);
  operation.attributes.finish();
  const value = tensorAt(operation);
  const { sizes, single } = sizesOf(operation.inputs[1], 'Reshape');
  requireGraph(!single && sizes.length >= 1 && (allowZero === 0 || !sizes.includes(0)), 'WRONG_SHAPE', `a reshape to [${sizes.join(', ')}]`);
  const count = elementsIn(value.dims);
  const rest = sizes.slice(1).map((size, k): Size => (size === 0 ? value.dims[k] ?? 0 : size));
  const open = sizes.filter((size) => size === -1).length;
  const known = rest.reduce<number>((product, size) => (typeof size === 'number' && size !== -1 ? product * size : product), 1);
  const rows = sizes[0] ?? 1;
  const keeps = rows === 'rows' || rows === 0 || (rows === -1 && known === count);
  const dims = rest.map((size) => (size === -1 ? count / known : size === 'rows' ? NaN : size));
  requireGraph(keeps && open <= 1 && dims.every((dim) => Number.isInteger(dim) && dim >= 1) && elementsIn(dims) === count, 'WRONG_SHAPE', `a reshape of [rows, ${value.dims.join(', ')}] to [${sizes.join(', ')}]: it must keep the rows, as one free size in front`);
  return viewed(value, dims);
}

export function readFlatten(operation: ProgramOperation): GraphValue {
  operation.attributes.only('axis', [1]);
  operation.attributes.finish();
  const value = tensorAt(operation);
  return viewed(value, [elementsIn(value.dims)]);
}

/** `axes` as an attribute up to set 12, as an input from 13 on. */
function axesOf(operation: ProgramOperation): readonly number[] {
  const listed = operation.opset < 13 ? operation.attributes.ints('axes') : integersAt(operation, 1) ?? [];
  operation.attributes.finish();
  requireGraph(listed.length >= 1, 'WRONG_SHAPE', `${operation.attributes.op} without axes`);
  return listed;
}

export function readSqueeze(operation: ProgramOperation): GraphValue {
  const [first] = operation.inputs;
  const axes = axesOf(operation);
  if (isSizes(first)) {
    requireGraph(first.sizes.length === 1 && axes.every((axis) => axis === 0 || axis === -1), 'WRONG_SHAPE', 'Squeeze of sizes');
    return { ...first, single: true };
  }
  const value = tensorAt(operation);
  const gone = new Set(axes.map((axis) => axisOf(axis, value.dims, 'Squeeze')));
  requireGraph(gone.size === axes.length && [...gone].every((k) => value.dims[k] === 1), 'WRONG_SHAPE', `Squeeze of [rows, ${value.dims.join(', ')}] along ${axes.join(', ')}`);
  return viewed(value, value.dims.filter((_, k) => !gone.has(k)));
}

export function readUnsqueeze(operation: ProgramOperation): GraphValue {
  const [first] = operation.inputs;
  const axes = axesOf(operation);
  if (isSizes(first) || first?.kind === 'constant') {
    const one = sizesOf(first, 'Unsqueeze');
    requireGraph(one.single && axes.length === 1 && (axes[0] === 0 || axes[0] === -1), 'WRONG_SHAPE', 'Unsqueeze of more than one size');
    return { ...one, single: false };
  }
  const value = tensorAt(operation);
  const dims: (number | null)[] = new Array<number | null>(value.dims.length + axes.length).fill(null);
  for (const axis of axes) {
    const place = axisOf(axis, dims.map(() => 1), 'Unsqueeze');
    requireGraph(dims[place] === null, 'WRONG_SHAPE', `Unsqueeze twice along axis ${axis}`);
    dims[place] = 1;
  }
  let next = 0;
  return viewed(value, dims.map((dim) => dim ?? value.dims[next++] ?? 1));
}

export function readTranspose(operation: ProgramOperation): GraphValue {
  const value = tensorAt(operation);
  const perm = operation.attributes.ints('perm');
  operation.attributes.finish();
  const { dims } = value;
  const order = perm.slice(1).map((axis) => axis - 1);
  requireGraph(perm.length === dims.length + 1 && perm[0] === 0 && new Set(order).size === order.length && order.every((k) => Number.isInteger(k) && k >= 0 && k < dims.length), 'WRONG_SHAPE', `Transpose by [${perm.join(', ')}] of [rows, ${dims.join(', ')}]: the rows must stay in front`);
  const to = order.map((k) => dims[k] ?? 1);
  return addTake(operation.program, [value], indexOf(to, (at) => {
    const from = new Array<number>(dims.length).fill(0);
    order.forEach((k, n) => { from[k] = at[n] ?? 0; });
    return from;
  }, dims), to);
}

/** Where each number of a value of sizes `to` stands in one of sizes `dims`, row-major; -1 where `place` gives none. */
function indexOf(to: readonly number[], place: (at: readonly number[]) => readonly number[] | null, dims: readonly number[]): Int32Array {
  requireGraph(elementsIn(to) <= graphLimits.stepValuesMax, 'TOO_LARGE', `[rows, ${to.join(', ')}] in the middle of a network`);
  return Int32Array.from({ length: elementsIn(to) }, (_, i) => {
    const at = new Array<number>(to.length).fill(0);
    let rest = i;
    for (let k = to.length - 1; k >= 0; k--) {
      at[k] = rest % (to[k] ?? 1);
      rest = Math.floor(rest / (to[k] ?? 1));
    }
    const from = place(at);
    return from ? from.reduce((sum, n, k) => sum * (dims[k] ?? 1) + n, 0) : -1;
  });
}

/** `which` of axis `k`, in that order. */
function picked({ program }: ProgramOperation, value: TensorValue, k: number, which: readonly number[]): TensorValue {
  const { dims } = value;
  const to = dims.map((dim, n) => (n === k ? which.length : dim));
  requireGraph(which.length >= 1, 'WRONG_SHAPE', `nothing left of [rows, ${dims.join(', ')}]`);
  return addTake(program, [value], indexOf(to, (at) => at.map((n, place) => (place === k ? which[n] ?? 0 : n)), dims), to);
}

export function readGather(operation: ProgramOperation): GraphValue {
  const axis = operation.attributes.int('axis', 0);
  operation.attributes.finish();
  const [from] = operation.inputs;
  const indices = integersAt(operation, 1) ?? [];
  const single = constantAt(operation, 1)?.dims.length === 0;
  const inRange = (count: number): number[] => indices.map((at) => {
    requireGraph(at >= -count && at < count, 'WRONG_SHAPE', `Gather of ${at} out of ${count}`);
    return at < 0 ? at + count : at;
  });
  if (isSizes(from)) {
    requireGraph(!from.single && axis === 0, 'WRONG_SHAPE', 'Gather of one size');
    return { kind: 'sizes', sizes: inRange(from.sizes.length).map((at) => from.sizes[at] ?? 1), single };
  }
  const value = tensorAt(operation);
  const k = axisOf(axis, value.dims, 'Gather');
  const taken = picked(operation, value, k, inRange(value.dims[k] ?? 0));
  return single ? viewed(taken, taken.dims.filter((_, n) => n !== k)) : taken;
}

export function readSlice(operation: ProgramOperation): GraphValue {
  operation.attributes.finish();
  const [from] = operation.inputs;
  const [starts, ends, axes, steps] = [1, 2, 3, 4].map((index) => integersAt(operation, index));
  requireGraph(Boolean(starts && ends) && starts?.length === 1 && ends?.length === 1 && (axes ?? [0]).length === 1 && (steps ?? [1]).length === 1, 'WRONG_SHAPE', 'Slice along anything but one axis');
  const [start, end, step] = [starts[0] ?? 0, ends[0] ?? 0, steps?.[0] ?? 1];
  requireGraph(Number.isInteger(step) && step >= 1, 'WRONG_SHAPE', `Slice in steps of ${step}`);
  const which = (count: number): number[] => {
    const at = (place: number): number => Math.max(0, Math.min(count, place < 0 ? place + count : place));
    const places: number[] = [];
    for (let n = at(start); n < at(end); n += step) places.push(n);
    return places;
  };
  if (isSizes(from)) {
    requireGraph(!from.single && (axes?.[0] ?? 0) === 0, 'WRONG_SHAPE', 'Slice of one size');
    return { ...from, sizes: which(from.sizes.length).map((at) => from.sizes[at] ?? 1) };
  }
  const value = tensorAt(operation);
  const k = axisOf(axes?.[0] ?? 0, value.dims, 'Slice');
  return picked(operation, value, k, which(value.dims[k] ?? 0));
}

export function readSplit(operation: ProgramOperation): readonly GraphValue[] {
  const { attributes, opset, results } = operation;
  const axis = attributes.int('axis', 0);
  const stated = opset < 13 ? attributes.ints('split') : integersAt(operation, 1) ?? [];
  attributes.only('num_outputs', [results]);
  attributes.finish();
  const value = tensorAt(operation);
  const k = axisOf(axis, value.dims, 'Split');
  const whole = value.dims[k] ?? 0;
  const sizes = stated.length > 0 ? stated : new Array<number>(results).fill(whole / results);
  requireGraph(sizes.length === results && sizes.every((size) => Number.isInteger(size) && size >= 1) && sizes.reduce((a, b) => a + b, 0) === whole, 'WRONG_SHAPE', `Split of ${whole} into [${sizes.join(', ')}]`);
  let from = 0;
  return sizes.map((size) => {
    const start = from;
    from += size;
    return picked(operation, value, k, Array.from({ length: size }, (_, n) => start + n));
  });
}

export function readConcat(operation: ProgramOperation): GraphValue {
  const { inputs, program } = operation;
  const axis = operation.attributes.int('axis', 0);
  operation.attributes.finish();
  if (inputs.every((value) => value.kind === 'sizes' || value.kind === 'constant')) {
    const parts = inputs.map((value) => sizesOf(value, 'Concat'));
    requireGraph(axis === 0 && parts.every(({ single }) => !single), 'WRONG_SHAPE', 'Concat of single sizes');
    return { kind: 'sizes', sizes: parts.flatMap(({ sizes }) => sizes), single: false };
  }
  const values = inputs.map((_, n) => tensorAt(operation, n));
  const [first, ...more] = values;
  if (!first) return refuseGraph('BAD_WIRING', 'Concat of nothing');
  const k = axisOf(axis, first.dims, 'Concat');
  requireGraph(more.every(({ dims, double }) => double === first.double && dims.length === first.dims.length && dims.every((dim, n) => n === k || dim === first.dims[n])), 'WRONG_SHAPE', 'Concat of values of different sizes');
  const ends = values.map(({ dims }) => dims[k] ?? 0);
  const to = first.dims.map((dim, n) => (n === k ? ends.reduce((a, b) => a + b, 0) : dim));
  const index: number[] = [];
  const inner = elementsIn(first.dims.slice(k + 1));
  requireGraph(elementsIn(to) <= graphLimits.stepValuesMax, 'TOO_LARGE', `Concat to [rows, ${to.join(', ')}]`);
  for (let outer = 0; outer < elementsIn(first.dims.slice(0, k)); outer++) {
    let base = 0;
    for (const { dims } of values) {
      const run = (dims[k] ?? 0) * inner;
      for (let n = 0; n < run; n++) index.push(base + outer * run + n);
      base += elementsIn(dims);
    }
  }
  return addTake(program, [first, ...more], Int32Array.from(index), to);
}

/** Zeros before and after, never along the rows. */
export function readPad(operation: ProgramOperation): GraphValue {
  operation.attributes.only('mode', ['constant']);
  const pads = operation.opset < 11 ? operation.attributes.ints('pads') : integersAt(operation, 1) ?? [];
  if (operation.opset < 11) operation.attributes.float('value', 0);
  operation.attributes.finish();
  const value = tensorAt(operation);
  const { dims } = value;
  const fill = operation.opset < 11 ? null : constantAt(operation, 2);
  requireGraph(operation.inputs.length <= 3 && (!fill || fill.numbers.every((n) => n === 0)), 'NOT_EXPLAINABLE', 'Pad with anything but zeros');
  const [before, after] = [pads.slice(0, dims.length + 1), pads.slice(dims.length + 1)];
  requireGraph(pads.length === 2 * (dims.length + 1) && before[0] === 0 && after[0] === 0 && pads.every((n) => n >= 0 && n <= graphLimits.stepValuesMax), 'WRONG_SHAPE', `Pad of [rows, ${dims.join(', ')}] by [${pads.join(', ')}]`);
  const to = dims.map((dim, k) => dim + (before[k + 1] ?? 0) + (after[k + 1] ?? 0));
  return addTake(operation.program, [value], indexOf(to, (at) => {
    const from = at.map((n, k) => n - (before[k + 1] ?? 0));
    return from.every((n, k) => n >= 0 && n < (dims[k] ?? 0)) ? from : null;
  }, dims), to);
}
