/** The blotter's columns, what decides first to the left. Figures in the instrument's own decimals, units in the header. */
import type { ColDef, ICellRendererParams, ValueFormatterParams } from 'ag-grid-community';
import { notionalMinor, tickLotsToMinor } from '../../../shared/domain/instrument.ts';
import { isDone, type Order, type Provenance } from '../../../shared/domain/order.ts';
import { instrumentNow, quoteNow } from '../../stores/lookups.ts';
import { settingsStore } from '../../stores/settings.ts';
import { modelHue } from '../../theme/theme.ts';
import { Chip } from '../../ui/chip.tsx';
import { formatMoney, formatNumber, formatPrice, formatQuantity, formatTime, nothing } from '../../ui/format.ts';
import { orderReason, ordTypeWord, sideArrow, sideTone, sideWord, sourceLetter, statusLooks, timeInForceWord } from '../../words/order-words.ts';

type Column = ColDef<Order>;
type Cell = ICellRendererParams<Order>;

const figure = { 'cell-figure': () => true };
const quantity = (params: ValueFormatterParams<Order, number>): string => formatQuantity(params.data && instrumentNow(params.data.symbol), params.value);
const price = (extra: number) => (params: ValueFormatterParams<Order, number>): string => formatPrice(params.data && instrumentNow(params.data.symbol), params.value, extra);

const sized = (field: 'orderQty' | 'cumQty' | 'leavesQty', headerName: string): Column =>
  ({ field, headerName, width: 62, valueFormatter: quantity, cellClassRules: figure, headerClass: 'head-figure', enableCellChangeFlash: field !== 'orderQty' });

export const columns: readonly Column[] = [
  {
    field: 'submittedAt', headerName: 'Time', width: 75, sort: 'desc', cellClassRules: figure, headerClass: 'head-figure',
    valueFormatter: (p) => formatTime(p.value as number, settingsStore.getState().zone),
    tooltipValueGetter: (p) => (p.data ? `${formatTime(p.data.submittedAt, settingsStore.getState().zone, 'precise')}, last change ${formatTime(p.data.updatedAt, settingsStore.getState().zone, 'precise')}` : ''),
  },
  { field: 'symbol', headerName: 'Symbol', width: 84, cellClassRules: { 'cell-strong': () => true } },
  { field: 'side', headerName: 'Side', width: 57, cellRenderer: ({ data }: Cell) => data && <span className={sideTone(data.side)}>{sideArrow[data.side]} {sideWord[data.side]}</span> },
  sized('orderQty', 'Qty'),
  sized('cumQty', 'Cum'),
  sized('leavesQty', 'Leaves'),
  { field: 'price', headerName: 'Limit px', width: 72, valueFormatter: price(0), cellClassRules: figure, headerClass: 'head-figure' },
  { field: 'ordStatus', headerName: 'Status', width: 122, cellRenderer: ({ data }: Cell) => data && <StatusChip order={data} />, tooltipValueGetter: (p) => (p.data ? orderReason(p.data, instrumentNow(p.data.symbol)) ?? '' : '') },
  { field: 'avgPx', headerName: 'Avg px', width: 76, valueFormatter: price(1), cellClassRules: figure, headerClass: 'head-figure' },
  { colId: 'reason', headerName: 'Reason', width: 216, valueGetter: (p) => (p.data ? reasonWithCode(p.data) : ''), cellClassRules: { 'cell-reason': () => true }, tooltipValueGetter: (p) => p.value as string },
  { colId: 'distance', headerName: 'Dist. t', headerTooltip: 'Distance in ticks: how far the limit is from the price that would fill it: 0 is at the touch, negative is through it', width: 60, valueGetter: (p) => distanceTicks(p.data), valueFormatter: (p) => formatNumber(p.value as number | null, 0), cellClassRules: figure, headerClass: 'head-figure' },
  { colId: 'provenance', headerName: 'Set by', headerTooltip: 'Who set side, size, price and time: T trader, M model, P policy', width: 84, cellRenderer: ({ data }: Cell) => data && <ProvenanceChips provenance={data.provenance} /> },
  { field: 'ordType', headerName: 'Type', width: 62, valueFormatter: (p) => (p.data ? ordTypeWord[p.data.ordType] : '') },
  { field: 'timeInForce', headerName: 'TIF', width: 48, valueFormatter: (p) => (p.data ? timeInForceWord[p.data.timeInForce] : '') },
  { colId: 'notional', headerName: 'Notional', headerTooltip: 'Limit (or average) price times quantity, in the currency of the instrument', width: 118, valueGetter: (p) => notionalOf(p.data), valueFormatter: (p) => money(p.data, p.value as number | null), cellClassRules: figure, headerClass: 'head-figure' },
  { field: 'clOrdId', headerName: 'ClOrdID', width: 130, cellClassRules: { 'cell-figure-left': () => true }, tooltipValueGetter: (p) => (p.data ? `OrderID ${p.data.orderId ?? 'not yet given'}; user ${p.data.userId}` : '') },
];

/** The code of a denial first: it is what a desk looks up, and what is left in view when the column is narrow. */
const reasonWithCode = (order: Order): string => [order.denial?.code, orderReason(order, instrumentNow(order.symbol))].filter(Boolean).join(': ');

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

/** Ticks between the limit and the opposite touch; null when nothing is open, for market orders and without a live quote. */
export function distanceTicks(order: Order | undefined): number | null {
  if (!order || order.price === null || isDone(order.ordStatus)) return null;
  const row = quoteNow(order.symbol);
  if (!row?.quote || row.state !== 'live') return null;
  return order.side === 'buy' ? row.quote.ask - order.price : order.price - row.quote.bid;
}

/** At the limit; for a market order what it has filled, since nothing else is known (average times quantity is whole tick-lots). */
function notionalOf(order: Order | undefined): number | null {
  const instrument = order && instrumentNow(order.symbol);
  if (!order || !instrument) return null;
  if (order.price !== null) return notionalMinor(instrument, order.price, order.orderQty);
  return order.avgPx === null ? null : tickLotsToMinor(instrument, BigInt(Math.round(order.avgPx * order.cumQty)));
}

function money(order: Order | undefined, minor: number | null): string {
  const instrument = order && instrumentNow(order.symbol);
  return instrument && minor !== null ? `${formatMoney(minor, instrument.currencyMinorDigits)} ${instrument.currency}` : nothing;
}
