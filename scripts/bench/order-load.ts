/** Made-up orders of a busy desk, and how they change: the load of P9. The same seed gives the same load to product and peer. */
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import type { Order } from '../../src/shared/domain/order.ts';

export const loadSymbols: readonly string[] = Array.from({ length: 40 }, (_, i) => `SYM${String(i).padStart(2, '0')}`);

/** Dollars and cents, whole shares. */
export const loadInstruments: readonly Instrument[] = loadSymbols.map((symbol) => ({
  symbol, name: `Share ${symbol}`, assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1', barSeconds: 60, feeBp: 1,
  averageDailyVolumeLots: 5_000_000, tradable: true,
}));

/** One in so many updates is of the newest orders, which are the rows in view when the list is sorted as it comes. */
const hotOneIn = 10;
const hotOrders = 40;
const startedAt = 1_767_258_000_000_000;

export class OrderLoad {
  /** Oldest first. */
  private readonly orders: Order[];
  /** Updates made so far, and of those the newest `hotOrders`. */
  made = 0;
  private state = 12_345;

  constructor(count: number) {
    this.orders = Array.from({ length: count }, (_, n) => firstOrder(n));
  }

  /** Newest first, as the core sends them. */
  newestFirst(): readonly Order[] {
    return [...this.orders].reverse();
  }

  /** One more fill or amendment of some order. */
  next(): Order {
    this.made++;
    const isHot = this.made % hotOneIn === 0;
    const at = isHot ? this.orders.length - 1 - (this.random() % Math.min(hotOrders, this.orders.length)) : this.random() % this.orders.length;
    const order = changed(this.orders[at] ?? firstOrder(at), this.made, this.random());
    this.orders[at] = order;
    return order;
  }

  /** Marsaglia's xorshift of 32 bits (Journal of Statistical Software 8, 2003). */
  private random(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return this.state;
  }
}

function firstOrder(n: number): Order {
  const clOrdId = `C${String(n).padStart(6, '0')}`;
  return {
    clOrdId, lastClOrdId: clOrdId, pendingClOrdId: null, orderId: `O${n}`, symbol: loadSymbols[n % loadSymbols.length] ?? '', side: n % 3 === 0 ? 'sell' : 'buy', ordType: 'limit', price: priceTicks(10_000 + (n % 200)),
    orderQty: quantityLots(50_000), timeInForce: 'day', ordStatus: 'new', cumQty: quantityLots(0), leavesQty: quantityLots(50_000), avgPx: null, suggestionId: null,
    provenance: { side: 'trader', size: 'trader', price: 'model', time: 'policy' }, userId: 'bench', submittedAt: epochMicros(startedAt + n * 1_000_000), updatedAt: epochMicros(startedAt + n * 1_000_000),
    arrivalMid: 10_050, denial: null, text: null, external: false,
  };
}

/** A fill of one, now and then an amendment on its way or a new limit: three to six cells that are in view. `cumQty` counts the order's updates. */
function changed(order: Order, made: number, random: number): Order {
  const cumQty = order.cumQty + 1;
  return {
    ...order, cumQty: quantityLots(cumQty), leavesQty: quantityLots(order.orderQty - cumQty), avgPx: 10_000 + (random % 10_000) / 100, ordStatus: random % 8 === 0 ? 'pendingReplace' : 'partiallyFilled',
    price: random % 4 === 1 && order.price !== null ? priceTicks(order.price + (random % 16 < 8 ? 1 : -1)) : order.price, updatedAt: epochMicros(order.updatedAt + made),
  };
}
