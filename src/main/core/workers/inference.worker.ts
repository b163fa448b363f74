/**
 * The inference process: makes sessions from the bytes it is sent and scores batches. It holds no state but sessions
 * and may be killed at any moment. Runs under child_process.fork (serialization 'advanced') and under utilityProcess.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { FromInference, ToInference } from './inference-messages.ts';

interface Loaded {
  readonly session: InferenceSession;
  readonly inputName: string;
  readonly outputName: string;
  readonly width: number;
}

/** Electron's utilityProcess gives a port on `process.parentPort`; a fork has the channel of `process` itself. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

const sessions = new Map<string, Loaded>();
const parentPort = (process as typeof process & { readonly parentPort?: ParentPort }).parentPort;

function send(message: FromInference): void {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
}

async function load(message: Extract<ToInference, { type: 'load' }>): Promise<void> {
  try {
    // One thread: a float sum then comes out the same for one row and for a batch.
    const session = await InferenceSession.create(message.bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 });
    const { inputName, outputName, width } = message;
    sessions.set(message.modelHash, { session, inputName, outputName, width });
    send({ type: 'loaded', modelHash: message.modelHash, problem: null });
  } catch (error) {
    send({ type: 'loaded', modelHash: message.modelHash, problem: describe(error) });
  }
}

async function score(message: Extract<ToInference, { type: 'score' }>): Promise<void> {
  const { requestId, rows, features } = message;
  try {
    const loaded = sessions.get(message.modelHash);
    if (!loaded) throw new Error(`model ${message.modelHash} is not loaded`);
    const { session, inputName, outputName, width } = loaded;
    const result = await session.run({ [inputName]: new Tensor('float32', features, [rows, width]) }, [outputName]);
    const data = result[outputName]?.data;
    if (!(data instanceof Float32Array) || data.length !== rows) throw new Error(`output is not ${rows} float32 values`);
    send({ type: 'scores', requestId, scores: Float32Array.from(data) });
  } catch (error) {
    send({ type: 'failed', requestId, problem: describe(error) });
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Messages are taken one after the other, in order. */
let last = Promise.resolve();
function take(message: ToInference): void {
  last = last.then(() => (message.type === 'load' ? load(message) : score(message)));
}

if (parentPort) parentPort.on('message', (event) => take(event.data as ToInference));
else {
  process.on('message', (message) => take(message as ToInference));
  // Without its parent nobody would ever end it.
  process.on('disconnect', () => process.exit(0));
}
send({ type: 'ready' });
