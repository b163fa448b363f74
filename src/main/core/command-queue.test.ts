import { describe, expect, it } from 'vitest';
import { createCommandQueue, QueueFullError } from './command-queue.ts';

describe('the command queue', () => {
  it('runs one thing at a time, in order of arrival', async () => {
    const queue = createCommandQueue();
    const seen: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      seen.push(`${name} starts`);
      await Promise.resolve();
      await Promise.resolve();
      seen.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all([queue.enqueue(work('a')), queue.enqueueInbound(work('b')), queue.enqueue(work('c'))])).toEqual(['a', 'b', 'c']);
    expect(seen).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  });

  it('a failure reaches its caller and stops nobody else', async () => {
    const queue = createCommandQueue();
    const failing = queue.enqueue(() => Promise.reject(new Error('no')));
    const next = queue.enqueue(() => Promise.resolve(1));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe(1);
    expect(queue.waiting).toBe(0);
  });

  it('refuses commands when full, and never what came over the wire', async () => {
    const queue = createCommandQueue(2);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => { open = resolve; });
    const held = [queue.enqueue(() => gate), queue.enqueue(() => gate)];
    await expect(queue.enqueue(() => gate)).rejects.toBeInstanceOf(QueueFullError);
    const report = queue.enqueueInbound(() => Promise.resolve('fill'));
    expect(queue.waiting).toBe(3);
    open();
    await Promise.all(held);
    expect(await report).toBe('fill');
    await queue.idle();
    expect(await queue.enqueue(() => Promise.resolve('room again'))).toBe('room again');
  });
});
