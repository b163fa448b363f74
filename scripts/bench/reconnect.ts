/** The second half of P16: the line to the OMS is cut and comes back, with open orders on both ends. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { OrderIntent } from '../../src/shared/domain/order.ts';
import { scratchDir, startCore, startVenue, until } from '../../tests/system/live-core.ts';
import { cuttableLine } from './cuttable-line.ts';

export interface Reconnection {
  /** From the line being there again to its first connection, ms: the waits of the reconnecting sockets. */
  readonly linkedMs: number;
  /** From that connection to 'ready': logged on, snapshot taken, every order compared, journalled. */
  readonly reconciledMs: number;
}

export interface ReconnectResult {
  readonly orders: number;
  /** Orders acknowledged by the OMS in a second while they were entered. */
  readonly acknowledgedPerSecond: number;
  readonly rounds: readonly Reconnection[];
  readonly problem: string | null;
}

type Core = Awaited<ReturnType<typeof startCore>>;

export async function measureReconnect(options: { readonly orders: number; readonly rounds: number }): Promise<ReconnectResult> {
  const dir = scratchDir();
  const dataDir = join(dir.path, 'profile');
  mkdirSync(dataDir);
  // Silence is noticed after three heartbeats: short ones keep the outage short, and are no part of what is measured.
  // Limits are out of the way: thousands of open orders are no desk's usual day.
  const wide = { orderValueMinorMax: 1e14, positionValueMinorMax: 1e15 };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({
    venue: { heartBtIntMs: 200, ackTimeoutMs: 20_000 },
    limits: { ...wide, byCurrency: { JPY: wide }, orderAdvShareMax: 1, positionAdvShareMax: 10, duplicateWindowMs: 0 },
  }));
  const venue = await startVenue(['--synthetic', '--speed', '1']);
  const lines = { orders: await cuttableLine(venue.ready.orders), marketData: await cuttableLine(venue.ready.marketData) };
  const core = await startCore({ dataDir, orders: lines.orders.endpoint, marketData: lines.marketData.endpoint });
  try {
    const { rooms } = core;
    await until('ready', () => rooms.venue.state === 'ready');
    const beganMs = performance.now();
    await enter(core, options.orders);
    await until('every acknowledgement', () => count(core, 'new') === options.orders, 60_000);
    const acknowledgedPerSecond = options.orders / ((performance.now() - beganMs) / 1000);
    const rounds: Reconnection[] = [];
    let problem: string | null = null;
    for (let round = 0; round < options.rounds; round++) {
      await Promise.all([lines.orders.cut(), lines.marketData.cut()]);
      await until('the silence to be noticed', () => rooms.venue.state === 'connecting');
      await lines.marketData.restore();
      const back = await lines.orders.restore();
      const linkedMs = await back.linkedMs;
      await until('reconciled', () => rooms.venue.state === 'ready', 60_000, 1);
      rounds.push({ linkedMs: linkedMs - back.atMs, reconciledMs: performance.now() - linkedMs });
      const compared = rooms.status.lastReconciliation;
      const breaks = rooms.store.readByType(['Reconciled'], 1, 1000).at(-1);
      if (compared === null || count(core, 'new') !== options.orders) problem ??= `after the reconnect ${count(core, 'new')} of ${options.orders} orders work`;
      if (breaks?.event.type === 'Reconciled' && (breaks.event.body.breaks.length > 0 || breaks.event.body.ordersCompared < options.orders)) {
        problem ??= `${breaks.event.body.ordersCompared} orders compared, breaks: ${breaks.event.body.breaks.join('; ')}`;
      }
    }
    return { orders: options.orders, acknowledgedPerSecond, rounds, problem };
  } finally {
    await core.dispose();
    await Promise.all([lines.orders.cut(), lines.marketData.cut()]);
    await venue.stop();
    dir.remove();
  }
}

const count = ({ rooms }: Core, status: string): number => rooms.ordersProjection.open().filter((order) => order.ordStatus === status).length;

/** Small buy orders two to three percent under the market, where they rest. */
async function enter({ rooms }: Core, orders: number): Promise<void> {
  const symbols = rooms.marketData.instruments().filter((i) => i.tradable).map((i) => i.symbol);
  for (const symbol of symbols) await until(`a quote of ${symbol}`, () => rooms.marketData.quote(symbol));
  const bids = new Map(symbols.map((symbol) => [symbol, rooms.marketData.quote(symbol)?.bid ?? 0]));
  for (let from = 0; from < orders; from += 100) {
    await Promise.all(Array.from({ length: Math.min(100, orders - from) }, async (_, k) => {
      const n = from + k;
      const symbol = symbols[n % symbols.length] ?? '';
      const bid = bids.get(symbol) ?? 0;
      const depth = 0.02 + 0.008 * ((Math.floor(n / symbols.length) % 50) / 50); // another price for each, so that none is a duplicate
      const intent: OrderIntent = {
        symbol, side: 'buy', ordType: 'limit', price: priceTicks(Math.floor(bid * (1 - depth))), orderQty: quantityLots(1 + (Math.floor(n / symbols.length / 50) % 3)), timeInForce: 'gtc', suggestionId: null,
        provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' },
      };
      const outcome = await rooms.orders.submit(intent, 'bench');
      if (!outcome.sent) throw new Error(`order ${n} (${symbol}, ${intent.orderQty} at ${intent.price}, bid ${bid}): ${outcome.words}`);
    }));
  }
}
