import { beforeEach, describe, expect, it } from 'vitest';
import { screenOrder } from '../../../../tests/fixtures/screen-orders.ts';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import type { QueuePlace } from '../../../shared/contract/market-data.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { BookDepth, TradePrint } from '../../../shared/domain/quote.ts';
import { QueuePlaces } from './queue-places.ts';

const level = (price: number, size: number) => ({ price: priceTicks(price), size: quantityLots(size) });
const book = (bids: readonly (readonly [number, number])[]): BookDepth =>
  ({ symbol: 'ACME', bids: bids.map(([p, s]) => level(p, s)), asks: [level(101, 50), level(103, 70)], venueTime: epochMicros(1) });
const trade = (price: number, size: number, aggressor: TradePrint['aggressor']): TradePrint =>
  ({ symbol: 'ACME', price: priceTicks(price), size: quantityLots(size), aggressor, venueTime: epochMicros(2) });

const resting = (change: Partial<Order> = {}): Order =>
  screenOrder({ clOrdId: 'c1', symbol: 'ACME', side: 'buy', price: priceTicks(99), orderQty: quantityLots(10), ordStatus: 'new', ...change }, 0);

let depth: BookDepth;
let live: boolean;
let places: QueuePlaces;
let told: QueuePlace[];
const ahead = (): number | null | undefined => places.places()[0]?.aheadQty;

beforeEach(() => {
  depth = book([[100, 200], [99, 300], [97, 80]]);
  live = true;
  told = [];
  places = new QueuePlaces({ clock: new ManualClock(1_000_000), depth: () => depth, quote: () => null, isLive: () => live });
  places.onPlace((place) => told.push(place));
});

describe('queue places', () => {
  it('[MT-3] joins behind what is displayed at its price', () => {
    places.takeOrder(resting());
    expect(places.places()).toMatchObject([{ clOrdId: 'c1', aheadQty: 300, joinedBehindQty: 300, working: true }]);
  });

  it('[MT-3] is first at a price inside the book where nothing is displayed', () => {
    places.takeOrder(resting({ price: priceTicks(98) }));
    expect(ahead()).toBe(0);
  });

  it('[MT-3] knows nothing beyond the last displayed level, and nothing while prices are not live', () => {
    places.takeOrder(resting({ price: priceTicks(96) }));
    live = false;
    places.takeOrder(resting({ clOrdId: 'c2' }));
    expect(places.places().map((p) => p.aheadQty)).toEqual([null, null]);
  });

  it('[MT-3] moves up by what trades against its side at its price, and by nothing else', () => {
    places.takeOrder(resting());
    places.takeTrade(trade(99, 120, 'sell'));
    expect(ahead()).toBe(180);
    places.takeTrade(trade(99, 50, 'buy'));
    places.takeTrade(trade(100, 50, 'sell'));
    expect(ahead()).toBe(180);
    places.takeTrade(trade(99, 500, null));
    expect(ahead()).toBe(0);
  });

  it('[MT-3] never stands behind more than is displayed, and a level that grows puts nobody ahead', () => {
    places.takeOrder(resting());
    depth = book([[100, 200], [99, 90]]);
    places.takeBook('ACME');
    expect(ahead()).toBe(90);
    depth = book([[100, 200], [99, 900]]);
    places.takeBook('ACME');
    expect(ahead()).toBe(90);
  });

  it('[MT-3] joins anew at a new price or with more quantity, and keeps its place with less', () => {
    places.takeOrder(resting());
    places.takeTrade(trade(99, 250, 'sell'));
    places.takeOrder(resting({ orderQty: quantityLots(6), leavesQty: quantityLots(6) }));
    expect(ahead()).toBe(50);
    places.takeOrder(resting({ orderQty: quantityLots(20), leavesQty: quantityLots(20) }));
    expect(ahead()).toBe(300);
    places.takeOrder(resting({ price: priceTicks(100) }));
    expect(ahead()).toBe(200);
  });

  it('[MT-3] is at the front once it trades, and leaves when it is done', () => {
    places.takeOrder(resting());
    places.takeOrder(resting({ ordStatus: 'partiallyFilled', cumQty: quantityLots(4), leavesQty: quantityLots(6) }));
    expect(ahead()).toBe(0);
    places.takeOrder(resting({ ordStatus: 'canceled', leavesQty: quantityLots(0) }));
    expect(places.places()).toEqual([]);
    expect(told.at(-1)).toMatchObject({ clOrdId: 'c1', working: false });
  });

  it('[MT-3] has no place before the OMS has accepted it, nor for a market order', () => {
    places.takeOrder(resting({ ordStatus: 'pendingNew' }));
    places.takeOrder(resting({ clOrdId: 'c2', ordType: 'market', price: null }));
    places.takeOrder(resting({ clOrdId: 'c3', ordStatus: 'unresolved' }));
    expect(places.places()).toEqual([]);
  });
});
