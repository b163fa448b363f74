/** `callCore(name, input)`: how panels and commands ask the core for something, whatever carries it. */
import type { CallName, InputOf, OutputOf } from '../../shared/contract/contract.ts';
import type { CallResult, Connection } from './connection.ts';

let connection: Connection | undefined;

/** Called once by main.tsx. */
export function setConnection(opened: Connection | undefined): void {
  connection = opened;
}

/** Never rejects: what went wrong is in the result, in words for the screen. */
export async function callCore<K extends CallName>(name: K, input: InputOf<K>, deadlineMs?: number): Promise<CallResult<OutputOf<K>>> {
  if (!connection) return { ok: false, why: 'No connection to the core; nothing was sent', unknown: false };
  return connection.call(name, input, deadlineMs);
}
