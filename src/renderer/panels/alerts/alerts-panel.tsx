/** Alerts: the inbox with acknowledge and snooze, and the rules under it. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { AlertRow } from '../../../shared/contract/alerts.ts';
import { acknowledgeAlerts, snoozeAlert, snoozeMinutes } from '../../actions/work-alerts.ts';
import { useAlertCall } from '../../stores/alert-call.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useNotes } from '../../stores/desktop-notes.ts';
import { selectInstrument, selectOrder } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStream, useStreamPart } from '../../stores/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { Chip, type ChipTone } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatMs, formatSpan, formatTime, type Zone } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { AlertRules } from './alert-rules.tsx';
import './alerts.css';
import { inInboxOrder, isOpen, kindWords, latencyOf, severityShape } from './inbox.ts';

const noRows: readonly AlertRow[] = [];
type Page = 'inbox' | 'rules';

export function AlertsPanel() {
  const { value, link, why } = useStream('alerts.inbox', {});
  const now = useCoreNow();
  const [page, setPage] = useState<Page>('inbox');
  const [at, setAt] = useState<string | null>(null);
  const call = useAlertCall();
  const [seen, setSeen] = useState(0);
  if (call.calls !== seen) {
    // A press on a desktop notification shows its alert, whatever page was open.
    setSeen(call.calls);
    setPage('inbox');
    setAt(call.alertId);
  }
  const rows = value ?? noRows;
  const open = rows.filter((row) => isOpen(row, now));
  return (
    <PanelFrame title="Alerts" subject={<span className="muted small">{open.length} open</span>} state={link} why={why} awaiting="alerts">
      <div className="alerts">
        <div className="alerts-head">
          <Segmented label="Page" value={page} onChange={setPage} segments={[{ value: 'inbox', label: `Inbox ${open.length}` }, { value: 'rules', label: 'Rules' }]} />
          <Latency rows={rows} />
          <span className="grow" />
          <TellingButton onPress={() => setPage('rules')} />
          <Button keys="Shift+X" disabled={open.length === 0} label="Acknowledge every open alert" onPress={() => void acknowledgeAlerts(open.map((row) => row.alertId))}>Acknowledge all</Button>
        </div>
        {page === 'rules' ? <AlertRules /> : rows.length === 0
          ? <EmptyState title="No alert">Rejects, unresolved orders, a stale feed and limits in use appear here as they happen. Price alerts are made under Rules.</EmptyState>
          : <Inbox rows={inInboxOrder(rows, now)} now={now} at={at} setAt={setAt} calls={call.calls} />}
      </div>
    </PanelFrame>
  );
}

function Latency({ rows }: { readonly rows: readonly AlertRow[] }) {
  const latency = latencyOf(rows);
  if (!latency) return null;
  return <span className="alerts-latency muted small" title={`From the core's knowing the cause to the alert on disk and told, ${latency.count} alerts of this run`}>cause to alert <span className="figure figure-small">{formatMs(latency.medianMs)}</span> median, <span className="figure figure-small">{formatMs(latency.maxMs)}</span> slowest</span>;
}

/** The two ways beside the inbox in one word each; a press goes to where they are switched and tested. */
function TellingButton({ onPress }: { readonly onPress: () => void }) {
  const sound = useSettings((s) => s.sound);
  const shownBy = useStreamPart('alerts.desktop', {}, (s) => s.value?.shownBy);
  const { permission } = useNotes();
  const isOn = shownBy === 'host' || permission === 'granted';
  return (
    <Button tone="quiet" label="How alerts are told: sound and desktop notifications" onPress={onPress}>
      <span>{sound ? '♪ on' : '♪ muted'}</span><span className={isOn || shownBy === undefined ? undefined : 'warn-text'}>{isOn ? '◳ desktop on' : permission === 'denied' ? '▲ desktop blocked' : '◳ desktop off'}</span>
    </Button>
  );
}

interface InboxProps {
  readonly rows: readonly AlertRow[];
  readonly now: number;
  readonly at: string | null;
  readonly setAt: (alertId: string | null) => void;
  /** Grows when an alert is called up: what it is about is selected then, once it is here. */
  readonly calls: number;
}

function Inbox({ rows, now, at, setAt, calls }: InboxProps) {
  const zone = useSettings((s) => s.zone);
  const index = Math.max(0, rows.findIndex((row) => row.alertId === at));
  const current = rows[index];
  const answered = useRef(0);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (calls === answered.current || !current || (at !== null && current.alertId !== at)) return;
    answered.current = calls;
    if (at !== null) goTo(current);
    box.current?.focus();
    box.current?.querySelector(`#alert-${CSS.escape(current.alertId)}`)?.scrollIntoView({ block: 'nearest' });
  }, [calls, current, at]);

  function press(event: KeyboardEvent): void {
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keyAction(event.key, { rows, index, current, now, setAt });
    if (!act || event.repeat && !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    act();
  }

  return (
    <div ref={box} className="alerts-list" role="grid" aria-label="Alerts, most urgent first" tabIndex={0} data-focus-first data-keys="arrows"
      aria-activedescendant={current ? `alert-${current.alertId}` : undefined} onKeyDown={press}>
      {rows.map((row) => <Row key={row.alertId} row={row} open={isOpen(row, now)} selected={row === current} now={now} zone={zone} onSelect={() => setAt(row.alertId)} />)}
    </div>
  );
}

interface KeyParts {
  readonly rows: readonly AlertRow[];
  readonly index: number;
  readonly current: AlertRow;
  readonly now: number;
  readonly setAt: (alertId: string | null) => void;
}

function keyAction(key: string, { rows, index, current, now, setAt }: KeyParts): (() => void) | undefined {
  switch (key) {
    case 'ArrowDown': return () => setAt(rows[Math.min(rows.length - 1, index + 1)]?.alertId ?? null);
    case 'ArrowUp': return () => setAt(rows[Math.max(0, index - 1)]?.alertId ?? null);
    case 'x': return () => { setAt(rows[index + 1]?.alertId ?? null); void acknowledgeAlerts([current.alertId]); };
    case 'X': return () => void acknowledgeAlerts(rows.filter((row) => isOpen(row, now)).map((row) => row.alertId));
    case 'z': return () => { setAt(rows[index + 1]?.alertId ?? null); void snoozeAlert(current.alertId); };
    case 'Enter': return () => goTo(current);
    default: return undefined;
  }
}

/** Selects what the alert is about. */
function goTo(row: AlertRow): void {
  if (row.clOrdId !== null) selectOrder(row.clOrdId);
  if (row.symbol !== null) selectInstrument(row.symbol, 'alerts');
}

const tones: Readonly<Record<AlertRow['severity'], ChipTone>> = { danger: 'danger', warn: 'warn', info: 'plain' };

interface RowProps {
  readonly row: AlertRow;
  readonly open: boolean;
  readonly selected: boolean;
  readonly now: number;
  readonly zone: Zone;
  readonly onSelect: () => void;
}

function Row({ row, open, selected, now, zone, onSelect }: RowProps) {
  return (
    <div id={`alert-${row.alertId}`} role="row" aria-selected={selected} className={`alert${open ? '' : ' is-closed'}`} onClick={() => { onSelect(); goTo(row); }}
      title={row.latencyMs === null ? 'raised in an earlier run' : `raised ${formatMs(row.latencyMs)} after its cause`}>
      <span role="gridcell" className="figure muted">{formatTime(row.raisedAt, zone)}</span>
      <span role="gridcell"><Chip tone={open ? tones[row.severity] : 'muted'}>{severityShape[row.severity]} {kindWords[row.kind]}</Chip></span>
      <span role="gridcell" className="clip alert-text" title={row.text}>{row.text}</span>
      <span role="gridcell" className="small faint alert-state">{stateWords(row, open, now)}</span>
      <span role="gridcell" className="alert-actions">
        {open && <Button tone="quiet" keys="x" label="Acknowledge" onPress={() => void acknowledgeAlerts([row.alertId])}>✓</Button>}
        {open && <Button tone="quiet" keys="z" label={`Snooze for ${snoozeMinutes} minutes`} onPress={() => void snoozeAlert(row.alertId)}>◷</Button>}
      </span>
    </div>
  );
}

function stateWords({ status, raisedAt }: AlertRow, open: boolean, now: number): string {
  if (status.state === 'acknowledged') return `acknowledged by ${status.by}`;
  if (status.state === 'snoozed' && !open) return `snoozed, ${formatSpan((status.until - now) / 1000)} left`;
  return `${formatSpan((now - raisedAt) / 1000)} ago`;
}
