/** The model's weights as bars from zero, widest first. */
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import { Bar } from '../../ui/bar.tsx';
import { formatNumber } from '../../ui/format.ts';
import { weightWords, type Weight } from './weights.ts';

export function WeightList({ weights, card }: { readonly weights: readonly Weight[]; readonly card: Pick<ModelCard, 'heads' | 'horizonBars'> }) {
  const isOdds = card.heads[0]?.unit === 'log-odds';
  const unused = weights.filter(({ coefficient }) => coefficient === 0);
  const what = isOdds ? 'the odds' : 'the expected return';
  return (
    <>
      <p className="muted small">Change of {isOdds ? 'the log-odds' : `the expected ${card.horizonBars}-bar return, in σ,`} when a feature goes from its middle to the end of its training range.</p>
      <table className="grid-table md-weights">
        <caption className="visually-hidden">Weights, widest reach first</caption>
        <thead><tr><th className="text">Feature, when high</th><td className="md-bar" /><th>Reach{isOdds ? '' : ' σ'}</th><th>Weight</th></tr></thead>
        <tbody>
          {weights.filter(({ coefficient }) => coefficient !== 0).map((weight) => (
            <tr key={weight.name} title={`${weight.label} ${weightWords(weight, what)}${weight.meaning === null ? '' : `. ${weight.meaning}`}`}>
              <td className="text">{weight.label}<span className="visually-hidden">: {weightWords(weight, what)}</span></td>
              <td className="md-bar"><Bar share={weight.share} tone={weight.share > 0 ? 'up' : 'down'} /></td>
              <td className={`figure ${weight.reach > 0 ? 'up' : weight.reach < 0 ? 'down' : 'muted'}`}>{formatNumber(weight.reach, 3, 'always')}</td>
              <td className="figure muted">{formatNumber(weight.coefficient, 4, 'always')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {unused.length > 0 && <p className="muted small" title={unused.map(({ label }) => label).join(', ')}>{unused.length} other features are not used.</p>}
    </>
  );
}
