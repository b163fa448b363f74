/** Alerts from and to the screen. */
import type { AlertRow, AlertRuleRow, DesktopEvent, DesktopState } from '../../../shared/contract/alerts.ts';
import type { Rooms } from '../core.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';
import { Topic } from './topic.ts';

export function alertsCalls({ alerts, settings }: Rooms): CallsOf<'alerts'> {
  const userId = settings.user.id;
  return {
    'alerts.setRule': (rule) => alerts.setRule(rule, userId),
    'alerts.removeRule': ({ ruleId }) => alerts.removeRule(ruleId, userId),
    'alerts.acknowledge': ({ alertIds }) => alerts.acknowledge(alertIds, userId),
    'alerts.testDesktop': () => alerts.testDesktop(),
    'alerts.snooze': ({ alertId, minutes }) => alerts.snooze(alertId, minutes, userId),
  };
}

export function alertsStreams({ host: { clock }, alerts, desktop, owned }: Rooms): StreamsOf<'alerts'> {
  const inbox = new Topic<readonly AlertRow[], AlertRow>(clock, 0, () => alerts.rows());
  const rules = new Topic<readonly AlertRuleRow[], AlertRuleRow>(clock, 0, () => alerts.rules().map((rule) => ({ ruleId: rule.ruleId, rule })));
  const notes = new Topic<DesktopState, DesktopEvent>(clock, 0, () => desktop.state());
  owned.add(desktop.onEvent((event) => notes.changed(`${event.noteId} ${event.kind}`, event)));
  owned.add(alerts.onRow((row) => inbox.changed(row.alertId, row)));
  owned.add(alerts.onRule((row) => rules.changed(row.ruleId, row)));
  return {
    'alerts.inbox': (_params, sink) => inbox.open(sink),
    'alerts.rules': (_params, sink) => rules.open(sink),
    'alerts.desktop': (_params, sink) => notes.open(sink),
  };
}
