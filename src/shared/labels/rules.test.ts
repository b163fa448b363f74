/** Labels against values that `tests/fixtures/labels/oracle.py` computed in numpy from the rules of docs/specs/labels.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labelFeeBp, labelMoments } from '../../../tests/kit/label-paths.ts';
import { aboveCost } from './above-cost.ts';
import { targetBeforeStop } from './edge.ts';
import { horizonReturn } from './horizon-return.ts';
import { passiveFill } from './passive-fill.ts';
import { realisedRange } from './realised-range.ts';
import { realisedRegime } from './realised-regime.ts';
import { seriesOf, type Labeller } from './series.ts';
import { shortPath } from './short-path.ts';
import { averageUniqueness } from './uniqueness.ts';

interface Said {
  readonly aboveCost: string; readonly edgeBuy: string; readonly edgeSell: string; readonly fillBuy: string; readonly fillSell: string; readonly path: string; readonly regime: string;
  readonly return: readonly (readonly [number, number])[];
  readonly range: readonly (readonly [number, number, number])[];
  readonly uniqueness: readonly number[];
}
const { paths } = JSON.parse(readFileSync(new URL('../../../tests/fixtures/labels/oracle.json', import.meta.url), 'utf8')) as { readonly paths: readonly Said[] };

describe.each(paths.map((said, i) => ({ said, seed: i + 1 })))('labels of path $seed', ({ said, seed }) => {
  const series = seriesOf({ symbol: 'A', feeBp: labelFeeBp }, labelMoments(seed));
  const bars = Array.from({ length: series.length }, (_, bar) => bar);
  /** A character a bar: the value of one head, or the number of the head that is 1. */
  const text = (label: Labeller, side: 1 | -1 = 1): string => bars.map((bar) => {
    const values = label(series, bar, side)?.values;
    return values === undefined ? '-' : values.length === 1 ? String(values[0]) : String(values.indexOf(1));
  }).join('');

  it('[LB-6] above cost', () => { expect(text(aboveCost(15))).toBe(said.aboveCost); });
  it('[LB-2] [LB-3] [LB-7] target before stop, of both sides', () => {
    expect([text(targetBeforeStop(15)), text(targetBeforeStop(15), -1)]).toEqual([said.edgeBuy, said.edgeSell]);
  });
  it('[LB-8] fills of both sides', () => { expect([text(passiveFill(5)), text(passiveFill(5), -1)]).toEqual([said.fillBuy, said.fillSell]); });
  it('[LB-9] short path', () => { expect(text(shortPath(5))).toBe(said.path); });
  it('[LB-10] realised regime', () => { expect(text(realisedRegime(30))).toBe(said.regime); });

  it('[LB-5] [LB-12] return and range in horizon volatilities', () => {
    for (const [bar, value] of said.return) expect(horizonReturn(15)(series, bar, 1)?.values[0], `return at ${bar}`).toBeCloseTo(value, 9);
    for (const [bar, low, high] of said.range) {
      const range = realisedRange(series, bar, 15);
      expect(range?.low, `low at ${bar}`).toBeCloseTo(low, 9);
      expect(range?.high, `high at ${bar}`).toBeCloseTo(high, 9);
    }
    expect(said.return.length).toBeGreaterThan(30);
  });

  it('[LB-4] average uniqueness', () => {
    const spans = bars.flatMap((bar) => { const outcome = aboveCost(15)(series, bar, 1); return outcome ? [{ start: bar + 1, end: outcome.end }] : []; });
    const ours = Array.from(averageUniqueness(spans)).filter((_, i) => i % 9 === 0);
    expect(ours).toHaveLength(said.uniqueness.length);
    ours.forEach((value, i) => expect(value).toBeCloseTo(said.uniqueness[i] ?? NaN, 9));
  });

  it('every answer is among what is compared', () => {
    for (const answers of [said.aboveCost, said.edgeBuy, said.edgeSell, said.fillBuy, said.fillSell]) expect(new Set(answers)).toEqual(new Set(['0', '1', '-']));
    for (const answers of [said.path, said.regime]) expect(new Set(answers)).toEqual(new Set(['0', '1', '2', '-']));
  });
});
