/** Seven models at a desk that trades: they speak, they are explained, and while they hang prices and orders go on. */
import { afterEach, describe, expect, it } from 'vitest';
import { createCalls } from '../../src/main/core/api/api.ts';
import type { Core } from '../../src/main/core/core.ts';
import { isAdditive } from '../../src/shared/domain/explanation.ts';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { OrderIntent } from '../../src/shared/domain/order.ts';
import type { Signal } from '../../src/shared/domain/signal.ts';
import { forkingHost } from '../fixtures/forking-host.ts';
import { scratchDir, startCore, startVenue, until } from './live-core.ts';

const own: OrderIntent['provenance'] = { side: 'trader', size: 'trader', price: 'trader', time: 'trader' };
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => { for (const clean of cleanups.splice(0).reverse()) await clean(); });

async function desk(): Promise<{ readonly core: Core; readonly forking: ReturnType<typeof forkingHost> }> {
  const dir = scratchDir();
  cleanups.push(() => dir.remove());
  const venue = await startVenue(['--synthetic', '--instruments', 'AURX,BRVN', '--speed', '60', '--warmup', '200']);
  cleanups.push(() => venue.stop());
  const forking = forkingHost();
  const core = await startCore({ dataDir: dir.path, ...venue.ready, startWorker: (name) => forking.startWorker(name) });
  cleanups.push(() => core.dispose());
  return { core, forking };
}

const spoken = ({ rooms }: Core): Promise<Signal> => until('a signal', () => rooms.signals.readings().find((r) => r.signal)?.signal, 30_000);

describe('seven models', () => {
  it('[SG-22] all speak at a bar and are explained over the contract', { timeout: 90_000 }, async () => {
    const { core } = await desk();
    const { rooms } = core;
    expect(rooms.models.infos().map(({ modelId, state }) => [modelId, state])).toEqual([
      ['drift-linear', 'ready'], ['edge-logistic', 'ready'], ['regime-tree', 'ready'], ['direction-forest', 'ready'], ['fill-svm', 'ready'], ['book-deep', 'ready'], ['range-boost', 'ready'],
    ]);
    await spoken(core);
    // At this speed signals are kept for some seconds only: the spare, which answers about them, is waited for first.
    for (const { modelHash, card } of rooms.models.models.slice(0, 1)) expect((await rooms.models.inference.askScore(modelHash, new Float32Array(card.featureNames.length), 1)).ok).toBe(true);
    const signal = await spoken(core);
    expect(signal.views.map(({ modelId, problem }) => [modelId, problem])).toEqual(rooms.models.models.slice(1).map(({ card }) => [card.modelId, null]));
    const calls = createCalls(rooms);
    const caller = { connection: 1 };
    for (const { modelId, heads } of signal.views) {
      const answer = await calls['signals.explanation']({ signalId: signal.signalId, modelId, head: heads[0]?.name ?? '', method: null }, caller);
      // At sixty bars a minute some bars have gone by since the signal was made.
      expect(answer.problem).toBeNull();
      if (answer.value) expect(isAdditive(answer.value)).toBe(true);
      expect((await calls['signals.evaluation']({ modelId }, caller)).problem).toBeNull();
    }
    expect((await calls['signals.odds']({ symbol: signal.symbol, side: 'sell' }, caller)).problem).toBeNull();
    expect((await calls['signals.featurePast']({ symbol: signal.symbol, feature: 'ret_15' }, caller)).value?.points.length).toBeGreaterThan(100);
  });

  it('[SG-3] while every inference process hangs, prices come, orders are acknowledged, and the silence says why; then they speak again', { timeout: 90_000 }, async () => {
    const { core, forking } = await desk();
    const { rooms } = core;
    await spoken(core);
    const before = rooms.marketData.marketTime ?? 0;
    for (const child of forking.children.slice(0, 2)) child.kill('SIGSTOP');
    const from = performance.now();
    const quote = await until('a quote', () => rooms.marketData.quote('AURX'));
    const outcome = await rooms.orders.submit({
      symbol: 'AURX', side: 'buy', ordType: 'limit', price: priceTicks(quote.bid - 40), orderQty: quantityLots(10), timeInForce: 'gtc', suggestionId: null, provenance: own,
    }, 'tester');
    expect(outcome).toMatchObject({ sent: true });
    await until('the acknowledgement', () => rooms.ordersProjection.get(outcome.clOrdId)?.ordStatus === 'new', 1_000);
    await until('later prices', () => (rooms.marketData.marketTime ?? 0) > before + 5e6, 1_900);
    expect(performance.now() - from).toBeLessThan(2_000); // the deadline has not even passed
    const silent = await until('the silence', () => rooms.signals.readings().find((r) => r.abstained === 'MODEL_UNAVAILABLE'), 10_000);
    expect(silent.detail).toMatch(/^no score: (DEADLINE|PROCESS_ENDED)$/);
    await until('a signal again', () => rooms.signals.readings().find((r) => r.signal && r.asOf > silent.asOf), 30_000);
    expect(rooms.models.inference.stats().processesLost).toBeGreaterThan(0);
  });
});
