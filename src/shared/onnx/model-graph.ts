/**
 * Reads an ONNX graph as the models that it computes: the numbers that the runtime will run on, in the form that evaluators and explainers
 * take (shared/models). A graph that is none of those forms is refused with what was found. Rules: docs/specs/model-import.md.
 */
import { err, ok, type Result } from '../base/result.ts';
import type { Model } from '../models/model.ts';
import { graphLimits, GraphRefused, refuseGraph, requireGraph, type GraphRefusal } from './graph-refusal.ts';
import { columnsIn, type Column, type ColumnsValue, type GraphNotes, type GraphValue } from './graph-values.ts';
import { NodeAttributes } from './node-attributes.ts';
import { readModel, type OnnxFile, type OnnxNode, type OnnxValueInfo } from './onnx-file.ts';
import { operators } from './operators.ts';
import { ProgramBuilder } from './program-builder.ts';
import { programOperators } from './program-operators.ts';
import { elementTypes } from './tensor.ts';

/** An output of the session that says what the heads say. */
export interface GraphOutput {
  readonly name: string;
  readonly says: 'margin' | 'probability';
  /** Column of each head. */
  readonly columns: readonly number[];
  /** Numbers a row, label and other class included. */
  readonly width: number;
}

export interface ModelGraph {
  /** One to three, all with the same link: what evaluators and explainers take. */
  readonly heads: readonly Model[];
  readonly inputName: string;
  readonly inputWidth: number;
  /** The margin where the graph gives it, else the probability. */
  readonly output: GraphOutput;
  /** All outputs that say something: `output` and perhaps one more. */
  readonly outputs: readonly GraphOutput[];
  /** `probability`: outputs are probabilities, also where they are the margin as a forest's are. */
  readonly unit: 'value' | 'probability';
  /** False: the file does not tell how many training rows reached each tree node, so that explanations need a background. */
  readonly coversKnown: boolean;
  /** False: some node sends NaN left, where our evaluator sends it right; such rows must not be scored. */
  readonly nanGoesRight: boolean;
  /** What the runtime's output may differ from ours by beyond rounding, on a probability: 0.005 for SVMClassifier, else 0. */
  readonly runtimeError: number;
  /** False: the runtime adds trees up in float32, not in double. */
  readonly doubleTrees: boolean;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
}

/** @returns the models, or why the bytes are not taken. Never throws and never waits, whatever the bytes. */
export function readModelGraph(bytes: Uint8Array): Result<ModelGraph, GraphRefusal> {
  try {
    return ok(graphOf(readModel(bytes)));
  } catch (error) {
    if (error instanceof GraphRefused) return err(error.refusal);
    throw error;
  }
}

/** First as one of our own forms, each with its exact explanation; a network that is none of them is then read as a program of steps. */
function graphOf(file: OnnxFile): ModelGraph {
  checkVersions(file);
  const { name: inputName, width } = inputOf(file);
  const readAs = (program: ProgramBuilder | null): ModelGraph => {
    const notes: GraphNotes = { coversKnown: true, nanGoesRight: true, runtimeError: 0, doubleTrees: true };
    const walk: Walk = { file, inputName, width, notes, program, values: new Map() };
    walkNodes(walk);
    const said = file.outputs.flatMap((output) => {
      const value = outputValue(output, walk);
      return value ? [{ name: output.name, value }] : [];
    });
    return { ...headsOf(said), inputName, inputWidth: width, ...notes, producer: file.producer, metadata: file.metadata };
  };
  try {
    return readAs(null);
  } catch (error) {
    if (!(error instanceof GraphRefused && mayBeProgram(error.refusal, file))) throw error;
    try {
      return readAs(new ProgramBuilder(width));
    } catch (second) {
      // Of a classical operator the form of its own has more to say.
      throw file.nodes[0]?.domain === '' ? second : error;
    }
  }
}

const notOurForm: readonly GraphRefusal['code'][] = ['OPERATOR_NOT_ALLOWED', 'ATTRIBUTE_NOT_ALLOWED', 'BAD_WIRING', 'WRONG_OUTPUT', 'WRONG_SHAPE', 'NOT_EXPLAINABLE'];
/** Of `ai.onnx.ml`, in a program: what it has steps for, what makes class labels, and what is refused in any case. */
const inPrograms = (name: string): boolean => Object.hasOwn(programOperators, name) || name === 'ai.onnx.ml:ArrayFeatureExtractor' || name === 'ai.onnx.ml:ZipMap';

const mayBeProgram = ({ code }: GraphRefusal, { nodes }: OnnxFile): boolean =>
  notOurForm.includes(code) && nodes.every(({ domain, op }) => domain === '' || inPrograms(`${domain}:${op}`));

/** Versions that ONNX Runtime 1.30 reads; other domains are not even imported. */
function checkVersions({ irVersion, opsets, nodes }: OnnxFile): void {
  requireGraph(irVersion >= 3 && irVersion <= 13, 'UNREADABLE_MODEL', `IR version ${irVersion}: 3 to 13 are read`);
  for (const [domain, version] of opsets) {
    const limits = domain === '' ? [7, 26] as const : domain === 'ai.onnx.ml' ? [1, 5] as const : null;
    if (!limits) return refuseGraph('OPERATOR_NOT_ALLOWED', `imports ${domain}`);
    requireGraph(version >= limits[0] && version <= limits[1], 'OPERATOR_NOT_ALLOWED', `operator set ${domain || 'ai.onnx'} ${version}: ${limits[0]} to ${limits[1]} are read`);
  }
  const unknown = nodes.find(({ domain }) => !opsets.has(domain));
  if (unknown) refuseGraph('OPERATOR_NOT_ALLOWED', `${unknown.domain || 'ai.onnx'}:${unknown.op}, whose operator set the file does not import`);
}

const shown = (info: OnnxValueInfo): string => `${info.name}: ${info.kind} of type ${info.elementType} [${(info.dims ?? ['?']).map((d) => d ?? 'N').join(', ')}]`;

const howToExport = 'export with dynamic rows (PyTorch: dynamic_shapes or dynamic_axes), in float32 (model.float()), and shape series inside the network';

function inputOf({ inputs }: OnnxFile): { name: string; width: number } {
  const [input, ...more] = inputs;
  if (!input || more.length > 0) return refuseGraph('WRONG_INPUT', `${inputs.length} inputs, not one`);
  const [rows, width] = input.dims ?? [];
  requireGraph(input.kind === 'tensor' && input.elementType === elementTypes.float && input.dims?.length === 2 && rows === null && typeof width === 'number', 'WRONG_INPUT', `${shown(input)}, not float32 [N, width] with a free number of rows and a fixed width: ${howToExport}`);
  requireGraph(width >= 1 && width <= graphLimits.widthMax, 'WRONG_INPUT', `${width} features, at most ${graphLimits.widthMax}`);
  return { name: input.name, width };
}

/** A graph being read: as forms where there is no program. */
interface Walk {
  readonly file: OnnxFile;
  readonly inputName: string;
  readonly width: number;
  readonly notes: GraphNotes;
  readonly program: ProgramBuilder | null;
  readonly values: Map<string, GraphValue>;
}

/** Walks the operators in their order, which must be one in which every name is given before it is used: a cycle has none. */
function walkNodes(walk: Walk): void {
  const { file, values, program } = walk;
  const define = (name: string, value: GraphValue): void => {
    requireGraph(name !== '' && !values.has(name), 'BAD_WIRING', name === '' ? 'a value without a name' : `${name} is given twice`);
    values.set(name, value);
  };
  define(walk.inputName, program ? program.input : { kind: 'row', scaling: null, double: false });
  for (const tensor of file.constants) define(tensor.name, { kind: 'constant', tensor });
  for (const node of file.nodes) {
    const inputs = node.inputs.map((input) => (input === '' && program ? absent : values.get(input) ?? refuseGraph('BAD_WIRING', `${node.op} takes ${input || 'nothing'}, which nothing before it gives`)));
    const outputs = read(node, inputs, walk);
    requireGraph(node.outputs.length === outputs.length, 'BAD_WIRING', `${node.op} with ${node.outputs.length} outputs instead of ${outputs.length}`);
    node.outputs.forEach((output, k) => { const value = outputs[k]; if (value) define(output, value); });
  }
}

const absent: GraphValue = { kind: 'absent' };

function read(node: OnnxNode, inputs: readonly GraphValue[], { file, width, notes, program }: Walk): readonly GraphValue[] {
  const name = node.domain === '' ? node.op : `${node.domain}:${node.op}`;
  const attributes = new NodeAttributes(node);
  const [first] = inputs;
  if (program && first?.kind !== 'label' && Object.hasOwn(programOperators, name)) {
    return programOperators[name]?.({ inputs, attributes, program, opset: file.opsets.get('') ?? 0, results: node.outputs.length }) ?? [];
  }
  const reader = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!reader) return refuseUnknown(file, node);
  if (node.op.startsWith('TreeEnsemble') && first?.kind === 'row' && !first.double) notes.doubleTrees = false;
  return reader({ inputs, attributes, context: { width, notes } });
}

/** Names every operator that is in no list, not only the first: whoever exports again wants to know them all. */
function refuseUnknown({ nodes }: OnnxFile, { op }: OnnxNode): never {
  const unknown = nodes.filter((one) => (one.domain === '' ? !Object.hasOwn(operators, one.op) && !Object.hasOwn(programOperators, one.op) : !Object.hasOwn(operators, `${one.domain}:${one.op}`)));
  if (unknown.length === 0) return refuseGraph('NOT_EXPLAINABLE', `${op} behind trees, a kernel machine or a linear operator${op === 'Exp' ? ': the parts would add up to a logarithm, which is no output. Train on the logarithm of the target instead' : ''}`);
  return refuseGraph('OPERATOR_NOT_ALLOWED', [...new Set(unknown.map((one) => `${one.domain || 'ai.onnx'}:${one.op}`))].slice(0, 8).join(', '));
}

/** What an output says; null for class labels, which nobody reads. */
function outputValue(output: OnnxValueInfo, { values, width, program }: Walk): ColumnsValue | null {
  requireGraph(output.kind !== 'map' && output.kind !== 'sequence', 'MAP_OUTPUT', `${output.name} is a ${output.kind}, which ONNX Runtime for Node cannot return`);
  requireGraph(output.kind === 'tensor', 'WRONG_OUTPUT', shown(output));
  const value = values.get(output.name) ?? refuseGraph('BAD_WIRING', `nothing gives output ${output.name}`);
  if (value.kind === 'label') return null;
  requireGraph(output.elementType === elementTypes.float && !(value.kind === 'tensor' && value.double), 'WRONG_OUTPUT', `${shown(output)}, not float32`);
  if (value.kind === 'layers') requireGraph('width' in value.shape, 'WRONG_OUTPUT', `${output.name} is not [rows, heads]`);
  const said = value.kind === 'tensor' && program ? program.columns(value) : columnsIn(value, width);
  const flat = value.kind === 'tensor' && value.dims.length === 0;
  const { dims } = output;
  if (dims) {
    const last = dims.at(-1);
    // skl2onnx says [N, 1] of every tree regressor, of several targets too; the runtime gives them all.
    const several = last === 1 && said.columns.every(({ model }) => model?.kind === 'trees');
    requireGraph(dims.length === (flat ? 1 : 2) && (flat || last === null || last === said.columns.length || several), 'WRONG_SHAPE', `${shown(output)} for ${said.columns.length} columns`);
  }
  return said;
}

type Said = readonly { readonly name: string; readonly value: ColumnsValue }[];

function headsOf(said: Said): Pick<ModelGraph, 'heads' | 'output' | 'outputs' | 'unit'> {
  const outputs = said.map(({ name, value }): GraphOutput & { readonly models: readonly Model[] } => {
    const spoken = value.columns.flatMap((column, k) => (column.model ? [{ column, k, model: column.model }] : []));
    const views = new Set(spoken.map(({ column }) => column.view));
    requireGraph(spoken.length >= 1 && spoken.length <= graphLimits.headsMax && views.size === 1, 'WRONG_OUTPUT', `${name} has ${spoken.length} heads of ${views.size} kinds`);
    return { name, says: viewOf(spoken), columns: spoken.map(({ k }) => k), width: value.columns.length, models: spoken.map(({ model }) => model) };
  });
  const margin = outputs.filter((output) => output.says === 'margin');
  const probability = outputs.filter((output) => output.says === 'probability');
  const output = margin[0] ?? probability[0];
  if (!output || margin.length > 1 || probability.length > 1) return refuseGraph('WRONG_OUTPUT', `${margin.length} margins and ${probability.length} probabilities, not one of each at most`);
  const other = probability[0] ?? output;
  requireGraph(other.models.length === output.models.length && other.models.every((model, k) => model === output.models[k]), 'WRONG_OUTPUT', `${other.name} is not the probability of ${output.name}`);
  const link = probability.length > 0 ? 'logistic' : 'identity';
  return {
    heads: output.models.map((model): Model => ({ ...model, link })),
    output: plain(output), outputs: outputs.map(plain),
    unit: probability.length > 0 || said.some(({ value }) => value.ofClasses) ? 'probability' : 'value',
  };
}

const viewOf = (spoken: readonly { readonly column: Column }[]): Column['view'] => spoken[0]?.column.view ?? 'margin';
const plain = ({ name, says, columns: places, width }: GraphOutput): GraphOutput => ({ name, says, columns: places, width });
