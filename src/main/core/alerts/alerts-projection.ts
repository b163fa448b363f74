/** Alerts and their rules as the journal tells them: rules as last set, the newest alerts with what became of each. */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { alertsKeptMax, defaultAlertRules, type Alert, type AlertRule, type AlertState } from '../../../shared/domain/alert.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { EpochMicros } from '../../../shared/domain/numbers.ts';
import type { Projection } from '../store/journal.ts';

export interface KeptAlert {
  readonly alert: Alert;
  readonly raisedAt: EpochMicros;
  readonly status: AlertState;
}

interface Saved {
  readonly rules: readonly AlertRule[];
  /** Oldest first. */
  readonly alerts: readonly KeptAlert[];
}

export class AlertsProjection implements Projection {
  readonly name = 'alerts-1';
  private readonly byRule = new Map<string, AlertRule>(defaultAlertRules.map((rule) => [rule.ruleId, rule]));
  private readonly byId = new Map<string, KeptAlert>();

  apply({ event, at }: JournalRecord): void {
    if (event.type === 'AlertRuleSet') {
      if (event.body.rule) this.byRule.set(event.body.ruleId, event.body.rule);
      else this.byRule.delete(event.body.ruleId);
    }
    if (event.type === 'AlertRaised') this.put({ alert: event.body, raisedAt: at, status: { state: 'open' } });
    if (event.type === 'AlertAcknowledged') {
      const { alertIds, userId, until } = event.body;
      const status: AlertState = until === null ? { state: 'acknowledged', by: userId, at } : { state: 'snoozed', by: userId, until };
      for (const id of alertIds) {
        const kept = this.byId.get(id);
        if (kept) this.byId.set(id, { ...kept, status });
      }
    }
  }

  rules(): readonly AlertRule[] {
    return [...this.byRule.values()];
  }

  rule(ruleId: string): AlertRule | null {
    return this.byRule.get(ruleId) ?? null;
  }

  /** Newest first. */
  alerts(): readonly KeptAlert[] {
    return [...this.byId.values()].reverse();
  }

  get(alertId: string): KeptAlert | null {
    return this.byId.get(alertId) ?? null;
  }

  save(): Saved {
    return { rules: this.rules(), alerts: [...this.byId.values()] };
  }

  load(state: unknown): void {
    const saved = state as Saved; // written by save() under this projection's name
    this.byRule.clear();
    for (const rule of saved.rules) this.byRule.set(rule.ruleId, rule);
    for (const kept of saved.alerts) this.put(kept);
  }

  private put(kept: KeptAlert): void {
    this.byId.set(kept.alert.alertId, kept);
    dropOldest(this.byId, alertsKeptMax);
  }
}
