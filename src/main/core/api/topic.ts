/**
 * A stream's source: who subscribes gets a snapshot, then batches of changes. Changes within one frame are conflated
 * by key, so that a fast market costs one message a frame. Of **events** (`kind`) each is told, in order, never conflated: the first at
 * once, those of the frame after it together, so that a burst costs one message a frame too and a single one no wait.
 */
import type { Clock } from '../../../shared/base/clock.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';

export interface StreamSink<Snapshot, Delta> {
  snapshot(value: Snapshot): void;
  delta(value: Delta): void;
}

export type TopicKind = 'states' | 'events';

export class Topic<Snapshot, Row> {
  private readonly clock: Clock;
  private readonly takeSnapshot: () => Snapshot;
  private readonly frameMs: number;
  private readonly kind: TopicKind;
  private readonly sinks = new Set<StreamSink<Snapshot, readonly Row[]>>();
  private readonly pending = new Map<string, Row>();
  private scheduled: Disposable | null = null;
  private events = 0;

  /** @param frameMs least time between two deltas; 0 sends each change at once. */
  constructor(clock: Clock, frameMs: number, takeSnapshot: () => Snapshot, kind: TopicKind = 'states') {
    this.clock = clock;
    this.frameMs = frameMs;
    this.kind = kind;
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

  /** A row changed. A later change of the same key in the same frame replaces it, unless these are events. */
  changed(key: string, row: Row): void {
    if (this.sinks.size === 0) return;
    if (this.kind === 'events') return this.happened(row);
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

  private happened(row: Row): void {
    this.pending.set(String(++this.events), row);
    if (this.scheduled) return;
    this.flush();
    this.gather();
  }

  /** What happens within a frame of the last message goes out together at its end, and so on while anything does. */
  private gather(): void {
    this.scheduled = this.clock.after(this.frameMs, () => {
      if (this.pending.size === 0) this.scheduled = null;
      else {
        this.flush();
        this.gather();
      }
    });
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
