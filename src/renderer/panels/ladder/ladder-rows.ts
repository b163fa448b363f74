/** The ladder as rows of prices, best ask above best bid: what is displayed, what traded, what is ours at each. Pure. */
import type { QueuePlace, VolumeLevel } from '../../../shared/contract/market-data.ts';
import { priceTicks, type PriceTicks } from '../../../shared/domain/numbers.ts';
import { isDone, type Order, type Side } from '../../../shared/domain/order.ts';
import type { BookDepth, BookLevel, Quote } from '../../../shared/domain/quote.ts';

/** Our orders of one side at one price. */
export interface OwnOrders {
  readonly orders: readonly Order[];
  readonly leavesQty: number;
  /** Lots ahead of the first of them, an estimate; null when unknown. */
  readonly aheadQty: number | null;
  readonly first: QueuePlace | null;
}

export interface LadderRow {
  readonly price: PriceTicks;
  /** Displayed lots; null where the book shows nothing. */
  readonly bidSize: number | null;
  readonly askSize: number | null;
  readonly volume: number;
  readonly boughtShare: number | null;
  readonly buys: OwnOrders | null;
  readonly sells: OwnOrders | null;
  readonly isLast: boolean;
  readonly touch: Side | null;
}

export interface LadderInput {
  /** Price of the middle row, a multiple of `step`. */
  readonly centre: PriceTicks;
  readonly count: number;
  /** Ticks a row. */
  readonly step: number;
  readonly depth: BookDepth | null;
  readonly quote: Quote | null;
  readonly levels: readonly VolumeLevel[];
  /** Of this instrument. */
  readonly orders: readonly Order[];
  readonly places: ReadonlyMap<string, QueuePlace>;
  readonly lastPrice: PriceTicks | null;
}

/** A row holds bids from its price up and asks from its price down to the next row: nothing shows better than it is. */
export const bidRow = (price: number, step: number): PriceTicks => priceTicks(Math.floor(price / step) * step);
export const askRow = (price: number, step: number): PriceTicks => priceTicks(Math.ceil(price / step) * step);
const rowOf = (side: Side, price: number, step: number): PriceTicks => (side === 'buy' ? bidRow(price, step) : askRow(price, step));

export function ladderRows(input: LadderInput): readonly LadderRow[] {
  const { centre, count, step, depth, quote, lastPrice } = input;
  const bids = sizes(depth?.bids ?? (quote ? [{ price: quote.bid, size: quote.bidSize }] : []), 'buy', step);
  const asks = sizes(depth?.asks ?? (quote ? [{ price: quote.ask, size: quote.askSize }] : []), 'sell', step);
  const volumes = volumesByRow(input.levels, step);
  const [buys, sells] = [ownByRow(input, 'buy'), ownByRow(input, 'sell')];
  const [bestBid, bestAsk] = [quote && bidRow(quote.bid, step), quote && askRow(quote.ask, step)];
  const last = lastPrice === null ? null : bidRow(lastPrice, step);
  const top = centre + Math.floor((count - 1) / 2) * step;
  return Array.from({ length: Math.max(0, count) }, (_, i): LadderRow => {
    const price = priceTicks(top - i * step);
    const volume = volumes.get(price);
    return {
      price, bidSize: bids.get(price) ?? null, askSize: asks.get(price) ?? null,
      volume: volume?.size ?? 0, boughtShare: volume && volume.told > 0 ? volume.bought / volume.told : null,
      buys: buys.get(price) ?? null, sells: sells.get(price) ?? null,
      isLast: price === last, touch: price === bestBid ? 'buy' : price === bestAsk ? 'sell' : null,
    };
  });
}

function sizes(levels: readonly BookLevel[], side: Side, step: number): ReadonlyMap<PriceTicks, number> {
  const byRow = new Map<PriceTicks, number>();
  for (const { price, size } of levels) {
    const row = rowOf(side, price, step);
    byRow.set(row, (byRow.get(row) ?? 0) + size);
  }
  return byRow;
}

function volumesByRow(levels: readonly VolumeLevel[], step: number): ReadonlyMap<PriceTicks, { size: number; bought: number; told: number }> {
  const byRow = new Map<PriceTicks, { size: number; bought: number; told: number }>();
  for (const { price, size, boughtSize, soldSize } of levels) {
    const row = bidRow(price, step);
    const old = byRow.get(row) ?? { size: 0, bought: 0, told: 0 };
    byRow.set(row, { size: old.size + size, bought: old.bought + boughtSize, told: old.told + boughtSize + soldSize });
  }
  return byRow;
}

function ownByRow({ orders, places, step }: LadderInput, side: Side): ReadonlyMap<PriceTicks, OwnOrders> {
  const byRow = new Map<PriceTicks, Order[]>();
  for (const order of orders) {
    if (order.side !== side || order.price === null || isDone(order.ordStatus)) continue;
    const row = rowOf(side, order.price, step);
    byRow.set(row, [...(byRow.get(row) ?? []), order]);
  }
  return new Map([...byRow].map(([row, own]): [PriceTicks, OwnOrders] => {
    const known = own.flatMap((o) => places.get(o.clOrdId) ?? []).filter((p) => p.aheadQty !== null).sort((a, b) => (a.aheadQty ?? 0) - (b.aheadQty ?? 0));
    const first = known[0] ?? null;
    return [row, { orders: own, leavesQty: own.reduce((sum, o) => sum + o.leavesQty, 0), aheadQty: first?.aheadQty ?? null, first }];
  }));
}

/** How many working orders stand above and below the rows. */
export function hiddenOrders(orders: readonly Order[], rows: readonly LadderRow[]): { readonly above: number; readonly below: number } {
  const shown = new Set(rows.flatMap((row) => [row.buys, row.sells].flatMap((own) => own?.orders.map((o) => o.clOrdId) ?? [])));
  const top = rows[0]?.price ?? 0;
  const hidden = orders.filter((o) => !isDone(o.ordStatus) && o.price !== null && !shown.has(o.clOrdId));
  const above = hidden.filter((o) => (o.price ?? 0) > top).length;
  return { above, below: hidden.length - above };
}

const steps = [1, 2, 5] as const;

/** Levels a side, beside the touch, that must be in view. */
const levelsInView = 2;

/** Ticks a row, the smallest of 1, 2, 5, 10, 20, ... with which the levels nearest to the market fit into two thirds of the rows. */
export function fittingStep(depth: BookDepth | null, quote: Quote | null, count: number): number {
  const high = (depth?.asks[levelsInView] ?? depth?.asks.at(-1))?.price ?? quote?.ask;
  const low = (depth?.bids[levelsInView] ?? depth?.bids.at(-1))?.price ?? quote?.bid;
  if (high === undefined || low === undefined) return 1;
  for (let power = 1; power < 1e9; power *= 10) {
    for (const step of steps) if ((high - low) / (step * power) <= Math.max(4, (count * 2) / 3)) return step * power;
  }
  return 1e9;
}

/** The row that the market is at: the middle of bid and ask. */
export const centreOf = (quote: Pick<Quote, 'bid' | 'ask'>, step: number): PriceTicks => bidRow((quote.bid + quote.ask) / 2, step);

/** Whether the touch is within `margin` rows of the ladder's edge, or beyond it. */
export function nearsEdge(quote: Pick<Quote, 'bid' | 'ask'>, centre: number, count: number, step: number, margin = 2): boolean {
  const half = (Math.floor((count - 1) / 2) - margin) * step;
  return quote.bid < centre - half || quote.ask > centre + half;
}

/** The side that rests at this price: buy at or below the bid, sell at or above the ask, null in between and without a market. */
export const restingSide = (price: number, quote: Pick<Quote, 'bid' | 'ask'> | null): Side | null =>
  quote === null ? null : price <= quote.bid ? 'buy' : price >= quote.ask ? 'sell' : null;
