/** A model's session inside a worker process: made from the bytes that were checked, scoring row-major batches. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { arithmeticOf, type SessionArithmetic } from '../../../shared/explain/tolerance.ts';
import type { Model } from '../../../shared/models/model.ts';
import { headMargins } from '../../../shared/onnx/head-margins.ts';
import { readModelGraph } from '../../../shared/onnx/model-graph.ts';

export interface ScoringSession {
  /** One evaluator in double a head, read from the same bytes. */
  readonly heads: readonly Model[];
  /** Features a row. */
  readonly width: number;
  /** False: trees do not tell how many training rows reached each node. */
  readonly coversKnown: boolean;
  readonly arithmetic: Omit<SessionArithmetic, 'networkShare'>;
  /** Margins, rows x heads. Throws when the session fails or answers anything but float32 values of that number. */
  score(features: Float32Array, rows: number): Promise<Float32Array>;
}

/** Throws with the reason, or the runtime's own words, when the bytes make no session. Blocks the thread while it loads and scores. */
export async function openScoringSession({ bytes }: { readonly bytes: Uint8Array }): Promise<ScoringSession> {
  const graph = readModelGraph(bytes);
  if (!graph.ok) throw new Error(`${graph.error.code}: ${graph.error.detail}`);
  const { heads, inputName, inputWidth: width, output, coversKnown } = graph.value;
  const arithmetic = arithmeticOf(graph.value);
  // One thread: a float sum then comes out the same for one row and for a batch.
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 });
  const run = async (features: Float32Array, rows: number): Promise<Float32Array> => {
    const result = await session.run({ [inputName]: new Tensor('float32', features, [rows, width]) }, [output.name]);
    const data = result[output.name]?.data;
    if (!(data instanceof Float32Array) || data.length !== rows * output.width) throw new Error(`output is not ${rows} x ${output.width} float32 values`);
    return new Float32Array(headMargins(output, data, rows));
  };
  // The runtime's kernel machine sums a batch in another order than a single row: up to 1e-5 apart (docs/specs/trainers.md, ONNX).
  const singly = heads.some((head) => head.kind === 'svm');
  return {
    heads, width, coversKnown, arithmetic,
    score: (features, rows) => (singly && rows > 1 ? oneByOne(run, { features, rows, width, heads: heads.length }) : run(features, rows)),
  };
}

/** Rows handed to the runtime together: it takes one after the other, in one turn of the event loop in place of one turn each. */
const togetherMax = 16;

async function oneByOne(run: ScoringSession['score'], { features, rows, width, heads }: { readonly features: Float32Array; readonly rows: number; readonly width: number; readonly heads: number }): Promise<Float32Array> {
  const margins = new Float32Array(rows * heads);
  for (let from = 0; from < rows; from += togetherMax) {
    const runs = Array.from({ length: Math.min(togetherMax, rows - from) }, (_, i) => run(features.slice((from + i) * width, (from + i + 1) * width), 1));
    (await Promise.all(runs)).forEach((said, i) => margins.set(said, (from + i) * heads));
  }
  return margins;
}
