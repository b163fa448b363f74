/** The five past cases most like this one: what was said, what came, what the trader did. */
import type { SimilarPastCase } from '../../../shared/contract/signals.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { useSettings } from '../../stores/settings.ts';
import { Asked, useAnswer } from '../../ui/asked.tsx';
import { Bar } from '../../ui/bar.tsx';
import { formatBp, formatNumber, formatTime } from '../../ui/format.ts';
import { Term } from '../../ui/term.tsx';
import { decisionWords } from '../../words/signal-words.ts';
import { similarWords } from './cases.ts';

export function SimilarPart({ signal, sign }: { readonly signal: Signal; readonly sign: 1 | -1 }) {
  const answer = useAnswer('signals.similar', { signalId: signal.signalId }, signal.symbol);
  return <Asked answer={answer} what="similar past cases" lines={9}>{(cases) => (cases.length === 0 ? <p className="muted">No past case is kept yet: they come from this desk and from the held-out rows of the model.</p> : <Cases cases={cases} sign={sign} />)}</Asked>;
}

function Cases({ cases, sign }: { readonly cases: readonly SimilarPastCase[]; readonly sign: 1 | -1 }) {
  const zone = useSettings((s) => s.zone);
  const widest = Math.max(1e-9, ...cases.map(({ returnBp }) => Math.abs(returnBp ?? 0)));
  return (
    <>
      <p className="why-summary">{similarWords(cases, sign)}.</p>
      <table className="grid-table why-cases">
        <caption className="visually-hidden">Most similar past cases, nearest first</caption>
        <thead><tr><th className="text">When</th><th className="text">Name</th><th title="Root mean squared difference in training deviations: 0 is the same row"><Term of="similar case">Apart</Term></th><th>Said σ</th><th>Came bp</th><td className="why-bar-cell" /><th className="text">Trader</th></tr></thead>
        <tbody>
          {cases.map((one) => (
            <tr key={`${one.symbol} ${one.asOf} ${one.distance}`}>
              <td className="text figure figure-small" title={formatTime(one.asOf, zone, 'precise')}>{formatTime(one.asOf, zone, 'date').slice(5)} {formatTime(one.asOf, zone, 'minute')}</td>
              <td className="text">{one.symbol}</td>
              <td className="figure">{formatNumber(one.distance, 2)}</td>
              <td className="figure">{formatNumber(one.scoreSigma, 2, 'always')}</td>
              <td className={`figure ${(one.returnBp ?? 0) > 0 ? 'up' : (one.returnBp ?? 0) < 0 ? 'down' : ''}`}>{one.returnBp === null ? <span className="faint">open</span> : formatBp(one.returnBp)}</td>
              <td className="why-bar-cell">{one.returnBp !== null && <Bar share={one.returnBp / widest} tone={one.returnBp > 0 ? 'up' : 'down'} />}</td>
              <td className="text muted">{one.from === 'held out' ? 'held out' : one.decision === null ? 'let pass' : decisionWords[one.decision]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
