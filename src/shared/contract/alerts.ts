/** What the screen may ask of alerts. */
import { z } from 'zod';
import { alertRuleShape, alertsKeptMax, type Alert, type AlertRule, type AlertState } from '../domain/alert.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import { idShape } from '../domain/shapes.ts';
import { command, stream } from './kinds.ts';

export type AlertOutcome = { readonly ok: true } | { readonly ok: false; readonly why: string };

export interface AlertRow extends Alert {
  readonly status: AlertState;
  /** When it was on disk. */
  readonly raisedAt: EpochMicros;
  /** From the core's knowing the cause to the alert on disk and told, milliseconds; null for alerts of an earlier run. */
  readonly latencyMs: number | null;
}

/** `rule` is null once it was removed. */
export interface AlertRuleRow {
  readonly ruleId: string;
  readonly rule: AlertRule | null;
}

export const alertsContract = {
  'alerts.setRule': command<AlertOutcome>()(alertRuleShape),
  /** Only price rules can be removed; the others are switched off. */
  'alerts.removeRule': command<AlertOutcome>()(z.object({ ruleId: idShape })),
  'alerts.acknowledge': command<AlertOutcome>()(z.object({ alertIds: z.array(idShape).min(1).max(alertsKeptMax) })),
  'alerts.snooze': command<AlertOutcome>()(z.object({ alertId: idShape, minutes: z.number().int().min(1).max(1440) })),
  /** Newest first, at most 500; deltas are upserts by alertId. */
  'alerts.inbox': stream<readonly AlertRow[], readonly AlertRow[]>()(z.object({})),
  'alerts.rules': stream<readonly AlertRuleRow[], readonly AlertRuleRow[]>()(z.object({})),
};
