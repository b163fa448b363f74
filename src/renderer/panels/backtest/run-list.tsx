/** Runs of this session, newest first: what was tested, how far it is, what it came to. */
import type { BacktestRun } from '../../../shared/contract/backtest.ts';
import { callCore } from '../../connection/call-core.ts';
import { useSettings } from '../../stores/settings.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { formatNumber, formatPercent, formatTime } from '../../ui/format.ts';
import { definitionWords } from './definition.ts';
import { tradesMin } from './verdict.ts';

export interface RunListProps {
  readonly runs: readonly BacktestRun[];
  readonly selected: string | null;
  readonly onSelect: (runId: string) => void;
}

export function RunList({ runs, selected, onSelect }: RunListProps) {
  const zone = useSettings((s) => s.zone);
  return (
    <ol className="bt-runs" aria-label="Backtest runs">
      {runs.map((run) => (
        <li key={run.runId} className={run.runId === selected ? 'is-selected' : undefined}>
          <button type="button" className="bt-run" aria-pressed={run.runId === selected} onClick={() => onSelect(run.runId)}>
            <span className="figure figure-small muted">{formatTime(run.startedAt, zone, 'minute')}</span>
            <span className="clip">{definitionWords(run.definition)}</span>
            <span className="bt-run-figures"><RunState run={run} /></span>
          </button>
          {run.state === 'running' && <Button tone="quiet" label="Cancel this run" onPress={() => void callCore('backtest.cancel', { runId: run.runId })}>Cancel</Button>}
        </li>
      ))}
    </ol>
  );
}

function RunState({ run }: { readonly run: BacktestRun }) {
  if (run.state === 'running') return <><span className="bt-progress"><Bar share={run.progress} tone="plain" oneSided={true} /></span><span className="figure figure-small">{formatPercent(run.progress, 0)}</span></>;
  if (run.state === 'canceled') return <span className="muted">⊗ canceled</span>;
  if (run.state === 'failed') return <span className="bt-failed clip" title={run.problem ?? undefined}>✕ {run.problem ?? 'failed'}</span>;
  return (
    <span className="figure figure-small">
      {formatPercent(run.totalReturn, 2, 'always')}{(run.trades ?? 0) >= tradesMin && <><span className="unit">Sharpe</span> {formatNumber(run.sharpe, 2)}</>}<span className="unit">n</span> {formatNumber(run.trades, 0)}
    </span>
  );
}
