/**
 * An order against its benchmarks, and what its fills are worth now. Slippage in basis points is a cost where positive, on
 * either side (implementation shortfall: A. Perold, 1988; signs as R. Kissell, 2013). Rules BM-1 and on in
 * docs/specs/portfolio.md. Pure; a figure that there is not says why.
 */
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { OrderBenchmark } from '../../../shared/contract/portfolio.ts';
import { tickLotsToMinor, type Instrument } from '../../../shared/domain/instrument.ts';
import { moneyMinor, type MoneyMinor } from '../../../shared/domain/numbers.ts';
import { sideSign, type Order, type Side } from '../../../shared/domain/order.ts';
import { formatBp, formatPrice, formatQuantity } from '../../ui/format.ts';
import type { BlotterRow } from './tree-rows.ts';

/** A figure, and in words what it is made of, or why there is none. */
export interface Measured {
  readonly bp: number | null;
  readonly how: string;
}

/** Positive is worse than the benchmark. Null where that is not a price to divide by. */
export const costBp = (side: Side, paid: number, benchmark: number): number | null => (benchmark > 0 ? (sideSign(side) * (paid - benchmark) * 1e4) / benchmark : null);

type Filled = Pick<Order, 'side' | 'avgPx' | 'cumQty' | 'manual'>;

/** Against the mid in force at each fill, quantity-weighted. */
export function slippageToMid(order: Filled, benchmark: OrderBenchmark | undefined, instrument: Instrument | undefined): Measured {
  const none = noFigure(order);
  if (none !== null) return { bp: null, how: none };
  if (!benchmark?.atFills) return { bp: null, how: 'n/a: no live quote was known at its fills' };
  const { avgPx, mid, quantity } = benchmark.atFills;
  const some = quantity < order.cumQty ? `; ${formatQuantity(instrument, quantity)} of ${formatQuantity(instrument, order.cumQty)} filled, whose mid is known` : '';
  return measured(order.side, avgPx, mid, 'mid at its fills', instrument, some);
}

/** Against the volume-weighted average price of the market from its submission to now, or to its last fill. */
export function slippageToVwap(order: Filled, benchmark: OrderBenchmark | undefined, instrument: Instrument | undefined): Measured {
  const none = noFigure(order);
  if (none !== null || order.avgPx === null) return { bp: null, how: none ?? '' };
  if (!benchmark?.market) return { bp: null, how: benchmark?.missing === 'nothingPrinted' ? 'n/a: nothing printed while it worked' : 'n/a: the workstation or its feed was away in that time' };
  const { vwap, quantity, until } = benchmark.market;
  return measured(order.side, order.avgPx, vwap, 'VWAP', instrument, `; ${formatQuantity(instrument, quantity)} printed from its arrival to ${until === 'now' ? 'now' : 'its last fill'}`);
}

function noFigure(order: Filled): string | null {
  if (order.manual === true) return 'n/a: dealt by phone, not in this market';
  return order.avgPx === null ? 'n/a: nothing filled yet' : null;
}

function measured(side: Side, paid: number, benchmark: number, name: string, instrument: Instrument | undefined, more: string): Measured {
  const bp = costBp(side, paid, benchmark);
  if (bp === null) return { bp, how: `n/a: the ${name} is not above zero` };
  const px = (ticks: number): string => formatPrice(instrument, ticks, 2);
  return { bp, how: `${side === 'buy' ? '+' : '−'}(${px(paid)} − ${name} ${px(benchmark)}) / ${px(benchmark)} = ${formatBp(bp, 2)} bp${more}` };
}

/** What has filled, marked at the live mid: minor units. */
export interface FillsPnl {
  readonly grossMinor: MoneyMinor;
  readonly feesMinor: MoneyMinor;
  readonly netMinor: MoneyMinor;
}

/** Null without a fill or a live quote. @param feesMinor of its fills. */
export function fillsPnl(filled: { readonly side: Side; readonly avgPx: number | null; readonly cumQty: number }, feesMinor: number, row: QuoteRow | undefined, instrument: Instrument | undefined): FillsPnl | null {
  if (filled.avgPx === null || !instrument || !row?.quote || row.state !== 'live') return null;
  // Average times quantity is whole tick-lots; twice the mid is whole ticks.
  const paid = BigInt(Math.round(filled.avgPx * filled.cumQty)), worthTwice = BigInt(row.quote.bid + row.quote.ask) * BigInt(filled.cumQty);
  const grossMinor = tickLotsToMinor(instrument, BigInt(sideSign(filled.side)) * (worthTwice - 2n * paid), 2);
  return { grossMinor, feesMinor: moneyMinor(feesMinor), netMinor: moneyMinor(grossMinor - feesMinor) };
}

/** What has traded of a row; null of one without. */
export function filledOfRow(row: BlotterRow): { readonly side: Side; readonly avgPx: number | null; readonly cumQty: number } {
  if (row.kind === 'fill') return { side: row.fill.side, avgPx: row.fill.lastPx, cumQty: row.fill.lastQty };
  return row.kind === 'parent' ? row.parent : row.order;
}

/** Of orders and parents; a fill is measured with its order. */
export function measureRow(row: BlotterRow, benchmark: OrderBenchmark | undefined, instrument: Instrument | undefined, against: 'mid' | 'vwap'): Measured {
  if (row.kind === 'fill') return { bp: null, how: 'n/a: measured with its order' };
  return (against === 'mid' ? slippageToMid : slippageToVwap)(row.kind === 'parent' ? row.parent : row.order, benchmark, instrument);
}
