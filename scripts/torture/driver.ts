/**
 * A headless core in a process of its own, for the torture: takes requests over IPC, trades at random times from a seed,
 * and looks at its own invariants all the time. Started by harness.ts.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCore } from '../../tests/system/live-core.ts';
import { staleAfterMs } from '../../src/shared/domain/connection.ts';
import type { Core } from '../../src/main/core/core.ts';
import { sequencerOf, switchOff } from './controls.ts';
import type { BookView, DriverOptions, DriverRequest, DriverState, UnresolvedView } from './protocol.ts';
import { RandomTrader } from './random-trader.ts';

/** How often the invariants are looked at, ms. */
const checkEveryMs = 25;
/** Slack between the two readings of one clock, ms. */
const slackMs = 20;
const violationsKept = 50;

const options = JSON.parse(process.argv[2] ?? '{}') as DriverOptions;

function writeSettings(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  // Limits are out of the way, and so is the duplicate window: it is the order line that is tried, not the controls.
  const wide = { orderValueMinorMax: 1e14, positionValueMinorMax: 1e15 };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({
    venue: { heartBtIntMs: 200, ackTimeoutMs: 250, barsAtLogon: 50 },
    limits: { ...wide, byCurrency: { JPY: wide }, orderAdvShareMax: 1, positionAdvShareMax: 10, duplicateWindowMs: 0, priceCollarBp: 5000 },
  }));
}

class Watch {
  readonly violations: string[] = [];
  readonly unresolved: UnresolvedView[] = [];
  checks = 0;
  sent = 0;
  readonly denied: Record<string, number> = {};
  private readonly core: Core;
  private readonly sentMs = new Map<string, number>();
  private readonly stalls: { readonly atMs: number; readonly ms: number }[] = [];
  private heardMs = -Infinity;
  private lastMs = performance.now();

  constructor(core: Core) {
    this.core = core;
    const { marketData, orders } = core.rooms;
    const heard = marketData.heard.bind(marketData);
    // The witness of I4: when the feed was last heard, noted beside the room and not read from it.
    marketData.heard = () => {
      this.heardMs = performance.now();
      heard();
    };
    orders.onOrders((changed) => {
      const nowMs = performance.now();
      for (const o of changed) {
        const sentMs = this.sentMs.get(o.clOrdId);
        if (o.ordStatus === 'pendingNew') this.sentMs.set(o.clOrdId, nowMs);
        else if (sentMs !== undefined) {
          this.sentMs.delete(o.clOrdId);
          if (o.ordStatus === 'unresolved') this.unresolved.push({ clOrdId: o.clOrdId, afterMs: nowMs - sentMs, loopStallMs: this.stallSince(sentMs) });
        }
      }
    });
    setInterval(() => this.look(), checkEveryMs);
  }

  async submit(intent: Parameters<Core['rooms']['orders']['submit']>[0]): Promise<{ readonly sent: boolean; readonly clOrdId: string; readonly code: string | null }> {
    const outcome = await this.core.rooms.orders.submit(intent, 'torture');
    if (outcome.sent) this.sent++;
    else this.denied[outcome.denial.code] = (this.denied[outcome.denial.code] ?? 0) + 1;
    return { sent: outcome.sent, clOrdId: outcome.clOrdId, code: outcome.sent ? null : outcome.denial.code };
  }

  private stallSince(sinceMs: number): number {
    return this.stalls.filter((s) => s.atMs >= sinceMs).reduce((sum, s) => sum + s.ms, performance.now() - this.lastMs > checkEveryMs ? performance.now() - this.lastMs - checkEveryMs : 0);
  }

  private look(): void {
    const nowMs = performance.now();
    const stallMs = nowMs - this.lastMs - checkEveryMs;
    if (stallMs > 5) this.stalls.push({ atMs: nowMs, ms: stallMs });
    if (this.stalls.length > 500) this.stalls.shift();
    this.lastMs = nowMs;
    this.checks++;
    const { ordersProjection, positions, marketData } = this.core.rooms;
    const sums = new Map<string, number>();
    for (const f of ordersProjection.fills()) sums.set(f.symbol, (sums.get(f.symbol) ?? 0) + (f.side === 'buy' ? f.lastQty : -f.lastQty));
    for (const [symbol, sum] of sums) if (positions.quantity(symbol) !== sum) this.broken(`I1 ${symbol}: fills add up to ${sum}, position ${positions.quantity(symbol)}`);
    const ageMs = performance.now() - this.heardMs;
    for (const { symbol } of marketData.instruments()) {
      if (marketData.row(symbol)?.state === 'live' && ageMs > staleAfterMs + slackMs) this.broken(`I4 ${symbol} is shown as live ${Math.round(ageMs)} ms after the feed was last heard`);
    }
  }

  private broken(what: string): void {
    if (this.violations.length < violationsKept) this.violations.push(what);
  }
}

async function main(): Promise<void> {
  writeSettings(options.dataDir);
  const core = await startCore(options);
  if (options.control) switchOff(core, options.control);
  const watch = new Watch(core);
  const trader = new RandomTrader(core, (intent) => watch.submit(intent));
  process.on('message', (message: { readonly id: number } & DriverRequest) => {
    answer(core, watch, trader, message).then((value) => process.send?.({ id: message.id, value }), (cause: unknown) => process.send?.({ id: message.id, error: String(cause) }));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ready: true });
}

async function answer(core: Core, watch: Watch, trader: RandomTrader, request: DriverRequest): Promise<unknown> {
  switch (request.do) {
    case 'submit': return watch.submit(request.intent);
    case 'cancel': return core.rooms.orders.cancel(request.clOrdId);
    case 'trade': return trader.start(request);
    case 'rest': return trader.stop();
    case 'state': return stateOf(core, watch);
    case 'book': return bookOf(core);
    case 'verify': return core.rooms.store.verify();
    case 'tail': return tailOf(core);
    case 'stop':
      trader.stop();
      await core.dispose();
      setImmediate(() => process.exit(0));
      return null;
  }
}

function stateOf({ rooms }: Core, watch: Watch): DriverState {
  const types = rooms.store.readByType(['OmsLoggedOn', 'OrderAnomalyFound', 'Reconciled'], 1, 100_000).map((r) => r.event);
  return {
    omsState: rooms.venue.state, epoch: rooms.venue.epoch, feedState: rooms.marketData.feedState(), trading: rooms.trading.why ?? rooms.trading.state,
    orders: rooms.ordersProjection.orders().map(({ clOrdId, ordStatus, symbol, side, cumQty, orderQty, price, external, text, orderId }) => ({ clOrdId, ordStatus, symbol, side, cumQty, orderQty, price, external, text, orderId })),
    fills: rooms.ordersProjection.fills(),
    positions: rooms.positions.positions().map(({ symbol, quantity }) => ({ symbol, quantity })),
    unresolved: watch.unresolved,
    breaks: types.flatMap((e) => (e.type === 'OrderAnomalyFound' && e.body.severity === 'break' ? [e.body.what] : [])),
    violations: watch.violations, checks: watch.checks, sent: watch.sent, denied: watch.denied,
    gaps: rooms.status.gaps, refused: rooms.status.refused, logons: types.filter((e) => e.type === 'OmsLoggedOn').length,
    rssMb: Math.round(process.memoryUsage().rss / 1e6),
  };
}

/** Events of a journal's end that are told. */
const tailMax = 30;

function tailOf({ rooms }: Core): readonly string[] {
  const records = rooms.store.readByType(['OmsLoggedOn', 'OmsDisconnected', 'OrderSubmitted', 'OrderStepped', 'OrderAnomalyFound', 'Reconciled', 'FrameRefused'], 1, 1_000_000);
  return records.slice(-tailMax).map(({ at, event }) => `${at} ${event.type} ${JSON.stringify(event.body).slice(0, 160)}`);
}

function bookOf(core: Core): BookView {
  const { marketData } = core.rooms;
  const sequencer = sequencerOf(core);
  return {
    synchronised: sequencer.synchronised, delivered: sequencer.delivered, feedState: marketData.feedState(),
    quotes: marketData.instruments().flatMap(({ symbol }) => {
      const quote = marketData.quote(symbol);
      return quote ? [{ symbol, bid: quote.bid, ask: quote.ask, bidSize: quote.bidSize, askSize: quote.askSize }] : [];
    }),
  };
}

await main();
