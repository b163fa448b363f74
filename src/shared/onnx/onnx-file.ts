/**
 * Reads a whole ONNX file into plain data: operators with their attributes, constants, inputs, outputs. Protobuf by hand and in bounds;
 * nothing is run and nothing is made larger than the file. What ONNX can say and our models never do (graphs in attributes, functions,
 * sparse tensors, data in other files) is refused here. Field numbers are those of onnx.proto3 of ONNX 1.19.
 */
import { err, ok, type Result } from '../base/result.ts';
import { graphLimits, GraphRefused, refuseGraph, requireGraph, type GraphRefusal } from './graph-refusal.ts';
import { NumberList } from './number-list.ts';
import { readTensor, requireFinite, type OnnxTensor } from './tensor.ts';
import { Fields, messageShape } from './wire.ts';

export type OnnxAttribute =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: OnnxTensor }
  | { readonly kind: 'floats'; readonly value: Float64Array }
  | { readonly kind: 'ints'; readonly value: Float64Array }
  | { readonly kind: 'texts'; readonly value: readonly string[] };

export interface OnnxNode {
  readonly op: string;
  /** '' is the standard one, however the file writes it. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly kind: 'tensor' | 'sequence' | 'map' | 'other';
  /** TensorProto.DataType: 1 is float32. 0 where `kind` is not a tensor. */
  readonly elementType: number;
  /** A number, or null for a free size; null where no shape is stated. */
  readonly dims: readonly (number | null)[] | null;
}

export interface OnnxFile {
  readonly irVersion: number;
  readonly producer: string;
  readonly graphName: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  /** Version by domain; '' is the standard one. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** @returns what the file holds, or why it is not taken. Never throws, whatever the bytes. */
export function readOnnx(bytes: Uint8Array): Result<OnnxFile, GraphRefusal> {
  try {
    return ok(readModel(bytes));
  } catch (error) {
    if (error instanceof GraphRefused) return err(error.refusal);
    throw error;
  }
}

const shapes = {
  model: messageShape('ModelProto', [1, 2, 3, 4, 5, 6, 7], [8, 14, 20, 25, 26]),
  graph: messageShape('GraphProto', [2, 10], [1, 5, 11, 12, 13, 14, 15, 16]),
  node: messageShape('NodeProto', [3, 4, 6, 7, 8], [1, 2, 5, 9, 10]),
  attribute: messageShape('AttributeProto', [1, 2, 3, 4, 5, 6, 13, 14, 20, 21, 22], [7, 8, 9, 10, 11, 15, 23]),
  valueInfo: messageShape('ValueInfoProto', [1, 2, 3], [4]),
  type: messageShape('TypeProto', [1, 4, 5, 6, 7, 8, 9]),
  tensorType: messageShape('TypeProto.Tensor', [1, 2]),
  tensorShape: messageShape('TensorShapeProto', [], [1]),
  dimension: messageShape('TensorShapeProto.Dimension', [1, 2, 3]),
  pair: messageShape('StringStringEntryProto', [1, 2]),
  opset: messageShape('OperatorSetIdProto', [1, 2]),
};

/** Throws `GraphRefused`. */
export function readModel(bytes: Uint8Array): OnnxFile {
  requireGraph(bytes.length <= graphLimits.bytesMax, 'TOO_LARGE', `${bytes.length} bytes, limit ${graphLimits.bytesMax}`);
  let irVersion = 0;
  let producer = '';
  let graph: Uint8Array | null = null;
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  const fields = new Fields(bytes, shapes.model);
  while (fields.next()) {
    switch (fields.number) {
      case 1: irVersion = fields.int(); break;
      case 2: producer = fields.text(); break;
      case 7: graph = fields.bytes(); break;
      case 8: readOpset(fields.bytes(), opsets); break;
      case 14: readPair(fields.bytes(), metadata); break;
      case 3: case 4: case 5: case 6: break;
      default: refuseGraph('NESTED_CODE', `field ${fields.number} of the model: functions, training graphs or device configurations`);
    }
  }
  if (!graph) return refuseGraph('UNREADABLE_MODEL', 'no graph');
  return { irVersion, producer, opsets, metadata, ...readGraph(graph) };
}

const domainOf = (text: string): string => (text === 'ai.onnx' ? '' : text);

function readOpset(bytes: Uint8Array, into: Map<string, number>): void {
  let domain = '';
  let version = 0;
  const fields = new Fields(bytes, shapes.opset);
  while (fields.next()) {
    if (fields.number === 1) domain = domainOf(fields.text());
    else version = fields.int();
  }
  const before = into.get(domain);
  requireGraph(before === undefined || before === version, 'UNREADABLE_MODEL', `operator set '${domain}' in versions ${before} and ${version}`);
  into.set(domain, version);
}

function readPair(bytes: Uint8Array, into: Map<string, string>): void {
  let key = '';
  let value = '';
  const fields = new Fields(bytes, shapes.pair);
  while (fields.next()) {
    if (fields.number === 1) key = fields.text();
    else value = fields.text();
  }
  requireGraph(into.size < graphLimits.attributesMax, 'TOO_LARGE', `more than ${graphLimits.attributesMax} metadata entries`);
  into.set(key, value);
}

function readGraph(bytes: Uint8Array): Pick<OnnxFile, 'graphName' | 'nodes' | 'constants' | 'inputs' | 'outputs'> {
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  let graphName = '';
  let described = 0;
  const fields = new Fields(bytes, shapes.graph);
  while (fields.next()) {
    switch (fields.number) {
      case 1: nodes.push(readNode(fields.bytes())); break;
      case 2: graphName = fields.text(); break;
      case 5: constants.push(readTensor(fields.bytes())); break;
      case 11: inputs.push(readValueInfo(fields.bytes())); break;
      case 12: outputs.push(readValueInfo(fields.bytes())); break;
      case 13: readValueInfo(fields.bytes()); described++; break;
      case 10: case 16: break;
      default: refuseGraph('NESTED_CODE', 'sparse tensors or quantization annotations');
    }
    requireGraph(nodes.length <= graphLimits.operatorsMax, 'TOO_LARGE', `more than ${graphLimits.operatorsMax} operators`);
    requireGraph(constants.length <= graphLimits.constantsMax && described <= graphLimits.constantsMax, 'TOO_LARGE', `more than ${graphLimits.constantsMax} constants`);
    requireGraph(inputs.length + outputs.length <= graphLimits.attributesMax, 'TOO_LARGE', `more than ${graphLimits.attributesMax} inputs and outputs`);
  }
  return { graphName, nodes, constants, inputs, outputs };
}

function readNode(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let op = '';
  let domain = '';
  const fields = new Fields(bytes, shapes.node);
  while (fields.next()) {
    switch (fields.number) {
      case 1: inputs.push(fields.text()); break;
      case 2: outputs.push(fields.text()); break;
      case 4: op = fields.text(); break;
      case 7: domain = domainOf(fields.text()); break;
      case 5: {
        const [name, attribute] = readAttribute(fields.bytes());
        requireGraph(!attributes.has(name), 'UNREADABLE_MODEL', `attribute ${name} twice`);
        attributes.set(name, attribute);
        break;
      }
      case 3: case 6: case 9: break;
      default: refuseGraph('NESTED_CODE', `field ${fields.number} of operator ${op}: an overload or a device`);
    }
    requireGraph(inputs.length + outputs.length + attributes.size <= graphLimits.attributesMax, 'TOO_LARGE', `operator ${op} with more than ${graphLimits.attributesMax} inputs, outputs and attributes`);
  }
  return { op, domain, inputs, outputs, attributes };
}

/** AttributeProto.AttributeType. What a type's value is held in, and nothing else, may be there: ONNX Runtime goes by the type. */
const attributeKinds: Readonly<Record<number, { readonly kind: OnnxAttribute['kind']; readonly field: number }>> = {
  1: { kind: 'float', field: 2 }, 2: { kind: 'int', field: 3 }, 3: { kind: 'text', field: 4 }, 4: { kind: 'tensor', field: 5 },
  6: { kind: 'floats', field: 7 }, 7: { kind: 'ints', field: 8 }, 8: { kind: 'texts', field: 9 },
};

function readAttribute(bytes: Uint8Array): [string, OnnxAttribute] {
  const draft = { float: 0, int: 0, text: '', tensor: null as OnnxTensor | null, floats: new NumberList(), ints: new NumberList(), texts: [] as string[] };
  let name = '';
  let type = 0;
  let held = 0;
  const fields = new Fields(bytes, shapes.attribute);
  while (fields.next()) {
    const { number } = fields;
    if (number >= 2 && number <= 9) {
      if (held !== 0 && held !== number) refuseGraph('UNREADABLE_MODEL', `attribute ${name} holds values of two types`);
      held = number;
    }
    switch (number) {
      case 1: name = fields.text(); break;
      case 2: { const one = new NumberList(); fields.floats(one, 4); draft.float = one.values()[0] ?? NaN; break; }
      case 3: draft.int = fields.int(); break;
      case 4: draft.text = fields.text(); break;
      case 5: draft.tensor = readTensor(fields.bytes()); break;
      case 7: fields.floats(draft.floats, 4); break;
      case 8: fields.ints(draft.ints); break;
      case 9: addText(fields, draft.texts); break;
      case 20: type = fields.int(); break;
      case 13: break;
      default: refuseGraph('NESTED_CODE', `attribute ${name} holds a graph, a type or a reference`);
    }
  }
  const known = attributeKinds[type];
  requireGraph(known !== undefined && (held === 0 || held === known.field), 'UNREADABLE_MODEL', `attribute ${name} of type ${type} holds field ${held}`);
  return [name, attributeOf(known.kind, draft, name)];
}

function attributeOf(kind: OnnxAttribute['kind'], draft: { float: number; int: number; text: string; tensor: OnnxTensor | null; floats: NumberList; ints: NumberList; texts: string[] }, name: string): OnnxAttribute {
  // LightGBM splits by nothing but what is missing with a threshold above every number; trees check theirs themselves.
  const thresholds = kind === 'floats' && name === 'nodes_values';
  if (kind === 'float' || (kind === 'floats' && !thresholds)) requireFinite(kind === 'float' ? [draft.float] : draft.floats.values(), `attribute ${name}`);
  switch (kind) {
    case 'float': return { kind, value: draft.float };
    case 'int': return { kind, value: draft.int };
    case 'text': return { kind, value: draft.text };
    case 'floats': return { kind, value: draft.floats.values() };
    case 'ints': return { kind, value: draft.ints.values() };
    case 'texts': return { kind, value: draft.texts };
    case 'tensor': return draft.tensor ? { kind, value: draft.tensor } : refuseGraph('UNREADABLE_MODEL', `attribute ${name} has no tensor`);
  }
}

function addText(fields: Fields, into: string[]): void {
  if (into.length >= graphLimits.treeNodesMax) refuseGraph('TOO_LARGE', `a list of more than ${graphLimits.treeNodesMax} texts`);
  into.push(fields.word());
}

function readValueInfo(bytes: Uint8Array): OnnxValueInfo {
  let info: OnnxValueInfo = { name: '', kind: 'other', elementType: 0, dims: null };
  const fields = new Fields(bytes, shapes.valueInfo);
  while (fields.next()) {
    if (fields.number === 1) info = { ...info, name: fields.text() };
    else if (fields.number === 2) info = { ...info, ...readType(fields.bytes()) };
  }
  return info;
}

function readType(bytes: Uint8Array): Pick<OnnxValueInfo, 'kind' | 'elementType' | 'dims'> {
  let found: Pick<OnnxValueInfo, 'kind' | 'elementType' | 'dims'> = { kind: 'other', elementType: 0, dims: null };
  const fields = new Fields(bytes, shapes.type);
  while (fields.next()) {
    if (fields.number === 6) continue;
    requireGraph(found.kind === 'other', 'UNREADABLE_MODEL', 'a value of two types');
    if (fields.number === 1) found = readTensorType(fields.bytes());
    else found = { ...found, kind: fields.number === 4 ? 'sequence' : fields.number === 5 ? 'map' : 'other' };
  }
  return found;
}

function readTensorType(bytes: Uint8Array): Pick<OnnxValueInfo, 'kind' | 'elementType' | 'dims'> {
  let elementType = 0;
  let dims: (number | null)[] | null = null;
  const fields = new Fields(bytes, shapes.tensorType);
  while (fields.next()) {
    if (fields.number === 1) elementType = fields.int();
    else dims = readShape(fields.bytes());
  }
  return { kind: 'tensor', elementType, dims };
}

function readShape(bytes: Uint8Array): (number | null)[] {
  const dims: (number | null)[] = [];
  const fields = new Fields(bytes, shapes.tensorShape);
  while (fields.next()) {
    requireGraph(dims.length < 8, 'WRONG_SHAPE', 'a value of more than 8 dimensions');
    const size = new Fields(fields.bytes(), shapes.dimension);
    let dim: number | null = null;
    let named = false;
    while (size.next()) {
      if (size.number === 1) dim = size.int();
      else if (size.number === 2) named = true;
    }
    requireGraph(dim === null || !named, 'UNREADABLE_MODEL', 'a size that is a number and a name');
    requireGraph(dim === null || (dim >= 0 && dim <= graphLimits.elementsMax), 'WRONG_SHAPE', `a value of size ${dim}`);
    dims.push(dim);
  }
  return dims;
}
