/** The blotter's rows as they are shown, for a file: numbers in units of the instrument, times in UTC. Pure. */
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import { priceDigits, priceToNumber, quantityDigits, quantityToNumber, type Instrument } from '../../../shared/domain/instrument.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { CsvCell } from '../../ui/csv.ts';
import { formatTime } from '../../ui/format.ts';
import { orderReason, ordTypeWord, sideWord, sourceLetter, statusLooks, timeInForceWord } from '../../words/order-words.ts';
import { advShare, distanceBp, distanceTicks, orderNotionalMinor, slippageBp } from './order-figures.ts';

export interface CsvSource {
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly fees: ReadonlyMap<string, number>;
  readonly quoteOf: (symbol: string) => QuoteRow | undefined;
}

type Cell = (order: Order, source: CsvSource) => CsvCell;

const quantity = (lots: number, order: Order, { instruments }: CsvSource): CsvCell => {
  const instrument = instruments.get(order.symbol);
  return instrument ? Number(quantityToNumber(instrument, lots).toFixed(quantityDigits(instrument))) : null;
};
const price = (ticks: number | null, extra: number, order: Order, { instruments }: CsvSource): CsvCell => {
  const instrument = instruments.get(order.symbol);
  return instrument && ticks !== null ? Number(priceToNumber(instrument, ticks).toFixed(priceDigits(instrument) + extra)) : null;
};
const money = (minor: number | null | undefined, order: Order, { instruments }: CsvSource): CsvCell => {
  const instrument = instruments.get(order.symbol);
  return instrument && minor !== null && minor !== undefined ? minor / 10 ** instrument.currencyMinorDigits : null;
};
const rounded = (value: number | null, digits: number): CsvCell => (value === null ? null : Number(value.toFixed(digits)));

/** By column id: name of the column in the file, and its cell. */
const columnsById: Readonly<Record<string, readonly [string, Cell]>> = {
  submittedAt: ['Time UTC', (o) => formatTime(o.submittedAt, 'utc', 'precise')],
  symbol: ['Symbol', (o) => o.symbol],
  side: ['Side', (o) => sideWord[o.side]],
  orderQty: ['Qty', (o, s) => quantity(o.orderQty, o, s)],
  cumQty: ['CumQty', (o, s) => quantity(o.cumQty, o, s)],
  leavesQty: ['LeavesQty', (o, s) => quantity(o.leavesQty, o, s)],
  price: ['Limit px', (o, s) => price(o.price, 0, o, s)],
  ordStatus: ['Status', (o) => statusLooks[o.ordStatus].word],
  avgPx: ['Avg px', (o, s) => price(o.avgPx, 4, o, s)],
  reason: ['Reason', (o, s) => [o.denial?.code, orderReason(o, s.instruments.get(o.symbol))].filter(Boolean).join(': ') || null],
  distance: ['Distance ticks', (o, s) => distanceTicks(o, s.quoteOf(o.symbol))],
  distanceBp: ['Distance bp', (o, s) => rounded(distanceBp(o, s.quoteOf(o.symbol)), 2)],
  slippage: ['Slippage to arrival bp', (o) => rounded(slippageBp(o), 2)],
  advShare: ['% of ADV', (o, s) => rounded(percent(advShare(o, s.instruments.get(o.symbol))), 4)],
  fees: ['Fees', (o, s) => money(s.fees.get(o.clOrdId), o, s)],
  provenance: ['Set by (side, size, price, time)', (o) => (['side', 'size', 'price', 'time'] as const).map((p) => sourceLetter[o.provenance[p]]).join('')],
  ordType: ['Type', (o) => ordTypeWord[o.ordType]],
  timeInForce: ['TIF', (o) => timeInForceWord[o.timeInForce]],
  notional: ['Notional', (o, s) => { const i = s.instruments.get(o.symbol); return i ? money(orderNotionalMinor(o, i), o, s) : null; }],
  clOrdId: ['ClOrdID', (o) => o.clOrdId],
};

const percent = (share: number | null): number | null => (share === null ? null : share * 100);

/** A head, then one row an order, in the order given. Columns that are not known here (the mark) are left out. */
export function blotterRows(orders: readonly Order[], columnIds: readonly string[], source: CsvSource): readonly (readonly CsvCell[])[] {
  const columns = columnIds.flatMap((id) => (Object.hasOwn(columnsById, id) ? [columnsById[id]] : [])).filter((c) => c !== undefined);
  return [columns.map(([name]) => name), ...orders.map((order) => columns.map(([, cell]) => cell(order, source)))];
}
