import { describe, expect, it } from 'vitest';
import { framesWaitingMax, FrameSender } from './frame-sender.ts';

const frame = (n: number): Uint8Array[] => [Uint8Array.of(n % 256)];

describe('FrameSender', () => {
  it('sends in order, one at a time, and goes on after a failure', async () => {
    const sent: number[] = [];
    const failed: number[] = [];
    let inFlight = 0;
    const sender = new FrameSender({
      async send([body]) {
        expect(++inFlight).toBe(1);
        await Promise.resolve();
        inFlight -= 1;
        if (body?.[0] === 2) throw new Error('no such peer');
        sent.push(body?.[0] ?? -1);
      },
    }, ([body]) => failed.push(body?.[0] ?? -1));
    for (let n = 0; n < 5; n++) sender.send(frame(n));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([sent, failed, sender.length]).toEqual([[0, 1, 3, 4], [2], 0]);
  });

  it('keeps the order of many', async () => {
    const sent: number[] = [];
    const sender = new FrameSender({
      async send([body]) {
        sent.push((body?.[0] ?? 0) * 256 + (body?.[1] ?? 0));
      },
    }, () => undefined);
    for (let n = 0; n < 10_000; n++) sender.send([Uint8Array.of(n >> 8, n & 255)]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  });

  it('drops and counts what is beyond its limit, and forgets everything when disposed', () => {
    const sender = new FrameSender({ send: () => new Promise(() => undefined) }, () => undefined);
    for (let n = 0; n < framesWaitingMax + 3; n++) sender.send(frame(n));
    // The first is in flight and waits no more.
    expect([sender.length, sender.dropped]).toEqual([framesWaitingMax, 2]);
    sender.dispose();
    expect(sender.length).toBe(0);
  });
});
