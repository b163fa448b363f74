/** Backtest: the strategy over recorded data, through the same features, model and costs as live. */
import { useState } from 'react';
import type { BacktestRun } from '../../../shared/contract/backtest.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useStream } from '../../stores/use-stream.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatPercent } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import './backtest.css';
import { DefinitionForm } from './definition-form.tsx';
import { definitionWords } from './definition.ts';
import { ResultView } from './result-view.tsx';
import { RunList } from './run-list.tsx';

export function BacktestPanel() {
  const { value: runs = none, link, why } = useStream('backtest.runs', {});
  const [chosen, setChosen] = useState<string | null>(null);
  const run = runs.find((r) => r.runId === chosen) ?? runs[0];
  return (
    <PanelFrame title="Backtest" state={link} why={why} awaiting="backtest runs" subject={run ? <span className="muted">{definitionWords(run.definition)}</span> : undefined}>
      <div className="bt"><div className="bt-columns">
        <div className="bt-side">
          <DefinitionForm running={runs.some((r) => r.state === 'running')} onStarted={setChosen} />
          {runs.length > 0 && <RunList runs={runs} selected={run?.runId ?? null} onSelect={setChosen} />}
        </div>
        <div className="bt-main">
          {run ? <Run run={run} finished={runs.filter((r) => r.state === 'finished').length} />
            : <EmptyState title="No run yet">Choose data on the left and run the strategy: it is scored with the features, the model and the costs that are used live. Each run counts and stays in the list.</EmptyState>}
        </div>
      </div></div>
    </PanelFrame>
  );
}

const none: readonly BacktestRun[] = [];

function Run({ run, finished }: { readonly run: BacktestRun; readonly finished: number }) {
  const result = useQuery('backtest.result', run.state === 'finished' ? { runId: run.runId } : null);
  if (run.state === 'running') return <EmptyState title={`Running: ${formatPercent(run.progress, 0)}`}>{`${definitionWords(run.definition)}. It runs in a process of its own; prices and orders are not held up.`}</EmptyState>;
  if (run.state === 'canceled') return <EmptyState title="Canceled">Nothing of it was kept. The definition can be run again from the left.</EmptyState>;
  if (run.state === 'failed') return <EmptyState title="The run failed">{run.problem ?? 'The process gave no reason.'}</EmptyState>;
  if (result.value) return <ResultView key={run.runId} result={result.value} finished={finished} />;
  if (result.why !== undefined) return <EmptyState title="The result could not be read">{result.why}</EmptyState>;
  return result.value === null ? <EmptyState title="This result is no longer kept">The newest 20 runs are; run the definition again.</EmptyState> : null;
}
