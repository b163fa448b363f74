import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { FeatureInfo, FeaturePast } from '../../../shared/contract/signals.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import { screenBars, screenCard, screenFeatures } from '../../../../tests/fixtures/screen-data.ts';
import { screenFeaturePast } from '../../../../tests/fixtures/screen-past.ts';
import { byGroup, bySeries, drawnPoints, historyFreshness, historyState, outsideOf, trainingRange, valueAt } from './feature-history.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
const { readChartChoices } = await import('../../stores/chart-choices.ts');

const bars = screenBars('ALDR', 18_000, 120, 3);
const info = (name: string): FeatureInfo => screenFeatures.find((one) => one.name === name) ?? { ...screenFeatures[0]!, name };
const past = (values: readonly (number | null)[]): FeaturePast => ({ name: 'rsi_14', unit: 'ratio', points: values.map((value, i) => ({ at: bars[i]?.end ?? epochMicros(0), value })) });
const answered = (values: readonly (number | null)[]) => historyState({ value: past(values), problem: null }, undefined, info('rsi_14'));

describe('the history of a feature', () => {
  it('[CT-3] is awaited, told why there is none, or drawn', () => {
    expect(historyState(undefined, undefined, null)).toEqual({ kind: 'awaiting' });
    expect(historyState(undefined, 'the core is gone', null)).toEqual({ kind: 'problem', words: 'the core is gone' });
    expect(historyState({ value: null, problem: 'no bars are kept' }, undefined, null)).toEqual({ kind: 'problem', words: 'no bars are kept' });
    expect(answered([])).toEqual({ kind: 'problem', words: 'no bar has been read yet' });
    expect(answered([null, 0.5, null])).toMatchObject({ kind: 'drawn', missing: 2, newest: null, newestAt: bars[2]?.end });
  });

  it('stays while a newer answer fails', () => {
    expect(historyState({ value: past([0.1]), problem: null }, 'disconnected', null)).toMatchObject({ kind: 'drawn', newest: 0.1 });
  });

  it('says of a feature that was missing at every bar when it is missing, and draws nothing', () => {
    const { whenMissing } = info('rsi_14');
    expect(answered([null, null])).toEqual({ kind: 'never', values: new Map(bars.slice(0, 2).map((bar) => [bar.end, null])), words: `missing at all 2 bars of this instrument; missing when there is ${whenMissing}` });
  });

  it('is never seen of own orders where there were none, by the engine itself', () => {
    expect(historyState(screenFeaturePast(bars, 'own_position'), undefined, info('own_position')).kind).toBe('never');
    expect(historyState(screenFeaturePast(bars, 'ret_5'), undefined, info('ret_5'))).toMatchObject({ kind: 'drawn', missing: 10 });
    expect(historyState(screenFeaturePast(bars, 'no_such'), undefined, null)).toEqual({ kind: 'problem', words: 'no feature is called no_such' });
  });
});

describe('what is drawn', () => {
  const valuesOf = (values: readonly (number | null)[]) => new Map(values.map((value, i) => [bars[i]?.end ?? 0, value]));

  it('[CT-3] breaks where a value is missing and never puts a zero there', () => {
    const drawn = drawnPoints(bars.slice(0, 6), valuesOf([0.1, null, 0, 0.2, null, 0.3]));
    expect(drawn.map((point) => [point.value, point.isAfterGap])).toEqual([[0.1, true], [0, true], [0.2, false], [0.3, true]]);
  });

  it('has one point a value whose bar is in view, at the time of that bar, and a break after every hole', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.double({ min: -5, max: 5, noNaN: true })), { maxLength: bars.length }), fc.nat(100), (values, from) => {
      const shown = bars.slice(from);
      const drawn = drawnPoints(shown, valuesOf(values));
      const expected = shown.flatMap((bar, i) => {
        const value = values[from + i] ?? null;
        return value === null ? [] : [{ seconds: bar.start / 1e6, value, isAfterGap: i === 0 || (values[from + i - 1] ?? null) === null }];
      });
      expect(drawn).toEqual(expected);
    }));
  });

  it('[CT-3] keeps missing apart from not read yet', () => {
    const values = valuesOf([null, 0.4]);
    expect([bars[0], bars[1], bars[2]].map((bar) => valueAt(values, bar ?? { end: epochMicros(0) }))).toEqual([null, 0.4, undefined]);
  });
});

describe('beside it', () => {
  it('[CT-4] a reading is stale once two bars have ended without another', () => {
    const minute = 60_000_000;
    expect(historyFreshness(10 * minute, 11 * minute, 60)).toBe('live');
    expect(historyFreshness(10 * minute, 12 * minute, 60)).toBe('live');
    expect(historyFreshness(10 * minute, 12 * minute + 1, 60)).toBe('stale');
    expect(historyFreshness(10 * minute, null, 60)).toBe('live');
  });

  it('[CT-2] the range of training is the card\u2019s, and none for a feature that it does not use or that did not vary', () => {
    expect(trainingRange(screenCard, 'ret_5')).toEqual({ low: -3, high: 3 });
    expect(trainingRange(screenCard, 'no_such')).toBeNull();
    expect(trainingRange({ ...screenCard, featureDeviations: screenCard.featureDeviations.map(() => 0) }, 'ret_5')).toBeNull();
    expect(trainingRange(null, 'ret_5')).toBeNull();
    expect([outsideOf(3.1, { low: -3, high: 3 }), outsideOf(-3.1, { low: -3, high: 3 }), outsideOf(3, { low: -3, high: 3 }), outsideOf(null, { low: -3, high: 3 }), outsideOf(9, null)]).toEqual(['above', 'below', null, null, null]);
  });

  it('[CT-1] all 94 features are listed, each once, in ten groups', () => {
    const groups = byGroup(screenFeatures);
    expect(groups.length).toBe(10);
    expect(groups.flatMap(({ features }) => features.map(({ name }) => name)).sort()).toEqual(screenFeatures.map(({ name }) => name).sort());
    expect(groups.every(({ group, features }) => features.every((feature) => feature.group === group))).toBe(true);
  });
});

describe('moments of a series', () => {
  const moment = (name: string, series?: string): FeatureInfo => ({ ...info('ret_5'), name, ...(series === undefined ? {} : { series }) });

  it('[CT-1] stand under the newest of it, the others each by itself', () => {
    const rows = bySeries([moment('a'), moment('q', 'q'), moment('b'), moment('q_t1', 'q'), moment('p_t1', 'p'), moment('q_t2', 'q')]);
    expect(rows.map(({ info: { name }, earlier }) => [name, earlier.map((one) => one.name)])).toEqual([['a', []], ['q', ['q_t1', 'q_t2']], ['b', []], ['p_t1', []]]);
  });
});

describe('what a chart was set to', () => {
  it('[CT-5] is read back, each panel on its own merits', () => {
    expect(readChartChoices(JSON.stringify({ chart: { feature: 'rsi_14', form: 'table' }, 'chart-2': { feature: 7, form: 'pie' }, why: { feature: 'x', form: 'table' }, 'chart-3': null }))).toEqual({
      chart: { feature: 'rsi_14', form: 'table' }, 'chart-2': { feature: null, form: 'chart' },
    });
    for (const bad of [null, '', '{', '7', 'null', '[1]']) expect(readChartChoices(bad)).toEqual({});
  });
});
