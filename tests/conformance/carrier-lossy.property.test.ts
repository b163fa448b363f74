/** Whatever is lost on the way, a stream never shows a wrong state as true, and shows the right one in the end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/shared/base/manual-clock.ts';
import type { Carrier } from '../../src/shared/channel/carrier.ts';
import { connect } from '../../src/shared/channel/client.ts';
import { memoryCarrierPair } from '../../src/shared/channel/memory-carrier.ts';
import { seededRandom } from '../../src/shared/base/random.ts';
import { serve } from '../../src/shared/channel/server.ts';
import type { StreamMeta, StreamSink } from '../../src/shared/channel/client-stream.ts';
import { SmallService } from './small-service.ts';

/** Loses messages of either direction while `on`, and delivers some twice. Greetings pass: without one nothing is served. */
class LossyLink {
  on = false;
  lost = 0;
  private readonly random;
  private readonly rate: number;

  constructor(seed: number, rate: number) {
    this.random = seededRandom(seed);
    this.rate = rate;
  }

  around(carrier: Carrier): Carrier {
    return {
      ...carrier,
      send: (message) => (this.loses(message) ? 'sent' : carrier.send(message)),
      onMessage: (listener) =>
        carrier.onMessage((message) => {
          if (this.loses(message)) return;
          listener(message);
          if (this.on && this.random.uniform() < this.rate / 4) listener(message);
        }),
    };
  }

  private loses(message: unknown): boolean {
    const { kind } = message as { kind: string };
    const loses = this.on && kind !== 'hello' && kind !== 'welcome' && this.random.uniform() < this.rate;
    if (loses) this.lost += 1;
    return loses;
  }
}

/** Holds the stream's promise to the letter: numbers without gaps, deltas only on a true state, the sum always right. */
class CheckingSink implements StreamSink {
  value: number | undefined;
  private seq = 0;

  snapshot(value: unknown, meta: StreamMeta): void {
    const { total } = value as { total: number };
    if (this.seq !== 0) expect(meta.seq).toBe(this.seq + 1);
    this.seq = meta.seq;
    this.value = total;
  }

  delta(value: unknown, meta: StreamMeta): void {
    const { add, total } = value as { add: number; total: number };
    expect(meta.seq).toBe(this.seq + 1);
    this.seq = meta.seq;
    this.value = (this.value ?? Number.NaN) + add;
    // What was added up here is what the core had when it sent this.
    expect(this.value).toBe(total);
  }

  gap(): void {
    this.seq = 0;
    this.value = undefined;
  }

  closed(): void {
    this.value = undefined;
  }
}

/** The counter, whose deltas also say what the sum must then be. */
class ToldCounter extends SmallService {
  sum = 0;
  private readonly feeds = new Set<(add: number) => void>();
  private readonly wall: ManualClock;

  constructor(clock: ManualClock) {
    super(clock);
    this.wall = clock;
  }

  override open(_name: string, _params: unknown, sink: Parameters<SmallService['open']>[2]): { dispose(): void } {
    sink.snapshot({ total: this.sum }, this.wall.nowMicros());
    const feed = (add: number): void => sink.delta({ add, total: this.sum }, this.wall.nowMicros());
    this.feeds.add(feed);
    return { dispose: () => this.feeds.delete(feed) };
  }

  add(amount: number): void {
    this.sum += amount;
    for (const feed of [...this.feeds]) feed(amount);
  }

  get feedCount(): number {
    return this.feeds.size;
  }
}

/** Losing many heartbeats in a row rightly ends a connection; here it is to live, to see that it heals. */
const limits = { silenceMsMax: 1_000_000 };

/** Long enough for every message in memory to arrive, and for those that it causes. */
async function settle(): Promise<void> {
  for (let i = 0; i < 40; i++) await Promise.resolve();
}

describe('a lossy carrier', () => {
  it('[CH-21] [CH-22] [CH-30] no sequence of losses leaves a stream wrong, stuck or leaking', async () => {
    let gaps = 0;
    let lost = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.double({ min: 0.01, max: 0.6, noNaN: true }),
        fc.array(fc.oneof(fc.integer({ min: 1, max: 200 }).map((burst) => ({ burst })), fc.integer({ min: 1, max: 3_000 }).map((waitMs) => ({ waitMs })), fc.constant({ resubscribe: true })), { maxLength: 30 }),
        async (seed, rate, steps) => {
          const clock = new ManualClock(1);
          const link = new LossyLink(seed, rate);
          const [page, core] = memoryCarrierPair();
          const service = new ToldCounter(clock);
          const faults: unknown[] = [];
          const connection = serve(core, service, 0, { clock, limits, onFault: (fault) => faults.push(fault) });
          const client = connect(link.around(page), { clock, limits, onFault: (fault) => faults.push(fault) });
          const sinks = [new CheckingSink(), new CheckingSink()];
          const subscriptions = sinks.map((sink) => client.subscribe('sum', {}, sink));
          await settle();
          link.on = true;
          for (const step of steps) {
            if ('burst' in step) for (let i = 0; i < step.burst; i++) service.add(i + 1);
            if ('waitMs' in step) clock.advance(step.waitMs);
            if ('resubscribe' in step) {
              subscriptions[0]?.dispose();
              sinks[0] = new CheckingSink();
              subscriptions[0] = client.subscribe('sum', {}, sinks[0]);
            }
            await settle();
          }
          link.on = false;
          for (let i = 0; i < 12; i++) {
            clock.advance(2_000);
            await settle();
          }
          expect(faults).toEqual([]);
          for (const sink of sinks) expect(sink.value).toBe(service.sum);
          expect(service.feedCount).toBe(2);
          expect(connection.counters().openStreams).toBe(2);
          gaps += client.counters().gaps;
          lost += link.lost;
          client.close();
          await settle();
          expect(service.feedCount).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
    // The runs did lose messages and did notice.
    expect(lost).toBeGreaterThan(1_000);
    expect(gaps).toBeGreaterThan(100);
  }, 60_000);
});
