/** When a figure is too good to be true. */
import { describe, expect, it } from 'vitest';
import type { ModelCard } from './model-card.ts';
import { leakAlarm } from './leak-alarm.ts';

const card = (role: ModelCard['role'], name: string, value: number, low: number | null, high: number | null): Pick<ModelCard, 'role' | 'metrics'> =>
  ({ role, metrics: [{ name, label: name, value, low, high, unit: 'ratio', rows: 1_000 }] });

describe('the leak alarm', () => {
  it('[MO-15] is given where the whole interval of the information coefficient is above 0.1', () => {
    expect(leakAlarm(card('drift', 'informationCoefficient', 0.124, 0.104, 0.141))).toEqual({ metric: 'informationCoefficient', value: 0.124, low: 0.104, high: 0.141, limit: 0.1 });
    expect(leakAlarm(card('drift', 'informationCoefficient', 0.124, 0.1, 0.15))).toBeNull();
    expect(leakAlarm(card('drift', 'informationCoefficient', 0.3, null, null))).toBeNull();
    expect(leakAlarm({ role: 'drift', metrics: [] })).toBeNull();
  });

  it('[MO-15] is given as well where it is as far below zero', () => {
    expect(leakAlarm(card('drift', 'informationCoefficient', -0.2, -0.25, -0.11))?.value).toBe(-0.2);
    expect(leakAlarm(card('drift', 'informationCoefficient', -0.2, -0.25, -0.1))).toBeNull();
    expect(leakAlarm(card('edge', 'auc', 0.4, 0.38, 0.45))?.metric).toBe('auc');
    expect(leakAlarm(card('edge', 'auc', 0.46, 0.44, 0.46))).toBeNull();
  });

  it('[MO-15] of odds of a direction is at the area that a correlation of 0.1 has; fills and regimes have none', () => {
    for (const role of ['direction', 'edge'] as const) {
      expect(leakAlarm(card(role, 'auc', 0.56, 0.546, 0.57))?.limit).toBe(0.545);
      expect(leakAlarm(card(role, 'auc', 0.55, 0.54, 0.56))).toBeNull();
    }
    for (const role of ['fill', 'regime', 'path'] as const) expect(leakAlarm(card(role, 'auc', 0.9, 0.8, 0.95))).toBeNull();
  });
});
