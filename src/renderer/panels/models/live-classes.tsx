/** A model that names one of several classes: how often each was called, how often that was so, and how often it came at all. */
import type { ClassCount } from '../../../shared/domain/signal.ts';
import { wilsonInterval } from '../../../shared/domain/statistics.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';

const share = (value: number): string => formatPercent(value, 1);

export function ClassesFigure({ classes }: { readonly classes: readonly ClassCount[] }) {
  const all = classes.reduce((sum, { came }) => sum + came, 0);
  return (
    <figure className="mf mf-wide" aria-label="Class by class">
      <figcaption className="mf-head"><h4>Class by class</h4><span className="muted small">the likeliest at each bar, against what came; {formatNumber(all, 0)} bars, 95 % intervals</span></figcaption>
      <table className="grid-table">
        <caption className="visually-hidden">Class by class, live</caption>
        <thead><tr><th className="text" scope="col">Class</th><th scope="col">Called</th><th scope="col">Right of them</th><th scope="col">95 % interval</th><th scope="col">Came in all</th></tr></thead>
        <tbody>
          {classes.map(({ name, called, right, came }) => {
            const of = wilsonInterval(right, called);
            return (
              <tr key={name}>
                <th scope="row" className="text">{name}</th>
                <td className="figure">{formatNumber(called, 0)}</td>
                <td className="figure">{of ? share(of.value) : 'never called'}</td>
                <td className="figure figure-small muted">{of ? `${share(of.low)} to ${share(of.high)}` : ''}</td>
                <td className="figure muted">{all === 0 ? '' : share(came / all)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </figure>
  );
}
