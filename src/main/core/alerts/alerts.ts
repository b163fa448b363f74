/**
 * Alerts: what was asked to be told is journalled, told to the screen and, where the rule says so, to the desktop. What
 * causes them is watched in alert-causes.ts. Rules AL-1 and on in docs/specs/alerts.md.
 */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { AlertOutcome, AlertRow, AlertRuleRow } from '../../../shared/contract/alerts.ts';
import { alertSeverity, alertsKeptMax, defaultAlertRules, priceRulesMax, type Alert, type AlertKind, type AlertRule } from '../../../shared/domain/alert.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import type { CommandQueue } from '../command-queue.ts';
import type { Host } from '../host.ts';
import { isRecorded, type Recorder } from '../recorder.ts';
import type { AlertsProjection, KeptAlert } from './alerts-projection.ts';
import type { DesktopNotes } from './desktop-notes.ts';

export interface AlertsParts {
  readonly host: Pick<Host, 'clock' | 'newId'>;
  readonly recorder: Recorder;
  readonly queue: CommandQueue;
  readonly projection: AlertsProjection;
  readonly desktop: Pick<DesktopNotes, 'tell' | 'test' | 'tick'>;
}

/** What happened, in words. `at` is the core's monotonic clock when it knew. */
export interface AlertCause {
  readonly text: string;
  readonly symbol: string | null;
  readonly clOrdId: string | null;
  readonly atMs: number;
}

/** Alerts of one rule in one second; what is more is counted and told in one. */
export const raisedPerSecondMax = 10;
const titles: Readonly<Record<AlertKind, string>> = {
  price: 'Price alert', fill: 'Fill', reject: 'Order denied or rejected', stale: 'Feed', unresolved: 'Order unresolved', limitUse: 'Limit in use',
};
const notSaved = { ok: false, why: 'the journal could not be saved; nothing was changed' } as const;
const builtIn: ReadonlySet<string> = new Set(defaultAlertRules.map((rule) => rule.ruleId));

interface Budget {
  secondStartMs: number;
  raised: number;
  held: number;
}

export class Alerts {
  private readonly parts: AlertsParts;
  private readonly rowListeners = new Set<(row: AlertRow) => void>();
  private readonly ruleListeners = new Set<(row: AlertRuleRow) => void>();
  private readonly latencyMs = new Map<string, number>();
  private readonly budgets = new Map<string, Budget>();
  /** Price rules whose alert is on its way to the disk: they fire once. */
  private readonly firing = new Set<string>();
  private readonly woken = new Set<string>();

  constructor(parts: AlertsParts) {
    this.parts = parts;
  }

  onRow(listener: (row: AlertRow) => void): Disposable {
    this.rowListeners.add(listener);
    return disposable(() => this.rowListeners.delete(listener));
  }

  onRule(listener: (row: AlertRuleRow) => void): Disposable {
    this.ruleListeners.add(listener);
    return disposable(() => this.ruleListeners.delete(listener));
  }

  /** Newest first. */
  rows(): readonly AlertRow[] {
    return this.parts.projection.alerts().map((kept) => this.row(kept));
  }

  rules(): readonly AlertRule[] {
    return this.parts.projection.rules();
  }

  setRule(rule: AlertRule, userId: string): Promise<AlertOutcome> {
    return this.parts.queue.enqueue(async () => {
      const known = this.parts.projection.rule(rule.ruleId);
      if (rule.kind !== 'price' && !builtIn.has(rule.ruleId)) return { ok: false, why: `there is no rule ${rule.ruleId}` };
      if (known && known.kind !== rule.kind) return { ok: false, why: `${rule.ruleId} is a rule of another kind` };
      if (!known && this.rules().filter((r) => r.kind === 'price').length >= priceRulesMax) return { ok: false, why: `${priceRulesMax} price rules stand already; remove one` };
      if (!(await this.save([{ type: 'AlertRuleSet', body: { ruleId: rule.ruleId, rule, userId } }]))) return notSaved;
      this.tellRule({ ruleId: rule.ruleId, rule });
      return { ok: true };
    });
  }

  removeRule(ruleId: string, userId: string): Promise<AlertOutcome> {
    return this.parts.queue.enqueue(async () => {
      if (this.parts.projection.rule(ruleId)?.kind !== 'price') return { ok: false, why: `${ruleId} is no price rule` };
      if (!(await this.save([{ type: 'AlertRuleSet', body: { ruleId, rule: null, userId } }]))) return notSaved;
      this.tellRule({ ruleId, rule: null });
      return { ok: true };
    });
  }

  acknowledge(alertIds: readonly string[], userId: string): Promise<AlertOutcome> {
    return this.close(alertIds, userId, null);
  }

  /** It comes back when the time is over. */
  snooze(alertId: string, minutes: number, userId: string): Promise<AlertOutcome> {
    return this.close([alertId], userId, minutes * 60e6);
  }

  /** Journals and tells an alert of this rule; nothing when it is switched off. Rejects when the journal does. */
  async raise(rule: AlertRule, cause: AlertCause): Promise<void> {
    if (!rule.enabled || this.firing.has(rule.ruleId) || !this.mayRaise(rule)) return;
    const { host, queue, recorder } = this.parts;
    const causedAt = epochMicros(Math.round(host.clock.nowMicros() - (host.clock.monotonicMs() - cause.atMs) * 1000));
    const { text, symbol, clOrdId, atMs } = cause;
    const alert: Alert = { alertId: host.newId(), ruleId: rule.ruleId, kind: rule.kind, severity: alertSeverity[rule.kind], text, symbol, clOrdId, causedAt };
    const events: JournalEvent[] = [{ type: 'AlertRaised', body: alert }];
    const done = rule.kind === 'price' ? { ...rule, enabled: false } : null;
    if (done) {
      events.push({ type: 'AlertRuleSet', body: { ruleId: rule.ruleId, rule: done, userId: 'core' } });
      this.firing.add(rule.ruleId);
    }
    try {
      await queue.enqueueInbound(() => recorder.record(events));
    } finally {
      this.firing.delete(rule.ruleId);
    }
    this.latencyMs.set(alert.alertId, host.clock.monotonicMs() - atMs);
    dropOldest(this.latencyMs, alertsKeptMax);
    this.tellRow(alert.alertId);
    if (done) this.tellRule({ ruleId: rule.ruleId, rule: done });
    if (rule.notify) this.toDesktop(alert, '');
  }

  /** Call now and then: tells what was held back in a busy second, and wakes what was snoozed. */
  tick(): void {
    const nowMs = this.parts.host.clock.monotonicMs();
    for (const [ruleId, budget] of this.budgets) {
      if (nowMs - budget.secondStartMs < 1000) continue;
      this.budgets.delete(ruleId);
      const rule = this.parts.projection.rule(ruleId);
      if (budget.held > 0 && rule) void this.raise(rule, { text: `${budget.held} more of the same within a second`, symbol: null, clOrdId: null, atMs: nowMs }).catch(() => undefined);
    }
    for (const kept of this.parts.projection.alerts()) {
      if (kept.status.state !== 'snoozed' || this.woken.has(kept.alert.alertId) || kept.status.until > this.parts.host.clock.nowMicros()) continue;
      this.woken.add(kept.alert.alertId);
      this.tellRow(kept.alert.alertId);
      this.toDesktop(kept.alert, ', again');
    }
    this.parts.desktop.tick();
  }

  /** By the way that alerts go, whatever the rules say. */
  testDesktop(): Promise<AlertOutcome> {
    this.parts.desktop.test();
    return Promise.resolve({ ok: true });
  }

  private toDesktop({ alertId, kind, severity, text }: Alert, again: string): void {
    this.parts.desktop.tell({ title: `${titles[kind]}${again}`, body: text, alertId, severity });
  }

  private close(alertIds: readonly string[], userId: string, forMicros: number | null): Promise<AlertOutcome> {
    return this.parts.queue.enqueue(async () => {
      const known = alertIds.filter((id) => this.parts.projection.get(id));
      if (known.length === 0) return { ok: false, why: 'no such alert' };
      const until = forMicros === null ? null : epochMicros(this.parts.host.clock.nowMicros() + forMicros);
      if (!(await this.save([{ type: 'AlertAcknowledged', body: { alertIds: known, userId, until } }]))) return notSaved;
      for (const id of known) {
        this.woken.delete(id);
        this.tellRow(id);
      }
      return { ok: true };
    });
  }

  private mayRaise(rule: AlertRule): boolean {
    const nowMs = this.parts.host.clock.monotonicMs();
    const budget = this.budgets.get(rule.ruleId) ?? { secondStartMs: nowMs, raised: 0, held: 0 };
    this.budgets.set(rule.ruleId, budget);
    if (budget.raised >= raisedPerSecondMax && nowMs - budget.secondStartMs < 1000) {
      budget.held++;
      return false;
    }
    budget.raised++;
    return true;
  }

  private row({ alert, raisedAt, status }: KeptAlert): AlertRow {
    const isDue = status.state === 'snoozed' && status.until <= this.parts.host.clock.nowMicros();
    return { ...alert, raisedAt, status: isDue ? { state: 'open' } : status, latencyMs: this.latencyMs.get(alert.alertId) ?? null };
  }

  private save(events: readonly JournalEvent[]): Promise<boolean> {
    return isRecorded(this.parts.recorder, events);
  }

  private tellRow(alertId: string): void {
    const kept = this.parts.projection.get(alertId);
    if (kept) for (const listener of this.rowListeners) listener(this.row(kept));
  }

  private tellRule(row: AlertRuleRow): void {
    for (const listener of this.ruleListeners) listener(row);
  }
}
