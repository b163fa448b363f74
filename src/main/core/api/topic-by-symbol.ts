/** Topics that exist only while somebody watches their instrument. */
import type { Clock } from '../../../shared/base/clock.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import { Topic, type StreamSink } from './topic.ts';

export class TopicBySymbol<Snapshot, Row> {
  private readonly topics = new Map<string, Topic<Snapshot, Row>>();
  private readonly clock: Clock;
  private readonly frameMs: number;
  private readonly snapshotOf: (symbol: string) => Snapshot;

  constructor(clock: Clock, frameMs: number, snapshotOf: (symbol: string) => Snapshot) {
    this.clock = clock;
    this.frameMs = frameMs;
    this.snapshotOf = snapshotOf;
  }

  watched(symbol: string): boolean {
    return this.topics.has(symbol);
  }

  symbols(): readonly string[] {
    return [...this.topics.keys()];
  }

  open(symbol: string, sink: StreamSink<Snapshot, readonly Row[]>): Disposable {
    const topic = this.topics.get(symbol) ?? new Topic<Snapshot, Row>(this.clock, this.frameMs, () => this.snapshotOf(symbol));
    this.topics.set(symbol, topic);
    const open = topic.open(sink);
    return disposable(() => {
      open.dispose();
      if (!topic.watched) this.topics.delete(symbol);
    });
  }

  /** Each subscriber of any symbol gets a new snapshot. */
  reset(): void {
    for (const topic of this.topics.values()) topic.reset();
  }

  changed(symbol: string, key: string, row: Row): void {
    this.topics.get(symbol)?.changed(key, row);
  }
}
