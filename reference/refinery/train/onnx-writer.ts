/**
 * Writes ONNX models byte by byte: the protobuf wire format for the few messages that our models need (onnx.proto3 of
 * ONNX 1.19). The same model gives the same bytes. protobufjs reads them back in the tests, as a second opinion.
 */

const utf8 = new TextEncoder();

/** A protobuf message being written. Field numbers are those of onnx.proto3. */
class Message {
  private readonly parts: Uint8Array[] = [];

  integer(field: number, value: number): this {
    return this.key(field, 0).push(varint(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.key(field, 2).push(varint(value.length)).push(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.done());
  }

  packed(field: number, values: ArrayLike<number>): this {
    return this.bytes(field, packedVarints(values));
  }

  /** A repeated text. Few that differ, perhaps many of them: each is encoded once. */
  texts(field: number, values: readonly string[]): this {
    const encoded = new Map<string, Uint8Array>();
    for (const value of values) {
      let entry = encoded.get(value);
      if (!entry) encoded.set(value, (entry = new Message().text(field, value).done()));
      this.push(entry);
    }
    return this;
  }

  done(): Uint8Array {
    return concat(this.parts);
  }

  private key(field: number, wire: number): this {
    return this.push(varint(field * 8 + wire));
  }

  private push(bytes: Uint8Array): this {
    this.parts.push(bytes);
    return this;
  }
}

/** Non-negative integers only: nothing that we write is below zero. */
const varint = (value: number): Uint8Array => packedVarints([value]);

function packedVarints(values: ArrayLike<number>): Uint8Array {
  let size = 0;
  for (let i = 0; i < values.length; i++) size += varintSize(values[i] ?? 0);
  const out = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    let rest = values[i] ?? 0;
    for (; rest > 127; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) | 128;
    out[at++] = rest;
  }
  return out;
}

function varintSize(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a varint of ours: ${value}`);
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const floatType = 1;

/** Their bytes, lowest first, on every machine. */
function littleEndian(values: Float32Array | Float64Array | BigInt64Array): Uint8Array {
  const width = values.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value: number | bigint, i: number) => {
    if (typeof value === 'bigint') view.setBigInt64(width * i, value, true);
    else if (width === 4) view.setFloat32(width * i, value, true);
    else view.setFloat64(width * i, value, true);
  });
  return bytes;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** float, double or int64. */
  readonly data: Float32Array | Float64Array | BigInt64Array;
}

export type OnnxAttribute = { readonly name: string } & (
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'floats'; readonly value: Float32Array }
  | { readonly kind: 'ints'; readonly value: ArrayLike<number> }
  | { readonly kind: 'texts'; readonly value: readonly string[] }
  /** A tensor without a name. */
  | { readonly kind: 'tensor'; readonly value: Omit<OnnxTensor, 'name'> }
);

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Operator domain; '' is the standard one. */
  readonly domain: string;
  readonly attributes?: readonly OnnxAttribute[];
}

/** The domain of classical models: trees, support vectors. */
export const mlDomain = 'ai.onnx.ml';

export interface OnnxValue {
  readonly name: string;
  /** A text is a free dimension's name. */
  readonly dims: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Key and value, in this order. */
  readonly metadata: readonly (readonly [string, string])[];
}

/** IR version 8 with operator set 17, and 3 of ai.onnx.ml where it is used: read by every ONNX Runtime since 1.12. */
export function writeOnnx(graph: OnnxGraph): Uint8Array {
  const body = new Message();
  for (const node of graph.nodes) body.message(1, nodeMessage(node));
  body.text(2, graph.name);
  for (const tensor of graph.initializers) body.message(5, tensorMessage(tensor));
  for (const value of graph.inputs) body.message(11, valueMessage(value));
  for (const value of graph.outputs) body.message(12, valueMessage(value));
  const model = new Message().integer(1, 8).text(2, 'candor-refinery').message(7, body);
  model.message(8, new Message().text(1, '').integer(2, 17));
  if (graph.nodes.some((node) => node.domain === mlDomain)) model.message(8, new Message().text(1, mlDomain).integer(2, 3));
  for (const [key, value] of graph.metadata) model.message(14, new Message().text(1, key).text(2, value));
  return model.done();
}

function nodeMessage(node: OnnxNode): Message {
  const m = new Message();
  for (const name of node.inputs) m.text(1, name);
  for (const name of node.outputs) m.text(2, name);
  m.text(4, node.op);
  for (const attribute of node.attributes ?? []) m.message(5, attributeMessage(attribute));
  return node.domain ? m.text(7, node.domain) : m;
}

/** Fields and type numbers of AttributeProto. */
function attributeMessage(attribute: OnnxAttribute): Message {
  const m = new Message().text(1, attribute.name);
  switch (attribute.kind) {
    case 'int': return m.integer(3, attribute.value).integer(20, 2);
    case 'text': return m.text(4, attribute.value).integer(20, 3);
    case 'tensor': return m.message(5, tensorMessage({ ...attribute.value, name: '' })).integer(20, 4);
    case 'floats': return m.bytes(7, littleEndian(attribute.value)).integer(20, 6);
    case 'ints': return m.packed(8, attribute.value).integer(20, 7);
    case 'texts': return m.texts(9, attribute.value).integer(20, 8);
  }
}

/** Element type numbers of TensorProto: float 1, int64 7, double 11. */
function tensorMessage(tensor: OnnxTensor): Message {
  const type = tensor.data instanceof Float32Array ? floatType : tensor.data instanceof Float64Array ? 11 : 7;
  const m = new Message().packed(1, tensor.dims).integer(2, type);
  return (tensor.name ? m.text(8, tensor.name) : m).bytes(9, littleEndian(tensor.data));
}

function valueMessage(value: OnnxValue): Message {
  const shape = new Message();
  for (const dim of value.dims) {
    shape.message(1, typeof dim === 'string' ? new Message().text(2, dim) : new Message().integer(1, dim));
  }
  return new Message().text(1, value.name).message(2, new Message().message(1, new Message().integer(1, floatType).message(2, shape)));
}

/**
 * A linear model as one Gemm: `features` float32 [N, width] to `margin` float32 [N, 1]. Scaling is already folded into
 * the coefficients, so that the input is the raw feature vector.
 */
export function linearOnnx(coefficients: Float32Array, intercept: number, schemaHash: string): Uint8Array {
  const width = coefficients.length;
  return writeOnnx({
    name: 'linear',
    nodes: [{ op: 'Gemm', inputs: ['features', 'coefficients', 'intercept'], outputs: ['margin'], domain: '' }],
    initializers: [
      { name: 'coefficients', dims: [width, 1], data: coefficients },
      { name: 'intercept', dims: [1], data: Float32Array.of(intercept) },
    ],
    inputs: [{ name: 'features', dims: ['rows', width] }],
    outputs: [{ name: 'margin', dims: ['rows', 1] }],
    metadata: [['featureSchemaHash', schemaHash]],
  });
}
