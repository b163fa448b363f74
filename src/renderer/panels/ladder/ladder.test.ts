import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenOrder } from '../../../../tests/fixtures/screen-orders.ts';
import type { QueuePlace } from '../../../shared/contract/market-data.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { BookDepth, Quote } from '../../../shared/domain/quote.ts';
import { centreOf, fittingStep, hiddenOrders, ladderRows, nearsEdge, restingSide, type LadderInput } from './ladder-rows.ts';
import { ladderAction } from './ladder-keys.ts';
import { defaultSizes, readSizes, steppedSize, toggled } from '../../stores/sizes.ts';

const level = (price: number, size: number) => ({ price: priceTicks(price), size: quantityLots(size) });
const depth: BookDepth = { symbol: 'ACME', bids: [level(99, 10), level(98, 20), level(95, 5)], asks: [level(101, 7), level(104, 9)], venueTime: epochMicros(1) };
const quote: Quote = { symbol: 'ACME', bid: priceTicks(99), bidSize: quantityLots(10), ask: priceTicks(101), askSize: quantityLots(7), venueTime: epochMicros(1) };
const order = (clOrdId: string, side: Order['side'], price: number, qty: number, change: Partial<Order> = {}): Order =>
  screenOrder({ clOrdId, symbol: 'ACME', side, price: priceTicks(price), orderQty: quantityLots(qty), ordStatus: 'new', ...change }, 0);
const place = (clOrdId: string, aheadQty: number | null): [string, QueuePlace] => [clOrdId, {
  clOrdId, symbol: 'ACME', price: priceTicks(98), aheadQty: aheadQty === null ? null : quantityLots(aheadQty), joinedBehindQty: quantityLots(99),
  joinedAt: epochMicros(1), asOf: epochMicros(1), working: true,
}];
const input = (change: Partial<LadderInput> = {}): LadderInput =>
  ({ centre: priceTicks(100), count: 11, step: 1, depth, quote, levels: [], orders: [], places: new Map(), lastPrice: null, ...change });
const at = (price: number, change: Partial<LadderInput> = {}) => ladderRows(input(change)).find((row) => row.price === price);

describe('rows', () => {
  it('run from the highest price down around the centre, with what is displayed at each', () => {
    const rows = ladderRows(input());
    expect(rows.map((r) => r.price)).toEqual([105, 104, 103, 102, 101, 100, 99, 98, 97, 96, 95]);
    expect(rows.map((r) => r.bidSize)).toEqual([null, null, null, null, null, null, 10, 20, null, null, 5]);
    expect(rows.map((r) => r.askSize)).toEqual([null, 9, null, null, 7, null, null, null, null, null, null]);
    expect(rows.filter((r) => r.touch).map((r) => [r.price, r.touch])).toEqual([[101, 'sell'], [99, 'buy']]);
  });

  it('fall back to the touch where the venue sends no depth', () => {
    expect(at(99, { depth: null })?.bidSize).toBe(10);
    expect(at(98, { depth: null })?.bidSize).toBeNull();
  });

  it('hold working orders of each side with what is left, and the estimate of the first in its queue', () => {
    const orders = [order('a', 'buy', 98, 30), order('b', 'buy', 98, 10, { cumQty: quantityLots(4), leavesQty: quantityLots(6), ordStatus: 'partiallyFilled' }),
      order('c', 'sell', 98, 5), order('d', 'buy', 98, 50, { ordStatus: 'filled', leavesQty: quantityLots(0) })];
    const row = at(98, { orders, places: new Map([place('a', 20), place('b', 0)]) });
    expect(row?.buys).toMatchObject({ leavesQty: 36, aheadQty: 0 });
    expect(row?.sells).toMatchObject({ leavesQty: 5, aheadQty: null, first: null });
  });

  it('never show a bid better or an ask lower than it is when a row holds several ticks', () => {
    fc.assert(fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 20 }), fc.constantFrom(1, 2, 5, 10), (bid, spread, step) => {
      const book: BookDepth = { symbol: 'ACME', bids: [level(bid, 3)], asks: [level(bid + spread, 4)], venueTime: epochMicros(1) };
      const touch = { ...quote, bid: priceTicks(bid), ask: priceTicks(bid + spread) };
      const rows = ladderRows(input({ depth: book, quote: touch, step, centre: centreOf(touch, step), count: 61 }));
      const bidRow = rows.find((r) => r.bidSize !== null);
      const askRow = rows.find((r) => r.askSize !== null);
      expect(bidRow?.price).toBeLessThanOrEqual(bid);
      expect(askRow?.price).toBeGreaterThanOrEqual(bid + spread);
      expect(rows.every((r) => r.price % step === 0)).toBe(true);
    }));
  });

  it('tell of orders that have no row', () => {
    const orders = [order('a', 'buy', 99, 1), order('b', 'buy', 90, 1), order('c', 'sell', 120, 1), order('d', 'sell', 130, 1, { ordStatus: 'canceled' })];
    expect(hiddenOrders(orders, ladderRows(input({ orders })))).toEqual({ above: 1, below: 1 });
  });

  it('add up volume and say who was the aggressor', () => {
    const levels = [{ price: priceTicks(100), size: quantityLots(30), boughtSize: quantityLots(15), soldSize: quantityLots(5) }];
    expect(at(100, { levels })).toMatchObject({ volume: 30, boughtShare: 0.75 });
    expect(at(101, { levels })).toMatchObject({ volume: 0, boughtShare: null });
  });
});

describe('centre and step', () => {
  it('[MT-4] the centre stands until the market nears the edge', () => {
    expect(nearsEdge(quote, 100, 11, 1)).toBe(false);
    expect(nearsEdge({ bid: priceTicks(97), ask: priceTicks(98) }, 100, 11, 1)).toBe(false);
    expect(nearsEdge({ bid: priceTicks(96), ask: priceTicks(97) }, 100, 11, 1)).toBe(true);
    expect(nearsEdge({ bid: priceTicks(300), ask: priceTicks(301) }, 100, 11, 1)).toBe(true);
  });

  it('takes the smallest step with which the market and two levels about it are in view', () => {
    expect(fittingStep(depth, quote, 30)).toBe(1);
    expect(fittingStep({ ...depth, asks: [level(101, 1), level(500, 1)] }, quote, 30)).toBe(50);
    expect(fittingStep({ ...depth, asks: [level(101, 1), level(102, 1), level(103, 1), level(900, 1)] }, quote, 30)).toBe(1);
    expect(fittingStep(null, null, 30)).toBe(1);
  });

  it('[MT-5] rests on the side where the price does not cross', () => {
    expect([98, 99, 100, 101, 102].map((p) => restingSide(p, quote))).toEqual(['buy', 'buy', null, 'sell', 'sell']);
    expect(restingSide(98, null)).toBeNull();
  });
});

describe('keys', () => {
  const where = { cursor: 99, step: 1, count: 21, quote };
  const press = (key: string, more: { shiftKey?: boolean; repeat?: boolean; cursor?: number } = {}) =>
    ladderAction({ key, shiftKey: more.shiftKey ?? false, repeat: more.repeat ?? false }, { ...where, cursor: more.cursor ?? 99 });

  it('[MT-5] place a limit at the cursor, Enter on the side that rests', () => {
    expect(press('b')).toEqual({ kind: 'place', side: 'buy' });
    expect(press('s')).toEqual({ kind: 'place', side: 'sell' });
    expect([99, 100, 101].map((cursor) => press('Enter', { cursor }))).toEqual([{ kind: 'place', side: 'buy' }, { kind: 'place', side: null }, { kind: 'place', side: 'sell' }]);
  });

  it('[MT-5] send nothing a second time while held down', () => {
    expect(['b', 's', 'x', 'Enter'].map((key) => press(key, { repeat: true })?.kind)).toEqual(['nothing', 'nothing', 'nothing', 'nothing']);
    expect(press('ArrowUp', { repeat: true })).toEqual({ kind: 'move', to: 100 });
  });

  it('move the cursor by rows, tens and pages, and to the touch', () => {
    expect([press('ArrowDown'), press('ArrowUp', { shiftKey: true }), press('PageUp'), press('Home'), press('End')].map((a) => (a?.kind === 'move' ? a.to : null))).toEqual([98, 109, 119, 101, 99]);
    expect(press('j')).toBeUndefined();
  });
});

describe('sizes', () => {
  const lots = (list: readonly number[]) => list.map(quantityLots);

  it('begin with round lots of what trades in a day', () => {
    expect(defaultSizes({ averageDailyVolumeLots: 4_200_000 })).toEqual({ presets: [100, 500, 1000], chosen: 100 });
    expect(defaultSizes({ averageDailyVolumeLots: null })).toEqual({ presets: [1, 5, 10], chosen: 1 });
  });

  it('step through the presets and stop at the ends', () => {
    const sizes = { presets: lots([100, 500]), chosen: quantityLots(200) };
    expect([steppedSize(sizes, 1), steppedSize(sizes, -1), steppedSize({ ...sizes, chosen: quantityLots(500) }, 1)]).toEqual([500, 100, 500]);
  });

  it('are kept and dropped, five at most, and never none', () => {
    expect(toggled(lots([100, 500]), quantityLots(200))).toEqual([100, 200, 500]);
    expect(toggled(lots([100, 500]), quantityLots(500))).toEqual([100]);
    expect(toggled(lots([100]), quantityLots(100))).toEqual([100]);
    expect(toggled(lots([1, 2, 3, 4, 50]), quantityLots(60))).toEqual([1, 2, 3, 4, 60]);
  });

  it('are read from what was stored only where they make sense', () => {
    expect(readSizes('{"A":{"presets":[5,-1,"x",2],"chosen":5},"B":{"presets":[],"chosen":1},"C":null,"D":{"presets":[1],"chosen":0}}')).toEqual({ A: { presets: [2, 5], chosen: 5 } });
    expect([readSizes('nonsense'), readSizes('[]'), readSizes(null)]).toEqual([{}, {}, {}]);
  });
});
