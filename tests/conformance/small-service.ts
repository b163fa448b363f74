/** A small real service for the channel's and the hosts' tests: calls that echo, wait and fail; a counter as a stream. */
import type { Clock } from '../../src/shared/base/clock.ts';
import { disposable, type Disposable } from '../../src/shared/base/disposable.ts';
import type { CancelSignal } from '../../src/shared/channel/cancel.ts';
import type { StreamMeta, StreamSink } from '../../src/shared/channel/client-stream.ts';
import { ChannelError } from '../../src/shared/channel/errors.ts';
import type { Service } from '../../src/shared/channel/server.ts';
import type { ServiceSink } from '../../src/shared/channel/server-stream.ts';

interface HeldCall {
  readonly cancel: CancelSignal;
  resolve(value: unknown): void;
}

export class SmallService implements Service {
  readonly held: HeldCall[] = [];
  readonly contexts = new Set<unknown>();
  private readonly sinks = new Set<ServiceSink>();
  private readonly clock: Clock;
  private total = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get openFeeds(): number {
    return this.sinks.size;
  }

  async call(name: string, input: unknown, context: unknown, cancel: CancelSignal): Promise<unknown> {
    this.contexts.add(context);
    switch (name) {
      case 'echo':
        return input;
      case 'hold':
        return new Promise((resolve) => this.held.push({ cancel, resolve }));
      case 'large':
        return new Uint8Array(input as number);
      case 'refuse':
        throw new ChannelError('INVALID_INPUT', String(input));
      case 'crash':
        throw new Error(String(input));
      default:
        throw new ChannelError('UNKNOWN_NAME', `no call ${name}`);
    }
  }

  open(name: string, params: unknown, sink: ServiceSink): Disposable {
    if (name === 'large') sink.snapshot(new Uint8Array(params as number), this.clock.nowMicros());
    else if (name === 'count') sink.snapshot((params as { from: number }).from + this.total, this.clock.nowMicros());
    else throw new ChannelError('UNKNOWN_NAME', `no stream ${name}`);
    this.sinks.add(sink);
    return disposable(() => this.sinks.delete(sink));
  }

  increment(): void {
    this.total += 1;
    for (const sink of [...this.sinks]) sink.delta(1, this.clock.nowMicros());
  }

  endAll(error: ChannelError): void {
    for (const sink of [...this.sinks]) sink.end(error);
  }
}

/** Adds up a counter stream, refusing deltas before a snapshot. */
export class RecordingSink implements StreamSink {
  value: number | undefined;
  snapshots = 0;
  gaps = 0;
  closes = 0;
  closedBy: ChannelError | undefined;
  readonly seqs: number[] = [];
  readonly asOfs: number[] = [];
  private inGap = true;

  snapshot(value: unknown, meta: StreamMeta): void {
    this.snapshots += 1;
    this.inGap = false;
    this.value = value as number;
    this.note(meta);
  }

  delta(value: unknown, meta: StreamMeta): void {
    if (this.inGap || this.value === undefined) throw new Error('a delta without a snapshot');
    this.value += value as number;
    this.note(meta);
  }

  gap(): void {
    this.gaps += 1;
    this.inGap = true;
  }

  closed(reason: ChannelError): void {
    this.closes += 1;
    this.closedBy = reason;
  }

  private note(meta: StreamMeta): void {
    this.seqs.push(meta.seq);
    this.asOfs.push(meta.asOf);
  }
}

/** Resolves when `condition` holds; fails after 10 s. Polls by the machine's own timer, never a manual clock. */
export async function until(condition: () => boolean): Promise<void> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > 10_000) throw new Error(`not within 10 s: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
