/** One replay: venue process, core and policy in lockstep, and the figures that come of it. */
import { createCore, type Core } from '../../src/main/core/core.ts';
import { loadSettings } from '../../src/main/core/settings.ts';
import { createReplayHost } from '../../src/main/hosts/headless/replay-host.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { realisedMinor } from '../../src/shared/domain/position.ts';
import { startReady } from '../child-process.ts';
import type { VenueReady } from '../embedded.ts';

export interface ReplayOptions {
  readonly tapes: readonly string[];
  /** Comma-separated symbols; null for all. */
  readonly instruments: string | null;
  readonly policy: 'accept-all' | 'none';
  readonly seed: number;
  readonly stepsMax: number;
  readonly dataDir: string;
  /** Where the OMS writes its own account; nowhere when absent. */
  readonly ledgerFile?: string;
}

export interface ReplayReport {
  readonly tape: string;
  readonly policy: string;
  readonly barsIn: number;
  readonly quotesIn: number;
  readonly tradesIn: number;
  readonly gaps: number;
  readonly refusedFrames: number;
  /** Data defects by code: how many rows each stands for. */
  readonly defects: Readonly<Record<string, number>>;
  readonly signals: number;
  readonly suggestions: number;
  readonly abstained: number;
  readonly ordersSent: number;
  readonly denied: number;
  readonly fills: number;
  readonly rejects: number;
  readonly unresolved: number;
  /** Minor units when all positions share a currency; one figure a currency otherwise. Before fees. */
  readonly realisedPnlMinor: number | Readonly<Record<string, number>>;
  readonly feesMinor: number | Readonly<Record<string, number>>;
  /** Money is null for an instrument that this tape does not have: a position of an earlier run in the same journal. */
  readonly positions: readonly { readonly symbol: string; readonly quantity: number; readonly realisedMinor: number | null; readonly currency: string | null }[];
  /** Records that were in the journal before this run. Where there are some, positions, P&L and fees hold earlier runs too; all counts are of this run. */
  readonly journalEventsBefore: number;
  readonly journalEvents: number;
  readonly journalHead: string;
  readonly chainOk: boolean;
  readonly seconds: number;
}

export async function replayTape(options: ReplayOptions): Promise<ReplayReport> {
  const startedMs = performance.now();
  const venue = await startReady<VenueReady>('reference/venue/main.ts', [
    ...(options.tapes.length > 0 ? options.tapes.flatMap((t) => ['--tape', t]) : ['--synthetic']),
    ...(options.instruments ? ['--instruments', options.instruments] : []),
    '--seed', String(options.seed), '--lockstep', '--exit-with-parent',
    ...(options.ledgerFile ? ['--ledger', options.ledgerFile] : []),
  ]);
  const host = createReplayHost({
    dataDir: options.dataDir,
    seed: options.seed,
    environment: { CANDOR_VENUE_ORDERS: venue.ready.orders, CANDOR_VENUE_MARKET_DATA: venue.ready.marketData, CANDOR_USER: `policy-${options.policy}` },
  });
  let core: Core | null = null;
  try {
    const loaded = loadSettings(host.resourcesDir, host.dataDir, host.environment);
    if (!loaded.ok) throw new Error(loaded.error);
    core = await createCore(host, loaded.value, { transportClock: systemClock(), lockstep: true, onMarketTime: (time) => host.clock.setWall(time) });
    host.continueAfter(core.rooms.replayed.seq);
    const before = stateOf(core);
    await untilReady(core);
    await play(core, options);
    return await report(core, options, before, startedMs);
  } finally {
    await core?.dispose();
    await host.dispose();
    await venue.stop();
  }
}

async function untilReady({ rooms: { venue } }: Core): Promise<void> {
  const limitMs = performance.now() + 30_000;
  while (venue.state !== 'ready') {
    if (performance.now() > limitMs) throw new Error(`the venue was not ready within 30 s: ${venue.state}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function play({ rooms }: Core, { policy, stepsMax }: ReplayOptions): Promise<void> {
  const { venue, signals, suggestions, decisions, queue, trading } = rooms;
  const userId = `policy-${policy}`;
  for (let steps = 0; steps < stepsMax; steps++) {
    const { atEnd } = await venue.advance();
    await signals.settled();
    if (policy === 'accept-all') {
      for (const suggestion of suggestions.open()) {
        const outcome = await decisions.accept(suggestion.suggestionId, userId, 'policy');
        if (!outcome.ok || !outcome.order?.sent) continue;
        // Everything that this order caused has arrived and is journalled before the next thing happens.
        await venue.barrier();
        await queue.idle();
      }
    }
    if (trading.state === 'halted') throw new Error(`trading was halted: ${trading.why}`);
    if (atEnd) return;
  }
}

interface Before {
  readonly orders: ReadonlySet<string>;
  readonly fills: number;
}

/** What the journal held before this run. */
const stateOf = ({ rooms: { ordersProjection } }: Core): Before =>
  ({ orders: new Set(ordersProjection.orders().map((o) => o.clOrdId)), fills: ordersProjection.fills().length });

async function report({ rooms }: Core, options: ReplayOptions, before: Before, startedMs: number): Promise<ReplayReport> {
  const { status, signals, ordersProjection, positions, marketData, store, dataQuality, queue } = rooms;
  await queue.idle();
  const orders = ordersProjection.orders().filter((o) => !before.orders.has(o.clOrdId));
  const held = positions.positions().map((position) => {
    const instrument = marketData.instrument(position.symbol);
    return {
      symbol: position.symbol, quantity: position.quantity, realisedMinor: instrument && realisedMinor(instrument, position),
      feesMinor: position.feesMinor, currency: instrument?.currency ?? null,
    };
  });
  const verification = await store.verify();
  const head = store.head();
  return {
    tape: status.logon?.source ?? options.tapes.join(', '),
    policy: options.policy,
    barsIn: status.bars,
    quotesIn: status.quotes,
    tradesIn: status.trades,
    gaps: status.gaps,
    refusedFrames: status.refused,
    defects: Object.fromEntries([...dataQuality.counts()].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...signals.counts,
    ordersSent: orders.filter((o) => o.ordStatus !== 'denied').length,
    denied: orders.filter((o) => o.ordStatus === 'denied').length,
    fills: ordersProjection.fills().length - before.fills,
    rejects: orders.filter((o) => o.ordStatus === 'rejected').length,
    unresolved: orders.filter((o) => o.ordStatus === 'unresolved').length,
    realisedPnlMinor: byCurrency(held, (p) => p.realisedMinor),
    feesMinor: byCurrency(held, (p) => p.feesMinor),
    positions: held.map(({ feesMinor: _fees, ...position }) => position),
    journalEventsBefore: rooms.replayed.seq,
    journalEvents: head.seq - rooms.replayed.seq,
    journalHead: head.hash,
    chainOk: verification.ok,
    seconds: Math.round(performance.now() - startedMs) / 1000,
  };
}

/** Rows without a currency are in no sum. */
function byCurrency<T extends { readonly currency: string | null }>(rows: readonly T[], amount: (row: T) => number | null): number | Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) if (row.currency !== null) sums[row.currency] = (sums[row.currency] ?? 0) + (amount(row) ?? 0);
  const currencies = Object.keys(sums);
  return currencies.length <= 1 ? (sums[currencies[0] ?? ''] ?? 0) : sums;
}
