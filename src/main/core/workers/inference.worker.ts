/**
 * The inference process: makes sessions from the bytes it is sent, scores batches and explains rows. It holds no state but
 * sessions and may be killed at any moment. Runs under child_process.fork (serialization 'advanced') and under utilityProcess.
 */
import type { FromInference, ToInference } from './inference-messages.ts';
import { ModelSession } from './model-session.ts';
import { parentPort } from './parent-port.ts';

const sessions = new Map<string, ModelSession>();
const port = parentPort();
const send = (message: FromInference): void => port.send(message);

async function load(message: Extract<ToInference, { type: 'load' }>): Promise<void> {
  try {
    sessions.set(message.modelHash, await ModelSession.open(message));
    send({ type: 'loaded', modelHash: message.modelHash, problem: null });
  } catch (error) {
    send({ type: 'loaded', modelHash: message.modelHash, problem: describe(error) });
  }
}

async function respond(message: Exclude<ToInference, { type: 'load' }>): Promise<void> {
  const { requestId, modelHash } = message;
  try {
    const session = sessions.get(modelHash);
    if (!session) throw new Error(`model ${modelHash} is not loaded`);
    if (message.type === 'score') send({ type: 'scores', requestId, scores: await session.score(message.features, message.rows) });
    else send({ type: 'answer', requestId, answer: await session.answer(message.question) });
  } catch (error) {
    send({ type: 'failed', requestId, problem: describe(error) });
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Messages are taken one after the other, in order. */
let last = Promise.resolve();
function take(message: ToInference): void {
  last = last.then(() => (message.type === 'load' ? load(message) : respond(message)));
}

port.onMessage((message) => take(message as ToInference));
send({ type: 'ready' });
