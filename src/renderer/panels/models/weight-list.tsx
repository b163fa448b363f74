/** The model's weights as bars from zero, widest first. */
import { Bar } from '../../ui/bar.tsx';
import { formatNumber } from '../../ui/format.ts';
import { weightWords, type Weight } from './weights.ts';

export function WeightList({ weights, horizonBars }: { readonly weights: readonly Weight[]; readonly horizonBars: number }) {
  return (
    <>
      <p className="muted small">Change of the expected {horizonBars}-bar return, in σ, when a feature goes from its middle to the end of its training range.</p>
      <table className="grid-table md-weights">
        <caption className="visually-hidden">Weights, widest reach first</caption>
        <thead><tr><th className="text">Feature, when high</th><td className="md-bar" /><th>Reach σ</th><th>Weight</th></tr></thead>
        <tbody>
          {weights.map((weight) => (
            <tr key={weight.name} title={`${weight.label} ${weightWords(weight)}${weight.meaning === null ? '' : `. ${weight.meaning}`}`}>
              <td className="text">{weight.label}<span className="visually-hidden">: {weightWords(weight)}</span></td>
              <td className="md-bar"><Bar share={weight.share} tone={weight.share > 0 ? 'up' : 'down'} /></td>
              <td className={`figure ${weight.reach > 0 ? 'up' : weight.reach < 0 ? 'down' : 'muted'}`}>{weight.coefficient === 0 ? 'not used' : formatNumber(weight.reach, 3, 'always')}</td>
              <td className="figure muted">{formatNumber(weight.coefficient, 4, 'always')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
