/** Every feature as a table, by size of contribution: for screen readers, for copying, and for whoever wants them all. */
import type { Signal } from '../../../shared/domain/signal.ts';
import { formatBp, formatNumber } from '../../ui/format.ts';
import { formatFeature, type Part } from './parts.ts';

export function PartsTable({ parts, signal }: { readonly parts: readonly Part[]; readonly signal: Signal }) {
  const scale = signal.horizonVolatilityBp;
  const rows = [...parts].sort((a, b) => Math.abs(b.bp) - Math.abs(a.bp) || (a.name < b.name ? -1 : 1));
  let sum = signal.explanation.baseValue * scale;
  return (
    <div className="why-table">
      <table className="grid-table">
        <caption className="visually-hidden">Contributions to the expected return, largest first</caption>
        <thead><tr><th className="text">Feature</th><th>Value</th><th className="wide">Usual</th><th>Adds σ</th><th>Adds bp</th><th>Sum bp</th></tr></thead>
        <tbody>
          <tr><td className="text muted">Base value</td><td /><td className="wide" /><td className="figure">{formatNumber(signal.explanation.baseValue, 4, 'always')}</td><td /><td className="figure">{formatBp(sum)}</td></tr>
          {rows.map((part) => {
            sum += part.bp;
            return (
              <tr key={part.name}>
                <td className="text" title={part.info?.meaning}>{part.label}</td>
                <td className="figure">{part.value === null ? `default ${formatFeature(part.standIn, part.unit)}` : `${part.outside === null ? '' : '⚠ '}${formatFeature(part.value, part.unit)}`}</td>
                <td className="figure muted wide">{formatFeature(part.usual, part.unit)}</td>
                <td className="figure">{formatNumber(part.sigma, 4, 'always')}</td>
                <td className={`figure ${part.bp > 0 ? 'up' : part.bp < 0 ? 'down' : ''}`}>{formatBp(part.bp, 2)}</td>
                <td className="figure muted">{formatBp(sum)}</td>
              </tr>
            );
          })}
          <tr><td className="text">Output of the model</td><td /><td className="wide" /><td className="figure">{formatNumber(signal.explanation.output, 4, 'always')}</td><td /><td className="figure">{formatBp(signal.explanation.output * scale)}</td></tr>
        </tbody>
      </table>
    </div>
  );
}
