/** Restart is a replay: the last checkpoint, then the tail of the journal folded through every projection. */
import { scheduler } from 'node:timers/promises';
import type { Clock } from '../../../shared/base/clock.ts';
import { assert } from '../../../shared/base/assert.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import { genesisHash } from '../../../shared/domain/journal-chain.ts';
import { chainBreak, type ChainBreak } from './chain.ts';
import type { Projection } from './journal.ts';
import { recordOf } from './reader.ts';
import type { Store } from './store.ts';

export interface ReplayReport {
  /** Record that the checkpoint stood at; 0 when the journal was replayed from its start. */
  readonly checkpointSeq: number;
  /** Records folded after it. */
  readonly recordsReplayed: number;
  /** Last record folded: the journal's head. */
  readonly seq: number;
  readonly seconds: number;
}

/** Rows read at a time; between two the caller's thread is free. */
const rowsPerStep = 500;

/**
 * Brings `projections` to the journal's head. Every tail record's hash is checked on the way; the projections are not
 * to be used when the result is a break.
 */
export async function replayInto(
  store: Store, projections: readonly Projection[], clock: Clock,
): Promise<Result<ReplayReport, ChainBreak>> {
  assertNamesUnique(projections);
  const startMs = clock.monotonicMs();
  const from = loadCheckpoint(store, projections);
  let last: { seq: number; hash: string } = from;
  for (;;) {
    const rows = store.readRows(last.seq + 1, rowsPerStep);
    for (const row of rows) {
      const found = chainBreak(last, row);
      if (found) return err(found);
      const record = recordOf(row);
      for (const projection of projections) projection.apply(record);
      last = row;
    }
    if (rows.length === 0) break;
    await scheduler.yield(); // lets go of the thread; measures no time
  }
  const seconds = (clock.monotonicMs() - startMs) / 1000;
  return ok({ checkpointSeq: from.seq, recordsReplayed: last.seq - from.seq, seq: last.seq, seconds });
}

/** Loads the newest checkpoint if it knows every projection; a new or renamed projection needs the whole journal. */
function loadCheckpoint(store: Store, projections: readonly Projection[]): { seq: number; hash: string } {
  const checkpoint = store.loadCheckpoint();
  if (!checkpoint || !projections.every((p) => p.name in checkpoint.states)) return { seq: 0, hash: genesisHash };
  for (const projection of projections) projection.load(checkpoint.states[projection.name]);
  return { seq: checkpoint.seq, hash: checkpoint.hash };
}

/** Records between two checkpoints; a restart replays at most about this many. */
export const checkpointEvery = 2000;

export interface CheckpointerOptions {
  readonly store: Store;
  readonly projections: readonly Projection[];
  readonly every?: number;
  /** 'store' (the usual case): the checkpointer folds each record as the store reports it. 'caller': whoever folds calls `applied`. */
  readonly foldedBy?: 'store' | 'caller';
  /** Told when a checkpoint could not be written; the journal is whole all the same. */
  readonly onFailure?: (why: unknown) => void;
}

/** Keeps projections current from the store's records, and saves them now and then. */
export class Checkpointer {
  private readonly options: CheckpointerOptions;
  private readonly subscription: Disposable;
  private readonly every: number;
  private seq: number;
  private savedSeq: number;
  private saving: Promise<void> = Promise.resolve();

  /** Begin right after replayInto: the projections stand at the journal's head. */
  constructor(options: CheckpointerOptions) {
    assertNamesUnique(options.projections);
    this.options = options;
    this.every = options.every ?? checkpointEvery;
    this.seq = options.store.head().seq;
    this.savedSeq = this.seq;
    this.subscription = options.foldedBy === 'caller' ? disposable(() => undefined)
      : options.store.onRecords((records) => this.follow(records));
  }

  /** For 'caller': put it last in the caller's list of projections, and it hears of each record after all others. Not for replayInto. */
  last(): Projection {
    return { name: 'checkpointer', apply: (record) => this.applied(record), save: () => null, load: () => undefined };
  }

  /** For 'caller': every projection has now folded this record. */
  applied(record: JournalRecord): void {
    this.count(record);
    this.saveWhenDue();
  }

  /** Saves the projections as they stand. */
  save(): Promise<void> {
    const states = Object.fromEntries(this.options.projections.map((p) => [p.name, p.save()]));
    this.savedSeq = this.seq;
    if (this.seq === 0) return this.saving;
    const write = this.options.store.saveCheckpoint(this.seq, states);
    this.saving = write.catch((why: unknown) => this.options.onFailure?.(why));
    return this.saving;
  }

  /** Saves a last time and lets go. Call before the store's dispose. */
  async dispose(): Promise<void> {
    this.subscription.dispose();
    await (this.seq > this.savedSeq ? this.save() : this.saving);
  }

  private follow(records: readonly JournalRecord[]): void {
    for (const record of records) {
      for (const projection of this.options.projections) projection.apply(record);
      this.count(record);
    }
    this.saveWhenDue();
  }

  private count(record: JournalRecord): void {
    assert(record.seq === this.seq + 1, 'projections follow the journal without holes');
    this.seq = record.seq;
  }

  private saveWhenDue(): void {
    if (this.seq - this.savedSeq >= this.every) void this.save();
  }
}

function assertNamesUnique(projections: readonly Projection[]): void {
  assert(new Set(projections.map((p) => p.name)).size === projections.length, 'each projection has its own name');
}
