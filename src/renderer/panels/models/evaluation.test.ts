/** What the plots of an evaluation are laid out from. */
import { describe, expect, it } from 'vitest';
import { screenEvaluation } from '../../../../tests/fixtures/screen-evaluations.ts';
import { screenFeatures } from '../../../../tests/fixtures/screen-data.ts';
import { screenModelInfos } from '../../../../tests/fixtures/screen-models.ts';
import { modelEvaluationSchema } from '../../../shared/domain/model-evaluation.ts';
import { viewsOf } from './detail-views.ts';
import { dependenceOf, driversOf, followsValue, swarmOf } from './drivers.ts';
import { byTransparency, lowIsBetter, verdictOf, verdictWords, type Entry } from './families.ts';
import { againstPromise, contendersOf, coverageRecord, rightShare, roleLine } from './live-record.ts';
import { placeOn, scaleOver, tickDigits, ticksOf } from './plot-scale.ts';

const sample = {
  times: [], symbols: [], margins: [0, 0, 0, 0, 0], outcomes: [0, 0, 0, 0, 0],
  features: [[1, 5], [2, null], [3, 5], [4, 5], [5, 5]],
  contributions: [[-0.2, 0], [-0.1, 0.4], [0, 0], [0.1, 0], [0.2, 0]],
};

describe('an axis', () => {
  it('has round ticks within its ends, told apart by their digits', () => {
    expect(ticksOf({ from: -0.13, to: 0.52 }, 6)).toEqual([-0.1, 0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5]);
    expect(ticksOf({ from: 0, to: 1 }, 5)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
    expect([tickDigits([0, 0.2]), tickDigits([0, 5]), tickDigits([0, 0.05]), tickDigits([3])]).toEqual([1, 0, 2, 0]);
    expect(ticksOf({ from: 2, to: 2 }, 5)).toEqual([2]);
  });

  it('holds all values and puts each in its place', () => {
    const scale = scaleOver([-1, 3, NaN, Infinity], [100, 300], 0.25);
    expect(scale).toEqual({ from: -2, to: 4, start: 100, end: 300 });
    expect([placeOn(scale, -2), placeOn(scale, 1), placeOn(scale, 4)]).toEqual([100, 200, 300]);
    expect(scaleOver([], [0, 1])).toEqual({ from: 0, to: 1, start: 0, end: 1 });
  });
});

describe('drivers', () => {
  it('are sorted by mean size of contribution, with the words of the feature', () => {
    const drivers = driversOf({ importance: [0.1, 0.4, 0.2] }, ['order_flow_5', 'unheard_of', 'ret_5'], screenFeatures);
    expect(drivers.map(({ name, column, share }) => [name, column, share])).toEqual([['unheard_of', 1, 1], ['ret_5', 2, 0.5], ['order_flow_5', 0, 0.25]]);
    expect(drivers.map(({ label }) => label)).toEqual(['unheard_of', '5-bar return', 'Order flow at the touch']);
  });

  it('lie beside one another as dots, those that would cover each other in turn above and below', () => {
    const dots = swarmOf({ ...sample, contributions: [[0], [0.001], [0.002], [0.9], [0]] }, 0, { from: 0, to: 1, across: 10 });
    expect(dots.map(({ lift }) => Math.abs(lift))).toEqual([0, 1, 1, 0, 2]);
    expect(new Set(dots.filter((_, i) => i !== 3).map(({ lift }) => lift)).size).toBe(4);
  });

  it('are coloured by the rank of their value; equal values alike, missing ones not', () => {
    const scale = { from: -1, to: 1, across: 100 };
    expect(swarmOf(sample, 0, scale).map(({ fifth }) => fifth)).toEqual([0, 1, 2, 3, 4]);
    expect(swarmOf(sample, 1, scale).map(({ fifth }) => fifth)).toEqual([0, null, 0, 0, 0]);
  });

  it('against their value: points in order, tenths with their counts, rows where it was missing left out', () => {
    const { points, tenths, missing } = dependenceOf(sample, 1);
    expect([points.length, missing, tenths.reduce((sum, bin) => sum + bin.rows, 0)]).toEqual([4, 1, 4]);
    const many = dependenceOf({ ...sample, features: Array.from({ length: 100 }, (_, i) => [99 - i]), contributions: Array.from({ length: 100 }, (_, i) => [i]) }, 0);
    expect(many.tenths.map(({ rows }) => rows)).toEqual(Array(10).fill(10));
    expect(many.tenths[0]).toEqual({ low: 0, high: 9, value: 4.5, contribution: 94.5, rows: 10 });
    expect(followsValue(many.points)).toBeCloseTo(-1, 12);
    expect(followsValue(dependenceOf(sample, 0).points)).toBeCloseTo(1, 12);
    expect(followsValue(points)).toBeNull();
  });
});

describe('families', () => {
  const entry = (family: string, value: number, half: number, parameters = 1): Entry => ({ family, label: family, metric: 'auc', value, low: value - half, high: value + half, parameters, explainedBy: 'linear-closed-form', isThis: false });

  it('stand plainest first', () => {
    expect(byTransparency([entry('network', 0.6, 0), entry('somebody\'s', 0.6, 0), entry('linear', 0.6, 0), entry('boosting', 0.6, 0)]).map(({ family }) => family)).toEqual(['linear', 'boosting', 'network', 'somebody\'s']);
  });

  it('are judged by the plainest that has the best within its interval', () => {
    const [plain, tree, best] = [entry('logistic', 0.55, 0.02), entry('tree', 0.54, 0.005), entry('boosting', 0.565, 0.01)];
    expect(verdictOf([best, tree, plain])).toEqual({ best, plainest: plain });
    expect(verdictWords([best, tree, plain])).toMatch(/^Boosting is best, but logistic .* not shown that complexity pays\.$/);
    const far = entry('logistic', 0.52, 0.01);
    expect(verdictOf([best, tree, far])?.plainest).toBe(best);
    expect(verdictWords([])).toBe('No other family was tried on these rows.');
  });

  it('of a loss are better when low', () => {
    const loss = (family: string, value: number): Entry => ({ ...entry(family, value, 0.001), metric: 'pinball.q90' });
    expect(verdictOf([loss('linear', 0.2), loss('boosting', 0.17)])?.best.family).toBe('boosting');
    expect(['auc', 'informationCoefficient', 'logLoss.up', 'brier'].map(lowIsBetter)).toEqual([false, false, true, true]);
  });
});

describe('a live record', () => {
  const infos = screenModelInfos();
  const drift = infos.find(({ modelId }) => modelId === 'drift-linear')!;

  it('is a share with its interval, and none before a horizon has passed', () => {
    expect(rightShare(drift)).toMatchObject({ value: 117 / 212, n: 212 });
    expect(rightShare({ live: null })).toBeNull();
    expect(coverageRecord({ ...drift, live: { calls: 3, right: 1, band: null } })).toBeNull();
    expect(coverageRecord(drift)).toMatchObject({ meant: 0.8, level: 0.82, live: { n: 212 }, heldOut: { value: 0.808, rows: 57_000 } });
  });

  it('keeps its promise while the interval holds it, and says nothing of few', () => {
    const live = { value: 0.7, low: 0.66, high: 0.74, n: 500 };
    expect([againstPromise(live, 0.8), againstPromise(live, 0.72), againstPromise(live, 0.6), againstPromise({ ...live, n: 29 }, 0.8)]).toEqual(['below', 'kept', 'above', 'too few']);
  });

  it('compares the champion with those that answer a like question', () => {
    expect(contendersOf(infos).map(({ model, isChampion }) => [model.modelId, isChampion])).toEqual([['drift-linear', true], ['direction-forest', false], ['book-deep', false]]);
    expect(contendersOf(infos).map(({ heldOut }) => heldOut?.label)).toEqual(['Information coefficient', 'Tells apart (AUC)', 'Tells apart (AUC)']);
    expect(contendersOf([{ ...drift, card: null }])).toEqual([]);
  });

  it('[SG-25] says of a second model of a role which one decides, and that it challenges', () => {
    const second = { ...drift, modelId: 'drift-own' };
    const models = [drift, second, ...infos.filter((info) => info !== drift)];
    expect(roleLine(drift, models)).toBe('proposes the side');
    expect(roleLine(second, models)).toBe(`challenger; ${drift.modelId} proposes the side`);
    expect(models.filter(({ card }) => card?.role !== 'drift').map((model) => roleLine(model, models)).filter((line) => line.startsWith('challenger'))).toEqual([]);
    expect(contendersOf(models).map(({ model, isChampion }) => [model.modelId, isChampion])).toEqual([['drift-linear', true], ['drift-own', false], ['direction-forest', false], ['book-deep', false]]);
  });
});

describe('an evaluation', () => {
  it.each(screenModelInfos().map(({ modelId, card }) => [modelId, card] as const))('of %s fits the schema, its contributions add up and its counts agree', (modelId, card) => {
    const { value } = screenEvaluation(modelId);
    const evaluation = modelEvaluationSchema.parse(value);
    expect(viewsOf(card).map((view) => view.value).includes('odds')).toBe(evaluation.heads.some(({ reliability }) => reliability !== null));
    evaluation.heads.forEach((head, k) => {
      const bases = head.sample.contributions.map((row, i) => (head.sample.margins[i] ?? NaN) - row.reduce((sum, c) => sum + c, 0));
      expect(Math.max(...bases) - Math.min(...bases)).toBeLessThan(1e-4);
      // A network's is explained against a few rows of its background.
      if (card?.family !== 'network') expect(Math.abs((bases[0] ?? NaN) - (card?.heads[k]?.baseValue ?? NaN))).toBeLessThan(1e-4);
      const rows = head.reliability?.reduce((sum, bin) => sum + bin.rows, 0);
      if (head.confusion) expect(head.confusion.truePositives + head.confusion.falsePositives + head.confusion.trueNegatives + head.confusion.falseNegatives).toBe(rows);
      expect(head.importance).toHaveLength(card?.featureNames.length ?? 0);
    });
  });
});
