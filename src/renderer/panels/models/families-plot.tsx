/** Every family on the same rows and label, plainest first: accuracy with its interval beside what it takes and how it is explained. */
import { useRef } from 'react';
import { formatNumber, formatSignificant } from '../../ui/format.ts';
import { axisOf, IntervalMark } from '../../ui/interval-mark.tsx';
import { byTransparency, chanceOf, explainedWords, lowIsBetter, metricWords, verdictWords, type Entry } from './families.ts';
import { FamiliesScatter } from './families-scatter.tsx';
import { useWidth } from '../../ui/use-width.ts';

/** @param output that is compared, where the model has several */
export function FamiliesPlot({ entries, output }: { readonly entries: readonly Entry[]; readonly output: string | null }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const sorted = byTransparency(entries);
  const [first] = sorted;
  if (!first) return <p className="muted">No other family was tried on these rows.</p>;
  const neutral = chanceOf(first.metric);
  const intervals = sorted.map((entry) => ({ value: entry.value, low: entry.low ?? entry.value, high: entry.high ?? entry.value, n: null }));
  const axis = axisOf(intervals, neutral ?? first.value);
  return (
    <figure className="mf mf-wide" aria-label="Families on the same rows">
      <figcaption className="mf-head"><h4>Simple against complex</h4><span className="muted small">same rows, same label{output === null ? '' : `, of the output ${output}`}; 95 % intervals by whole days; {metricWords(first.metric)}, {lowIsBetter(first.metric) ? 'less is better' : 'more is better'}</span></figcaption>
      <p className="mf-words">{verdictWords(entries)}</p>
      <div ref={box} className="mf-body">{width > 0 && <div role="img" aria-label={`Accuracy against transparency: ${verdictWords(entries)}`}><FamiliesScatter entries={sorted} width={width} /></div>}</div>
      <p className="muted small mf-key">● explained exactly, □ by an estimate with its error. Each interval is of its own figure: on the same rows a difference can be surer than two intervals look. Rivals run on fixed settings and are not tuned.</p>
      <div className="mf-table" tabIndex={0} role="region" aria-label="Families, plainest first" data-keys="arrows">
        <table className="grid-table mp-families">
          <caption className="visually-hidden">Families, plainest first</caption>
          <thead><tr><th className="text" scope="col">Plainest first</th><th className="text" scope="col">What it is</th><th scope="col">Parameters</th><th className="mp-mark" scope="col">│ {neutral === null ? 'the plainest' : `${formatNumber(neutral, 1)} is chance`}</th><th scope="col">Value</th><th scope="col">95 % interval</th><th className="text" scope="col">Explained</th></tr></thead>
          <tbody>
            {sorted.map((entry, i) => (
              <tr key={`${entry.family} ${entry.label}`} className={entry.isThis ? 'is-selected' : undefined}>
                <th scope="row" className="text">{entry.family}{entry.isThis && <span className="mp-this"> ◂ this</span>}</th>
                <td className="text muted">{entry.label}</td>
                <td className="figure">{formatNumber(entry.parameters, 0)}</td>
                <td className="mp-mark"><IntervalMark estimate={intervals[i]!} {...axis} neutral={neutral ?? first.value} /></td>
                <td className="figure">{formatSignificant(entry.value, 3)}</td>
                <td className="figure figure-small muted">{entry.low === null || entry.high === null ? '' : `${formatSignificant(entry.low, 3)} to ${formatSignificant(entry.high, 3)}`}</td>
                <td className="text muted">{explainedWords(entry.explainedBy)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
