/**
 * Reads from an ONNX file what must be known before ONNX Runtime may see it: operators, domains, inputs, outputs,
 * float initializers, and whether data lie outside the file. Protobuf wire format by hand; any damage is a named error.
 */
import { err, ok, type Result } from '../../../shared/base/result.ts';

export interface OnnxValueInfo {
  readonly name: string;
  /** 'tensor', or what the file says instead ('sequence', 'map', ...), which we refuse. */
  readonly kind: 'tensor' | 'sequence' | 'map' | 'other';
  /** TensorProto.DataType: 1 is float32. 0 where `kind` is not a tensor. */
  readonly elementType: number;
  /** A number, or null for a free dimension. */
  readonly dims: readonly (number | null)[];
}

export interface OnnxInitializer {
  readonly name: string;
  readonly elementType: number;
  readonly dims: readonly number[];
  /** Values of a float32 tensor held in the file; null for every other. */
  readonly floats: Float32Array | null;
}

export interface OnnxSummary {
  readonly nodes: readonly { readonly op: string; readonly domain: string; readonly inputs: readonly string[]; readonly outputs: readonly string[]; readonly attributes: readonly string[] }[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly initializers: readonly OnnxInitializer[];
  readonly opsetDomains: readonly string[];
  /** Any tensor that says its data are in another file. */
  readonly externalData: boolean;
  /** Functions defined in the model, or graphs inside attributes: neither has a place in our models. */
  readonly nestedCode: boolean;
}

/** @returns what the file holds, or in what way it is damaged. */
export function readOnnx(bytes: Uint8Array): Result<OnnxSummary, string> {
  try {
    return readModel(bytes);
  } catch (error) {
    if (error instanceof WireError) return err(error.message);
    throw error;
  }
}

class WireError extends Error {}

interface Field { readonly number: number; readonly wire: number; readonly value: number; readonly bytes: Uint8Array }

const nothing = new Uint8Array(0);
const utf8 = new TextDecoder('utf-8', { fatal: false });
const textOf = (field: Field): string => utf8.decode(field.bytes);

/** The fields of a message, one after the other. */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const key = readVarint(bytes, at);
    const number = Math.floor(key.value / 8);
    const wire = key.value % 8;
    at = key.next;
    if (number === 0) throw new WireError('damaged: field number 0');
    if (wire === 0) {
      const { value, next } = readVarint(bytes, at);
      yield { number, wire, value, bytes: nothing };
      at = next;
      continue;
    }
    const length = wire === 2 ? readVarint(bytes, at) : { value: wire === 5 ? 4 : wire === 1 ? 8 : -1, next: at };
    if (length.value < 0) throw new WireError(`damaged: wire type ${wire}`);
    if (length.next + length.value > bytes.length) throw new WireError('truncated');
    yield { number, wire, value: wire === 5 ? view.getFloat32(length.next, true) : 0, bytes: bytes.subarray(length.next, length.next + length.value) };
    at = length.next + length.value;
  }
}

/** Up to ten bytes, 64 bits; values beyond 2^53 lose digits, which no field that we read may have. */
function readVarint(bytes: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  for (let i = 0, scale = 1; i < 10; i++, scale *= 128) {
    const byte = bytes[from + i];
    if (byte === undefined) throw new WireError('truncated');
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: from + i + 1 };
  }
  throw new WireError('damaged: a varint longer than ten bytes');
}

interface Draft {
  nodes: OnnxSummary['nodes'][number][];
  inputs: OnnxValueInfo[];
  outputs: OnnxValueInfo[];
  initializers: OnnxInitializer[];
  opsetDomains: string[];
  externalData: boolean;
  nestedCode: boolean;
  graphs: number;
}

function readModel(bytes: Uint8Array): Result<OnnxSummary, string> {
  const draft: Draft = { nodes: [], inputs: [], outputs: [], initializers: [], opsetDomains: [], externalData: false, nestedCode: false, graphs: 0 };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 7) readGraph(field.bytes, draft);
    else if (field.number === 8) draft.opsetDomains.push(textIn(field.bytes, 1));
    else if (field.number === 20 || field.number === 25) draft.nestedCode = true; // training_info, functions
  }
  if (draft.graphs !== 1) return err(`holds ${draft.graphs} graphs, not one`);
  return ok(draft);
}

function textIn(bytes: Uint8Array, number: number): string {
  let text = '';
  for (const field of fieldsOf(bytes)) if (field.number === number) text = textOf(field);
  return text;
}

function readGraph(bytes: Uint8Array, draft: Draft): void {
  draft.graphs++;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) draft.nodes.push(readNode(field.bytes, draft));
    else if (field.number === 5) draft.initializers.push(readTensor(field.bytes, draft));
    else if (field.number === 11) draft.inputs.push(readValueInfo(field.bytes));
    else if (field.number === 12) draft.outputs.push(readValueInfo(field.bytes));
    else if (field.number === 15) draft.nestedCode = true; // sparse_initializer: could hide external data
  }
}

function readNode(bytes: Uint8Array, draft: Draft): Draft['nodes'][number] {
  const node = { op: '', domain: '', inputs: [] as string[], outputs: [] as string[], attributes: [] as string[] };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) node.inputs.push(textOf(field));
    else if (field.number === 2) node.outputs.push(textOf(field));
    else if (field.number === 4) node.op = textOf(field);
    else if (field.number === 7) node.domain = textOf(field);
    else if (field.number === 5) {
      node.attributes.push(textIn(field.bytes, 1));
      for (const part of fieldsOf(field.bytes)) {
        if (part.number === 5 || part.number === 10) readTensor(part.bytes, draft);
        else if (part.number === 6 || part.number === 11 || part.number === 22 || part.number === 23) draft.nestedCode = true;
      }
    }
  }
  return node;
}

function readTensor(bytes: Uint8Array, draft: Draft): OnnxInitializer {
  const dims: number[] = [];
  let name = '';
  let elementType = 0;
  let raw: Uint8Array | null = null;
  const listed: number[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) dims.push(...(field.wire === 2 ? packedVarints(field.bytes) : [field.value]));
    else if (field.number === 2) elementType = field.value;
    else if (field.number === 4) listed.push(...(field.wire === 2 ? floatsOf(field.bytes) : [field.value]));
    else if (field.number === 8) name = textOf(field);
    else if (field.number === 9) raw = field.bytes;
    else if (field.number === 13) draft.externalData = true; // external_data
    else if (field.number === 14 && field.value === 1) draft.externalData = true; // data_location EXTERNAL
  }
  const floats = elementType !== 1 ? null : raw ? floatsOf(raw) : Float32Array.from(listed);
  return { name, elementType, dims, floats };
}

function packedVarints(bytes: Uint8Array): number[] {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, next } = readVarint(bytes, at);
    out.push(value);
    at = next;
  }
  return out;
}

function floatsOf(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) throw new WireError('damaged: float data that is no multiple of four bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function readValueInfo(bytes: Uint8Array): OnnxValueInfo {
  let info: OnnxValueInfo = { name: '', kind: 'other', elementType: 0, dims: [] };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) info = { ...info, name: textOf(field) };
    else if (field.number === 2) info = { ...info, ...readType(field.bytes) };
  }
  return info;
}

function readType(bytes: Uint8Array): Pick<OnnxValueInfo, 'kind' | 'elementType' | 'dims'> {
  for (const field of fieldsOf(bytes)) {
    if (field.number === 4) return { kind: 'sequence', elementType: 0, dims: [] };
    if (field.number === 5) return { kind: 'map', elementType: 0, dims: [] };
    if (field.number !== 1) continue;
    let elementType = 0;
    let dims: (number | null)[] = [];
    for (const part of fieldsOf(field.bytes)) {
      if (part.number === 1) elementType = part.value;
      else if (part.number === 2) dims = [...fieldsOf(part.bytes)].map((dim) => {
        const fixed = [...fieldsOf(dim.bytes)].find((d) => d.number === 1);
        return fixed ? fixed.value : null;
      });
    }
    return { kind: 'tensor', elementType, dims };
  }
  return { kind: 'other', elementType: 0, dims: [] };
}
