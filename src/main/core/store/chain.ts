/** The hash chain that makes a changed, missing, added or moved journal row visible. */
import { hash as digest } from 'node:crypto';
import { chainText, type ChainInput } from '../../../shared/domain/journal-chain.ts';

export interface ChainedRow extends ChainInput {
  readonly hash: string;
}

/** SHA-256 in hex over the record's chain text. */
export const recordHash = (previousHash: string, row: ChainInput): string => digest('sha256', chainText(previousHash, row), 'hex');

export interface ChainBreak {
  /** First sequence number at which the journal is not what was written; 0 when no record is at fault. */
  readonly seq: number;
  readonly what: 'missing' | 'out of order' | 'hash differs' | 'head differs' | 'outbox differs' | 'index differs' | 'unreadable';
  readonly detail: string;
}

/** Whether `row` follows `previous`; null when it does. */
export function chainBreak(previous: { readonly seq: number; readonly hash: string }, row: ChainedRow): ChainBreak | null {
  const expected = previous.seq + 1;
  if (row.seq > expected) return { seq: expected, what: 'missing', detail: `record ${expected} is missing, next is ${row.seq}` };
  if (row.seq < expected) return { seq: row.seq, what: 'out of order', detail: `record ${row.seq} follows ${previous.seq}` };
  const computed = recordHash(previous.hash, row);
  if (computed === row.hash) return null;
  return { seq: row.seq, what: 'hash differs', detail: `record ${row.seq} stores hash ${row.hash}, its content gives ${computed}` };
}

/** SHA-256 of text in hex, for checkpoints and tests. */
export const textHash = (text: string): string => digest('sha256', text, 'hex');
