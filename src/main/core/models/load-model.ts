/**
 * Takes a model artefact in, or refuses it with a named reason. Every file is read once; hashes are taken over those
 * bytes and the session is later made from those same bytes, so that nothing can change in between.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { modelCardSchema, modelManifestSchema, type ModelCard, type ModelManifest } from '../../../shared/domain/model-card.ts';
import { featureNames, featureSchemaHash } from '../../../shared/features/schema.ts';
import type { Model } from '../../../shared/models/model.ts';
import { readOnnx, type OnnxSummary } from './onnx-reader.ts';

export interface LoadedModel {
  readonly card: ModelCard;
  readonly manifest: ModelManifest;
  /** One evaluator in double a head, in the order of the card: what explainers run on. */
  readonly heads: readonly Model[];
  /** The bytes that were checked; sessions are made from them. */
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, hex. */
  readonly modelHash: string;
  readonly inputName: string;
  readonly outputName: string;
}

export type RefusalCode =
  | 'FILE_MISSING' | 'TOO_LARGE' | 'BAD_MANIFEST' | 'HASH_MISMATCH' | 'BAD_CARD' | 'CARD_INCONSISTENT' | 'FEATURE_SCHEMA_MISMATCH'
  | 'UNREADABLE_MODEL' | 'EXTERNAL_DATA' | 'NESTED_CODE' | 'OPERATOR_NOT_ALLOWED' | 'WRONG_INPUT' | 'WRONG_OUTPUT'
  | 'COEFFICIENTS_DIFFER' | 'PROBES_FAILED';

export interface ModelRefusal {
  readonly code: RefusalCode;
  /** What was found, with its numbers. */
  readonly detail: string;
}

export interface ArtefactBytes {
  readonly model: Uint8Array;
  readonly card: Uint8Array;
  readonly manifest: Uint8Array;
}

/** Largest file of an artefact: a thousand times what a linear model needs. */
export const artefactFileBytesMax = 1_000_000;

/** Of margins, float32 [rows, heads]. */
export const outputName = 'margin';

/** Operators of the standard domain that a linear model may be made of. */
const allowedOperators: ReadonlySet<string> = new Set(['Gemm']);

/** Reads and checks the artefact in `folder` (resources/models/<id>/<version>). */
export async function loadModel(folder: string): Promise<Result<LoadedModel, ModelRefusal>> {
  const files: Uint8Array[] = [];
  for (const name of ['model.onnx', 'card.json', 'manifest.json']) {
    const path = join(folder, name);
    try {
      const { size } = await stat(path);
      if (size > artefactFileBytesMax) return refuse('TOO_LARGE', `${name} has ${size} bytes, limit ${artefactFileBytesMax}`);
      files.push(new Uint8Array(await readFile(path)));
    } catch (error) {
      return refuse('FILE_MISSING', `${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const [model, card, manifest] = files;
  return checkArtefact({ model: model ?? none, card: card ?? none, manifest: manifest ?? none });
}

const none = new Uint8Array(0);
const refuse = (code: RefusalCode, detail: string): { readonly ok: false; readonly error: ModelRefusal } => err({ code, detail });

/** Every check that can be made without running the model; the probes follow in the inference process. */
export function checkArtefact(files: ArtefactBytes): Result<LoadedModel, ModelRefusal> {
  for (const [name, bytes] of Object.entries(files) as [string, Uint8Array][]) {
    if (bytes.length > artefactFileBytesMax) return refuse('TOO_LARGE', `${name} has ${bytes.length} bytes, limit ${artefactFileBytesMax}`);
  }
  const manifest = parse(modelManifestSchema, files.manifest);
  if (!manifest.ok) return refuse('BAD_MANIFEST', manifest.error);
  const hashes = checkHashes(files, manifest.value);
  if (hashes) return err(hashes);
  const card = parse(modelCardSchema, files.card);
  if (!card.ok) return refuse('BAD_CARD', card.error);
  const inconsistent = checkCard(card.value, manifest.value);
  if (inconsistent) return err(inconsistent);
  const onnx = readOnnx(files.model);
  if (!onnx.ok) return refuse('UNREADABLE_MODEL', onnx.error);
  const wrong = checkGraph(onnx.value, card.value);
  if (wrong) return err(wrong);
  return ok({
    card: card.value, bytes: files.model, modelHash: sha256(files.model),
    inputName: onnx.value.inputs[0]?.name ?? '', outputName,
    heads: [{ kind: 'linear', link: 'identity', featureCount: card.value.featureNames.length, coefficients: Float32Array.from(card.value.linear?.coefficients ?? []), intercept: card.value.linear?.intercept ?? 0 }],
    manifest: manifest.value,
  });
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Parser<T> { safeParse(value: unknown): { success: true; data: T } | { success: false; error: Error } }

function parse<T>(schema: Parser<T>, bytes: Uint8Array): Result<T, string> {
  try {
    const parsed = schema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return parsed.success ? ok(parsed.data) : err(parsed.error.message);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

function checkHashes(files: ArtefactBytes, manifest: ModelManifest): ModelRefusal | null {
  for (const [name, bytes] of [['model.onnx', files.model], ['card.json', files.card]] as const) {
    const stated = manifest.files[name];
    const found = sha256(bytes);
    if (stated !== found) return { code: 'HASH_MISMATCH', detail: `${name} is ${found}, manifest says ${stated ?? 'nothing'}` };
  }
  return null;
}

function checkCard(card: ModelCard, manifest: ModelManifest): ModelRefusal | null {
  if (card.modelId !== manifest.modelId || card.version !== manifest.version) {
    return { code: 'CARD_INCONSISTENT', detail: `card is ${card.modelId} ${card.version}, manifest ${manifest.modelId} ${manifest.version}` };
  }
  if (card.featureSchemaHash !== featureSchemaHash) {
    return { code: 'FEATURE_SCHEMA_MISMATCH', detail: `trained on schema ${card.featureSchemaHash}, this version computes ${featureSchemaHash}` };
  }
  const width = card.featureNames.length;
  const lengths = {
    featureNames: card.featureNames, missingDefaults: card.missingDefaults, featureRanges: card.featureRanges,
    featureDeviations: card.featureDeviations, 'background.rows[0]': card.background.rows[0] ?? [], 'linear.coefficients': card.linear?.coefficients ?? [],
  };
  for (const [field, list] of Object.entries(lengths)) {
    if (list.length !== width) return { code: 'CARD_INCONSISTENT', detail: `${field} has ${list.length} entries for ${width} features` };
  }
  const unknown = card.featureNames.find((name) => !featureNames.includes(name));
  if (unknown !== undefined) return { code: 'CARD_INCONSISTENT', detail: `feature ${unknown} is not in the schema` };
  const badProbe = manifest.probes.find((probe) => probe.features.length !== width || probe.margins.length !== card.heads.length);
  return badProbe ? { code: 'CARD_INCONSISTENT', detail: `a probe has ${badProbe.features.length} features and ${badProbe.margins.length} margins, not ${width} and ${card.heads.length}` } : null;
}

function checkGraph(onnx: OnnxSummary, card: ModelCard): ModelRefusal | null {
  if (onnx.externalData) return { code: 'EXTERNAL_DATA', detail: 'a tensor keeps its data outside the file' };
  if (onnx.nestedCode) return { code: 'NESTED_CODE', detail: 'functions, nested graphs or sparse tensors' };
  for (const node of onnx.nodes) {
    if (node.domain !== '' || !allowedOperators.has(node.op)) {
      return { code: 'OPERATOR_NOT_ALLOWED', detail: `${node.domain || 'ai.onnx'}:${node.op}` };
    }
    if (node.attributes.length > 0) return { code: 'OPERATOR_NOT_ALLOWED', detail: `${node.op} with attributes ${node.attributes.join(', ')}` };
  }
  if (onnx.opsetDomains.some((domain) => domain !== '')) return { code: 'OPERATOR_NOT_ALLOWED', detail: `imports ${onnx.opsetDomains.join(', ')}` };
  return checkInterface(onnx, card) ?? checkCoefficients(onnx, card);
}

function checkInterface(onnx: OnnxSummary, card: ModelCard): ModelRefusal | null {
  const [input, ...moreInputs] = onnx.inputs;
  if (!input || moreInputs.length > 0) return { code: 'WRONG_INPUT', detail: `${onnx.inputs.length} inputs, not one` };
  if (input.kind !== 'tensor' || input.elementType !== 1 || input.dims.length !== 2 || input.dims[0] !== null || input.dims[1] !== card.featureNames.length) {
    return { code: 'WRONG_INPUT', detail: `${input.name}: ${input.kind} of type ${input.elementType} [${input.dims.map((d) => d ?? 'N').join(', ')}], not float32 [N, ${card.featureNames.length}]` };
  }
  const [output, ...moreOutputs] = onnx.outputs;
  if (!output || moreOutputs.length > 0) return { code: 'WRONG_OUTPUT', detail: `${onnx.outputs.length} outputs, not one` };
  if (output.name !== outputName) return { code: 'WRONG_OUTPUT', detail: `${output.name}, not ${outputName}` };
  if (output.kind !== 'tensor' || output.elementType !== 1 || output.dims.length !== 2 || output.dims[1] !== 1) {
    return { code: 'WRONG_OUTPUT', detail: `${output.name}: ${output.kind} of type ${output.elementType}, not float32 [N, 1]` };
  }
  return null;
}

/** The card explains the model only if it holds the numbers that the model runs on. */
function checkCoefficients(onnx: OnnxSummary, card: ModelCard): ModelRefusal | null {
  const [gemm, ...more] = onnx.nodes;
  if (!gemm || more.length > 0) return { code: 'COEFFICIENTS_DIFFER', detail: `${onnx.nodes.length} operators where a linear model has one` };
  const [x, weights, bias] = gemm.inputs;
  const find = (name: string | undefined): Float32Array | null => onnx.initializers.find((t) => t.name === name)?.floats ?? null;
  const coefficients = find(weights);
  const intercept = find(bias);
  if (x !== onnx.inputs[0]?.name || gemm.outputs[0] !== onnx.outputs[0]?.name || !coefficients || !intercept) {
    return { code: 'COEFFICIENTS_DIFFER', detail: 'the operator is not wired from the input through coefficients and intercept to the output' };
  }
  const { linear } = card;
  if (!linear || coefficients.length !== linear.coefficients.length || intercept.length !== 1) {
    return { code: 'COEFFICIENTS_DIFFER', detail: `${coefficients.length} coefficients and ${intercept.length} intercepts` };
  }
  const differs = linear.coefficients.findIndex((c, j) => coefficients[j] !== c);
  if (differs >= 0) return { code: 'COEFFICIENTS_DIFFER', detail: `${card.featureNames[differs]}: card ${linear.coefficients[differs]}, model ${coefficients[differs]}` };
  if (intercept[0] !== linear.intercept) return { code: 'COEFFICIENTS_DIFFER', detail: `intercept: card ${linear.intercept}, model ${intercept[0]}` };
  return null;
}
