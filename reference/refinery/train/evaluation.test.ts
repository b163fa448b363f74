/** What a validator reads is what the raw rows say: every figure of an evaluation counted anew by other means, on made rows and on the shipped models. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { must } from '../../../src/shared/base/assert.ts';
import { seededRandom } from '../../../src/shared/base/random.ts';
import { metricOf, modelCardSchema, type ModelCard } from '../../../src/shared/domain/model-card.ts';
import { modelEvaluationSchema, type HeadEvaluation } from '../../../src/shared/domain/model-evaluation.ts';
import type { Cases } from './cases.ts';
import { headEvaluations } from './evaluation.ts';
import { scorecard } from './scorecard.ts';

const rows = 900;
const width = 3;
const coefficients = [0.8, -0.5, 0.3];
const intercept = 0.1;
const [slope, offset] = [0.7, -0.15];
const minute = 60e6;

/** Rows of three features, now and then one missing, whose label is drawn from odds other than the model's. */
function madeRows(): Cases {
  const random = seededRandom(11);
  const x = Float32Array.from({ length: rows * width }, () => (random.uniform() < 0.02 ? NaN : Math.fround(random.normal())));
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const pull = 0.6 * (x[i * width] || 0) - 0.4 * (x[i * width + 1] || 0);
    return Number(random.uniform() < 1 / (1 + Math.exp(-pull)));
  });
  const all = (value: number): Float64Array => new Float64Array(rows).fill(value);
  return {
    count: rows, width, x, y: [y], side: new Int8Array(rows).fill(1), time: Float64Array.from(y, (_, i) => i * minute), labelTime: Float64Array.from(y, (_, i) => (i + 1) * minute),
    instrument: Uint16Array.from(y, (_, i) => i % 2), bar: Int32Array.from(y, (_, i) => i), returnBp: all(1), costBp: all(1), horizonBp: all(10), rangeLow: all(-1), rangeHigh: all(1), span: Array.from(y, (_, i) => ({ start: i, end: i })), barSeconds: 60,
  };
}

const background = [[0.2, -0.1, 0.4], [-0.3, 0.5, 0.1], [0.6, 0.2, -0.5]];
const card = {
  modelId: 'made', role: 'direction', band: null, trade: null, featureNames: ['a', 'b', 'c'], missingDefaults: [0.05, -0.02, 0.01], background: { id: 'made', rows: background },
  heads: [{ name: 'up', label: 'Up', unit: 'log-odds', baseValue: 0, calibration: { method: 'platt', slope, offset }, frequencies: [] }],
} as unknown as ModelCard;

const valueAt = ({ x }: Cases, i: number, j: number): number => { const value = x[i * width + j] ?? NaN; return Number.isNaN(value) ? Math.fround(must(card.missingDefaults[j], 'a default')) : value; };
const marginAt = (cases: Cases, i: number): number => coefficients.reduce((sum, c, j) => sum + Math.fround(c) * valueAt(cases, i, j), Math.fround(intercept));
const oddsAt = (cases: Cases, i: number): number => 1 / (1 + Math.exp(-(slope * marginAt(cases, i) + offset)));

/** Wilson 1927, written out: the roots of (p - f)^2 = z^2 p (1 - p) / n. */
function wilson(hits: number, n: number): readonly [number, number] {
  const [f, z2] = [hits / n, 1.959963984540054 ** 2];
  const [a, b, c] = [1 + z2 / n, -(2 * f + z2 / n), f * f];
  const root = Math.sqrt(b * b - 4 * a * c);
  return [(-b - root) / (2 * a), (-b + root) / (2 * a)];
}

describe('an evaluation of made rows', () => {
  const cases = madeRows();
  const part = Int32Array.from({ length: rows }, (_, i) => i);
  const scored = { part, margins: [Float64Array.from(part, (i) => marginAt(cases, i))] };
  const model = { kind: 'linear' as const, featureCount: width, coefficients: Float32Array.from(coefficients), intercept: Math.fround(intercept), link: 'logistic' as const };
  const head = must(headEvaluations({ card, models: [model], cases, symbols: ['A', 'B'], scored, seed: 1 })[0], 'one head');
  const hit = (i: number): boolean => cases.y[0]?.[i] === 1;
  const all = [...part];

  it('[MO-9] [MO-10] has groups of equal count by rising odds, their mean odds, frequency and Wilson interval', () => {
    const sorted = all.map((i) => ({ odds: oddsAt(cases, i), hit: hit(i) })).sort((a, b) => a.odds - b.odds);
    expect(head.reliability).toHaveLength(10);
    head.reliability?.forEach((bin, g) => {
      const some = sorted.slice(g * 90, (g + 1) * 90);
      const hits = some.filter((row) => row.hit).length;
      const [low, high] = wilson(hits, 90);
      expect(bin.rows).toBe(90);
      expect(bin.odds).toBeCloseTo(some.reduce((sum, { odds }) => sum + odds, 0) / 90, 5);
      expect([bin.frequency, bin.low, bin.high]).toEqual([hits / 90, expect.closeTo(low, 9), expect.closeTo(high, 9)]);
    });
  });

  it('counts what was said against what came at one half, and at each threshold how often it speaks and is right', () => {
    const said = (threshold: number): number[] => all.filter((i) => oddsAt(cases, i) >= threshold);
    const right = (some: readonly number[]): number => some.filter(hit).length;
    const [yes, came] = [said(0.5), right(all)];
    expect(head.confusion).toEqual({ threshold: 0.5, truePositives: right(yes), falsePositives: yes.length - right(yes), falseNegatives: came - right(yes), trueNegatives: rows - yes.length - (came - right(yes)) });
    const thresholds = Array.from({ length: 19 }, (_, k) => (k + 1) / 20).filter((threshold) => said(threshold).length > 0);
    expect(head.precisionCoverage?.map(({ threshold }) => threshold)).toEqual(thresholds);
    for (const point of must(head.precisionCoverage, 'odds')) {
      const some = said(point.threshold);
      expect([point.rows, point.coverage, point.precision]).toEqual([some.length, expect.closeTo(some.length / rows, 5), expect.closeTo(right(some) / some.length, 5)]);
    }
  });

  it('measures a feature by the mean size of what it adds against the background, row by row', () => {
    const centre = [0, 1, 2].map((j) => background.reduce((sum, row) => sum + Math.fround(must(row[j], 'a value')), 0) / background.length);
    const sampled = Array.from({ length: 150 }, (_, k) => Math.floor((k * rows) / 150));
    expect(head.sample.times).toEqual(sampled.map((i) => new Date((i * minute) / 1000).toISOString()));
    const adds = (i: number, j: number): number => Math.fround(must(coefficients[j], 'one a feature')) * (valueAt(cases, i, j) - must(centre[j], 'one a feature'));
    sampled.forEach((i, k) => must(head.sample.contributions[k], 'a row').forEach((value, j) => expect(value).toBeCloseTo(adds(i, j), 5)));
    head.importance.forEach((value, j) => expect(value).toBeCloseTo(sampled.reduce((sum, i) => sum + Math.abs(adds(i, j)), 0) / 150, 5));
    expect(head.sample.features.map((row) => row.filter((value) => value === null).length)).toEqual(sampled.map((i) => [0, 1, 2].filter((j) => Number.isNaN(cases.x[i * width + j])).length));
  });

  it('has the area under the curve that all pairs of a hit and a miss say, and the losses of every row', () => {
    const metrics = scorecard(card, cases, scored, [0.5], 1);
    const [hits, misses] = [all.filter(hit), all.filter((i) => !hit(i))];
    let inOrder = 0;
    for (const a of hits) for (const b of misses) inOrder += marginAt(cases, a) > marginAt(cases, b) ? 1 : marginAt(cases, a) === marginAt(cases, b) ? 0.5 : 0;
    expect(metricOf({ metrics }, 'auc')?.value).toBeCloseTo(inOrder / (hits.length * misses.length), 10);
    expect(metricOf({ metrics }, 'brier')?.value).toBeCloseTo(all.reduce((sum, i) => sum + (oddsAt(cases, i) - Number(hit(i))) ** 2, 0) / rows, 10);
    expect(metricOf({ metrics }, 'frequency')?.value).toBeCloseTo(hits.length / rows, 12);
  });
});

const folder = join('resources', 'models');
const shipped = readdirSync(folder).flatMap((modelId) => readdirSync(join(folder, modelId)).map((version) => join(folder, modelId, version)));
const read = (path: string, name: string): unknown => JSON.parse(readFileSync(join(path, name), 'utf8'));

describe('the evaluation of a shipped model', () => {
  it.each(shipped)('%s agrees with itself and with its card', (path) => {
    const [own, evaluation] = [modelCardSchema.parse(read(path, 'card.json')), modelEvaluationSchema.parse(read(path, 'evaluation.json'))];
    for (const [k, head] of evaluation.heads.entries()) {
      const stem = own.heads.length > 1 ? `.${head.name}` : '';
      contributionsHold(head, own.heads[k]?.baseValue ?? NaN, own.family);
      if (!head.reliability || !head.confusion || !head.precisionCoverage) continue;
      const count = head.reliability.reduce((sum, bin) => sum + bin.rows, 0);
      const came = head.reliability.reduce((sum, bin) => sum + Math.round(bin.frequency * bin.rows), 0);
      const { truePositives, falsePositives, trueNegatives, falseNegatives, threshold } = head.confusion;
      expect([truePositives + falsePositives + trueNegatives + falseNegatives, truePositives + falseNegatives]).toEqual([count, came]);
      expect(metricOf(own, `frequency${stem}`)).toMatchObject({ rows: count, value: expect.closeTo(came / count, 9) as number });
      for (const bin of head.reliability) expect([bin.low, bin.high]).toEqual(wilson(Math.round(bin.frequency * bin.rows), bin.rows).map((end) => expect.closeTo(end, 9) as number));
      const gap = head.reliability.reduce((sum, bin) => sum + (bin.rows / count) * Math.abs(bin.odds - bin.frequency), 0);
      // Groups of equal count here, other groups on the card: the same error to a point.
      expect(Math.abs((metricOf(own, `ece${stem}`)?.value ?? NaN) - gap)).toBeLessThan(0.01);
      const at = head.precisionCoverage.find((point) => Math.abs(point.threshold - threshold) < 1e-9);
      if (at) expect([at.rows, Math.round(at.precision * at.rows)]).toEqual([truePositives + falsePositives, truePositives]);
      const spoken = head.precisionCoverage.map((point) => point.rows);
      expect(spoken).toEqual([...spoken].sort((a, b) => b - a));
    }
    expect(evaluation.comparison.filter(({ isThis }) => isThis).map(({ family }) => family)).toEqual([own.family]);
    for (const { value, low, high } of evaluation.comparison) expect((low ?? value) <= value && value <= (high ?? value)).toBe(true);
  });
});

/** Importance is the mean size of the contributions beside it, and with the base value these add up to the margin of each row. */
function contributionsHold({ importance, sample }: HeadEvaluation, baseValue: number, family: string): void {
  const mean = importance.map((_, j) => sample.contributions.reduce((sum, row) => sum + Math.abs(row[j] ?? NaN), 0) / sample.contributions.length);
  importance.forEach((value, j) => expect(value).toBeCloseTo(must(mean[j], 'one a feature'), 5));
  // A network's are estimated by permutations, each of which adds up by itself.
  const tolerance = family === 'network' ? 2e-3 : 1e-4;
  sample.contributions.forEach((row, i) => expect(Math.abs(baseValue + row.reduce((sum, c) => sum + c, 0) - (sample.margins[i] ?? NaN))).toBeLessThan(tolerance));
}
