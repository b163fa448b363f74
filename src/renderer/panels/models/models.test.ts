/** What a card claims in words. */
import { describe, expect, it } from 'vitest';
import { screenCard as card, screenFeatures } from '../../../../tests/fixtures/screen-data.ts';
import { skillWords, weightsOf, weightWords } from './weights.ts';

describe('weights', () => {
  const weights = weightsOf(card, screenFeatures);

  it('are sorted by what a feature can do over its training range, not by the bare coefficient', () => {
    expect(weights).toHaveLength(card.featureNames.length);
    const reaches = weights.map((weight) => Math.abs(weight.reach));
    expect(reaches).toEqual([...reaches].sort((a, b) => b - a));
    expect(Math.abs(weights[0]?.share ?? 0)).toBe(1);
    const flow = weights.find((weight) => weight.name === 'order_flow_5');
    expect(flow?.label).toBe('Order flow at the touch');
    expect(flow?.reach).toBeCloseTo(0.233 * 0.7, 12);
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

  it('is told with its interval and its smallness', () => {
    expect(skillWords({ metrics: card.metrics.map((m) => ({ ...m, rows: 57_564 })) })).toBe(
      'Out of sample it explains 1.1 % of what happens: information coefficient 0.107 (95 % 0.084 to 0.128) on 57,564 held-out rows. Most moves are not foreseen.');
  });
});
