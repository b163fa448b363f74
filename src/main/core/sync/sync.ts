/**
 * The way upstream: sends the outbox to the refinery until each record is acknowledged. At least once from here, applied
 * once there, by its key. Rules UP-1 and following in docs/specs/upstream.md.
 */
import type { Clock } from '../../../shared/base/clock.ts';
import { disposable, DisposableStore, type Disposable } from '../../../shared/base/disposable.ts';
import type { SyncStatus } from '../../../shared/contract/sync.ts';
import { upstreamEventTypes, type JournalRecord } from '../../../shared/domain/journal-event.ts';
import { epochMicros, type EpochMicros } from '../../../shared/domain/numbers.ts';
import { refineryProtocolVersion, type FromRefinery, type ToRefinery } from '../../../shared/wire/refinery.ts';
import type { RefineryGateway } from '../gateways/refinery-gateway.ts';
import { JournalError } from '../store/journal.ts';
import type { OutboxRecord } from '../store/reader.ts';
import type { Store } from '../store/store.ts';
import { takeBatch } from './batch.ts';

/** The part of the store that goes upstream. */
export type Outbox = Pick<Store, 'workstationId' | 'pendingOutbox' | 'parkedOutbox' | 'newestOutbox' | 'oldestPendingAt' | 'outboxCounts' | 'markStored' | 'park' | 'onRecords'>;

export interface SyncOptions {
  readonly store: Outbox;
  readonly gateway: RefineryGateway;
  readonly clock: Clock;
  readonly timing?: Partial<SyncTiming>;
  /** Told when an acknowledgement could not be written down (the records are then sent again), or a record cannot be read. */
  readonly onFailure?: (why: unknown) => void;
}

/** All in milliseconds. */
export interface SyncTiming {
  /** Longest wait for an answer before the link counts as lost. */
  readonly answerMs: number;
  /** First wait after a failure; doubles with each. */
  readonly retryMsMin: number;
  readonly retryMsMax: number;
  /** With nothing to send, how often the link is tried. */
  readonly idleMs: number;
  /** Shortest time between two reports of the state. */
  readonly statusMs: number;
}

export interface Sync extends Disposable {
  status(): SyncStatus;
  /** Called after a change, at most every `statusMs`. */
  onState(listener: (status: SyncStatus) => void): Disposable;
  /** Tries now instead of at the end of the back-off. */
  retryNow(): void;
}

const usualTiming: SyncTiming = { answerMs: 5000, retryMsMin: 1000, retryMsMax: 32_000, idleMs: 10_000, statusMs: 200 };
/** Parked records and rows named in the status. */
const statusParkedMax = 100;
const statusRowsMax = 50;

export function createSync(options: SyncOptions): Sync {
  return new UpstreamSync(options);
}

class UpstreamSync implements Sync {
  private readonly options: SyncOptions;
  private readonly timing: SyncTiming;
  private readonly owned = new DisposableStore();
  private readonly listeners = new Set<(status: SyncStatus) => void>();
  private link: SyncStatus['link'] = 'disconnected';
  private inFlight: { readonly batchId: number; readonly keys: ReadonlySet<string>; answered: boolean } | null = null;
  private lastBatchId = 0;
  private retryMs: number;
  private timer: Disposable | null = null;
  private statusTimer: Disposable | null = null;
  private wake: Disposable | null = null;
  private queued: number;
  private sentTotal: number;
  private lastAckAt: EpochMicros | null = null;
  private disposed = false;

  constructor(options: SyncOptions) {
    this.options = options;
    this.timing = { ...usualTiming, ...options.timing };
    this.retryMs = this.timing.retryMsMin;
    const counts = options.store.outboxCounts();
    this.queued = counts.pending;
    this.sentTotal = counts.stored;
    this.owned.add(options.gateway.onMessage((message) => this.onMessage(message)));
    this.owned.add(options.store.onRecords((records) => this.onRecords(records)));
    this.hello();
  }

  status(): SyncStatus {
    const { store } = this.options;
    return {
      link: this.link, queued: this.queued, oldestQueuedAt: store.oldestPendingAt(), sentTotal: this.sentTotal, lastAckAt: this.lastAckAt,
      parked: store.parkedOutbox(statusParkedMax).map(({ key, why }) => ({ key, why })),
      rows: store.newestOutbox(statusRowsMax).map((row) => ({ ...row, state: row.state === 'pending' ? 'queued' : row.state })),
    };
  }

  onState(listener: (status: SyncStatus) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  retryNow(): void {
    if (this.disposed || this.inFlight) return;
    this.retryMs = this.timing.retryMsMin;
    this.hello();
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.statusTimer?.dispose();
    this.wake?.dispose();
    this.owned.dispose();
  }

  private onRecords(records: readonly JournalRecord[]): void {
    const more = records.filter((r) => upstreamEventTypes.has(r.event.type)).length;
    if (more === 0) return;
    this.queued += more;
    this.report();
    // Not on the append's own time: what waits for it (an order) goes first, and records that come together leave together.
    this.wake ??= this.options.clock.after(0, () => {
      this.wake = null;
      this.pump();
    });
  }

  private onMessage(message: FromRefinery): void {
    switch (message.msgType) {
      case 'Welcome':
        if (message.protocolVersion !== refineryProtocolVersion) return this.fail();
        this.retryMs = this.timing.retryMsMin;
        this.setLink('connected');
        return this.pump();
      case 'RecordBatchAck':
        return void this.onAck(message);
    }
  }

  /** Asks whether the refinery is there; everything begins with its Welcome. */
  private hello(): void {
    this.say({ msgType: 'Hello', protocolVersion: refineryProtocolVersion, workstationId: this.options.store.workstationId });
  }

  /** Sends the next batch if the link is up and nothing is in flight. */
  private pump(): void {
    if (this.disposed || this.link === 'disconnected' || this.inFlight) return;
    const { store } = this.options;
    const records = this.nextBatch();
    if (records === null) return this.fail();
    if (records.length === 0) return this.setTimer(this.timing.idleMs, () => this.hello());
    this.lastBatchId += 1;
    this.inFlight = { batchId: this.lastBatchId, keys: new Set(records.map((r) => r.key)), answered: false };
    this.say({ msgType: 'RecordBatch', batchId: this.lastBatchId, workstationId: store.workstationId, records: records.map(upstreamRecord) });
  }

  /** Null when the journal gives a record that is not what was written: that must not go upstream, nor stop the core. */
  private nextBatch(): readonly OutboxRecord[] | null {
    try {
      return takeBatch((limit) => this.options.store.pendingOutbox(limit));
    } catch (why) {
      if (!(why instanceof JournalError)) throw why;
      this.options.onFailure?.(why);
      return null;
    }
  }

  private say(message: ToRefinery): void {
    this.setTimer(this.timing.answerMs, () => this.fail());
    void this.options.gateway.send(message).then((taken) => {
      if (!taken && !this.disposed) this.fail();
    });
  }

  /** Nobody answered, or not what we can use: tries again later, from the Hello on. */
  private fail(): void {
    this.inFlight = null;
    this.setLink('disconnected');
    this.setTimer(this.retryMs, () => this.hello());
    this.retryMs = Math.min(this.retryMs * 2, this.timing.retryMsMax);
  }

  private async onAck(ack: FromRefinery & { msgType: 'RecordBatchAck' }): Promise<void> {
    const batch = this.inFlight;
    // Too late (those records have been sent again under another number), or said twice.
    if (batch?.batchId !== ack.batchId || batch.answered) return;
    batch.answered = true;
    const stored = ack.stored.filter((key) => batch.keys.has(key));
    const refused = ack.refused.filter(({ key }) => batch.keys.has(key) && !stored.includes(key));
    this.timer?.dispose();
    try {
      await Promise.all([this.options.store.markStored(stored), ...refused.map(({ key, why }) => this.options.store.park(key, why))]);
    } catch (why) {
      if (this.disposed) return;
      this.options.onFailure?.(why);
      return this.fail();
    }
    if (this.disposed) return;
    this.inFlight = null;
    this.queued -= stored.length + refused.length;
    this.sentTotal += stored.length;
    this.lastAckAt = epochMicros(this.options.clock.nowMicros());
    this.report();
    if (stored.length + refused.length === 0) return this.fail(); // an answer that settles nothing must not make a busy loop
    this.pump();
  }

  private setLink(link: SyncStatus['link']): void {
    if (link === this.link) return;
    this.link = link;
    this.report();
  }

  private setTimer(delayMs: number, run: () => void): void {
    this.timer?.dispose();
    if (!this.disposed) this.timer = this.options.clock.after(delayMs, run);
  }

  private report(): void {
    if (this.statusTimer || this.disposed) return;
    this.statusTimer = this.options.clock.after(this.timing.statusMs, () => {
      this.statusTimer = null;
      const status = this.status();
      for (const listener of this.listeners) listener(status);
    });
  }
}

const upstreamRecord = ({ key, record }: OutboxRecord): (ToRefinery & { msgType: 'RecordBatch' })['records'][number] =>
  ({ key, seq: record.seq, at: record.at, type: record.event.type, body: record.event.body, hash: record.hash });
