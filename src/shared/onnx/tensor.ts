/** A tensor of an ONNX file: a constant of the graph, or the value of an attribute. */
import { graphLimits, refuseGraph, requireGraph } from './graph-refusal.ts';
import { NumberList } from './number-list.ts';
import { Fields, floatsOf, messageShape } from './wire.ts';

/** Numbers of TensorProto.DataType that we read. */
export const elementTypes = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, string: 8, bool: 9, double: 11 } as const;

export interface OnnxTensor {
  /** Empty in an attribute. */
  readonly name: string;
  readonly elementType: number;
  readonly dims: readonly number[];
  /** All finite; float32 where the tensor is float, and exact integers below 2^53 where it is an integer. Empty for texts. */
  readonly numbers: Float32Array | Float64Array;
  readonly texts: readonly string[];
}

const shape = messageShape('TensorProto', [2, 3, 8, 9, 12, 14], [1, 4, 5, 6, 7, 10, 11, 13, 16]);

interface Draft {
  name: string;
  elementType: number;
  raw: Uint8Array | null;
  readonly dims: NumberList;
  readonly floats: NumberList;
  readonly ints: NumberList;
  readonly texts: string[];
}

export function readTensor(bytes: Uint8Array): OnnxTensor {
  const draft: Draft = { name: '', elementType: 0, raw: null, dims: new NumberList(), floats: new NumberList(), ints: new NumberList(), texts: [] };
  const fields = new Fields(bytes, shape);
  while (fields.next()) readField(fields, draft);
  const { name, elementType } = draft;
  const dims = Array.from(draft.dims.values());
  const size = elementsOf(dims);
  if (elementType === elementTypes.string) {
    requireGraph(draft.texts.length === size && !draft.raw && draft.floats.length + draft.ints.length === 0, 'WRONG_SHAPE', `tensor ${name}: ${draft.texts.length} texts for [${dims.join(', ')}]`);
    return { name, elementType, dims, numbers: new Float64Array(0), texts: draft.texts };
  }
  const numbers = numbersOf(draft);
  requireGraph(numbers.length === size, 'WRONG_SHAPE', `tensor ${name}: ${numbers.length} numbers for [${dims.join(', ')}]`);
  requireFinite(numbers, `tensor ${name}`);
  return { name, elementType, dims, numbers, texts: [] };
}

function readField(fields: Fields, draft: Draft): void {
  switch (fields.number) {
    case 1: fields.ints(draft.dims); break;
    case 2: draft.elementType = fields.int(); break;
    case 4: fields.floats(draft.floats, 4); break;
    case 5: case 7: fields.ints(draft.ints); break;
    case 6:
      draft.texts.push(fields.text());
      requireGraph(draft.texts.length <= graphLimits.elementsMax, 'TOO_LARGE', 'texts of a tensor');
      break;
    case 8: draft.name = fields.text(); break;
    case 9: draft.raw = fields.bytes(); break;
    case 10: fields.floats(draft.floats, 8); break;
    case 12: case 16: break; // doc_string, metadata_props
    case 14: if (fields.int() !== 0) refuseGraph('EXTERNAL_DATA', `tensor ${draft.name} keeps its data outside the file: export with external_data=False`); break;
    case 13: refuseGraph('EXTERNAL_DATA', `tensor ${draft.name} keeps its data outside the file: export with external_data=False`); break;
    default: refuseGraph('UNREADABLE_MODEL', `TensorProto: field ${fields.number}`); // segment, uint64_data
  }
}

/** The product of the sizes, which is held to its limit before anything is made of that size. */
export function elementsOf(dims: readonly number[]): number {
  requireGraph(dims.length <= 8, 'WRONG_SHAPE', `a tensor of rank ${dims.length}`);
  let size = 1;
  for (const dim of dims) {
    requireGraph(Number.isSafeInteger(dim) && dim >= 0, 'WRONG_SHAPE', `a size of ${dim}`);
    size *= dim;
  }
  requireGraph(size <= graphLimits.elementsMax, 'TOO_LARGE', `a tensor of [${dims.join(', ')}], limit ${graphLimits.elementsMax} numbers`);
  return size;
}

/** From raw data or from the list that belongs to the type; data in both, or in another's list, are refused. */
function numbersOf({ name, elementType, raw, floats, ints, texts }: Draft): Float32Array | Float64Array {
  const isFloat = elementType === elementTypes.float || elementType === elementTypes.double;
  const foreign = texts.length + (isFloat ? ints.length : floats.length) + (raw ? floats.length + ints.length : 0);
  requireGraph(foreign === 0, 'UNREADABLE_MODEL', `tensor ${name} has data of another type`);
  if (elementType === elementTypes.float) return raw ? floatsOf(raw, 4) : new Float32Array(floats.values());
  if (elementType === elementTypes.double) return raw ? floatsOf(raw, 8) : floats.values();
  const width = integerWidths[elementType];
  if (!width) return refuseGraph('UNREADABLE_MODEL', `tensor ${name}: element type ${elementType}${halves.includes(elementType) ? ', of 16 bits: export in float32 (model.float())' : ''}`);
  return raw ? integersOf(raw, width, elementType) : ints.values();
}

/** float16 and bfloat16. */
const halves: readonly number[] = [10, 16];

const integerWidths: Readonly<Record<number, 1 | 4 | 8>> = {
  [elementTypes.uint8]: 1, [elementTypes.int8]: 1, [elementTypes.bool]: 1, [elementTypes.int32]: 4, [elementTypes.int64]: 8,
};

function integersOf(raw: Uint8Array, width: 1 | 4 | 8, elementType: number): Float64Array {
  requireGraph(raw.length % width === 0, 'UNREADABLE_MODEL', `integer data of ${raw.length} bytes`);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const one = (at: number): number => {
    if (width === 8) return Number(view.getBigInt64(at, true));
    if (width === 4) return view.getInt32(at, true);
    return elementType === elementTypes.int8 ? view.getInt8(at) : view.getUint8(at);
  };
  return Float64Array.from({ length: raw.length / width }, (_, i) => one(width * i));
}

/** Float32 sums of products of numbers within float32's range may overflow; the numbers themselves may not be NaN or infinite. */
export function requireFinite(numbers: ArrayLike<number>, where: string): void {
  for (let i = 0; i < numbers.length; i++) {
    if (!Number.isFinite(numbers[i])) refuseGraph('NOT_FINITE', `${where}: number ${i} is ${numbers[i]}`);
  }
}
