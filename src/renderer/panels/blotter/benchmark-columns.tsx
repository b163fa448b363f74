/** Columns of what an order is measured against: slippage to the mid at its fills and to the VWAP, and the P&L of its fills. */
import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import type { OrderBenchmark } from '../../../shared/contract/portfolio.ts';
import { byKey, instrumentNow, quoteNow } from '../../stores/lookups.ts';
import { streams } from '../../stores/streams.ts';
import { formatMoney, nothing } from '../../ui/format.ts';
import { fillsPnl, filledOfRow, measureRow, type FillsPnl, type Measured } from './benchmarks.ts';
import { Slippage } from './cells.tsx';
import { feesNow } from './fees-now.ts';
import { feesOfRow } from './row-figures.ts';
import { symbolOf, type BlotterRow } from './tree-rows.ts';

type Column = ColDef<BlotterRow>;

const byId = (row: OrderBenchmark): string => row.id;

/** Needs the stream of benchmarks to be open. */
export function measuredNow(row: BlotterRow, against: 'mid' | 'vwap'): Measured {
  const id = row.kind === 'parent' ? row.parent.parentId : row.kind === 'order' ? row.order.clOrdId : null;
  const benchmark = id === null ? undefined : byKey(streams.store('portfolio.benchmarks', {}).getState().value, byId).get(id);
  return measureRow(row, benchmark, instrumentNow(symbolOf(row)), against);
}

/** Needs the streams of fills and quotes to be open. */
export function pnlNow(row: BlotterRow): FillsPnl | null {
  const symbol = symbolOf(row);
  return fillsPnl(filledOfRow(row), feesOfRow(row, feesNow()) ?? 0, quoteNow(symbol), instrumentNow(symbol));
}

const right = { cellClassRules: { 'cell-figure': () => true }, headerClass: 'head-figure', hide: true } as const;

const slippage = (colId: string, headerName: string, headerTooltip: string, against: 'mid' | 'vwap'): Column => ({
  colId, headerName, headerTooltip, width: 84, ...right,
  valueGetter: ({ data }) => (data ? measuredNow(data, against).bp : null),
  cellRenderer: ({ value }: ICellRendererParams<BlotterRow, number | null>) => <Slippage bp={value ?? null} />,
  tooltipValueGetter: ({ data }) => (data ? measuredNow(data, against).how : ''),
});

const pnl = (colId: string, headerName: string, headerTooltip: string, read: (pnl: FillsPnl) => number): Column => ({
  colId, headerName, headerTooltip, width: 104, ...right,
  valueGetter: ({ data }) => { const found = data && pnlNow(data); return found ? read(found) : null; },
  cellRenderer: ({ value, data }: ICellRendererParams<BlotterRow, number | null>) => <Pnl minor={value ?? null} symbol={data ? symbolOf(data) : ''} />,
  tooltipValueGetter: ({ data }) => (data ? pnlHow(data) : ''),
});

export const benchmarkColumns: readonly Column[] = [
  slippage('slippageMid', 'Slip. mid bp', 'Side × (average fill − mid at each fill, by quantity) / mid, basis points: + is a cost, about half the spread for who takes', 'mid'),
  slippage('slippageVwap', 'Slip. VWAP bp', 'Side × (average fill − market VWAP) / VWAP, basis points: + is a cost. VWAP of all prints from the submission (of a parent: its staging) to now, or to the last fill once it is done', 'vwap'),
  pnl('pnlGross', 'P&L gross', 'Side × (mid now − average fill) × filled × multiplier, in the currency of the instrument, before fees', (p) => p.grossMinor),
  pnl('pnlNet', 'P&L net', 'P&L gross less the fees of its fills, in the currency of the instrument', (p) => p.netMinor),
];

/** They move with the market: drawn anew with the distances. */
export const benchmarkColumnIds: readonly string[] = benchmarkColumns.flatMap(({ colId }) => colId ?? []);

function Pnl({ minor, symbol }: { readonly minor: number | null; readonly symbol: string }) {
  const instrument = instrumentNow(symbol);
  if (minor === null || !instrument) return nothing;
  return <span className={minor > 0 ? 'up' : minor < 0 ? 'down' : undefined}>{formatMoney(minor, instrument.currencyMinorDigits, 'always')} {instrument.currency}</span>;
}

function pnlHow(row: BlotterRow): string {
  const found = pnlNow(row), instrument = instrumentNow(symbolOf(row));
  if (!found || !instrument) return filledOfRow(row).avgPx === null ? 'n/a: nothing filled yet' : 'n/a: no live quote to mark it at';
  const money = (minor: number): string => `${formatMoney(minor, instrument.currencyMinorDigits, 'always')} ${instrument.currency}`;
  return `gross ${money(found.grossMinor)} at the mid now, less fees ${money(found.feesMinor)}: net ${money(found.netMinor)}`;
}
