/** Every feature as a table, by size of contribution: for screen readers, for copying, and for whoever wants them all. */
import { formatNumber } from '../../ui/format.ts';
import { formatAdds, formatFeature, valueWords } from './parts.ts';
import type { Reasoning } from './reasoning.ts';
import { whisker } from './waterfall.ts';

export function PartsTable({ of }: { readonly of: Reasoning }) {
  const { explanation, scale } = of;
  // The steps of a series follow it, in the order of their time; sums count them once.
  const rows = [...of.rows].sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds) || (a.name < b.name ? -1 : 1)).flatMap((part) => [{ part, isStep: false }, ...(part.steps ?? []).map((step) => ({ part: step, isStep: true }))]);
  const isReturn = scale.unit === 'bp';
  const isEstimated = explanation.standardErrors !== null;
  let sum = explanation.baseValue * scale.perMargin;
  return (
    <div className="why-table">
      <table className="grid-table">
        <caption className="visually-hidden">Contributions of the features, largest first</caption>
        <thead><tr><th className="text">Feature</th><th>Value</th><th className="wide">Usual</th><th className={isReturn ? 'wide' : undefined}>Adds {isReturn ? 'σ' : 'log-odds'}</th>{isReturn && <th>Adds bp</th>}{isEstimated && <th>±95 %</th>}<th>Sum{isReturn ? ' bp' : ''}</th></tr></thead>
        <tbody>
          <tr><td className="text muted">Base value</td><td /><td className="wide" /><td className={isReturn ? 'figure wide' : 'figure'}>{formatNumber(explanation.baseValue, 4, 'always')}</td>{isReturn && <td />}{isEstimated && <td />}<td className="figure">{formatAdds(sum, scale)}</td></tr>
          {rows.map(({ part, isStep }) => {
            if (!isStep) sum += part.adds;
            return (
              <tr key={part.name}>
                <td className={isStep ? 'text wf-step' : 'text'} title={part.info?.glossary ?? part.info?.meaning}>{part.label}</td>
                <td className="figure">{valueWords(part)}</td>
                <td className="figure muted wide">{formatFeature(part.usual, part.unit)}</td>
                <td className={isReturn ? 'figure wide' : tone(part.adds)}>{formatNumber(part.margin, 4, 'always')}</td>
                {isReturn && <td className={tone(part.adds)}>{formatNumber(part.adds, 2, 'always')}</td>}
                {isEstimated && <td className="figure muted">{formatNumber(part.error === null ? null : whisker * part.error, 4)}</td>}
                <td className="figure muted">{isStep ? '' : formatAdds(sum, scale)}</td>
              </tr>
            );
          })}
          <tr><td className="text">Output of the model</td><td /><td className="wide" /><td className={isReturn ? 'figure wide' : 'figure'}>{formatNumber(explanation.output, 4, 'always')}</td>{isReturn && <td />}{isEstimated && <td />}<td className="figure">{formatAdds(explanation.output * scale.perMargin, scale)}</td></tr>
        </tbody>
      </table>
    </div>
  );
}

const tone = (adds: number): string => `figure ${adds > 0 ? 'up' : adds < 0 ? 'down' : ''}`;
