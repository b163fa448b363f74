/** The inbox as it is shown: what is open now, what is not, how fast alerts came. Pure. */
import type { AlertRow } from '../../../shared/contract/alerts.ts';
import type { AlertKind, AlertRule, AlertSeverity } from '../../../shared/domain/alert.ts';

/** Open, or snoozed until a time that is over. */
export const isOpen = (row: AlertRow, nowMicros: number): boolean =>
  row.status.state === 'open' || (row.status.state === 'snoozed' && row.status.until <= nowMicros);

const order: readonly AlertSeverity[] = ['danger', 'warn', 'info'];

/** Open ones first, the most urgent in front, the newest of each before the older; then the others, newest first. */
export function inInboxOrder(rows: readonly AlertRow[], nowMicros: number): readonly AlertRow[] {
  const newestFirst = (a: AlertRow, b: AlertRow): number => b.raisedAt - a.raisedAt;
  const open = rows.filter((row) => isOpen(row, nowMicros)).sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || newestFirst(a, b));
  return [...open, ...rows.filter((row) => !isOpen(row, nowMicros)).sort(newestFirst)];
}

/** Slowest and middle latency of the alerts of this run, ms; null when there is none. */
export function latencyOf(rows: readonly AlertRow[]): { readonly medianMs: number; readonly maxMs: number; readonly count: number } | null {
  const known = rows.flatMap((row) => (row.latencyMs === null ? [] : [row.latencyMs])).sort((a, b) => a - b);
  const [median, max] = [known[Math.floor((known.length - 1) / 2)], known.at(-1)];
  return median === undefined || max === undefined ? null : { medianMs: median, maxMs: max, count: known.length };
}

export const kindWords: Readonly<Record<AlertKind, string>> = { price: 'price', fill: 'fill', reject: 'reject', stale: 'feed', unresolved: 'unresolved', limitUse: 'limit' };
export const severityShape: Readonly<Record<AlertSeverity, string>> = { danger: '■', warn: '▲', info: '●' };

export function ruleWords(rule: Exclude<AlertRule, { kind: 'price' }>): string {
  switch (rule.kind) {
    case 'fill': return 'A fill of any order';
    case 'reject': return 'An order denied or rejected';
    case 'stale': return 'The feed stale or disconnected';
    case 'unresolved': return 'An order unresolved';
    case 'limitUse': return `A position limit used over ${Math.round(rule.share * 100)} %`;
  }
}
