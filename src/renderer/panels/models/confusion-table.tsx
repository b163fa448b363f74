/** What was said against what came, at a threshold of odds of one's choice: counts and shares of each row. A table is its own plot. */
import { useState } from 'react';
import type { ModelCard, ModelHead } from '../../../shared/domain/model-card.ts';
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { wilsonInterval } from '../../../shared/domain/statistics.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { actedOn, confusionsOf, firstThreshold, rowsOf, type ActedOn } from './confusion.ts';

const share = (part: number, whole: number): string => (whole === 0 ? 'none' : formatPercent(part / whole, 1));

export function ConfusionTable({ evaluated, card, head }: { readonly evaluated: HeadEvaluation; readonly card: ModelCard; readonly head: ModelHead }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const all = confusionsOf(evaluated);
  const acted = actedOn(card, head);
  const threshold = chosen ?? firstThreshold(all, evaluated.confusion?.threshold ?? 0.5, acted);
  const shown = all.find((one) => one.threshold === threshold);
  if (!shown) return null;
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = shown;
  const rows = rowsOf(shown);
  const [spoken, came] = [truePositives + falsePositives, truePositives + falseNegatives];
  const right = wilsonInterval(truePositives, spoken);
  return (
    <figure className="mf" aria-label="Said against came">
      <figcaption className="mf-head">
        <h4>Said against came</h4>
        <label className="small muted">at odds of <select className="mf-choice" aria-label="Odds from which it says yes" value={threshold} onChange={(event) => setChosen(Number(event.target.value))}>
          {all.map((one) => <option key={one.threshold} value={one.threshold}>{formatPercent(one.threshold, 0)}</option>)}
        </select></label>
        <span className="muted small">{head.label}; {formatNumber(rows, 0)} held-out rows</span>
      </figcaption>
      <table className="grid-table mp-confusion">
        <caption className="visually-hidden">Said against came at odds of {formatPercent(threshold, 0)}</caption>
        <thead><tr><td className="text" /><th scope="col">It came so</th><th scope="col">It did not</th><th scope="col">Rows</th></tr></thead>
        <tbody>
          <Line name="Said yes" cells={[truePositives, falsePositives]} right={0} />
          <Line name="Said no" cells={[falseNegatives, trueNegatives]} right={1} />
        </tbody>
      </table>
      <p className="small mp-confusion-words">Right when it says yes: <b className="figure figure-small">{share(truePositives, spoken)}</b>{right && <> (95 % {formatPercent(right.low, 1)} to {formatPercent(right.high, 1)})</>}, where all rows are {share(came, rows)}. It finds <b className="figure figure-small">{share(truePositives, came)}</b> of what came.</p>
      <p className="small muted">{actedWords(acted)}</p>
    </figure>
  );
}

const actedWords = (acted: ActedOn | null): string => (acted === null
  ? 'The desk acts on these odds at no one threshold: they are weighed against cost and spread, or shown only.'
  : `The desk acts at odds of ${formatPercent(acted.threshold, 1)}: ${acted.words}.`);

function Line({ name, cells, right }: { readonly name: string; readonly cells: readonly [number, number]; readonly right: 0 | 1 }) {
  const rows = cells[0] + cells[1];
  return (
    <tr>
      <th scope="row" className="text">{name}</th>
      {cells.map((count, j) => (
        <td key={j} className={j === right ? 'mp-right' : 'mp-wrong'} style={{ ['--part' as string]: `${rows === 0 ? 0 : Math.round((count / rows) * 100)}%` }}>
          <span className="figure">{formatNumber(count, 0)}</span> <span className="small">{share(count, rows)} {j === right ? 'right' : 'wrong'}</span>
        </td>
      ))}
      <td className="figure muted">{formatNumber(rows, 0)}</td>
    </tr>
  );
}
