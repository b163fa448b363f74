/** Why an ONNX file is not taken, and the limits that it is held to. */

export type GraphRefusalCode =
  /** More bytes, operators, constants, nodes, levels or work than `graphLimits` allows. */
  | 'TOO_LARGE'
  /** The bytes are no ONNX file, are damaged, or say one thing twice. */
  | 'UNREADABLE_MODEL'
  /** A tensor keeps its data in another file. */
  | 'EXTERNAL_DATA'
  /** Functions, graphs inside attributes, training graphs, sparse tensors. */
  | 'NESTED_CODE'
  /** An operator or a domain outside the list. */
  | 'OPERATOR_NOT_ALLOWED'
  /** An attribute that we do not read, or a value of one that we do not follow. */
  | 'ATTRIBUTE_NOT_ALLOWED'
  /** A name that nothing gives (or gives only later: a cycle), or that two give. */
  | 'BAD_WIRING'
  /** Not one float32 input [rows, width]. */
  | 'WRONG_INPUT'
  /** Not one to three heads as float32 [rows, heads]. */
  | 'WRONG_OUTPUT'
  /** A map or a sequence: ONNX Runtime for Node cannot return one. */
  | 'MAP_OUTPUT'
  /** Sizes that do not fit together. */
  | 'WRONG_SHAPE'
  /** NaN or infinity among the numbers. */
  | 'NOT_FINITE'
  /** A tree with a cycle, a node of two parents, a child before its parent, or an unknown feature. */
  | 'BAD_TREE'
  /** Every operator is known, but together they are none of the forms that we explain. */
  | 'NOT_EXPLAINABLE';

export interface GraphRefusal {
  readonly code: GraphRefusalCode;
  /** What was found, with its numbers. */
  readonly detail: string;
}

/** Some ten times what our own models need. */
export const graphLimits = {
  bytesMax: 8_000_000,
  operatorsMax: 256,
  constantsMax: 512,
  attributesMax: 64,
  /** Of a name or a text, in bytes. */
  textBytesMax: 4_096,
  /** Of one tensor or one list in an attribute. */
  elementsMax: 2_000_000,
  widthMax: 1_000,
  headsMax: 3,
  treesMax: 2_000,
  treeNodesMax: 250_000,
  treeDepthMax: 64,
  /** Multiplications of a network for one row. */
  networkWorkMax: 5_000_000,
  /** Numbers that one step of a network makes of one row. */
  stepValuesMax: 65_536,
} as const;

/** Thrown inside this room only; its doors return the refusal. */
export class GraphRefused extends Error {
  readonly refusal: GraphRefusal;

  constructor(refusal: GraphRefusal) {
    super(`${refusal.code}: ${refusal.detail}`);
    this.refusal = refusal;
  }
}

export function refuseGraph(code: GraphRefusalCode, detail: string): never {
  throw new GraphRefused({ code, detail });
}

/** Refuses unless `condition` holds. */
export function requireGraph(condition: boolean, code: GraphRefusalCode, detail: string): asserts condition {
  if (!condition) refuseGraph(code, detail);
}
