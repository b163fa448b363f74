/** What was said against what came, at one threshold of odds: counts and shares of each row. A table is its own plot. */
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';

type Confusion = NonNullable<HeadEvaluation['confusion']>;

export function ConfusionTable({ confusion, label }: { readonly confusion: Confusion; readonly label: string }) {
  const { threshold, truePositives, falsePositives, trueNegatives, falseNegatives } = confusion;
  const rows = truePositives + falsePositives + trueNegatives + falseNegatives;
  const spoken = truePositives + falsePositives;
  const came = truePositives + falseNegatives;
  const share = (part: number, whole: number): string => (whole === 0 ? 'none' : formatPercent(part / whole, 1));
  return (
    <figure className="mf" aria-label="Said against came">
      <figcaption className="mf-head"><h4>Said against came</h4><span className="muted small">{label}, at odds of {formatPercent(threshold, 0)}; {formatNumber(rows, 0)} held-out rows</span></figcaption>
      <table className="grid-table mp-confusion">
        <caption className="visually-hidden">Said against came at odds of {formatPercent(threshold, 0)}</caption>
        <thead><tr><th scope="col" className="text" /><th scope="col">It came so</th><th scope="col">It did not</th><th scope="col">Rows</th></tr></thead>
        <tbody>
          <Line name="Said yes" cells={[truePositives, falsePositives]} right={0} of={share} />
          <Line name="Said no" cells={[falseNegatives, trueNegatives]} right={1} of={share} />
        </tbody>
      </table>
      <p className="small mp-confusion-words">Right when it says yes: <b className="figure figure-small">{share(truePositives, spoken)}</b>, where all rows are {share(came, rows)}. It finds <b className="figure figure-small">{share(truePositives, came)}</b> of what came.</p>
    </figure>
  );
}

function Line({ name, cells, right, of }: { readonly name: string; readonly cells: readonly [number, number]; readonly right: 0 | 1; readonly of: (part: number, whole: number) => string }) {
  const rows = cells[0] + cells[1];
  return (
    <tr>
      <th scope="row" className="text">{name}</th>
      {cells.map((count, j) => (
        <td key={j} className={j === right ? 'mp-right' : 'mp-wrong'} style={{ ['--part' as string]: `${rows === 0 ? 0 : Math.round((count / rows) * 100)}%` }}>
          <span className="figure">{formatNumber(count, 0)}</span> <span className="small">{of(count, rows)} {j === right ? 'right' : 'wrong'}</span>
        </td>
      ))}
      <td className="figure muted">{formatNumber(rows, 0)}</td>
    </tr>
  );
}
