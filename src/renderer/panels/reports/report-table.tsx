/** P&L, hit rate and cost of each model, trader or instrument, in one currency. */
import type { ReportRow } from '../../../shared/contract/reports.ts';
import { toneOf } from '../../ui/figure.tsx';
import { formatBp, formatMoney, formatNumber, formatPercent } from '../../ui/format.ts';
import { axisOf } from '../../ui/interval-mark.tsx';
import { tooFew } from '../../ui/interval.ts';
import { EstimateCells } from './estimate-cell.tsx';

export interface ReportTableProps {
  readonly by: string;
  readonly rows: readonly ReportRow[];
  readonly total: ReportRow;
  readonly currency: string;
  readonly minorDigits: number;
  readonly minimumCases: number;
}

export function ReportTable({ by, rows, total, currency, minorDigits, minimumCases }: ReportTableProps) {
  const sorted = [...rows].sort((a, b) => b.netMinor - a.netMinor || (a.key < b.key ? -1 : 1));
  const shown = [...sorted, total];
  const known = (estimate: ReportRow['hitRate']) => (estimate && !tooFew(estimate, minimumCases) ? estimate : null);
  const hitAxis = axisOf(shown.map((row) => known(row.hitRate)), 0.5);
  const costAxis = axisOf(shown.map((row) => known(row.slippageBp)), 0);
  const money = (minor: number) => formatMoney(minor, minorDigits, 'always');
  return (
    <table className="grid-table rp-table rp-money">
      <caption className="visually-hidden">By {by}, in {currency}</caption>
      <colgroup>{columns.map((name, i) => <col key={`${name} ${i}`} className={`rp-col-${name}`} />)}</colgroup>
      <thead>
        <tr>
          <th className="text">{by}</th><th>Orders</th><th>Filled</th><th>Net {currency}</th><th className="rp-wide">Realised</th><th className="rp-wide">Unrealised</th><th className="rp-wide">Fees</th>
          <th className="text" colSpan={2}>Hit rate, 95 %</th><th className="text" colSpan={2}>Slippage bp, 95 %</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <tr key={row === total ? ' total' : row.key} className={row === total ? 'rp-total' : undefined}>
            <td className="text rp-key">{row === total ? 'Total' : row.key}</td>
            <td className="figure">{formatNumber(row.orders, 0)}</td>
            <td className="figure">{formatNumber(row.filledOrders, 0)}</td>
            <td className={`figure tone-${toneOf(row.netMinor)}`}>{money(row.netMinor)}</td>
            <td className="figure rp-wide">{money(row.realisedMinor)}</td>
            <td className="figure rp-wide">{money(row.unrealisedMinor)}</td>
            <td className="figure muted rp-wide">{formatMoney(row.feesMinor, minorDigits)}</td>
            <EstimateCells estimate={row.hitRate} minimum={minimumCases} axis={hitAxis} neutral={0.5} good={1} format={(value) => formatPercent(value, 0)} formatLow={(value) => formatNumber(value * 100, 0)} />
            <EstimateCells estimate={row.slippageBp} minimum={minimumCases} axis={costAxis} neutral={0} good={-1} format={(value) => formatBp(value)} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same widths in all three tables, so that their columns stand under one another. */
const columns = ['key', 'count', 'count', 'net', 'money', 'money', 'fees', 'mark', 'estimate', 'mark', 'estimate'] as const;
