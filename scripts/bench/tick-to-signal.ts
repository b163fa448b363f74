/**
 * P8: from the publisher's send stamp to the quote applied (market data, features, topics) and, for a bar, to the
 * reading told (features, inference process, explanation, policy). The core is the product's, in this process; the peer is
 * a bare zeromq.js SUB loop that decodes the same frames.
 */
import { Subscriber } from 'zeromq';
import { decodeFrame } from '../../src/shared/wire/codec.ts';
import type { MarketDataBatch } from '../../src/shared/wire/market-data.ts';
import { scratchDir, startCore, until } from '../../tests/system/live-core.ts';
import { monotonicMicros } from './clock.ts';
import { startFeeder, type Feeder, type Sent } from './feeder-process.ts';
import type { Bench } from './row.ts';
import { acrossRounds, summarise, type Summary } from './summary.ts';

interface Received {
  readonly ticks: number;
  readonly checksum: number;
  readonly latencies: number[];
  /** When the first and the last quote was taken, microseconds. */
  firstAt: number;
  lastAt: number;
}

interface Run {
  readonly tick: Summary;
  /** From a bar's stamp to its reading; null for the peer. */
  readonly signal: Summary | null;
  /** Quotes taken in a second when they come as fast as the feeder can send. */
  readonly drained: number;
  /** Processor time of this process while the rate was on, a share of one core. */
  readonly cpu: number;
  readonly problem: string | null;
}

const workload = (quick: boolean) => ({ symbols: 200, rate: 20_000, seconds: quick ? 2 : 8, burst: quick ? 40_000 : 100_000, barMs: 1000 });

class Tally {
  received: Received & { ticks: number; checksum: number } = fresh();

  take(bid: number, stamp: number, now: number): void {
    const r = this.received;
    if (r.ticks === 0) r.firstAt = now;
    r.lastAt = now;
    r.ticks++;
    r.checksum += bid;
    r.latencies.push(now - stamp);
  }

  /** Starts anew. */
  reset(): void {
    this.received = fresh();
  }

  /** What differs from what was sent; null when all has come. */
  async settle(sent: Sent): Promise<string | null> {
    await until('what was sent', () => this.received.ticks >= sent.ticks).catch(() => undefined);
    const { ticks, checksum } = this.received;
    if (sent.dropped > 0) return `${sent.dropped} batches were never sent`;
    return ticks === sent.ticks && checksum === sent.checksum ? null : `sent ${sent.ticks} quotes (sum ${sent.checksum}), applied ${ticks} (sum ${checksum})`;
  }
}

const fresh = () => ({ ticks: 0, checksum: 0, latencies: [] as number[], firstAt: 0, lastAt: 0 });

/** The same commands for product and peer: a second to warm up, the rate, then the burst. */
async function drive(feeder: Feeder, tally: Tally, sizes: ReturnType<typeof workload>, signals: number[] | null): Promise<Run> {
  const warmUp = await feeder.run('go 1');
  await tally.settle(warmUp);
  if (signals) await until('the readings', () => signals.length >= warmUp.bars);
  tally.reset();
  if (signals) signals.length = 0;
  const cpuBefore = process.cpuUsage();
  const steady = await feeder.run(`go ${sizes.seconds}`);
  const steadyProblem = await tally.settle(steady);
  const used = process.cpuUsage(cpuBefore);
  if (signals) await until('the readings', () => signals.length >= steady.bars, 3000).catch(() => undefined);
  const signalProblem = signals && signals.length !== steady.bars ? `${steady.bars} bars sent, ${signals.length} readings told` : null;
  const tick = summarise(tally.received.latencies);
  const signal = signals ? summarise(signals) : null;
  tally.reset();
  const burst = await feeder.run(`burst ${sizes.burst}`);
  const burstProblem = await tally.settle(burst);
  const { ticks, firstAt, lastAt } = tally.received;
  return {
    tick, signal, drained: ticks / ((lastAt - firstAt) / 1e6), cpu: (used.user + used.system) / 1e6 / sizes.seconds,
    problem: steadyProblem ?? signalProblem ?? burstProblem,
  };
}

const feederArgs = (sizes: ReturnType<typeof workload>): string[] =>
  ['--symbols', String(sizes.symbols), '--rate', String(sizes.rate), '--bar-ms', String(sizes.barMs), '--history', '150'];

async function candor(sizes: ReturnType<typeof workload>): Promise<Run> {
  const dir = scratchDir();
  const feeder = await startFeeder(feederArgs(sizes));
  const core = await startCore({ dataDir: dir.path, orders: feeder.ready.orders, marketData: feeder.ready.marketData });
  try {
    const { marketData, signals, status, venue } = core.rooms;
    await until('ready', () => venue.state === 'ready');
    const now = (): number => monotonicMicros() + feeder.ready.offset;
    const tally = new Tally();
    const readings: number[] = [];
    let scored = 0;
    // The last listener: features and topics have had the quote when this one hears of it.
    marketData.listen({ onQuote: (_symbol, quote) => tally.take(quote.bid, quote.venueTime, now()) });
    signals.onReading((reading) => {
      readings.push(now() - reading.asOf);
      if (reading.signal) scored++;
    });
    const run = await drive(feeder, tally, sizes, readings);
    const gaps = status.gaps + status.refused > 0 ? `${status.gaps} gaps, ${status.refused} refused frames` : null;
    return { ...run, problem: run.problem ?? gaps ?? (scored === 0 ? 'no bar was scored' : null) };
  } finally {
    await core.dispose();
    await feeder.stop();
    dir.remove();
  }
}

async function bare(sizes: ReturnType<typeof workload>): Promise<Run> {
  const feeder = await startFeeder(feederArgs(sizes));
  const socket = new Subscriber({ linger: 0, receiveHighWaterMark: 100_000 });
  const tally = new Tally();
  let heard = false;
  try {
    socket.connect(feeder.ready.marketData);
    socket.subscribe('MD');
    void (async () => {
      for await (const [, bytes] of socket) {
        heard = true;
        const decoded = bytes ? decodeFrame(bytes) : null;
        if (!decoded?.ok) continue;
        for (const entry of (decoded.value as MarketDataBatch).entries) {
          if (entry.type === 'quote') tally.take(entry.bid, entry.venueTime, monotonicMicros() + feeder.ready.offset);
        }
      }
    })();
    await until('the line', () => heard);
    return await drive(feeder, tally, sizes, null);
  } finally {
    socket.close();
    await feeder.stop();
  }
}

export const tickToSignal: Bench = async ({ rounds, quick }) => {
  const sizes = workload(quick);
  const ours: Run[] = [];
  const peer: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await candor(sizes));
    peer.push(await bare(sizes));
  }
  const figure = (name: string, unit: string, values: number[]) => ({ name, unit, ...acrossRounds(values) });
  return {
    id: 'P8',
    title: 'tick to signal',
    workload: `${sizes.rate} quotes/s over ${sizes.symbols} instruments, one batch a millisecond, a bar of each instrument every ${sizes.barMs} ms, ${sizes.seconds} s a round; then ${sizes.burst} quotes as fast as they can be sent`,
    figures: [
      figure('quote applied p50', 'µs', ours.map((r) => r.tick.p50)),
      figure('quote applied p99', 'µs', ours.map((r) => r.tick.p99)),
      figure('bare SUB + decode p50', 'µs', peer.map((r) => r.tick.p50)),
      figure('bare SUB + decode p99', 'µs', peer.map((r) => r.tick.p99)),
      figure('reading told p50', 'µs', ours.map((r) => r.signal?.p50 ?? Number.NaN)),
      figure('reading told p99', 'µs', ours.map((r) => r.signal?.p99 ?? Number.NaN)),
      figure('burst, quotes applied', '/s', ours.map((r) => r.drained)),
      figure('burst, bare SUB + decode', '/s', peer.map((r) => r.drained)),
      figure('core processor share at the rate', '%', ours.map((r) => r.cpu * 100)),
      figure('bare processor share at the rate', '%', peer.map((r) => r.cpu * 100)),
    ],
    problem: [...ours, ...peer].find((r) => r.problem)?.problem ?? null,
    notes: [
      'In: encoding and sending in the feeder, loopback TCP, decoding, schema, sequence check, quality checks, books, features, and for a bar the inference process (another process) with all seven shipped models: exact explanation of the one that proposes, the views of the others, stability of the call, policy and its journal entries. Out: any screen.',
      'The line is plain, so the target (stated with CURVE) is compared with an easier run.',
      'Counts and the sum of all bids are compared with what the feeder says it sent; a gap, a refused frame or a missing reading voids the row.',
    ],
  };
};
