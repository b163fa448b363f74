/** Appends every change of the ledger to a JSON-lines file, one line a change, written before the next is made. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Disposable } from '../../src/shared/base/disposable.ts';
import { disposable } from '../../src/shared/base/disposable.ts';
import type { LedgerListener } from './ledger.ts';

/** Opens (and never truncates) the file; its first line of this run names the epoch. Throws when it cannot be opened. */
export function openLedgerFile(path: string, epoch: string, source: string): Disposable & { readonly write: LedgerListener } {
  const file = openSync(path, 'a', 0o600);
  const write: LedgerListener = (entry) => {
    writeSync(file, `${JSON.stringify(entry)}\n`);
  };
  write({ type: 'epoch', epoch, source });
  return { write, ...disposable(() => closeSync(file)) };
}
