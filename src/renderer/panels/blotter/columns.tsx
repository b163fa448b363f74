/** The blotter's columns, what decides first to the left. Figures in the instrument's own decimals, units in the header. */
import type { ColDef, ICellRendererParams, ValueFormatterParams } from 'ag-grid-community';
import type { Order, Provenance } from '../../../shared/domain/order.ts';
import { instrumentNow, quoteNow } from '../../stores/lookups.ts';
import { markedStore } from '../../stores/marked.ts';
import { settingsStore } from '../../stores/settings.ts';
import { modelHue } from '../../theme/theme.ts';
import { Chip } from '../../ui/chip.tsx';
import { formatBp, formatMoney, formatNumber, formatPercent, formatPrice, formatQuantity, formatTime, nothing } from '../../ui/format.ts';
import { orderReason, ordTypeWord, sideArrow, sideTone, sideWord, sourceLetter, statusLooks, timeInForceWord } from '../../words/order-words.ts';
import { feesOf } from './fees-now.ts';
import { advShare, distanceBp, distanceTicks, orderNotionalMinor, slippageBp } from './order-figures.ts';

type Column = ColDef<Order>;
type Cell = ICellRendererParams<Order>;

const figure = { 'cell-figure': () => true };
const quantity = (params: ValueFormatterParams<Order, number>): string => formatQuantity(params.data && instrumentNow(params.data.symbol), params.value);
const price = (extra: number) => (params: ValueFormatterParams<Order, number>): string => formatPrice(params.data && instrumentNow(params.data.symbol), params.value, extra);

const sized = (field: 'orderQty' | 'cumQty' | 'leavesQty', headerName: string): Column =>
  ({ field, headerName, width: 62, valueFormatter: quantity, cellClassRules: figure, headerClass: 'head-figure', enableCellChangeFlash: field !== 'orderQty' });

/** Within this many basis points a slippage is noise and stays grey. */
const slippageBand = 0.5;

export const columns: readonly Column[] = [
  {
    colId: 'mark', headerName: '✓', headerTooltip: 'Marked: Space marks a row, Shift with arrows or a click marks several', width: 20, minWidth: 20, maxWidth: 20, sortable: false, resizable: false,
    cellRenderer: ({ data }: Cell) => data && <Mark clOrdId={data.clOrdId} />, cellClassRules: { 'cell-mark': () => true },
  },
  {
    field: 'submittedAt', headerName: 'Time', width: 75, sort: 'desc', cellClassRules: figure, headerClass: 'head-figure',
    valueFormatter: (p) => formatTime(p.value as number, settingsStore.getState().zone),
    tooltipValueGetter: (p) => (p.data ? `${formatTime(p.data.submittedAt, settingsStore.getState().zone, 'precise')}, last change ${formatTime(p.data.updatedAt, settingsStore.getState().zone, 'precise')}` : ''),
  },
  { field: 'symbol', headerName: 'Symbol', width: 76, cellClassRules: { 'cell-strong': () => true } },
  { field: 'side', headerName: 'Side', width: 57, cellRenderer: ({ data }: Cell) => data && <span className={sideTone(data.side)}>{sideArrow[data.side]} {sideWord[data.side]}</span> },
  sized('orderQty', 'Qty'),
  sized('cumQty', 'Cum'),
  sized('leavesQty', 'Leaves'),
  { field: 'price', headerName: 'Limit px', width: 72, valueFormatter: price(0), cellClassRules: figure, headerClass: 'head-figure' },
  { field: 'ordStatus', headerName: 'Status', width: 122, cellRenderer: ({ data }: Cell) => data && <StatusChip order={data} />, tooltipValueGetter: (p) => (p.data ? orderReason(p.data, instrumentNow(p.data.symbol)) ?? '' : '') },
  { field: 'avgPx', headerName: 'Avg px', width: 76, valueFormatter: price(1), cellClassRules: figure, headerClass: 'head-figure' },
  { colId: 'reason', headerName: 'Reason', width: 216, valueGetter: (p) => (p.data ? reasonWithCode(p.data) : ''), cellClassRules: { 'cell-reason': () => true }, tooltipValueGetter: (p) => p.value as string },
  { colId: 'distance', headerName: 'Dist. t', headerTooltip: 'Distance in ticks: how far the limit is from the price that would fill it: 0 is at the touch, negative is through it', width: 60, valueGetter: (p) => (p.data ? distanceTicks(p.data, quoteNow(p.data.symbol)) : null), valueFormatter: (p) => formatNumber(p.value as number | null, 0), cellClassRules: figure, headerClass: 'head-figure' },
  { colId: 'distanceBp', headerName: 'Dist. bp', hide: true, headerTooltip: 'The same distance in basis points of the mid', width: 64, valueGetter: (p) => (p.data ? distanceBp(p.data, quoteNow(p.data.symbol)) : null), valueFormatter: (p) => formatBp(p.value as number | null, 1, 'negative'), cellClassRules: figure, headerClass: 'head-figure' },
  { colId: 'slippage', headerName: 'Slip. bp', headerTooltip: 'Average fill against the mid at arrival, basis points: + is worse than the mid, on either side', width: 66, valueGetter: (p) => (p.data ? slippageBp(p.data) : null), cellRenderer: ({ value }: ICellRendererParams<Order, number | null>) => <Slippage bp={value ?? null} />, cellClassRules: figure, headerClass: 'head-figure' },
  { colId: 'advShare', headerName: '% ADV', hide: true, headerTooltip: 'Order quantity as a share of average daily volume', width: 64, valueGetter: (p) => (p.data ? advShare(p.data, instrumentNow(p.data.symbol)) : null), valueFormatter: (p) => formatPercent(p.value as number | null, 3).replace('\u202f%', ''), cellClassRules: figure, headerClass: 'head-figure' },
  { colId: 'fees', headerName: 'Fees', hide: true, headerTooltip: 'Commission and fees of its fills, in the currency of the instrument', width: 84, valueGetter: (p) => (p.data ? feesOf(p.data.clOrdId) : null), valueFormatter: (p) => money(p.data, p.value as number | null), cellClassRules: figure, headerClass: 'head-figure' },
  { colId: 'provenance', headerName: 'Set by', headerTooltip: 'Who set side, size, price and time: T trader, M model, P policy', width: 84, cellRenderer: ({ data }: Cell) => data && <ProvenanceChips provenance={data.provenance} /> },
  { field: 'ordType', headerName: 'Type', width: 62, valueFormatter: (p) => (p.data ? ordTypeWord[p.data.ordType] : '') },
  { field: 'timeInForce', headerName: 'TIF', width: 48, valueFormatter: (p) => (p.data ? timeInForceWord[p.data.timeInForce] : '') },
  { colId: 'notional', headerName: 'Notional', headerTooltip: 'Limit (or average) price times quantity, in the currency of the instrument', width: 118, valueGetter: (p) => { const instrument = p.data && instrumentNow(p.data.symbol); return p.data && instrument ? orderNotionalMinor(p.data, instrument) : null; }, valueFormatter: (p) => money(p.data, p.value as number | null), cellClassRules: figure, headerClass: 'head-figure' },
  { field: 'clOrdId', headerName: 'ClOrdID', width: 130, cellClassRules: { 'cell-figure-left': () => true }, tooltipValueGetter: (p) => (p.data ? `OrderID ${p.data.orderId ?? 'not yet given'}; user ${p.data.userId}` : '') },
];

/** The code of a denial first: it is what a desk looks up, and what is left in view when the column is narrow. */
const reasonWithCode = (order: Order): string => [order.denial?.code, orderReason(order, instrumentNow(order.symbol))].filter(Boolean).join(': ');

function Mark({ clOrdId }: { readonly clOrdId: string }) {
  const isMarked = markedStore.getState().marked.has(clOrdId);
  return <span className={isMarked ? 'mark is-marked' : 'mark'} aria-label={isMarked ? 'marked' : undefined}>{isMarked ? '✓' : ''}</span>;
}

/** Worse is down with its triangle, better is up; noise stays grey. */
function Slippage({ bp }: { readonly bp: number | null }) {
  if (bp === null) return nothing;
  const tone = bp > slippageBand ? 'down' : bp < -slippageBand ? 'up' : 'muted';
  return <span className={tone}>{tone === 'down' ? '▼ ' : tone === 'up' ? '▲ ' : ''}{formatBp(bp)}</span>;
}

function StatusChip({ order }: { readonly order: Order }) {
  const look = statusLooks[order.ordStatus];
  return <Chip tone={look.tone}>{look.shape} {look.word}</Chip>;
}

const parameters = ['side', 'size', 'price', 'time'] as const;

export function ProvenanceChips({ provenance }: { readonly provenance: Provenance }) {
  return (
    <span className="provenance">
      {parameters.map((parameter) => (
        <Chip key={parameter} title={`${parameter} set by the ${provenance[parameter]}`} {...(provenance[parameter] === 'model' ? { tone: 'hue', hue: modelHue('drift-linear') } : { tone: 'muted' })}>
          {sourceLetter[provenance[parameter]]}
        </Chip>
      ))}
    </span>
  );
}

function money(order: Order | undefined, minor: number | null): string {
  const instrument = order && instrumentNow(order.symbol);
  return instrument && minor !== null ? `${formatMoney(minor, instrument.currencyMinorDigits)} ${instrument.currency}` : nothing;
}
