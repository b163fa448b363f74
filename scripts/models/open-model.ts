/** A model for a command: an artefact's folder, verified as the core does, or any ONNX file within the allow-list. With its own session. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { loadModel } from '../../src/main/core/models/load-model.ts';
import { readingPolicy } from '../../src/main/core/models/verify-manifest.ts';
import type { ModelCard, ModelManifest } from '../../src/shared/domain/model-card.ts';
import { arithmeticOf, type SessionArithmetic } from '../../src/shared/explain/tolerance.ts';
import type { Model } from '../../src/shared/models/model.ts';
import { graphLimits } from '../../src/shared/onnx/graph-refusal.ts';
import { isSameMargin } from '../../src/shared/onnx/head-margins.ts';
import { readModelGraph, type GraphOutput, type ModelGraph } from '../../src/shared/onnx/model-graph.ts';

export type MarginUnit = 'sigma' | 'log-odds' | 'probability' | 'value';

export interface OpenHead {
  readonly name: string;
  readonly model: Model;
  /** Of the margin, the base and contributions. */
  readonly unit: MarginUnit;
}

export interface OpenModel {
  /** The artefact's model and version, or the file's name. */
  readonly source: string;
  /** Null where there is only an ONNX file. */
  readonly card: ModelCard | null;
  /** SHA-256 of the ONNX bytes, hex. */
  readonly modelHash: string;
  readonly width: number;
  readonly heads: readonly OpenHead[];
  /** Whether trees tell how many training rows reached each node. */
  readonly coversKnown: boolean;
  readonly arithmetic: Omit<SessionArithmetic, 'networkShare'>;
  /** What the session says of each row, one margin a head: what it gives as a probability only is taken back to log-odds. */
  margins(rows: readonly Float32Array[]): Promise<Float64Array[]>;
  /** What should be known of its margins; null when nothing. */
  readonly caution: string | null;
  close(): Promise<void>;
}

/**
 * Throws with the reason in one line.
 * @param publicKey of a publisher (raw Ed25519, base64) whose artefacts are taken beside those of the demonstration publisher
 */
export async function openModel(path: string, publicKey?: string): Promise<OpenModel> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new Error(`${path}: there is no such file or folder`);
  if (!found.isDirectory() && !found.isFile()) throw new Error(`${path}: neither a file nor a folder`);
  const { bytes, card, probes } = found.isDirectory() ? await artefactAt(path, publicKey) : { bytes: fileAt(path, found.size), card: null, probes: [] };
  const graph = readModelGraph(bytes);
  if (!graph.ok) throw new Error(`${path}: ${graph.error.code}: ${graph.error.detail}`);
  const { inputName, inputWidth, output, coversKnown, runtimeError } = graph.value;
  const session = await sessionOf(bytes, path);
  const margins = (rows: readonly Float32Array[]): Promise<Float64Array[]> => run({ session, inputName, output, width: inputWidth, logits: output.says === 'probability' }, rows);
  await holdToProbes(path, graph.value, probes, margins);
  return {
    source: card ? `${card.modelId} ${card.version}` : basename(path), card, modelHash: createHash('sha256').update(bytes).digest('hex'), width: inputWidth, coversKnown, heads: headsOf(graph.value, card),
    arithmetic: arithmeticOf(graph.value),
    caution: output.says === 'margin' ? null : cautionOf(output, runtimeError),
    margins, close: () => session.release(),
  };
}

const cautionOf = (output: GraphOutput, runtimeError: number): string =>
  `${output.name} gives probabilities only: outputs are their log-odds, of which float32 leaves few digits near 0 and 1${runtimeError > 0 ? `; the runtime's own operator is up to ${runtimeError} from the formula` : ''}`;

type Probes = ModelManifest['probes'];

async function artefactAt(folder: string, publicKey: string | undefined): Promise<{ bytes: Uint8Array; card: ModelCard; probes: Probes }> {
  const { publishers } = readingPolicy;
  const loaded = await loadModel(folder, { ...readingPolicy, publishers: publicKey === undefined ? publishers : [...publishers, { name: '--publisher', publicKey }] });
  if (!loaded.ok) throw new Error(`${folder}: ${loaded.error.code}: ${loaded.error.detail}${remedyFor(loaded.error.code, folder)}`);
  const { bytes, card, manifest } = loaded.value;
  return { bytes, card, probes: manifest.probes };
}

/** What most people who meet the refusal want to know; empty where the reason says it all. */
function remedyFor(code: string, folder: string): string {
  if (code === 'UNKNOWN_PUBLISHER') return '; --publisher KEY takes the artefacts of another one (npm run keys)';
  const versions = existsSync(join(folder, 'model.onnx')) ? [] : readdirSync(folder).filter((name) => existsSync(join(folder, name, 'model.onnx'))).sort();
  return versions.length === 0 ? '' : `; versions stand in folders of their own: ${versions.map((name) => join(folder, name)).slice(0, 3).join(', ')}`;
}

/** As the core does before a model may speak. */
async function holdToProbes(path: string, graph: ModelGraph, probes: Probes, margins: OpenModel['margins']): Promise<void> {
  const said = await margins(probes.map((probe) => Float32Array.from(probe.features)));
  probes.forEach((probe, i) => probe.margins.forEach((stated, k) => {
    const found = said[i]?.[k] ?? NaN;
    if (!isSameMargin(graph, stated, found)) throw new Error(`${path}: PROBES_FAILED: probe ${i}: ${found}, the manifest says ${stated}`);
  }));
}

function fileAt(path: string, size: number): Uint8Array {
  if (size > graphLimits.bytesMax) throw new Error(`${path}: ${size} bytes, limit ${graphLimits.bytesMax}`);
  return new Uint8Array(readFileSync(path));
}

function headsOf({ heads, output, unit }: ModelGraph, card: ModelCard | null): readonly OpenHead[] {
  return heads.map((model, k) => {
    const stated = card?.heads[k];
    const own: MarginUnit = model.link === 'logistic' ? 'log-odds' : unit;
    return { model, name: stated?.name ?? (heads.length === 1 ? output.name : `${output.name}:${k}`), unit: stated?.unit ?? own };
  });
}

async function sessionOf(bytes: Uint8Array, path: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 });
  } catch (error) {
    throw new Error(`${path}: ONNX Runtime: ${error instanceof Error ? error.message.split('\n')[0] ?? '' : String(error)}`);
  }
}

interface Runner {
  readonly session: InferenceSession;
  readonly inputName: string;
  readonly output: GraphOutput;
  readonly width: number;
  /** Whether the session's numbers are probabilities of margins. */
  readonly logits: boolean;
}

/** One row a run: some operators of files that are not ours (LinearRegressor, SVMRegressor) sum a batch in another order. */
async function run({ session, inputName, output, width, logits }: Runner, rows: readonly Float32Array[]): Promise<Float64Array[]> {
  const margins: Float64Array[] = [];
  for (const row of rows) {
    const result = await session.run({ [inputName]: new Tensor('float32', row, [1, width]) }, [output.name]);
    const said = result[output.name]?.data;
    if (!(said instanceof Float32Array) || said.length !== output.width) throw new Error(`the session's ${output.name} is not ${output.width} float32 values a row`);
    margins.push(Float64Array.from(output.columns, (column) => {
      const value = said[column] ?? NaN;
      return logits ? Math.log(value / (1 - value)) : value;
    }));
  }
  return margins;
}
