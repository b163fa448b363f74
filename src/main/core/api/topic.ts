/**
 * A stream's source: who subscribes gets a snapshot, then batches of changes. Changes within one frame are conflated
 * by key, so that a fast market costs one message a frame; order events are given distinct keys and never conflated.
 */
import type { Clock } from '../../../shared/base/clock.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';

export interface StreamSink<Snapshot, Delta> {
  snapshot(value: Snapshot): void;
  delta(value: Delta): void;
}

export class Topic<Snapshot, Row> {
  private readonly clock: Clock;
  private readonly takeSnapshot: () => Snapshot;
  private readonly frameMs: number;
  private readonly sinks = new Set<StreamSink<Snapshot, readonly Row[]>>();
  private readonly pending = new Map<string, Row>();
  private scheduled: Disposable | null = null;

  /** @param frameMs least time between two deltas; 0 sends each change at once. */
  constructor(clock: Clock, frameMs: number, takeSnapshot: () => Snapshot) {
    this.clock = clock;
    this.frameMs = frameMs;
    this.takeSnapshot = takeSnapshot;
  }

  get watched(): boolean {
    return this.sinks.size > 0;
  }

  open(sink: StreamSink<Snapshot, readonly Row[]>): Disposable {
    this.flush(); // so that the newcomer's snapshot is not followed by what it already holds
    this.sinks.add(sink);
    sink.snapshot(this.takeSnapshot());
    return disposable(() => this.sinks.delete(sink));
  }

  /** A row changed. A later change of the same key in the same frame replaces it. */
  changed(key: string, row: Row): void {
    if (this.sinks.size === 0) return;
    this.pending.delete(key);
    this.pending.set(key, row);
    if (this.frameMs === 0) this.flush();
    else this.scheduled ??= this.clock.after(this.frameMs, () => this.flush());
  }

  /** Everything may have changed: each subscriber gets a new snapshot. */
  reset(): void {
    this.pending.clear();
    for (const sink of this.sinks) sink.snapshot(this.takeSnapshot());
  }

  private flush(): void {
    this.scheduled?.dispose();
    this.scheduled = null;
    if (this.pending.size === 0) return;
    const rows = [...this.pending.values()];
    this.pending.clear();
    for (const sink of this.sinks) sink.delta(rows);
  }
}
