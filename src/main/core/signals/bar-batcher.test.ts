/** Bars that end together: in slices, in order, and never more of them waiting than the limit. */
import { describe, expect, it } from 'vitest';
import { syntheticTape } from '../../../../reference/simulator/synthetic-tape.ts';
import { evaluatorRunner, shippedModel } from '../../../../tests/fixtures/drift-linear.ts';
import { must } from '../../../shared/base/assert.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import { readMarket } from '../backtest/read-market.ts';
import { BarBatcher, sliceBars, waitingBarsMax } from './bar-batcher.ts';
import type { AtBarEnd } from './bar-end.ts';
import { readModels, type ModelRunner } from './read-models.ts';

const model = await shippedModel();
const models = { drift: model, others: [] };

/** So many different bars, as if all had ended now. */
function bars(count: number): readonly AtBarEnd[] {
  const tape = syntheticTape({ seed: 3, sessions: 1, start: epochMicros(Date.UTC(2025, 2, 3, 14, 30) * 1000), instruments: ['AURX', 'BRVN'], barsOnly: true });
  const scorable = [...readMarket(tape.instruments, tape.events(), model.card)].flatMap(({ at }) => at.filter((one) => one.scorable));
  return Array.from({ length: count }, (_, i) => ({ ...must(scorable[i % scorable.length], 'a session has bars') }));
}

/** Answers when it is told to, what came last first. */
function heldRunner(): ModelRunner & { open: number; most: number; release(): void } {
  const inner = evaluatorRunner(model);
  let gates: (() => void)[] = [];
  const held = {
    open: 0, most: 0,
    release(): void {
      for (const open of gates.splice(0).reverse()) open();
    },
    score: inner.score,
    async explain(...asked: Parameters<ModelRunner['explain']>): ReturnType<ModelRunner['explain']> {
      held.most = Math.max(held.most, ++held.open);
      await new Promise<void>((open) => { gates = [...gates, open]; });
      held.open--;
      return inner.explain(...asked);
    },
  };
  return held;
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe('bars that end together', () => {
  it('[SG-4] are read in slices, two under way, told in their order, with what they would be told alone', async () => {
    const ats = bars(3 * sliceBars + 1);
    const runner = heldRunner();
    const batcher = new BarBatcher(runner, models);
    const told: number[] = [];
    const all = Promise.all(ats.map((at, i) => batcher.read(at).then((reading) => { told.push(i); return reading; })));
    while (told.length < ats.length) {
      await turn();
      expect([told.length % sliceBars === 0, told.length === ats.length]).toContain(true);
      runner.release();
    }
    expect(told).toEqual(ats.map((_, i) => i));
    expect(runner.most).toBe(2);
    const readings = await all;
    const alone = evaluatorRunner(model);
    for (const i of [0, sliceBars, ats.length - 1]) {
      const at = must(ats[i], 'a bar');
      expect(readings[i]?.explained).toEqual((await readModels(models, [at], alone, true)).get(at)?.explained);
    }
  });

  it('[SG-4] more than may wait are told at once that nothing was scored, those before them still are', async () => {
    const ats = bars(2 * sliceBars + waitingBarsMax + 2);
    const runner = heldRunner();
    const batcher = new BarBatcher(runner, models);
    const first = ats.slice(0, 2 * sliceBars).map((at) => batcher.read(at));
    await turn();
    const rest = ats.slice(2 * sliceBars).map((at) => batcher.read(at));
    let finished = false;
    const all = Promise.all([...first, ...rest]).then((readings) => { finished = true; return readings; });
    while (!finished) {
      await turn();
      runner.release();
    }
    const readings = await all;
    expect(readings.slice(0, -2).every(({ explained }) => explained !== null)).toBe(true);
    expect(readings.slice(-2).map(({ problem }) => problem)).toEqual(['no score: QUEUE_FULL', 'no score: QUEUE_FULL']);
  });

  it('[SG-4] a slice that throws fails alone', async () => {
    const ats = bars(2 * sliceBars);
    const inner = evaluatorRunner(model);
    let calls = 0;
    const batcher = new BarBatcher({ score: inner.score, explain: (...asked) => (calls++ === 0 ? Promise.reject(new Error('gone')) : inner.explain(...asked)) }, models);
    const settled = await Promise.allSettled(ats.map((at) => batcher.read(at)));
    expect(settled.map(({ status }) => status)).toEqual(ats.map((_, i) => (i < sliceBars ? 'rejected' : 'fulfilled')));
  });

  it('[SG-4] a slice that throws is told in its turn, and those after it in theirs', async () => {
    const ats = bars(3 * sliceBars);
    const runner = heldRunner();
    let calls = 0;
    const batcher = new BarBatcher({ score: runner.score, explain: (...asked) => (calls++ === 1 ? Promise.reject(new Error('gone')) : runner.explain(...asked)) }, models);
    const told: number[] = [];
    const all = Promise.all(ats.map((at, i) => batcher.read(at).catch(() => null).finally(() => told.push(i))));
    await turn();
    await turn();
    expect(told).toEqual([]);
    while (told.length < ats.length) {
      runner.release();
      await turn();
    }
    await all;
    expect(told).toEqual(ats.map((_, i) => i));
  });
});
