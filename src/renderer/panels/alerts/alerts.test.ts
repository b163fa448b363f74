import { expect, it } from 'vitest';
import type { AlertRow } from '../../../shared/contract/alerts.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import { merges } from '../../stores/merge.ts';
import { inInboxOrder, isOpen, latencyOf } from './inbox.ts';

const row = (alertId: string, severity: AlertRow['severity'], at: number, change: Partial<AlertRow> = {}): AlertRow => ({
  alertId, ruleId: 'stale', kind: 'stale', severity, text: alertId, symbol: null, clOrdId: null, causedAt: epochMicros(at), raisedAt: epochMicros(at), status: { state: 'open' }, latencyMs: null, ...change,
});
const acknowledged = { status: { state: 'acknowledged', by: 't1', at: epochMicros(9) } } as const;
const snoozed = { status: { state: 'snoozed', by: 't1', until: epochMicros(100) } } as const;

it('puts what is urgent and open in front, and what was dealt with behind', () => {
  const rows = [row('a', 'info', 1), row('b', 'danger', 2), row('c', 'danger', 3), row('d', 'warn', 4, acknowledged), row('e', 'warn', 5)];
  expect(inInboxOrder(rows, 50).map((r) => r.alertId)).toEqual(['c', 'b', 'e', 'a', 'd']);
});

it('[AL-6] counts a snoozed alert as open once its time is over', () => {
  expect([isOpen(row('a', 'info', 1, snoozed), 99), isOpen(row('a', 'info', 1, snoozed), 100)]).toEqual([false, true]);
});

it('[AL-8] tells latency of this run alone', () => {
  expect(latencyOf([row('a', 'info', 1)])).toBeNull();
  expect(latencyOf([3, 1, 40].map((latencyMs, i) => row(`${i}`, 'info', i, { latencyMs })))).toEqual({ medianMs: 3, maxMs: 40, count: 3 });
});

it('a rule that was removed leaves the store', () => {
  const rule = { ruleId: 'fill', kind: 'fill', enabled: true, notify: false } as const;
  expect(merges['alerts.rules']([{ ruleId: 'fill', rule }], [{ ruleId: 'fill', rule: null }])).toEqual([]);
});
