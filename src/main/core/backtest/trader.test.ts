/** The strategy's hands over scripted bars: a model of one feature, whose score is what the script says. */
import { describe, expect, it } from 'vitest';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { defaultLimits } from '../../../shared/domain/limits.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import { cards, viewOf } from '../../../../tests/fixtures/policy-world.ts';
import type { AtBarEnd } from '../signals/bar-end.ts';
import type { BarReading } from '../signals/read-models.ts';
import { Trader } from './trader.ts';

const instrument: Instrument = {
  symbol: 'X', name: 'X', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1',
  barSeconds: 60, feeBp: 0.5, averageDailyVolumeLots: 1_000_000, tradable: true,
};

/** Score = feature; three bars of horizon; the band reaches 3 sigma down and up, so that a stop lies 2 sigma beyond a score of 1. */
const card: ModelCard = {
  modelId: 'one', version: '1.0.0', family: 'linear', role: 'drift', objective: 'alpha', perspective: 'market', label: '-', problem: '-', summary: '-', successCriteria: ['-'], limitsOfUse: ['-'],
  knownFailures: [], owner: '-', validator: '-', trainedAt: '-', trainingData: { description: '-', sha256: '-', rows: 0, firstBar: '-', lastBar: '-' },
  featureNames: ['ret_1'], featureSchemaHash: '-', missingDefaults: [0], missingFeaturesMax: 0, featureRanges: [{ low: -10, high: 10 }], horizonBars: 3,
  featureDeviations: [1], heads: [{ name: 'y', label: 'y', unit: 'sigma', baseValue: 0, calibration: null, frequencies: [] }], background: { id: '-', rows: [[0]] }, linear: { coefficients: [1], intercept: 0 },
  band: { level: 0.9, low: -3, high: 3 }, metrics: [],
};

interface Scene {
  readonly score?: number;
  /** Mid of a two-tick quote at the bar's end; null for none. */
  readonly mid: number | null;
  readonly bar?: readonly [open: number, high: number, low: number, close: number];
}

/** Minute `n`: a bar around the mid unless the scene says otherwise. 50 bp of horizon volatility, 100 bp a day. */
function atBarEnd({ score = 0, mid, bar: prices }: Scene, n: number): AtBarEnd {
  const [open, high, low, close] = prices ?? [mid ?? 0, mid ?? 0, mid ?? 0, mid ?? 0];
  const end = epochMicros((n + 1) * 60e6);
  const bar: Bar = { symbol: 'X', start: epochMicros(n * 60e6), end, open: priceTicks(open), high: priceTicks(high), low: priceTicks(low), close: priceTicks(close), volume: null };
  const quote: Quote | null = mid === null ? null : { symbol: 'X', bid: priceTicks(mid - 1), bidSize: quantityLots(100), ask: priceTicks(mid + 1), askSize: quantityLots(100), venueTime: end };
  return {
    instrument, bar, quote, features: { values: [score], asOf: end, barsSeen: 100 }, horizonVolatilityBp: 50, dailyVolatilityBp: 100,
    averageDailyVolume: 1_000_000, input: Float32Array.of(score), scorable: true,
  };
}

const said = (score: number): BarReading => ({
  explained: { method: 'linear-closed-form', baseValue: 0, contributions: [score], standardErrors: null, output: score, tolerance: 1e-9 }, problem: null, copies: null, views: [],
});

function played(scenes: readonly Scene[], costMultiplier = 1): Trader {
  const trader = new Trader({ models: { drift: { card, modelHash: '-' }, others: [] }, limits: defaultLimits, costMultiplier });
  scenes.forEach((scene, n) => trader.onBarEnd(atBarEnd(scene, n), said(scene.score ?? 0)));
  return trader;
}

const impactBp = 2 * 100 * Math.sqrt(0.001);
const minute = (n: number): number => (n + 1) * 60e6;

describe('trader', () => {
  it('[BT-4] leaves at the touch when the horizon has passed in bars, and pays spread, fees and impact of both sides', () => {
    const { trades } = played([{ score: 1, mid: 10000 }, { mid: 10010 }, { mid: 9990 }, { mid: 10050 }, { mid: 10060 }]);
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({
      side: 'buy', quantity: 1000, entryTime: minute(0), entryPrice: 10001, exitTime: minute(3), exitPrice: 10049, exitReason: 'horizon',
    });
    expect(trades[0]?.netBp).toBeCloseTo((48 / 10001) * 1e4 - 1 - impactBp, 9);
    expect(trades[0]?.costBp).toBeCloseTo((2 / 10001) * 1e4 + 1 + impactBp, 9);
  });

  it('[BT-4] a short is the mirror', () => {
    const { trades } = played([{ score: -1, mid: 10000 }, { mid: 9990 }, { mid: 9980 }, { mid: 9950 }]);
    expect(trades[0]).toMatchObject({ side: 'sell', entryPrice: 9999, exitPrice: 9951, exitReason: 'horizon' });
    expect(trades[0]?.netBp).toBeCloseTo((48 / 9999) * 1e4 - 1 - impactBp, 9);
  });

  it('[BT-5] a stop touched inside a bar comes before everything else, and crosses the spread last seen', () => {
    // The stop: 2 sigma of 50 bp below the mid of 10000.
    const inside = played([{ score: 1, mid: 10000 }, { mid: 10000, bar: [10000, 10020, 9890, 10020] }]);
    expect(inside.trades[0]).toMatchObject({ exitTime: minute(1), exitPrice: 9899, exitReason: 'stop' });
    const gap = played([{ score: 1, mid: 10000 }, { mid: 9800, bar: [9800, 9990, 9700, 9950] }]);
    expect(gap.trades[0]).toMatchObject({ exitPrice: 9799, exitReason: 'stop' });
    const onLastBar = played([{ score: 1, mid: 10000 }, { mid: 10000 }, { mid: 10000 }, { mid: 10100, bar: [10000, 10100, 9900, 10100] }]);
    expect(onLastBar.trades[0]).toMatchObject({ exitPrice: 9899, exitReason: 'stop' });
  });

  it('[BT-5] the bar of the entry itself cannot touch the stop', () => {
    const { trades } = played([{ score: 1, mid: 10000, bar: [9000, 10000, 9000, 10000] }, { mid: 10000 }]);
    expect(trades).toEqual([]);
  });

  it('[BT-4] an opposite suggestion closes and opens the other way at the same bar end', () => {
    const { trades, suggestions } = played([{ score: 1, mid: 10000 }, { score: -1, mid: 10010 }, { mid: 10010 }, { mid: 10010 }, { mid: 10010 }]);
    expect(trades.map((t) => [t.side, t.entryTime, t.exitTime, t.entryPrice, t.exitPrice, t.exitReason])).toEqual([
      ['buy', minute(0), minute(1), 10001, 10009, 'reversed'],
      ['sell', minute(1), minute(4), 10009, 10011, 'horizon'],
    ]);
    expect(trades[1]?.quantity).toBe(1000);
    expect(suggestions).toBe(2);
  });

  it('[BT-4] a suggestion the same way changes nothing while the position is held; when its horizon ends it may be taken anew', () => {
    const { trades, suggestions, abstained } = played([{ score: 1, mid: 10000 }, { score: 1, mid: 10000 }, { score: 1, mid: 10000 }, { score: 1, mid: 10000 }, { mid: 10000 }]);
    expect(trades).toHaveLength(1);
    expect([suggestions, abstained]).toEqual([2, 3]);
  });

  it('[BT-6] without a quote that stands it leaves around the close, at the spread last seen', () => {
    const { trades } = played([{ score: 1, mid: 10000 }, { mid: 10000 }, { mid: 10000 }, { mid: null, bar: [10020, 10030, 10010, 10030] }]);
    expect(trades[0]).toMatchObject({ exitPrice: 10029, exitReason: 'horizon' });
  });

  it('[BT-4] what is open when the data ends is closed where it was last marked, and marked at what closing brings', () => {
    const trader = played([{ score: 1, mid: 10000 }, { mid: 10020 }]);
    const before = trader.netBp();
    trader.end();
    expect(trader.trades[0]).toMatchObject({ exitTime: minute(1), exitPrice: 10019, exitReason: 'end' });
    expect(trader.trades[0]?.netBp).toBe(before);
    expect(trader.netBp()).toBe(before);
    // One bar in, nothing has happened but the cost of going in and out.
    expect(played([{ score: 1, mid: 10000 }]).netBp()).toBeCloseTo(-((2 / 10001) * 1e4 + 1 + impactBp), 9);
  });

  describe('resting', () => {
    /** Fill odds so high that resting at the own touch, 9,999 to buy at a mid of 10,000, is worth more than taking. */
    const patient = (scenes: readonly Scene[]): Trader => {
      const trader = new Trader({ models: { drift: { card: { ...card, horizonBars: 6 }, modelHash: '-' }, others: [{ card: cards.fill, modelHash: '-' }] }, limits: defaultLimits, costMultiplier: 1 });
      const views = (score: number) => [viewOf(cards.fill, [8], score >= 0 ? 'buy' : 'sell')];
      scenes.forEach((scene, n) => trader.onBarEnd(atBarEnd(scene, n), { ...said(scene.score ?? 0), views: views(scene.score ?? 0) }));
      return trader;
    };
    const quiet: Scene = { mid: 10000, bar: [10000, 10001, 9999, 10000] };
    const through: Scene = { mid: 10000, bar: [10000, 10001, 9998, 10000] };

    it('[BT-16] a touch does not fill it, a trade through it does, at its price and no spread; its horizon runs from the suggestion', () => {
      const { trades, unfilled } = patient([{ score: 1, mid: 10000 }, quiet, through, quiet, quiet, quiet, quiet, quiet]);
      expect(trades).toHaveLength(1);
      expect(trades[0]).toMatchObject({ side: 'buy', entryTime: minute(2), entryPrice: 9999, exitTime: minute(6), exitPrice: 9999, exitReason: 'horizon' });
      expect(trades[0]?.netBp).toBeCloseTo(-1 - impactBp, 9);
      expect(unfilled).toBe(0);
    });

    it('[BT-16] is withdrawn when its suggestion ends, here after two bars, or another way is suggested', () => {
      const ended = patient([{ score: 1, mid: 10000 }, quiet, quiet, through, through]);
      expect([ended.trades, ended.unfilled]).toEqual([[], 1]);
      const turned = patient([{ score: 1, mid: 10000 }, { ...quiet, score: -1 }, { mid: 10000, bar: [10000, 10000, 9990, 10000] }]);
      expect([turned.trades, turned.unfilled]).toEqual([[], 1]);
    });

    it('[BT-16] the bar that fills it may go on to its stop', () => {
      const { trades } = patient([{ score: 1, mid: 10000 }, { mid: 9900, bar: [10000, 10000, 9800, 9900] }]);
      expect(trades[0]).toMatchObject({ entryPrice: 9999, exitPrice: 9899, exitTime: minute(1), exitReason: 'stop' });
    });
  });

  it('[BT-7] a cost multiplier changes what is charged and nothing that is done', () => {
    const scenes = [{ score: 1, mid: 10000 }, { mid: 10010 }, { score: -1, mid: 9990 }, { mid: 10050 }, { mid: 10060 }, { mid: 10000 }];
    const [free, once, dear] = [0, 1, 4].map((multiplier) => played(scenes, multiplier).trades) as [Trader['trades'], Trader['trades'], Trader['trades']];
    const done = (trades: Trader['trades']): unknown => trades.map(({ netBp: _n, costBp: _c, ...rest }) => rest);
    expect(done(free)).toEqual(done(once));
    expect(done(dear)).toEqual(done(once));
    once.forEach((trade, i) => {
      expect(free[i]?.costBp).toBe(0);
      expect(dear[i]?.costBp).toBeCloseTo(4 * trade.costBp, 9);
      expect(free[i]?.netBp).toBeCloseTo(trade.netBp + trade.costBp, 9);
    });
  });
});
