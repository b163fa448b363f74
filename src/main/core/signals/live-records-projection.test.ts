/** What survives a restart of the desk, through the store: counts, coverage, the level of every band. */
import { describe, expect, it } from 'vitest';
import { cards, instrument, otherCards, quoteAt, viewOf } from '../../../../tests/fixtures/policy-world.ts';
import { openForTest, storeOptions } from '../../../../tests/fixtures/store-fixture.ts';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { KeptRecord } from '../../../shared/domain/kept-record.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import { epochMicros, priceTicks } from '../../../shared/domain/numbers.ts';
import { bandWindow } from '../../../shared/signals/band-tracker.ts';
import { LiveRecords, type FollowedModel, type LiveMark } from '../../../shared/signals/live-record.ts';
import { Checkpointer, replayInto } from '../store/replay.ts';
import type { Store } from '../store/store.ts';
import { keptModelsMax, LiveRecordsProjection } from './live-records-projection.ts';

const clock = new ManualClock(0);
const followed = (card: ModelCard): FollowedModel => ({ card, modelHash: card.modelId.padEnd(64, '0') });
const models = { drift: followed(cards.drift), others: otherCards.map(followed) };
const symbols = ['A', 'B'];
const views = [viewOf(cards.direction, [1]), viewOf(cards.regime, [2, 1, 0]), viewOf(cards.range, [-1, 0, 1]), viewOf(cards.path, [0, 1, 2]), viewOf(cards.edge, [1], 'buy'), viewOf(cards.fill, [1], 'buy')];

/** A market of two names whose moves are twice what the bands say. */
const random = seededRandom(9);
const closes = symbols.map(() => { let close = 10_000; return Array.from({ length: 900 }, () => (close = Math.max(2_000, Math.round(close * Math.exp(random.normal() * 15e-4))))); });
const barOf = (s: number, i: number): Bar => {
  const close = priceTicks(closes[s]?.[i] ?? 0);
  return { symbol: symbols[s] ?? '', start: epochMicros(i * 60e6), end: epochMicros((i + 1) * 60e6), open: close, high: close, low: close, close, volume: null };
};

/** Bars from one to another; what the models say of them is handed in but for the last `quiet`. */
function play(live: LiveRecords, from: number, to: number, quiet = 0): LiveMark[] {
  let marks: LiveMark[] = [];
  for (let i = from; i < to; i++) {
    marks = symbols.map((symbol, s) => {
      const bar = barOf(s, i);
      return live.onBar({ ...instrument, symbol }, bar, { ...quoteAt(bar.close - 1, bar.close + 1), symbol, venueTime: bar.end });
    });
    if (i < to - quiet) for (const mark of marks) live.spoke(mark, { scoreSigma: 0.3, horizonVolatilityBp: 30, views: i % 3 === 0 ? [] : views });
  }
  return marks;
}
const liveOf = (marks: readonly LiveMark[]) => marks.map(({ bands }) => [...bands].map(([modelId, { live, price }]) => ({ modelId, price, ...live })));
const recordsOf = (live: LiveRecords) => [cards.drift, ...otherCards].map(({ modelId }) => live.recordOf(modelId));
const keep = (store: Store, live: LiveRecords, at: number) => store.append([{ type: 'CallsMeasured', body: { asOf: epochMicros(at * 60e6), models: live.takeUnkept() } }]);
const history = (s: number, from: number, to: number): Bar[] => Array.from({ length: to - from }, (_, i) => barOf(s, from + i));

/** What a desk does at its start: its history is taken in, after the newest bar of it was told. */
function restarted(kept: readonly KeptRecord[], from: number, to: number): LiveRecords {
  const live = new LiveRecords({ ...models, kept });
  symbols.forEach((symbol, s) => {
    live.resume({ ...instrument, symbol }, barOf(s, to - 1).end);
    for (const bar of history(s, from, to)) live.onBar({ ...instrument, symbol }, bar, null);
  });
  return live;
}

async function rebuilt(store: Store): Promise<readonly KeptRecord[]> {
  const projection = new LiveRecordsProjection();
  expect(await replayInto(store, [projection], clock)).toMatchObject({ ok: true });
  return projection.records();
}

describe('after a restart', () => {
  it('[SG-11] the records of every model, the coverage and the level of every band stand where they stood, and go on as if nothing had been', async () => {
    const options = storeOptions();
    let store = await openForTest(options);
    const checkpointer = new Checkpointer({ store, projections: [new LiveRecordsProjection()], every: 4 });
    const through = new LiveRecords(models);
    for (let at = 100; at <= 600; at += 50) {
      // Quiet before the stop, so that nothing waits for its horizon: what waits is what a restart loses.
      play(through, at - (at === 100 ? 100 : 50), at, at === 600 ? 31 : 0);
      if (at % 100 === 0) await keep(store, through, at);
    }
    await store.dispose();
    store = await openForTest(options);
    const again = restarted(await rebuilt(store), 0, 600);
    expect(recordsOf(again)).toEqual(recordsOf(through));
    expect(recordsOf(again).every((record) => record !== null)).toBe(true);
    const [ours, theirs] = [play(again, 600, 601, 1), play(through, 600, 601, 1)];
    expect(liveOf(ours)).toEqual(liveOf(theirs));
    // The market is wilder than the bands, so that there is something to remember: half more than published at least.
    for (const { scale, calls, asked } of liveOf(ours).flat()) expect([scale > 1.5, calls > 300, asked !== 0.8]).toEqual([true, true, true]);
    expect(liveOf([play(again, 601, 800)[0] as LiveMark])).toEqual(liveOf([play(through, 601, 800)[0] as LiveMark]));
    expect(recordsOf(again)).toEqual(recordsOf(through));
    await checkpointer.dispose();
  });

  it('[SG-11] what was measured after the last record is lost, and nothing counts twice', async () => {
    const options = storeOptions();
    const store = await openForTest(options);
    const live = new LiveRecords(models);
    play(live, 0, 300);
    await keep(store, live, 300);
    const kept = recordsOf(live);
    play(live, 300, 340); // a crash here
    expect(recordsOf(restarted(await rebuilt(store), 0, 340))).toEqual(kept);
    // Kept again with nothing new, it is what it was.
    await keep(store, live, 340);
    await keep(store, live, 340);
    expect(recordsOf(restarted(await rebuilt(store), 0, 340))).toEqual(recordsOf(live));
  });

  it('[SG-11] of a market that has started over, before the restart or at it, counts stay and bands start anew', async () => {
    const options = storeOptions();
    const store = await openForTest(options);
    const live = new LiveRecords(models);
    play(live, 0, 300);
    await keep(store, live, 300);
    const counted = recordsOf(live).map((record) => [record?.calls, record?.right, record?.band?.calls ?? null, record?.band?.inside ?? null]);
    const anew = (of: LiveRecords) => { expect(liveOf(play(of, 0, 1)).flat().every(({ asked, scale, calls }) => Math.abs(asked - 0.8) < 1e-12 && scale === 1 && calls === 0)).toBe(true); };
    const totals = (of: LiveRecords) => recordsOf(of).map((record) => [record?.calls, record?.right, record?.band?.calls ?? null, record?.band?.inside ?? null]);
    // The venue plays its day from the start while we are down: its time lies before what was kept.
    const early = restarted(await rebuilt(store), 0, 20);
    expect(totals(early)).toEqual(counted);
    await keep(store, early, 20);
    expect(totals(restarted(await rebuilt(store), 0, 20))).toEqual(counted);
    // It starts over while we run.
    early.startOver();
    anew(early);
    await keep(store, early, 1);
    expect(totals(restarted(await rebuilt(store), 0, 1))).toEqual(counted);
  });

  it('[SG-11] another file of a model, and bars of another length, start anew; counts of the file stay with it', async () => {
    const store = await openForTest(storeOptions());
    const live = new LiveRecords(models);
    play(live, 0, 300);
    await keep(store, live, 300);
    const kept = await rebuilt(store);
    const retrained = new LiveRecords({ ...models, drift: { card: cards.drift, modelHash: 'f'.repeat(64) }, kept });
    expect([retrained.recordOf('drift-test'), retrained.recordOf('direction-test')]).toEqual([null, live.recordOf('direction-test')]);
    const hourly = new LiveRecords({ ...models, kept });
    const mark = hourly.onBar({ ...instrument, barSeconds: 3600 }, { ...barOf(0, 0), start: epochMicros(400 * 60e6), end: epochMicros(460 * 60e6) }, null);
    expect(mark.bands.get('drift-test')?.live).toMatchObject({ calls: 0, scale: 1 });
    expect(hourly.recordOf('drift-test')?.band?.calls).toBe(live.recordOf('drift-test')?.band?.calls);
  });

  it('[SG-11] memory is bounded: scores of a band, and files of models', () => {
    const projection = new LiveRecordsProjection();
    const apply = (modelHash: string, scores: number[]) => projection.apply({
      seq: 1, at: epochMicros(0), hash: '',
      event: { type: 'CallsMeasured', body: { asOf: epochMicros(0), models: [{ modelId: 'm', version: '1.0.0', modelHash, calls: 1, right: 1, classes: [], past: { calls: 0, inside: 0 }, anew: false, bands: [{ symbol: 'A', barSeconds: 60, until: epochMicros(0), alpha: 0.2, calls: 1, inside: 1, anew: false, scores }] }] } },
    });
    for (let i = 0; i < 3; i++) apply('a', Array.from({ length: 400 }, (_, k) => 400 * i + k));
    expect(projection.records()[0]?.bands[0]?.scores).toEqual(Array.from({ length: bandWindow }, (_, k) => 1_200 - bandWindow + k));
    for (let i = 0; i < 40; i++) apply(`model ${i}`, [1]);
    expect(projection.records()).toHaveLength(keptModelsMax);
    const copy = new LiveRecordsProjection();
    copy.load(JSON.parse(JSON.stringify(projection.save())));
    expect(copy.records()).toEqual(projection.records());
  });
});
