/** Acknowledge, snooze, and rules of alerts: what the trader does with them, and the line that says what came of it. */
import type { AlertOutcome } from '../../shared/contract/alerts.ts';
import type { AlertRule } from '../../shared/domain/alert.ts';
import { callCore } from '../connection/call-core.ts';
import type { CallResult } from '../connection/connection.ts';
import { notify } from '../stores/notices.ts';

export const snoozeMinutes = 10;

export async function acknowledgeAlerts(alertIds: readonly string[]): Promise<void> {
  if (alertIds.length === 0) return notify('plain', 'Nothing to acknowledge: no alert is open');
  tell(`Acknowledged ${alertIds.length} ${alertIds.length === 1 ? 'alert' : 'alerts'}`, await callCore('alerts.acknowledge', { alertIds: [...alertIds] }));
}

export async function snoozeAlert(alertId: string): Promise<void> {
  tell(`Snoozed for ${snoozeMinutes} min`, await callCore('alerts.snooze', { alertId, minutes: snoozeMinutes }));
}

export async function setAlertRule(rule: AlertRule, what: string): Promise<void> {
  tell(what, await callCore('alerts.setRule', rule));
}

export async function removeAlertRule(ruleId: string): Promise<void> {
  tell('Price alert removed', await callCore('alerts.removeRule', { ruleId }));
}

function tell(what: string, result: CallResult<AlertOutcome>): void {
  if (!result.ok) notify(result.unknown ? 'unresolved' : 'denied', `${what}: ${result.why}`);
  else if (!result.value.ok) notify('denied', `${what}: not done, ${result.value.why}`);
  else notify('done', what);
}
