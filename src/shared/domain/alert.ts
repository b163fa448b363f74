/** What a trader wants to be told of, and what was told. Rules and alerts are journalled. */
import { z } from 'zod';
import type { EpochMicros } from './numbers.ts';
import { idShape, priceTicksShape, symbolShape } from './shapes.ts';

const common = {
  ruleId: idShape,
  enabled: z.boolean(),
  /** Whether a desktop notification goes with it. */
  notify: z.boolean(),
};

export const alertRuleShape = z.discriminatedUnion('kind', [
  /** Once: `above` when the best bid reaches the price, `below` when the best ask does. The rule is switched off by it. */
  z.object({ ...common, kind: z.literal('price'), symbol: symbolShape, direction: z.enum(['above', 'below']), price: priceTicksShape }),
  z.object({ ...common, kind: z.literal('fill') }),
  /** Denied by our controls or rejected by the OMS. */
  z.object({ ...common, kind: z.literal('reject') }),
  /** The feed as a whole fell silent or was lost. */
  z.object({ ...common, kind: z.literal('stale') }),
  z.object({ ...common, kind: z.literal('unresolved') }),
  /** A position with its working orders uses more than `share` of a position limit. */
  z.object({ ...common, kind: z.literal('limitUse'), share: z.number().min(0.05).max(1) }),
]);
export type AlertRule = z.infer<typeof alertRuleShape>;
export type AlertKind = AlertRule['kind'];

/** How urgent: info is read when there is time, warn soon, danger now. */
export type AlertSeverity = 'info' | 'warn' | 'danger';

export interface Alert {
  readonly alertId: string;
  readonly ruleId: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly text: string;
  readonly symbol: string | null;
  readonly clOrdId: string | null;
  /** When the core knew the cause, its clock. */
  readonly causedAt: EpochMicros;
}

export type AlertState =
  | { readonly state: 'open' }
  | { readonly state: 'acknowledged'; readonly by: string; readonly at: EpochMicros }
  | { readonly state: 'snoozed'; readonly by: string; readonly until: EpochMicros };

/** What a desk starts with: everything but fills, which are what a trader expects. */
export const defaultAlertRules: readonly AlertRule[] = [
  { ruleId: 'fill', kind: 'fill', enabled: false, notify: false },
  { ruleId: 'reject', kind: 'reject', enabled: true, notify: false },
  { ruleId: 'stale', kind: 'stale', enabled: true, notify: true },
  { ruleId: 'unresolved', kind: 'unresolved', enabled: true, notify: true },
  { ruleId: 'limit-use', kind: 'limitUse', enabled: true, notify: true, share: 0.8 },
];

export const alertSeverity: Readonly<Record<AlertKind, AlertSeverity>> = {
  price: 'info', fill: 'info', reject: 'warn', limitUse: 'warn', stale: 'danger', unresolved: 'danger',
};

/** Alerts that are kept, newest first; and price rules that may stand at once. */
export const alertsKeptMax = 500;
export const priceRulesMax = 200;
