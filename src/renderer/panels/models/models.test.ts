/** What a card claims in words. */
import { describe, expect, it } from 'vitest';
import { screenCard as card, screenFeatures } from '../../../../tests/fixtures/screen-data.ts';
import { metricsByHead, neutralOf } from './card-metrics.ts';
import { leakWords, skillWords as worded } from './skill.ts';
import { weightsOf, weightWords } from './weights.ts';

const skillWords = (claim: Parameters<typeof worded>[0]): string => worded(claim).replaceAll('\u00a0', ' ');

describe('weights', () => {
  const weights = weightsOf(card, screenFeatures);

  it('are sorted by what a feature can do over its training range, not by the bare coefficient', () => {
    expect(weights).toHaveLength(card.featureNames.length);
    const reaches = weights.map((weight) => Math.abs(weight.reach));
    expect(reaches).toEqual([...reaches].sort((a, b) => b - a));
    expect(Math.abs(weights[0]?.share ?? 0)).toBe(1);
    const flow = weights.find((weight) => weight.name === 'order_flow_5');
    expect(flow?.label).toBe('Order flow at the touch');
    const range = card.featureRanges[card.featureNames.indexOf('order_flow_5')];
    expect(flow?.reach).toBeCloseTo((0.233 * ((range?.high ?? 0) - (range?.low ?? 0))) / 2, 12);
    expect(flow?.reach).toBeGreaterThan(0.1);
  });

  it('say which way they push, or that they are not used', () => {
    expect([0.2, -0.2, 0].map((coefficient) => weightWords({ coefficient }))).toEqual([
      'raises the expected return when high', 'lowers the expected return when high', 'not used',
    ]);
  });
});

describe('skill', () => {
  it('is not claimed when the interval holds zero', () => {
    expect(skillWords({ metrics: card.metrics.map((m) => (m.name === 'informationCoefficient' ? { ...m, value: 0.03, low: -0.01, high: 0.07 } : m)) })).toMatch(/^No skill is shown/);
  });

  it('[MO-15] beyond what good models reach is an alarm', () => {
    const claim = (low: number): Parameters<typeof leakWords>[0] => ({ role: 'drift', metrics: [{ name: 'informationCoefficient', label: 'IC', value: 0.124, low, high: 0.141, unit: 'ratio', rows: 9 }] });
    expect(leakWords(claim(0.104))).toContain('the whole interval of its information coefficient, 0.104 to 0.141, is beyond what good models reach (0.100)');
    expect(leakWords(claim(0.096))).toBeNull();
  });

  it('is told with its interval and its smallness', () => {
    expect(skillWords({ metrics: card.metrics.map((m) => ({ ...m, rows: 57_564 })) })).toBe(
      'Out of sample it explains 1.1 % of what happens: information coefficient 0.107 (95 % 0.084 to 0.128) on 57,564 held-out rows. Most moves are not foreseen.');
  });

  it('of odds is how often a hit is told from a miss, or that it is a coin', () => {
    const auc = { name: 'auc.up', label: 'Tells cases apart (up)', unit: 'share', rows: 9_000 };
    expect(skillWords({ metrics: [{ ...auc, name: 'auc.down', value: 0.9, low: 0.8, high: 0.95 }, { ...auc, value: 0.561, low: 0.552, high: 0.57 }] })).toBe(
      'Of a hit and a miss it gives the hit the higher odds 56 times in a hundred; a coin does 50 times. Tells cases apart (up): 0.561 (95 % 0.552 to 0.570) on 9,000 held-out rows.');
    expect(skillWords({ metrics: [{ ...auc, value: 0.51, low: 0.49, high: 0.53 }] })).toMatch(/^No skill is shown out of sample\..*holds 0\.5, a coin/);
  });

  it('of quantiles is what is saved against a constant', () => {
    const gain = { name: 'pinballGain.q90', label: 'Pinball loss saved against a constant', unit: 'sigma', rows: 500 };
    expect(skillWords({ metrics: [{ ...gain, value: 0.01, low: 0.004, high: 0.02 }] })).toContain('0.0100 (95 % 0.0040 to 0.0200) on 500 held-out rows');
    expect(skillWords({ metrics: [{ ...gain, value: 0.01, low: -0.004, high: 0.02 }] })).toMatch(/^No skill is shown/);
    expect(skillWords({ metrics: [] })).toBe('No figure of skill with an interval is on the card.');
  });

  it('ends with what its calls brought after cost', () => {
    const after = { name: 'afterCostBp', label: 'After cost, a call', unit: 'bp', rows: 812, value: -1.4 };
    const said = (low: number, high: number): string => skillWords({ metrics: [{ ...after, low, high }] });
    expect(said(-2.2, -0.5)).toContain('After cost, a call: -1.40 bp (95 % -2.20 to -0.50), 812 calls: it loses.'.replaceAll('-', '−'));
    expect(said(-2.2, 0.5)).toMatch(/no gain is shown\.$/);
    expect(skillWords({ metrics: [{ ...after, value: 2, low: 1, high: 3 }] })).toMatch(/812 calls\.$/);
  });
});

describe('figures of a card', () => {
  const metric = (name: string) => ({ name, label: `Tells cases apart (${name.split('.')[1] ?? ''})`, value: 0.5, low: 0.4, high: 0.6, unit: 'share', rows: 9 });
  const head = (name: string) => ({ name, label: name, unit: 'log-odds' as const, baseValue: 0, calibration: null, frequencies: [] });

  it('of several outputs stand side by side, those of the whole model by themselves', () => {
    const { byHead, whole } = metricsByHead({ heads: [head('down'), head('up')], metrics: [metric('auc.up'), metric('auc.down'), metric('ece.up'), metric('afterCostBp')] });
    expect(byHead.map(({ name, label, values }) => [name, label, values.map((value) => value?.name ?? null)])).toEqual([
      ['auc', 'Tells cases apart', ['auc.down', 'auc.up']], ['ece', 'Tells cases apart', [null, 'ece.up']],
    ]);
    expect(whole.map(({ name }) => name)).toEqual(['afterCostBp']);
    expect(metricsByHead(card).byHead).toEqual([]);
  });

  it('are drawn against what shows no skill, where there is such a value', () => {
    expect(['auc', 'auc.up', 'informationCoefficient', 'logLossGain.up', 'afterCostBp', 'brier', 'bandCoverage'].map(neutralOf)).toEqual([0.5, 0.5, 0, 0, 0, null, null]);
  });
});
