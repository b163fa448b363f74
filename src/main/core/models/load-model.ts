/**
 * Takes a model artefact in, or refuses it with a named reason. Every file is read once; signature and hashes are taken over those bytes,
 * the evaluators are read from them and the session is later made from them, so that nothing can change in between.
 */
import { createHash } from 'node:crypto';
import type { ZodError } from 'zod';
import { must } from '../../../shared/base/assert.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { modelCardSchema, type ModelCard, type ModelManifest } from '../../../shared/domain/model-card.ts';
import { modelEvaluationSchema, type ModelEvaluation } from '../../../shared/domain/model-evaluation.ts';
import type { Model } from '../../../shared/models/model.ts';
import { readModelGraph, type GraphOutput } from '../../../shared/onnx/model-graph.ts';
import { readArtefact, type ArtefactFiles } from './artefact-files.ts';
import { checkCard, checkGraphAgainstCard, checkProbes } from './check-card.ts';
import type { ModelRefusal } from './model-refusal.ts';
import { firstIssue, readingPolicy, verifyManifest, type LoadPolicy, type VerifiedManifest } from './verify-manifest.ts';

export interface LoadedModel {
  readonly card: ModelCard;
  readonly manifest: ModelManifest;
  /** Name of the trusted publisher that signed it. */
  readonly publisher: string;
  /** Null where the artefact has none: a model of other people's. */
  readonly evaluation: ModelEvaluation | null;
  /** One evaluator in double a head, in the order of the card, read from `bytes`: what explainers run on. */
  readonly heads: readonly Model[];
  /** The bytes that were checked; sessions are made from them. */
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, hex. */
  readonly modelHash: string;
  readonly inputName: string;
  readonly outputName: string;
  /** How the heads stand in the output of that name. */
  readonly output: GraphOutput;
  /** False: the trees do not tell their covers, and explanations take the background. */
  readonly coversKnown: boolean;
  /** How far the runtime's output may be from the evaluators beyond rounding, on a probability; 0 but for SVMClassifier. */
  readonly runtimeError: number;
}

/** Reads and checks the artefact in `folder` (resources/models/<id>/<version>). */
export async function loadModel(folder: string, policy: LoadPolicy = readingPolicy): Promise<Result<LoadedModel, ModelRefusal>> {
  const files = await readArtefact(folder);
  return files.ok ? checkArtefact(files.value, policy) : files;
}

const none = new Uint8Array(0);

/** Every check that can be made without running the model in the runtime; the same probes follow in the inference process. */
export function checkArtefact(files: ArtefactFiles, policy: LoadPolicy = readingPolicy): Result<LoadedModel, ModelRefusal> {
  const verified = verifyManifest(files.get('manifest.json') ?? none, policy);
  if (!verified.ok) return verified;
  const { manifest, publisher } = verified.value;
  const checked = checkSigned(files, verified.value);
  return checked.ok ? checked : err({ ...checked.error, signed: { publisher, expiresAt: manifest.expiresAt } });
}

/** What the signature does not say. */
function checkSigned(files: ArtefactFiles, { manifest, publisher }: VerifiedManifest): Result<LoadedModel, ModelRefusal> {
  const mismatch = checkHashes(files, manifest);
  if (mismatch) return err(mismatch);
  const card = parse(modelCardSchema, files.get('card.json') ?? none);
  if (!card.ok) return err({ code: 'BAD_CARD', detail: card.error });
  const evaluation = evaluationOf(files, card.value);
  if (!evaluation.ok) return evaluation;
  const wrong = checkCard(card.value, manifest);
  if (wrong) return err(wrong);
  const bytes = files.get('model.onnx') ?? none;
  const graph = readModelGraph(bytes);
  if (!graph.ok) return graph;
  const untrue = checkGraphAgainstCard(graph.value, card.value) ?? checkProbes(graph.value, manifest);
  if (untrue) return err(untrue);
  const { heads, inputName, output, coversKnown, runtimeError } = graph.value;
  return ok({
    card: card.value, manifest, publisher, evaluation: evaluation.value, bytes, modelHash: must(manifest.files['model.onnx'], 'its bytes have it'),
    heads, inputName, outputName: output.name, output, coversKnown, runtimeError,
  });
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Parser<T> { safeParse(value: unknown): { success: true; data: T } | { success: false; error: ZodError } }

function parse<T>(schema: Parser<T>, bytes: Uint8Array): Result<T, string> {
  try {
    const parsed = schema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return parsed.success ? ok(parsed.data) : err(firstIssue(parsed.error));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/** The manifest names every other file, and every file that it names is there. */
function checkHashes(files: ArtefactFiles, manifest: ModelManifest): ModelRefusal | null {
  for (const [name, bytes] of files) {
    if (name === 'manifest.json') continue;
    if (!Object.hasOwn(manifest.files, name)) return { code: 'EXTRA_FILE', detail: `${name} is not in the manifest` };
    const found = sha256(bytes);
    if (manifest.files[name] !== found) return { code: 'HASH_MISMATCH', detail: `${name} is ${found}, the manifest says ${manifest.files[name]}` };
  }
  const missing = Object.keys(manifest.files).find((name) => !files.has(name));
  return missing === undefined ? null : { code: 'FILE_MISSING', detail: `${missing}, which the manifest names` };
}

function evaluationOf(files: ArtefactFiles, card: ModelCard): Result<ModelEvaluation | null, ModelRefusal> {
  const bytes = files.get('evaluation.json');
  if (!bytes) return ok(null);
  const evaluation = parse(modelEvaluationSchema, bytes);
  if (!evaluation.ok) return err({ code: 'BAD_EVALUATION', detail: evaluation.error });
  const { modelId, version, heads } = evaluation.value;
  const same = modelId === card.modelId && version === card.version && heads.map(({ name }) => name).join() === card.heads.map(({ name }) => name).join();
  return same ? ok(evaluation.value) : err({ code: 'BAD_EVALUATION', detail: `of ${modelId} ${version} with the heads ${heads.map(({ name }) => name).join(', ')}` });
}
