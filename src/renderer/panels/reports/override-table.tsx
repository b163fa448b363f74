/** Accepted against edited against rejected against expired: what each made, or would have made. */
import type { OverrideRow } from '../../../shared/contract/reports.ts';
import { formatBp, formatNumber, formatPercent } from '../../ui/format.ts';
import { axisOf } from '../../ui/interval-mark.tsx';
import { tooFew } from '../../ui/interval.ts';
import { EstimateCells } from './estimate-cell.tsx';
import { kindWords, overrideWords } from './override-words.ts';

export function OverrideTable({ rows, minimumCases }: { readonly rows: readonly OverrideRow[]; readonly minimumCases: number }) {
  const known = (estimate: OverrideRow['netBp']) => (estimate && !tooFew(estimate, minimumCases) ? estimate : null);
  const netAxis = axisOf(rows.map((row) => known(row.netBp)), 0);
  const hitAxis = axisOf(rows.map((row) => known(row.hitRate)), 0.5);
  return (
    <table className="grid-table rp-table">
      <caption className="visually-hidden">What suggestions made, or would have made, by what was done with them</caption>
      <thead><tr><th className="text">Suggestions</th><th>Count</th><th>Measured</th><th className="text" colSpan={2}>Net a suggestion bp, 95 %</th><th className="text" colSpan={2}>Hit rate, 95 %</th><th className="text">Reading</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.kind}>
            <td className="text rp-key">{kindWords[row.kind]}</td>
            <td className="figure">{formatNumber(row.count, 0)}</td>
            <td className="figure">{formatNumber(row.measured, 0)}</td>
            <EstimateCells estimate={row.netBp} minimum={minimumCases} axis={netAxis} neutral={0} good={1} format={(value) => formatBp(value)} />
            <EstimateCells estimate={row.hitRate} minimum={minimumCases} axis={hitAxis} neutral={0.5} good={1} format={(value) => formatPercent(value, 0)} formatLow={(value) => formatNumber(value * 100, 0)} />
            <td className="text muted">{overrideWords(row, minimumCases)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
