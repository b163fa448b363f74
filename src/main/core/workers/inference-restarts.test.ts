/** When a process is started in the place of one that was lost: on a clock turned by hand, with processes that end when they are told to. */
import { describe, expect, it } from 'vitest';
import { must } from '../../../shared/base/assert.ts';
import { disposable } from '../../../shared/base/disposable.ts';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import type { WorkerProcess } from '../host.ts';
import type { LoadedModel } from '../models/load-model.ts';
import type { FromInference, ToInference } from './inference-messages.ts';
import { createInference, type Inference } from './inference.ts';

/** A process that says what it is asked, until it ends. */
class TestProcess implements WorkerProcess {
  private readonly message = new Set<(message: unknown) => void>();
  private readonly exit = new Set<(code: number | null) => void>();
  ended = false;

  constructor(starts: boolean) {
    queueMicrotask(() => (starts ? this.say({ type: 'ready' }) : this.end()));
  }
  send(message: unknown): void {
    const asked = message as ToInference;
    queueMicrotask(() => {
      if (asked.type === 'load') this.say({ type: 'loaded', modelHash: asked.modelHash, problem: null });
      else if (asked.type === 'score') this.say({ type: 'scores', requestId: asked.requestId, scores: new Float32Array(asked.rows) });
    });
  }
  onMessage(listener: (message: unknown) => void) { this.message.add(listener); return disposable(() => this.message.delete(listener)); }
  onExit(listener: (code: number | null) => void) { this.exit.add(listener); return disposable(() => this.exit.delete(listener)); }
  residentBytes(): null { return null; }
  kill(): void { this.ended = true; }
  end(): void {
    this.ended = true;
    for (const listener of [...this.exit]) listener(139);
  }
  private say(message: FromInference): void {
    if (!this.ended) for (const listener of [...this.message]) listener(message);
  }
}

const model = { modelHash: 'one', bytes: new Uint8Array(0), manifest: { probes: [] }, card: { featureNames: ['a'], heads: [{ name: 'h' }], background: { rows: [] } } } as unknown as LoadedModel;
const settle = async (): Promise<void> => { for (let i = 0; i < 50; i++) await Promise.resolve(); };

async function desk(): Promise<{ clock: ManualClock; processes: TestProcess[]; inference: Inference; starting: { ok: boolean } }> {
  const [clock, processes, starting] = [new ManualClock(), [] as TestProcess[], { ok: true }];
  const inference = createInference({
    clock, log() {}, startWorker() {
      processes.push(new TestProcess(starting.ok));
      return must(processes.at(-1), 'just made');
    },
  });
  expect((await inference.load(model)).ok).toBe(true);
  await settle();
  return { clock, processes, inference, starting };
}

/** Ends the process that scores; milliseconds until another is started. */
async function endOne({ clock, processes }: { clock: ManualClock; processes: TestProcess[] }): Promise<number> {
  const before = processes.length;
  must(processes.find(({ ended }) => !ended), 'one stands').end();
  await settle();
  for (let waited = 0; waited <= 20_000; waited += 50) {
    if (processes.length > before) {
      await settle();
      return waited;
    }
    clock.advance(50);
  }
  return Infinity;
}

describe('processes that are lost', () => {
  it('[IM-26] the first is replaced at once, one after the other with a growing pause, after a quiet time at once again; the spare scores meanwhile', async () => {
    const at = await desk();
    const pauses: number[] = [];
    for (let i = 0; i < 10; i++) {
      pauses.push(await endOne(at));
      expect((await at.inference.score('one', new Float32Array(1), 1)).ok).toBe(true);
    }
    expect(pauses).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
    at.clock.advance(30_000);
    expect(await endOne(at)).toBe(0);
    expect(at.inference.stats()).toMatchObject({ processesLost: 11, failures: 0, down: null });
    at.inference.dispose();
  });

  it('[IM-26] both lost and none that starts: requests are refused with the reason, which is shown; tries go on with a growing pause', async () => {
    const at = await desk();
    at.starting.ok = false;
    for (const process of at.processes) process.end();
    await settle();
    expect(at.inference.stats().down).toEqual({ code: 'PROCESS_ENDED', exitCode: 139 });
    expect(await at.inference.score('one', new Float32Array(1), 1)).toMatchObject({ ok: false, error: { code: 'PROCESS_ENDED' } });
    const tries: number[] = [];
    for (let i = 0; i < 60; i++) {
      at.clock.advance(1_000);
      await settle();
      tries.push(at.processes.length);
    }
    expect(must(tries.at(-1), 'there were seconds') - must(tries[29], 'thirty of them')).toBeLessThanOrEqual(8);
    at.starting.ok = true;
    at.clock.advance(10_000);
    await settle();
    expect(at.inference.stats().down).toBeNull();
    expect((await at.inference.score('one', new Float32Array(1), 1)).ok).toBe(true);
    at.inference.dispose();
  });
});
