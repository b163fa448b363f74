/** A model's session inside a worker process: made from the bytes that were checked, scoring row-major batches. */
import { InferenceSession, Tensor } from 'onnxruntime-node';

export interface ScoringModel {
  readonly bytes: Uint8Array;
  readonly inputName: string;
  readonly outputName: string;
  /** Features a row. */
  readonly width: number;
}

export interface ScoringSession {
  /** One output a row. Throws when the session fails or answers anything but `rows` float32 values. */
  score(features: Float32Array, rows: number): Promise<Float32Array>;
}

/** Throws with the runtime's own words when the bytes make no session. Blocks the thread while it loads and scores. */
export async function openScoringSession({ bytes, inputName, outputName, width }: ScoringModel): Promise<ScoringSession> {
  // One thread: a float sum then comes out the same for one row and for a batch.
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 });
  return {
    async score(features, rows) {
      const result = await session.run({ [inputName]: new Tensor('float32', features, [rows, width]) }, [outputName]);
      const data = result[outputName]?.data;
      if (!(data instanceof Float32Array) || data.length !== rows) throw new Error(`output is not ${rows} float32 values`);
      return Float32Array.from(data);
    },
  };
}
