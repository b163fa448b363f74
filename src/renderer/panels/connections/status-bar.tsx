/** The footer, always in view: how alive everything is, and what came of the last thing that was done. */
import type { ReactNode } from 'react';
import type { ConnectionsStatus } from '../../../shared/contract/connections.ts';
import { coreNowMicros, useCoreNow } from '../../stores/clock.ts';
import { useFreshness, useLink, type LinkState } from '../../stores/link.ts';
import { dismissNotice, useLatestNotice } from '../../stores/notices.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStream, useStreamPart } from '../../stores/use-stream.ts';
import { Age } from '../../ui/age.tsx';
import { formatCount, formatMs, formatSpan, formatTime } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { isOpen } from '../alerts/inbox.ts';
import './connections.css';

type Level = 'good' | 'warn' | 'bad';
/** Loop delay above which the core is late for its feed, ms. */
const loopDelayWarnMs = 20;

export function StatusBar({ onAlerts }: { readonly onAlerts: () => void }) {
  const { value, asOf } = useStream('connections.status', {});
  const notice = useLatestNotice();
  const link = useLink();
  useCoreNow();
  const isOff = link.state !== 'connected';
  return (
    <footer className={`status${isOff ? ' status-off' : ''}`} aria-label="Connections">
      {isOff && <Cell name="Core" level="bad" title={link.why}>{coreWords(link)}</Cell>}
      {value && <Lines status={value} sinceMs={asOf === undefined ? 0 : (coreNowMicros() - asOf) / 1000} />}
      <AlertBadge onPress={onAlerts} />
      <span className="status-notice" role="status" aria-live="polite">{notice && <Notice tone={notice.tone} onDismiss={() => dismissNotice(notice.id)}>{notice.text}</Notice>}</span>
    </footer>
  );
}

/** A core that was started anew knows no browser: after this many tries in vain it is said what to do. */
const attemptsInVain = 3;

function coreWords({ state, since, attempts }: LinkState): string {
  if (since === undefined && state === 'connecting') return 'connecting';
  const words = `⊘ disconnected${since === undefined ? '' : ` ${formatSpan(Date.now() - since)}`}`;
  return attempts < attemptsInVain || location.protocol !== 'http:' ? words : `${words}; if Candor was started again, open the link that it printed`;
}

/** How many alerts are open, by the most urgent; a press goes to them. Always there, so that nothing moves when one comes. */
function AlertBadge({ onPress }: { readonly onPress: () => void }) {
  const rows = useStreamPart('alerts.inbox', {}, (s) => s.value);
  const now = useCoreNow();
  const open = (rows ?? []).filter((row) => isOpen(row, now));
  const level: Level = open.some((row) => row.severity === 'danger') ? 'bad' : open.some((row) => row.severity === 'warn') ? 'warn' : 'good';
  return (
    <button type="button" className={`status-cell status-alerts status-${level}`} title={open[0]?.text ?? 'No alert is open'} onClick={onPress}>
      <span className="status-shape" aria-hidden="true">{shapes[level]}</span><span className="status-name">Alerts</span><span className="figure">{open.length}</span>
    </button>
  );
}

function Lines({ status, sinceMs }: { readonly status: ConnectionsStatus; readonly sinceMs: number }) {
  const zone = useSettings((s) => s.zone);
  const { feed, oms, journal, inference, loopDelayMs } = status;
  const freshness = useFreshness(feed.state);
  const feedAge = feed.ageMs === null ? null : feed.ageMs + sinceMs;
  const omsLevel: Level = oms.state === 'ready' ? (oms.unresolved > 0 ? 'warn' : 'good') : oms.state === 'disconnected' ? 'bad' : 'warn';
  const journalLevel: Level = journal.state === 'saved' ? 'good' : journal.state === 'saving' ? 'good' : 'bad';
  return (
    <>
      <Cell name="Feed" level={feed.state === 'live' ? 'good' : feed.state === 'disconnected' ? 'bad' : 'warn'} title={`${formatCount(feed.batches)} batches, ${feed.gaps} gaps, ${feed.refused} refused frames`}>
        <Age freshness={freshness} ageMs={feedAge} label="feed" />{feed.gaps > 0 && <span className="warn-text"> {feed.gaps} gaps</span>}
      </Cell>
      <Cell name="OMS" level={omsLevel} title={oms.detail ?? `session ${oms.epoch ?? 'none'}`}>
        {oms.state}{oms.roundTripMs !== null && oms.state === 'ready' && <span className="figure"> {formatMs(oms.roundTripMs)}</span>}{oms.unresolved > 0 && <b> ? {oms.unresolved} unresolved</b>}
      </Cell>
      <Cell name="Journal" level={journalLevel} title={`head ${journal.headHash}${journal.detail === null ? '' : `; ${journal.detail}`}`}>
        {journal.state === 'notSaved' ? '✕ not saved' : journal.state} <span className="figure">#{journal.seq}</span>{journal.lastCommitMs !== null && <span className="figure faint"> {formatMs(journal.lastCommitMs)}</span>}
      </Cell>
      <Cell name="Loop" level={loopDelayMs.p99 > loopDelayWarnMs ? 'warn' : 'good'} title={`Delay of the core's loop over the last second: median ${formatMs(loopDelayMs.p50)}, 99th percentile ${formatMs(loopDelayMs.p99)}`}>
        <span className="figure">{formatMs(loopDelayMs.p99)}</span>
      </Cell>
      <Cell name="Model" level={inference.state === 'ready' ? 'good' : inference.state === 'failed' ? 'bad' : 'warn'} title={inference.problem ?? `inference process: ${inference.restarts} restarts`}>
        {inference.state}{inference.p99Ms !== null && <span className="figure"> {formatMs(inference.p99Ms)}</span>}
      </Cell>
      {status.defects > 0 && <Cell name="Data" level="warn" title="Defects found in the data that came in, each named in the journal">{formatCount(status.defects)} defects</Cell>}
      <span className="visually-hidden">Market time {formatTime(status.marketTime, zone, 'dateTime')}</span>
    </>
  );
}

const shapes: Readonly<Record<Level, string>> = { good: '●', warn: '▲', bad: '■' };

function Cell({ name, level, title, children }: { readonly name: string; readonly level: Level; readonly title?: string | undefined; readonly children: ReactNode }) {
  return <span className={`status-cell status-${level}`} title={title}><span className="status-shape" aria-hidden="true">{shapes[level]}</span><span className="status-name">{name}</span><span>{children}</span></span>;
}
