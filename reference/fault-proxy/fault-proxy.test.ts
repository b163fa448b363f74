/** What the proxy decides and what comes out of one direction: by seed, with a clock moved by hand. Sockets: tests/system/torture.test.ts. */
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/shared/base/manual-clock.ts';
import { decodeFrame, encodeFrame } from '../../src/shared/wire/codec.ts';
import { Channel } from './channel.ts';
import { parseControl } from './control.ts';
import { damaged, decide } from './decide.ts';
import { withoutEpoch } from './order-relay.ts';
import { noFaults, parseCommandLine, presets, type Rates } from './plan.ts';

const frame = (n: number): Uint8Array => encodeFrame({ n });

function run(rates: Partial<Rates>, frames: number, seed = 7): { readonly out: number[]; readonly channel: Channel; readonly clock: ManualClock } {
  const clock = new ManualClock(0);
  const channel = new Channel({ name: 'test', seed, rates: { ...noFaults, ...rates }, clock, faulty: true });
  const out: number[] = [];
  for (let n = 1; n <= frames; n++) {
    channel.offer(frame(n), (bytes) => {
      const decoded = decodeFrame(bytes);
      out.push(decoded.ok ? (decoded.value as { n: number }).n : -1);
    });
    clock.advance(1);
  }
  return { out, channel, clock };
}

describe('decisions', () => {
  it('the same seed, channel and frame number give the same decision; another of them another', () => {
    const rates: Rates = presets['rough']?.orders.toCore ?? noFaults;
    const all = (seed: number, channel: string): string => JSON.stringify(Array.from({ length: 500 }, (_, n) => decide(seed, channel, n, rates)));
    expect(all(1, 'a')).toBe(all(1, 'a'));
    expect(all(1, 'a')).not.toBe(all(2, 'a'));
    expect(all(1, 'a')).not.toBe(all(1, 'b'));
  });

  it('one rate changes no other decision', () => {
    for (let n = 0; n < 300; n++) {
      const plain = decide(3, 'a', n, { ...noFaults, drop: 0.3 });
      expect(decide(3, 'a', n, { ...noFaults, drop: 0.3, duplicate: 0.9, delay: 0.5, delayMsMax: 100 }).drop).toBe(plain.drop);
    }
  });

  it('rates come out as shares of frames, within four standard errors', () => {
    const frames = 20_000;
    const dropped = Array.from({ length: frames }, (_, n) => decide(11, 'a', n, { ...noFaults, drop: 0.05 })).filter((d) => d.drop).length;
    expect(Math.abs(dropped / frames - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / frames));
  });

  it('a damaged frame is never readable, and the original is left as it was', () => {
    for (let seed = 0; seed < 500; seed++) {
      const original = encodeFrame({ msgType: 'Heartbeat', msgSeqNum: seed + 1, sendingTime: 1, testReqId: null });
      const copy = Uint8Array.from(original);
      expect(decodeFrame(damaged(original, seed)).ok).toBe(false);
      expect(Buffer.compare(original, copy)).toBe(0);
    }
  });
});

describe('one direction', () => {
  it('without faults passes everything at once and in order', () => {
    expect(run({}, 50).out).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });

  it('drops, duplicates and corrupts what it says it did', () => {
    const { out, channel } = run({ drop: 0.2, duplicate: 0.2, corrupt: 0.2 }, 400);
    const { dropped, duplicated, corrupted, offered } = channel.counts;
    expect([offered, dropped > 0, duplicated > 0, corrupted > 0]).toEqual([400, true, true, true]);
    expect(out).toHaveLength(400 - dropped + duplicated);
    expect(out.filter((n) => n === -1).length).toBeGreaterThanOrEqual(corrupted);
  });

  it('a reordered frame is overtaken by the next; nothing is lost', () => {
    const { out, channel, clock } = run({ reorder: 0.3 }, 200);
    clock.advance(1000);
    expect([...out].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    expect(out.filter((n, i) => n > (out[i + 1] ?? Infinity)).length).toBe(channel.counts.reordered);
  });

  it('a delayed frame holds up those behind it and keeps their order', () => {
    const { out, channel, clock } = run({ delay: 0.1, delayMsMax: 5000 }, 200);
    expect(channel.counts.delayed).toBeGreaterThan(0);
    expect(out.length).toBeLessThan(200);
    clock.advance(5000);
    expect(out).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
  });

  it('half-open swallows for its time and says nothing; healed it passes everything that waits', () => {
    const { out, channel, clock } = run({}, 3);
    channel.silence(100);
    channel.offer(frame(4), () => out.push(4));
    expect(channel.counts.swallowed).toBe(1);
    clock.advance(100);
    channel.offer(frame(5), () => out.push(5));
    channel.silence(Infinity);
    channel.heal();
    channel.offer(frame(6), () => out.push(6));
    expect(out).toEqual([1, 2, 3, 5, 6]);
  });

  it('a cut loses what waits', () => {
    const { out, channel, clock } = run({ delay: 1, delayMsMax: 1000 }, 5);
    const before = out.length;
    channel.lose();
    clock.advance(10_000);
    expect(out).toHaveLength(before);
  });
});

describe('the edges', () => {
  it('ids lose their epoch and nothing else does', () => {
    const report = { msgType: 'ExecutionReport', orderId: 'ep-1-O7', execId: 'ep-1-E9', clOrdId: 'a-O1' };
    const out = decodeFrame(withoutEpoch(encodeFrame(report)));
    expect(out.ok && out.value).toEqual({ ...report, orderId: 'O7', execId: 'E9' });
    const status = decodeFrame(withoutEpoch(encodeFrame({ ...report, execId: '0', orderId: 'NONE' })));
    expect(status.ok && status.value).toMatchObject({ execId: '0', orderId: 'NONE' });
  });

  it('a command line without endpoints or with an unknown plan is refused with words', () => {
    expect(parseCommandLine([])).toMatchObject({ ok: false, error: expect.stringContaining('--orders') as string });
    expect(parseCommandLine(['--orders', 'tcp://127.0.0.1:1', '--market-data', 'tcp://127.0.0.1:2', '--plan', 'none-such'])).toMatchObject({ ok: false, error: expect.stringContaining('none-such') as string });
    expect(parseCommandLine(['--orders', 'tcp://127.0.0.1:1', '--market-data', 'tcp://127.0.0.1:2', '--plan', 'rough', '--seed', '5'])).toMatchObject({ ok: true, value: { seed: 5, startsFaulty: true } });
  });

  it('a control line that is no command is refused with words', () => {
    expect(parseControl('{"cmd":"cut","line":"orders"}').ok).toBe(true);
    expect(parseControl('{"cmd":"cut","line":"sea"}').ok).toBe(false);
    expect(parseControl('cut!').ok).toBe(false);
  });
});
