/** What a finished run shows: a sentence, the figures with their intervals, the curve, the trades, and where it all comes from. */
import { useState } from 'react';
import type { BacktestResult } from '../../../shared/contract/backtest.ts';
import { useInstruments } from '../../stores/lookups.ts';
import { Button } from '../../ui/button.tsx';
import { downloadCsv } from '../../ui/csv.ts';
import { formatBp, formatNumber, formatPercent } from '../../ui/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { EquityPlot } from './equity-plot.tsx';
import { standIn } from './stand-in.ts';
import { tradesCsv } from './trades-csv.ts';
import { TradesChart } from './trades-chart.tsx';
import { TradesTable } from './trades-table.tsx';
import { silenceWords, tradesMin, trialsWords, verdictOf } from './verdict.ts';

type View = 'trades' | 'chart' | 'source';

export function ResultView({ result, finished }: { readonly result: BacktestResult; readonly finished: number }) {
  const [view, setView] = useState<View>('trades');
  const instruments = useInstruments();
  const instrumentOf = (symbol: string) => instruments.get(symbol) ?? standIn(symbol);
  const verdict = verdictOf(result);
  return (
    <div className="bt-result">
      <p className={`bt-verdict is-${verdict.kind}`}>{verdict.text} <span className="muted">{trialsWords(finished)}</span></p>
      <Figures result={result} />
      {result.equity.length > 1 && <EquityPlot result={result} />}
      <div className="bt-tabs">
        <Segmented label="Detail" value={view} onChange={setView} segments={[{ value: 'trades', label: 'Trades' }, { value: 'chart', label: 'On the chart' }, { value: 'source', label: 'Assumptions and source' }]} />
        <span className="grow" />
        <Button tone="quiet" label="Trades as a file for a spreadsheet" disabled={result.trades.length === 0} onPress={() => downloadCsv(`backtest-${result.runId}.csv`, tradesCsv(result, instrumentOf))}>CSV</Button>
      </div>
      {view === 'trades' && <TradesTable trades={result.trades} instrumentOf={instrumentOf} />}
      {view === 'chart' && <TradesChart result={result} instrumentOf={instrumentOf} />}
      {view === 'source' && <Source result={result} />}
    </div>
  );
}

function Figures({ result }: { readonly result: BacktestResult }) {
  const { sharpe, hitRate, trades } = result;
  const cost = trades.length === 0 ? null : trades.reduce((sum, trade) => sum + trade.costBp, 0) / trades.length;
  const net = trades.length === 0 ? null : trades.reduce((sum, trade) => sum + trade.netBp, 0) / trades.length;
  // With few trades these are chance: they are dimmed, and say so.
  const few = trades.length < tradesMin;
  return (
    <dl className="bt-figures">
      <One term="Return" value={formatPercent(result.totalReturn, 2, 'always')} note="after cost" />
      <One term="Sharpe, a year" few={few} value={formatNumber(sharpe?.value, 2)} note={few ? 'too few trades' : sharpe ? `95 % ${formatNumber(sharpe.low, 2)} to ${formatNumber(sharpe.high, 2)}` : 'too little to say'} />
      <One term="Max drawdown" value={formatPercent(result.maxDrawdown, 2)} note="from a peak" />
      <One term="Hit rate" few={few} value={formatPercent(hitRate?.value, 1)} note={hitRate ? `95 % ${formatNumber(hitRate.low * 100, 0)} to ${formatPercent(hitRate.high, 0)}, n = ${hitRate.n}` : 'no case'} />
      <One term="Net a trade" few={few} value={formatBp(net)} note={`bp, after ${formatNumber(cost, 1)} cost`} />
      <One term="Trades" value={formatNumber(trades.length, 0)} note={`${formatNumber(result.abstained, 0)} abstained`} />
    </dl>
  );
}

const One = ({ term, value, note, few = false }: { readonly term: string; readonly value: string; readonly note: string; readonly few?: boolean }) => (
  <div className={few ? 'is-few' : undefined}><dt>{term}</dt><dd className="figure figure-large">{value}</dd><dd className="small muted">{note}</dd></div>
);

function Source({ result }: { readonly result: BacktestResult }) {
  return (
    <div className="bt-source">
      <ul>{result.assumptions.map((text) => <li key={text}>{text}</li>)}</ul>
      <dl>
        <div><dt>Data</dt><dd>{result.dataSource}</dd></div>
        <div><dt>Abstained</dt><dd>{result.abstained === 0 ? 'never' : silenceWords(result)}</dd></div>
        <div><dt>Data hash</dt><dd className="figure">{result.dataHash}</dd></div>
        <div><dt>Model hash</dt><dd className="figure">{result.modelHash}</dd></div>
        <div><dt>Definition hash</dt><dd className="figure">{result.definitionHash}</dd></div>
        <div><dt>Bars</dt><dd className="figure">{formatNumber(result.bars, 0)} in {formatNumber(result.seconds, 2)} s</dd></div>
      </dl>
    </div>
  );
}
