/** What is on its way upstream: decisions, thumbs and outcomes queued for the refinery, and what it has taken. */
import { useCoreNow } from '../../stores/clock.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStream } from '../../stores/use-stream.ts';
import { Chip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Figure } from '../../ui/figure.tsx';
import { formatCount, formatSpan, formatTime } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import './sync.css';

const looks = { queued: { shape: '◔', tone: 'plain' }, stored: { shape: '✓', tone: 'muted' }, parked: { shape: '✕', tone: 'danger' } } as const;

export function SyncPanel() {
  const { value, link, why } = useStream('sync.status', {});
  const zone = useSettings((s) => s.zone);
  const now = useCoreNow();
  return (
    <PanelFrame title="Upstream" subject={value && <Chip tone={value.link === 'connected' ? 'muted' : 'danger'}>{value.link === 'connected' ? 'refinery connected' : '⊘ refinery disconnected'}</Chip>} state={link} why={why} awaiting="the upstream queue">
      {value && (
        // Rows beyond the panel's edge are reached by keyboard, too.
        <div role="region" aria-label="Queue to the refinery" tabIndex={0} data-focus-first>
          <dl className="sync-facts">
            <div><dt>Queued</dt><dd><Figure text={formatCount(value.queued)} tone="strong" /></dd></div>
            <div><dt>Oldest queued</dt><dd><Figure text={formatSpan(value.oldestQueuedAt === null ? null : (now - value.oldestQueuedAt) / 1000)} /></dd></div>
            <div><dt>Sent in all</dt><dd><Figure text={formatCount(value.sentTotal)} /></dd></div>
            <div><dt>Last acknowledged</dt><dd><Figure text={formatTime(value.lastAckAt, zone)} /></dd></div>
            <div><dt>Parked</dt><dd><Figure text={formatCount(value.parked.length)} tone={value.parked.length > 0 ? 'danger' : 'plain'} /></dd></div>
          </dl>
          {value.parked.map((row) => <p key={row.key} className="sync-parked">✕ {row.key}: {row.why}</p>)}
          {value.rows.length === 0 ? <EmptyState title="Nothing to send yet">Each accept, edit, reject, thumb and measured outcome is queued here with its journal row, and leaves when the refinery has stored it.</EmptyState> : (
            <table className="grid-table">
              <thead><tr><th className="text" scope="col">Time</th><th className="text" scope="col">What</th><th scope="col">Journal seq</th><th className="text" scope="col">State</th><th className="text" scope="col">Key</th></tr></thead>
              <tbody>
                {value.rows.map((row) => (
                  <tr key={row.key}>
                    <td className="text figure">{formatTime(row.at, zone)}</td>
                    <td className="text">{row.type}</td>
                    <td className="figure">#{row.seq}</td>
                    <td className="text"><Chip tone={looks[row.state].tone}>{looks[row.state].shape} {row.state}</Chip></td>
                    <td className="text figure faint">{row.key}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </PanelFrame>
  );
}
