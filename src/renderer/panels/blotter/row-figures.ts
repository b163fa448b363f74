/** What the columns show of a row, whatever it is: for the grid, for sorting and for the file. Null where it does not apply. Pure. */
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { notionalMinorOrNull } from '../../../shared/domain/amount.ts';
import { notionalMinor, tickLotsToMinor } from '../../../shared/domain/instrument.ts';
import type { Order, Provenance, Side } from '../../../shared/domain/order.ts';
import type { OrderNote, ParentOrder } from '../../../shared/domain/parent-order.ts';
import { orderReason, ordTypeWord, statusLooks, timeInForceWord } from '../../words/order-words.ts';
import { heldWords, parentLooks } from '../../words/parent-words.ts';
import { advShare, distanceBp, distanceTicks, orderNotionalMinor, slippageBp } from './order-figures.ts';
import type { BlotterRow } from './tree-rows.ts';

type Of<T> = (row: BlotterRow) => T;
const by = <T>(parent: (parent: ParentOrder) => T, order: (order: Order) => T, fill: (row: Extract<BlotterRow, { kind: 'fill' }>) => T): Of<T> =>
  (row) => (row.kind === 'parent' ? parent(row.parent) : row.kind === 'order' ? order(row.order) : fill(row));

export const timeOf: Of<number> = by((p) => p.stagedAt, (o) => o.submittedAt, ({ fill }) => fill.transactTime);
export const updatedAtOf: Of<number> = by((p) => p.updatedAt, (o) => o.updatedAt, ({ fill }) => fill.transactTime);
export const sideOf: Of<Side> = by((p) => p.side, (o) => o.side, ({ fill }) => fill.side);
export const quantityOf: Of<number | null> = by((p) => p.orderQty, (o) => o.orderQty, () => null);
export const filledOf: Of<number> = by((p) => p.cumQty, (o) => o.cumQty, ({ fill }) => fill.lastQty);
export const openOfRow: Of<number | null> = by((p) => p.workingQty, (o) => o.leavesQty, () => null);
export const unroutedOf: Of<number | null> = by((p) => p.unroutedQty, () => null, () => null);
export const priceOf: Of<number | null> = by((p) => p.price, (o) => o.price, () => null);
export const avgPxOf: Of<number | null> = by((p) => p.avgPx, (o) => o.avgPx, ({ fill }) => fill.lastPx);
export const accountOf: Of<string | null> = by((p) => p.account, (o) => o.account ?? null, () => null);
export const strategyOf: Of<string | null> = by((p) => p.strategy, (o) => o.strategy ?? null, () => null);
export const listOf: Of<string | null> = by((p) => p.listId, () => null, () => null);
export const noteOf: Of<OrderNote | null> = by<OrderNote | null>((p) => p.notes.at(-1) ?? null, () => null, () => null);
export const heldOf: Of<string | null> = by<string | null>(heldWords, () => null, () => null);
export const provenanceOf: Of<Provenance | null> = by<Provenance | null>((p) => p.provenance, (o) => o.provenance, () => null);
export const idOf: Of<string> = by((p) => p.parentId, (o) => o.clOrdId, ({ fill }) => fill.execId);
export const parentIdOf: Of<string | null> = by<string | null>(() => null, (o) => o.parentId ?? null, ({ fill }) => fill.clOrdId);
export const ordTypeOf: Of<string | null> = by<string | null>((p) => ordTypeWord[p.ordType], orderType, () => null);
export const timeInForceOf: Of<string | null> = by<string | null>((p) => timeInForceWord[p.timeInForce], (o) => (o.manual === true ? null : timeInForceWord[o.timeInForce]), () => null);
export const statusOf: Of<string> = by((p) => parentLooks[p.status].word, (o) => statusLooks[o.ordStatus].word, ({ fill }) => `fill, ${fill.liquidity}`);
export const slippageOf: Of<number | null> = by(slippageBp, slippageBp, () => null);
export const kindWord: Of<string> = by((p) => (p.care ? 'care order' : 'parent'), (o) => (o.manual === true ? 'phone trade' : o.parentId === undefined ? 'order' : 'route'), () => 'fill');

/** A phone trade never was an order on the line; a share of the volume is what the OMS works by. */
function orderType(order: Order): string {
  if (order.manual === true) return 'Phone';
  return order.participationRate === undefined ? ordTypeWord[order.ordType] : `${ordTypeWord[order.ordType]} ${Math.round(order.participationRate * 1000) / 10}%`;
}

/** Why it is where it is. The code of a denial first: it is what a desk looks up, and what is left in view when the column is narrow. */
export function reasonOf(row: BlotterRow, instrument: Instrument | undefined): string {
  if (row.kind === 'parent') return row.problem ?? '';
  return row.kind === 'fill' ? '' : [row.order.denial?.code, orderReason(row.order, instrument)].filter(Boolean).join(': ');
}

export const distanceOf = (row: BlotterRow, quote: QuoteRow | undefined): number | null => (row.kind === 'order' ? distanceTicks(row.order, quote) : null);
export const distanceBpOf = (row: BlotterRow, quote: QuoteRow | undefined): number | null => (row.kind === 'order' ? distanceBp(row.order, quote) : null);

export const advShareOf = (row: BlotterRow, instrument: Instrument | undefined): number | null =>
  (row.kind === 'fill' ? null : advShare(row.kind === 'parent' ? row.parent : row.order, instrument));

/** At the limit; at market what has traded; of a fill what it was worth. Minor units. */
export function notionalOf(row: BlotterRow, instrument: Instrument): number | null {
  if (row.kind === 'order') return orderNotionalMinor(row.order, instrument);
  if (row.kind === 'fill') return notionalMinor(instrument, row.fill.lastPx, row.fill.lastQty);
  const { price, orderQty, avgPx, cumQty } = row.parent;
  if (price !== null) return notionalMinorOrNull(instrument, price, orderQty);
  return avgPx === null ? null : tickLotsToMinor(instrument, BigInt(Math.round(avgPx * cumQty)));
}

/** Of its fills; of a parent, of its children's. Minor units; null without a fill. @param fees by order. */
export function feesOfRow(row: BlotterRow, fees: ReadonlyMap<string, number>): number | null {
  if (row.kind === 'fill') return row.fill.feeMinor;
  if (row.kind === 'order') return fees.get(row.order.clOrdId) ?? null;
  const known = row.parent.children.flatMap((clOrdId) => fees.get(clOrdId) ?? []);
  return known.length === 0 ? null : known.reduce((sum, fee) => sum + fee, 0);
}

/** Shares of a quantity, 0 to 1: traded, working, and what is left. Null for a fill. */
export interface Progress {
  readonly traded: number;
  readonly working: number;
}

export function progressOf(row: BlotterRow): Progress | null {
  const quantity = quantityOf(row);
  if (quantity === null || quantity <= 0) return null;
  const traded = Math.min(1, filledOf(row) / quantity);
  return { traded, working: Math.min(1 - traded, (openOfRow(row) ?? 0) / quantity) };
}
