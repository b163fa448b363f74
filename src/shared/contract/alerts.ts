/** What the screen may ask of alerts. */
import { z } from 'zod';
import { alertRuleShape, alertsKeptMax, type Alert, type AlertRule, type AlertSeverity, type AlertState } from '../domain/alert.ts';
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

/** Who makes desktop notifications: the host itself, or the page that listens. */
export interface DesktopState {
  readonly shownBy: 'host' | 'page';
}

/** `show`: one for the page to make. `pressed`: one of the host's was. A null `alertId` leads to the inbox as a whole. */
export type DesktopEvent =
  | { readonly kind: 'show'; readonly noteId: string; readonly title: string; readonly body: string; readonly alertId: string | null; readonly severity: AlertSeverity }
  | { readonly kind: 'pressed'; readonly noteId: string; readonly alertId: string | null };

export const alertsContract = {
  'alerts.setRule': command<AlertOutcome>()(alertRuleShape),
  /** Only price rules can be removed; the others are switched off. */
  'alerts.removeRule': command<AlertOutcome>()(z.object({ ruleId: idShape })),
  'alerts.acknowledge': command<AlertOutcome>()(z.object({ alertIds: z.array(idShape).min(1).max(alertsKeptMax) })),
  'alerts.snooze': command<AlertOutcome>()(z.object({ alertId: idShape, minutes: z.number().int().min(1).max(1440) })),
  /** Newest first, at most 500; deltas are upserts by alertId. */
  'alerts.inbox': stream<readonly AlertRow[], readonly AlertRow[]>()(z.object({})),
  'alerts.rules': stream<readonly AlertRuleRow[], readonly AlertRuleRow[]>()(z.object({})),
  /** Sends one notification the way that alerts go. */
  'alerts.testDesktop': command<AlertOutcome>()(z.object({})),
  /** What was told while nobody listened is in the inbox and not here. */
  'alerts.desktop': stream<DesktopState, readonly DesktopEvent[]>()(z.object({})),
};
