/** The figures on a card: known answers of each, and calls that bring what they should. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/shared/base/random.ts';
import { metricOf, type ModelHead } from '../../../src/shared/domain/model-card.ts';
import { margin } from '../../../src/shared/models/model.ts';
import { joinTrees, type TreeView } from '../../../src/shared/models/tree-ensemble.ts';
import { areaStatistic, blockInterval, blocksOf, calibrationErrorStatistic, meanStatistic, type Blocks } from './bootstrap.ts';
import { calibrateHeads, conformalBand } from './calibrate.ts';
import type { Cases } from './cases.ts';
import { fitFamily, inLogOdds } from './families.ts';
import { pinball, scorecard, type Judged } from './scorecard.ts';

const minute = 60e6;
const oneBlock = (rows: number): Blocks => ({ index: new Int32Array(rows), count: 1 });
const once = Float64Array.of(1);

describe('statistics', () => {
  it('area under the curve is the share of pairs in order, ties counting half', () => {
    const area = areaStatistic(oneBlock(5), Float64Array.of(0.1, 0.4, 0.35, 0.8, 0.4), Float64Array.of(0, 0, 1, 1, 1));
    // Pairs of a hit and a miss: .35 over .1 but not .4; .8 over both; .4 over .1 and even with .4.
    expect(area(once)).toBeCloseTo((1 + 2 + 1.5) / 6, 12);
  });

  it('calibration error of ten forecasts each at .1, .4 and .8 with 1, 5 and 7 hits is .066667 (known answer C9)', () => {
    const [odds, hits] = [[0.1, 1], [0.4, 5], [0.8, 7]].reduce<[number[], number[]]>(([o, h], [p = 0, n = 0]) =>
      [[...o, ...new Array<number>(10).fill(p)], [...h, ...Array.from({ length: 10 }, (_, i) => Number(i < n))]], [[], []]);
    expect(calibrationErrorStatistic(oneBlock(30), Float64Array.from(odds), Float64Array.from(hits))(once)).toBeCloseTo(0.2 / 3, 12);
  });

  it('an interval by blocks is wider than one by rows where rows of a day are alike', () => {
    const random = seededRandom(2);
    const days = Array.from({ length: 40 }, () => random.normal());
    const values = Float64Array.from({ length: 40 * 50 }, (_, i) => days[Math.floor(i / 50)]! + random.normal());
    const byDay = blocksOf(Float64Array.from(values, (_, i) => Math.floor(i / 50) * 86_400e6 + (i % 50) * minute), 60);
    expect(byDay.count).toBe(40);
    const width = (blocks: Blocks): number => {
      const { low, high } = blockInterval(blocks, meanStatistic(blocks, values), 1);
      return high - low;
    };
    expect(width(byDay)).toBeGreaterThan(3 * width({ index: Int32Array.from(values.keys()), count: values.length }));
  });

  it('few days are cut into blocks of sixty bars', () => {
    expect(blocksOf(Float64Array.from({ length: 240 }, (_, i) => i * minute), 60).count).toBe(4);
    expect(blocksOf(Float64Array.from({ length: 900 }, (_, i) => i * 86_400e6), 86_400).count).toBe(10);
  });

  it('pinball loss weighs what lies above by the level, what lies below by the rest', () => {
    expect([pinball(3, 1, 0.9), pinball(1, 3, 0.9)].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([1.8, 0.2]);
  });
});

/** Cases of one feature with these labels, returns and costs; one a minute. */
const casesOf = (y: readonly number[], returnBp: readonly number[] = y, costBp = 1): Cases => ({
  count: y.length, width: 1, x: new Float32Array(y.length), y: [Float64Array.from(y)], side: new Int8Array(y.length).fill(1),
  time: Float64Array.from(y, (_, i) => i * minute), labelTime: Float64Array.from(y, (_, i) => (i + 1) * minute), instrument: new Uint16Array(y.length), bar: Int32Array.from(y, (_, i) => i),
  returnBp: Float64Array.from(returnBp), costBp: new Float64Array(y.length).fill(costBp), horizonBp: new Float64Array(y.length).fill(10), rangeLow: new Float64Array(y.length).fill(-1), rangeHigh: new Float64Array(y.length).fill(1),
  span: y.map((_, i) => ({ start: i, end: i })), barSeconds: 60,
});
const part = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
const head = (name: string, unit: ModelHead['unit']): ModelHead => ({ name, label: name, unit, baseValue: 0, calibration: unit === 'log-odds' ? { method: 'none' } : null, frequencies: [] });
const judged = (changes: Partial<Judged>): Judged => ({ heads: [head('score', 'sigma')], role: 'drift', band: { level: 0.8, low: -1, high: 1 }, trade: null, ...changes });

describe('calls', () => {
  it('of a drift model are scores above their cost, to the side of the score', () => {
    // Scores of .5, .05, -.3 and -.05 horizon volatilities of 10 bp against a cost of 1 bp: buy, none, sell, none.
    const metrics = scorecard(judged({}), casesOf([1, 1, 1, 1], [4, 9, 2, 9]), { part: part(4), margins: [Float64Array.of(0.5, 0.05, -0.3, -0.05)] }, [0], 1);
    expect(metricOf({ metrics }, 'callShare')?.value).toBe(0.5);
    expect(metricOf({ metrics }, 'afterCostBp')).toMatchObject({ value: ((4 - 1) + (-2 - 1)) / 2, rows: 2 });
  });

  it('a class that never came has no area under its curve: no figure, which a card could not hold', () => {
    const card = judged({ role: 'edge', heads: [head('hit', 'log-odds')], band: null });
    const metrics = scorecard(card, casesOf([0, 0, 0]), { part: part(3), margins: [Float64Array.of(-1, 0, 1)] }, [0.5], 1);
    expect(metrics.map(({ name }) => name)).toContain('brier');
    expect(metrics.map(({ name }) => name)).not.toContain('auc');
    expect(metrics.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  it('of an edge model weigh win and loss of its trades by the odds, against the cost', () => {
    const card = judged({ role: 'edge', heads: [head('hit', 'log-odds')], band: null, trade: { targetSigma: 0.6, stopSigma: 0.6, winSigma: 0.7, lossSigma: 0.6 } });
    const logit = (p: number): number => Math.log(p / (1 - p));
    // Break-even odds: (6 + 1) / 13 = 0.538.
    const metrics = scorecard(card, casesOf([1, 0, 1], [7, -6, 7]), { part: part(3), margins: [Float64Array.of(logit(0.53), logit(0.55), logit(0.6))] }, [0.5], 1);
    expect(metricOf({ metrics }, 'callShare')?.value).toBeCloseTo(2 / 3, 12);
    expect(metricOf({ metrics }, 'afterCostBp')?.value).toBeCloseTo((-7 + 6) / 2, 12);
  });

  it('that are never made have no figure', () => {
    const metrics = scorecard(judged({}), casesOf([1, 1]), { part: part(2), margins: [Float64Array.of(0, 0)] }, [0], 1);
    expect(metricOf({ metrics }, 'callShare')?.value).toBe(0);
    expect(metricOf({ metrics }, 'afterCostBp')).toBeNull();
  });
});

describe('a band', () => {
  it('is judged at the end of the horizon and on the whole way', () => {
    // Half the outcomes end within -0.8 to 0.8; every way goes from -1 to 1, which only the second band holds.
    const card = (reach: number): Judged => judged({ role: 'range', heads: [head('q10', 'sigma'), head('q90', 'sigma')], band: { level: 0.8, low: -reach, high: reach } });
    const shares = [0.8, 1].map((reach) => {
      const metrics = scorecard(card(reach), casesOf([0.5, 0.9, -0.9, -0.5]), { part: part(4), margins: [new Float64Array(4), new Float64Array(4)] }, [0, 0], 1);
      return [metricOf({ metrics }, 'bandCoverage')?.value, metricOf({ metrics }, 'pathWithinBand')?.value];
    });
    expect(shares).toEqual([[0.5, 0], [1, 1]]);
  });
});

describe('calibration and bands of a card', () => {
  const random = seededRandom(8);

  it('[CL-3] the band of a drift model holds four in five later residuals, that of a range model moves its quantiles until it does', () => {
    const y = Array.from({ length: 6_000 }, () => random.normal());
    const [early, late] = [part(3_000), Int32Array.from({ length: 3_000 }, (_, i) => i + 3_000)];
    const zero = new Float64Array(3_000);
    const drift = conformalBand('drift', casesOf(y), { part: early, margins: [zero] })!;
    const narrow = [zero.map(() => -0.5), zero, zero.map(() => 0.5)];
    const range = conformalBand('range', casesOf(y), { part: early, margins: narrow })!;
    expect(range.high).toBeCloseTo(drift.high - 0.5, 12);
    const held = (low: number, high: number): number => late.filter((i) => y[i]! >= low && y[i]! <= high).length / late.length;
    expect(held(drift.low, drift.high)).toBeCloseTo(0.8, 1);
    expect(held(range.low - 0.5, range.high + 0.5)).toBe(held(drift.low, drift.high));
    expect(conformalBand('edge', casesOf(y), { part: early, margins: [zero] })).toBeNull();
  });

  it('[MO-5] a margin that is twice too sure is halved by its map, and frequencies are those of later rows', () => {
    const truth = Array.from({ length: 8_000 }, () => random.normal());
    const y = truth.map((z) => Number(random.uniform() < 1 / (1 + Math.exp(-z))));
    const margins = (rows: Int32Array): Float64Array[] => [Float64Array.from(rows, (i) => 2 * truth[i]!)];
    const [early, late] = [part(4_000), Int32Array.from({ length: 4_000 }, (_, i) => i + 4_000)];
    const [mapped] = calibrateHeads([{ ...head('up', 'log-odds'), calibration: null }], casesOf(y), { part: early, margins: margins(early) }, { part: late, margins: margins(late) });
    expect(mapped?.calibration?.method).toBe('platt');
    if (mapped?.calibration?.method === 'platt') expect(mapped.calibration.slope).toBeCloseTo(0.5, 1);
    expect(mapped?.frequencies.reduce((sum, { rows }) => sum + rows, 0)).toBe(4_000);
    for (const { low, high, rows, hits } of mapped!.frequencies.slice(1, -1)) {
      expect(hits / rows).toBeGreaterThan(low - 0.08);
      expect(hits / rows).toBeLessThan(high + 0.08);
    }
  });
});

describe('families', () => {
  it('a leaf of a probability becomes the log-odds of its frequency mixed with ten rows of the overall one', () => {
    const tree: TreeView = {
      feature: Int32Array.of(0, -1, -1), threshold: Float32Array.of(0, 0, 0), left: Int32Array.of(1, 0, 0), right: Int32Array.of(2, 0, 0),
      value: Float64Array.of(0, 1, 0.25), cover: Float64Array.of(120, 20, 100),
    };
    const { value, link } = inLogOdds(joinTrees([tree], { featureCount: 1, base: 0, aggregate: 'sum', link: 'identity' }), 0.4);
    expect([link, value[0]]).toEqual(['logistic', 0]);
    expect(value[1]).toBe(Math.fround(Math.log(24 / 6)));
    expect(value[2]).toBe(Math.fround(Math.log(29 / 81)));
  });

  it('each family finds a plain signal', () => {
    const random = seededRandom(6);
    const rows = 1_500;
    const x = Float32Array.from({ length: rows * 3 }, () => random.normal());
    const y = Float64Array.from({ length: rows }, (_, i) => Number(random.uniform() < 1 / (1 + Math.exp(-2 * x[i * 3]!))));
    for (const family of ['logistic', 'tree', 'forest', 'boosting', 'svm', 'network'] as const) {
      const model = fitFamily(family, { rows, featureCount: 3, x, y, weights: null }, { kind: 'odds' }, 1, { svmRows: 300, forestTrees: 10, boostingRounds: 30 });
      expect(model.link, family).toBe('logistic');
      const fresh = Float32Array.of(2, 0, 0, -2, 0, 0);
      const scores = [0, 1].map((i) => margin(model, fresh, i * 3));
      expect(scores[0], family).toBeGreaterThan(scores[1]! + 1);
    }
  });
});
