/** Orders, cancels and replaces at random times from a seed. Each intent has a quantity of its own, by which the ledger knows it. */
import { seededRandom, type Random } from '../../src/shared/base/random.ts';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { OrderIntent, Side } from '../../src/shared/domain/order.ts';
import type { Core } from '../../src/main/core/core.ts';

export const byTrader: OrderIntent['provenance'] = { side: 'trader', size: 'trader', price: 'trader', time: 'trader' };

export class RandomTrader {
  private readonly core: Core;
  private readonly submit: (intent: OrderIntent) => Promise<unknown>;
  private timer: NodeJS.Timeout | null = null;
  private intents = 0;

  constructor(core: Core, submit: (intent: OrderIntent) => Promise<unknown>) {
    this.core = core;
    this.submit = submit;
  }

  start({ seed, everyMs, from }: { readonly seed: number; readonly everyMs: number; readonly from: number }): void {
    this.stop();
    this.intents = from;
    const random = seededRandom(seed);
    const next = (): void => {
      this.act(random);
      // Exponential pauses: many close together, as orders come.
      this.timer = setTimeout(next, Math.min(10 * everyMs, -everyMs * Math.log(1 - random.uniform())));
    };
    next();
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private act(random: Random): void {
    const { rooms } = this.core;
    const draw = random.uniform();
    const open = rooms.ordersProjection.open();
    const target = open[random.integer(Math.max(1, open.length))];
    const failed = (): void => undefined; // a full queue or a line that is down: the next draw comes
    if (draw < 0.15 && target) return void rooms.orders.cancel(target.clOrdId).catch(failed);
    if (draw < 0.25 && target && target.price !== null) {
      const move = random.integer(5) - 2;
      return void rooms.orders.replace(target.clOrdId, quantityLots(target.orderQty + 1000), priceTicks(target.price + move), 'torture').catch(failed);
    }
    const intent = this.intent(random);
    if (intent) void this.submit(intent).catch(failed);
  }

  private intent(random: Random): OrderIntent | null {
    const { marketData } = this.core.rooms;
    const tradable = marketData.instruments().filter((i) => i.tradable);
    const symbol = tradable[random.integer(Math.max(1, tradable.length))]?.symbol ?? '';
    const quote = marketData.quote(symbol);
    const kind = random.uniform();
    const side: Side = random.uniform() < 0.5 ? 'buy' : 'sell';
    const away = random.integer(6) - 2;
    if (!quote || quote.bid <= 10) return null;
    const price = side === 'buy' ? quote.bid - away : quote.ask + away;
    return {
      symbol, side, ordType: kind < 0.2 ? 'market' : 'limit', price: kind < 0.2 ? null : priceTicks(price), orderQty: quantityLots(++this.intents),
      timeInForce: kind < 0.2 ? 'day' : kind < 0.3 ? 'ioc' : 'gtc', suggestionId: null, provenance: byTrader,
    };
  }
}
