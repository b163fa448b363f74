/** The blotter's columns, what decides first to the left. Figures in the instrument's own decimals, units in the header. */
import type { ColDef, ICellRendererParams, ValueFormatterParams } from 'ag-grid-community';
import { instrumentNow, quoteNow } from '../../stores/lookups.ts';
import { settingsStore } from '../../stores/settings.ts';
import { formatBp, formatMoney, formatNumber, formatPercent, formatPrice, formatQuantity, formatTime, nothing } from '../../ui/format.ts';
import { sideArrow, sideTone, sideWord } from '../../words/order-words.ts';
import { benchmarkColumns } from './benchmark-columns.tsx';
import { HeldCell, Mark, NoteCell, ProgressCell, ProvenanceChips, Slippage, StatusCell } from './cells.tsx';
import { feesNow } from './fees-now.ts';
import {
  accountOf, advShareOf, avgPxOf, distanceBpOf, distanceOf, feesOfRow, filledOf, heldOf, idOf, kindWord, listOf, noteOf, notionalOf, openOfRow, ordTypeOf, priceOf,
  provenanceOf, quantityOf, reasonOf, sideOf, slippageOf, statusOf, strategyOf, timeInForceOf, timeOf, unroutedOf, updatedAtOf, progressOf,
} from './row-figures.ts';
import { TreeCell, treeColumn } from './tree-keys.ts';
import { symbolOf, type BlotterRow } from './tree-rows.ts';

type Column = ColDef<BlotterRow>;
type Cell = ICellRendererParams<BlotterRow>;
type Figure = ValueFormatterParams<BlotterRow, number | null>;

const figure = { 'cell-figure': () => true };
const right = { cellClassRules: figure, headerClass: 'head-figure' } as const;
const instrumentOf = (row: BlotterRow | undefined) => row && instrumentNow(symbolOf(row));
const quantity = ({ data, value }: Figure): string => formatQuantity(instrumentOf(data), value);
const price = (extra: number) => ({ data, value }: Figure): string => formatPrice(instrumentOf(data), value, extra);
const money = ({ data, value }: Figure): string => {
  const instrument = instrumentOf(data);
  return instrument && value !== null && value !== undefined ? `${formatMoney(value, instrument.currencyMinorDigits)} ${instrument.currency}` : nothing;
};
const moment = (micros: number, style: 'time' | 'precise'): string => formatTime(micros, settingsStore.getState().zone, style);
const got = <T,>(read: (row: BlotterRow) => T) => ({ data }: { readonly data?: BlotterRow | undefined }): T | null => (data ? read(data) : null);

const sized = (colId: string, headerName: string, read: (row: BlotterRow) => number | null, headerTooltip: string): Column =>
  ({ colId, headerName, headerTooltip, width: 78, valueGetter: got(read), valueFormatter: quantity, ...right, enableCellChangeFlash: colId !== 'orderQty' });
const worded = (colId: string, headerName: string, width: number, read: (row: BlotterRow) => string | null): Column => ({ colId, headerName, width, valueGetter: got(read) });

export const columns: readonly Column[] = [
  {
    colId: 'mark', headerName: '✓', headerTooltip: 'Marked: Space marks a row, Shift with arrows or a click marks several', width: 20, minWidth: 20, maxWidth: 20, sortable: false, resizable: false,
    cellRenderer: ({ data }: Cell) => data && <Mark rowId={data.id} />, cellClassRules: { 'cell-mark': () => true },
  },
  {
    colId: 'submittedAt', headerName: 'Time', width: 75, sort: 'desc', valueGetter: got(timeOf), ...right, valueFormatter: ({ value }: Figure) => (value === null || value === undefined ? nothing : moment(value, 'time')),
    tooltipValueGetter: ({ data }) => (data ? `${moment(timeOf(data), 'precise')}, last change ${moment(updatedAtOf(data), 'precise')}` : ''),
  },
  { colId: treeColumn, headerName: 'Symbol', headerTooltip: 'Left and Right fold and unfold what is under a row, * everything', width: 94, valueGetter: got(symbolOf), cellRenderer: TreeCell, cellClassRules: { 'cell-strong': () => true, 'cell-tree': () => true } },
  { colId: 'side', headerName: 'Side', width: 57, valueGetter: got(sideOf), cellRenderer: ({ data }: Cell) => data && <Side row={data} /> },
  sized('orderQty', 'Qty', quantityOf, 'Order quantity'),
  sized('cumQty', 'Cum', filledOf, 'Traded so far; of a fill, its quantity'),
  sized('leavesQty', 'Leaves', openOfRow, 'Open with the OMS; of a parent, what its routes have open'),
  sized('unrouted', 'Unrouted', unroutedOf, 'Of a parent: what may still be routed'),
  { colId: 'progress', headerName: 'Done', headerTooltip: 'Traded (solid) and working (hatched) as shares of the quantity', width: 66, valueGetter: got(progressKey), cellRenderer: ({ data }: Cell) => data && <ProgressCell row={data} /> },
  { colId: 'price', headerName: 'Limit px', width: 72, valueGetter: got(priceOf), valueFormatter: price(0), ...right },
  { colId: 'ordStatus', headerName: 'Status', width: 130, valueGetter: got(statusKey), cellRenderer: ({ data }: Cell) => data && <StatusCell row={data} />, tooltipValueGetter: ({ data }) => (data ? reasonOf(data, instrumentOf(data)) : '') },
  { colId: 'avgPx', headerName: 'Avg px', width: 76, valueGetter: got(avgPxOf), valueFormatter: price(1), ...right },
  { colId: 'reason', headerName: 'Reason', width: 200, valueGetter: got((row) => reasonOf(row, instrumentOf(row))), cellClassRules: { 'cell-reason': () => true }, tooltipValueGetter: ({ value }) => value as string },
  { colId: 'held', headerName: 'Held by', headerTooltip: 'Whose the parent is, and who has locked it', width: 118, valueGetter: got(heldOf), cellRenderer: ({ data }: Cell) => data && <HeldCell row={data} /> },
  { colId: 'note', headerName: 'Note', headerTooltip: 'How many notes, and the newest', width: 130, valueGetter: got((row) => noteOf(row)?.text ?? null), cellRenderer: ({ data }: Cell) => data && <NoteCell row={data} />, tooltipValueGetter: ({ data }) => { const note = data && noteOf(data); return note ? `${note.userId}, ${moment(note.at, 'precise')}: ${note.text}` : ''; } },
  { colId: 'distance', headerName: 'Dist. t', headerTooltip: 'Distance in ticks: how far the limit is from the price that would fill it: 0 is at the touch, negative is through it', width: 60, valueGetter: got((row) => distanceOf(row, quoteNow(symbolOf(row)))), valueFormatter: ({ value }: Figure) => formatNumber(value, 0), ...right },
  { colId: 'distanceBp', headerName: 'Dist. bp', hide: true, headerTooltip: 'The same distance in basis points of the mid', width: 64, valueGetter: got((row) => distanceBpOf(row, quoteNow(symbolOf(row)))), valueFormatter: ({ value }: Figure) => formatBp(value, 1, 'negative'), ...right },
  { colId: 'slippage', headerName: 'Slip. bp', headerTooltip: 'Average fill against the mid at arrival, basis points: + is worse than the mid, on either side', width: 66, valueGetter: got(slippageOf), cellRenderer: ({ value }: ICellRendererParams<BlotterRow, number | null>) => <Slippage bp={value ?? null} />, ...right },
  ...benchmarkColumns,
  { colId: 'advShare', headerName: '% ADV', hide: true, headerTooltip: 'Order quantity as a share of average daily volume', width: 64, valueGetter: got((row) => advShareOf(row, instrumentOf(row))), valueFormatter: ({ value }: Figure) => formatPercent(value, 3).replace('\u202f%', ''), ...right },
  { colId: 'fees', headerName: 'Fees', hide: true, headerTooltip: 'Commission and fees of its fills, in the currency of the instrument', width: 84, valueGetter: (p) => (p.data ? feesOfRow(p.data, feesNow()) : null), valueFormatter: money, ...right },
  worded('account', 'Account', 82, accountOf),
  worded('strategy', 'Strategy', 82, strategyOf),
  worded('listId', 'Basket', 92, listOf),
  { colId: 'provenance', headerName: 'Set by', headerTooltip: 'Who set side, size, price and time: T trader, M model, P policy', width: 84, cellRenderer: ({ data }: Cell) => { const provenance = data && provenanceOf(data); return provenance && <ProvenanceChips provenance={provenance} />; } },
  worded('ordType', 'Type', 84, ordTypeOf),
  worded('timeInForce', 'TIF', 48, timeInForceOf),
  { colId: 'notional', headerName: 'Notional', headerTooltip: 'Limit (or average) price times quantity, in the currency of the instrument', width: 118, valueGetter: got((row) => { const instrument = instrumentOf(row); return instrument ? notionalOf(row, instrument) : null; }), valueFormatter: money, ...right },
  { colId: 'clOrdId', headerName: 'ClOrdID', headerTooltip: 'Id of the parent, of the order (ClOrdID) or of the fill (ExecID)', width: 130, valueGetter: got(idOf), cellClassRules: { 'cell-figure-left': () => true }, tooltipValueGetter: ({ data }) => (data ? idTip(data) : '') },
];

/** By what has traded, then by what works: a cell is drawn anew when its value changes. */
function progressKey(row: BlotterRow): number | null {
  const progress = progressOf(row);
  return progress && progress.traded + progress.working / 1e6;
}

/** A cell is drawn anew when its value changes: what the status cell shows beside the word belongs to the value. */
function statusKey(row: BlotterRow): string {
  return row.kind === 'parent' ? [statusOf(row), row.parent.asking, row.parent.refusal, row.problem].filter(Boolean).join(' ') : statusOf(row);
}

function Side({ row }: { readonly row: BlotterRow }) {
  const side = sideOf(row);
  return <span className={sideTone(side)}>{sideArrow[side]} {sideWord[side]}</span>;
}

function idTip(row: BlotterRow): string {
  if (row.kind === 'parent') return `${kindWord(row)} staged by ${row.parent.stagedBy}${row.parent.version === null ? '' : `, version ${row.parent.version} at the OMS`}`;
  return row.kind === 'fill' ? `fill of ${row.fill.clOrdId}` : `${kindWord(row)}; OrderID ${row.order.orderId ?? 'not yet given'}; user ${row.order.userId}`;
}
