/** What was said of this name before, with its band, and what came of it. */
import { useEffect, useRef } from 'react';
import type { SignalPast } from '../../../shared/contract/signals.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useSettings } from '../../stores/settings.ts';
import { Asked } from '../../ui/asked.tsx';
import { formatBp, formatNumber, formatTime, type Zone } from '../../ui/format.ts';
import { useWidth } from '../../ui/use-width.ts';
import { isInside, pastWords } from './cases.ts';
import { plotAxis } from './plot-axis.ts';

export function PastPart({ signal, table }: { readonly signal: Signal; readonly table: boolean }) {
  // Asked anew at each bar; the answer of the bar before stays until the next is there.
  const { value, why, again } = useQuery('signals.past', { symbol: signal.symbol });
  useEffect(() => again(), [signal.asOf, again]);
  const zone = useSettings((s) => s.zone);
  return (
    <Asked answer={{ value, isCurrent: true, problem: value === undefined ? why : undefined, again }} what={`the past of ${signal.symbol}`} lines={11}>
      {(past) => (past.length === 0 ? <p className="muted">Nothing was said of {signal.symbol} before.</p> : (
        <>
          <p className="why-summary">{pastWords(past)}.</p>
          {table ? <PastTable past={past} zone={zone} /> : <PastPlot past={past} zone={zone} />}
        </>
      ))}
    </Asked>
  );
}

const height = 168;
const [left, right, top, bottom] = [40, 10, 14, 148] as const;

function PastPlot({ past, zone }: { readonly past: readonly SignalPast[]; readonly zone: Zone }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const y = plotAxis(past.flatMap((one) => [one.lowBp, one.highBp, one.returnBp ?? 0]), { from: bottom, to: top, zero: true, ticks: 5 });
  const x = (i: number): number => left + ((Math.max(left + 20, width - right) - left) * i) / Math.max(1, past.length - 1);
  const line = (of: (one: SignalPast) => number, from: readonly SignalPast[] = past): string => from.map((one, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y.at(of(one)).toFixed(1)}`).join('');
  const band = `${line((one) => one.highBp)}${[...past].map((one, i) => ({ one, i })).reverse().map(({ one, i }) => `L${x(i).toFixed(1)} ${y.at(one.lowBp).toFixed(1)}`).join('')}Z`;
  const last = past.at(-1);
  return (
    <div ref={box} className="why-plot" role="img" aria-label={`What was expected over the last ${past.length} bars with its band, and what came: ${pastWords(past)}. The table has every bar`}>
      <svg width="100%" height={height} viewBox={`0 0 ${Math.max(1, width)} ${height}`} aria-hidden="true">
        <text x={left} y="9" className="plot-name">bp; line expected, ● came, ○ outside band, ▲ suggested</text>
        {y.ticks.map((tick) => <g key={tick}><line x1={left} x2={width - right} y1={y.at(tick)} y2={y.at(tick)} className={tick === 0 ? 'wf-zero' : 'wf-grid'} /><text x={left - 4} y={y.at(tick) + 3} textAnchor="end">{formatBp(tick, 0)}</text></g>)}
        <path d={band} className="plot-band" />
        <path d={line((one) => one.expectedReturnBp)} className="plot-line" />
        {past.map((one, i) => one.returnBp === null ? null : <circle key={one.asOf} cx={x(i)} cy={y.at(one.returnBp)} r="1.8" className={`${isInside(one) ? 'plot-held' : 'plot-outside'}`} />)}
        {past.map((one, i) => one.suggestionId === null ? null : <path key={one.asOf} d={`M${x(i) - 3} ${bottom + 1}h6l-3 -5Z`} className="plot-suggested" />)}
        <text x={left} y={height - 4}>{formatTime(past[0]?.asOf, zone, 'minute')}</text>
        <text x={width - right} y={height - 4} textAnchor="end">{formatTime(last?.asOf, zone, 'minute')}</text>
      </svg>
    </div>
  );
}

const PastTable = ({ past, zone }: { readonly past: readonly SignalPast[]; readonly zone: Zone }) => (
  <div className="why-table why-table-short" tabIndex={0} role="region" aria-label="Past readings">
    <table className="grid-table">
      <caption className="visually-hidden">What was said before, newest first</caption>
      <thead><tr><th className="text">Bar</th><th>Score σ</th><th>Expected bp</th><th>Band bp</th><th>Came bp</th></tr></thead>
      <tbody>
        {[...past].reverse().map((one) => (
          <tr key={one.asOf}>
            <td className="text figure">{formatTime(one.asOf, zone, 'minute')}{one.suggestionId === null ? '' : ' ▲'}</td>
            <td className="figure">{formatNumber(one.scoreSigma, 2, 'always')}</td>
            <td className="figure">{formatBp(one.expectedReturnBp)}</td>
            <td className="figure muted">{formatBp(one.lowBp, 0)}…{formatBp(one.highBp, 0)}</td>
            <td className="figure">{one.returnBp === null ? <span className="faint">open</span> : <>{formatBp(one.returnBp)}{isInside(one) ? '' : ' ○'}</>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
