/** A journal as a long-used profile has it, written once by the store itself and kept in the temporary folder by size and schema. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEvent } from '../../src/shared/domain/journal-event.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { OrderIntent } from '../../src/shared/domain/order.ts';
import { createProjections } from '../../src/main/core/projections.ts';
import type { Projection } from '../../src/main/core/store/journal.ts';
import { migrations } from '../../src/main/core/store/migrations/list.ts';
import { openStore, type Store } from '../../src/main/core/store/store.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { sampleSuggestion } from '../../tests/fixtures/journal-events.ts';

export interface JournalSize {
  readonly rows: number;
  readonly orders: number;
  /** Rows after the newest checkpoint: what a start must fold. */
  readonly tail: number;
}

/** What the core rebuilds at a start (core/core.ts). */
export const coreProjections = (): readonly Projection[] => Object.values(createProjections());

export async function openBenchStore(dir: string): Promise<Store> {
  const opened = await openStore({ path: join(dir, 'journal.db'), clock: systemClock(), newId: () => 'bench' });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

/** Folder that holds journal.db; not to be written to: take a copy. */
export async function bigJournal(size: JournalSize): Promise<string> {
  const schema = createHash('sha256').update(JSON.stringify([migrations, coreProjections().map((p) => p.name), 'mix 1'])).digest('hex').slice(0, 12);
  const dir = join(tmpdir(), `candor-bench-journal-${size.rows}-${size.orders}-${schema}`);
  if (existsSync(dir)) return dir;
  const making = `${dir}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  await write(making, size);
  renameSync(making, dir);
  return dir;
}

/** Most that the store takes in one append, and appends in flight. */
const eventsPerAppend = 1000;
const appendsInFlight = 8;

async function write(dir: string, { rows, orders, tail }: JournalSize): Promise<void> {
  const store = await openBenchStore(dir);
  const projections = coreProjections();
  store.onRecords((records) => { for (const record of records) for (const projection of projections) projection.apply(record); });
  const events = mix(rows, orders);
  const append = async (until: number): Promise<void> => {
    let flying: Promise<unknown>[] = [];
    while (store.head().seq + flying.length * eventsPerAppend < until) {
      const left = until - store.head().seq - flying.length * eventsPerAppend;
      flying.push(store.append(take(events, Math.min(eventsPerAppend, left))));
      if (flying.length < appendsInFlight && left > eventsPerAppend) continue;
      await Promise.all(flying);
      flying = [];
    }
    await Promise.all(flying);
  };
  await append(rows - tail);
  await store.saveCheckpoint(store.head().seq, Object.fromEntries(projections.map((p) => [p.name, p.save()])));
  await append(rows);
  // What had to go upstream has gone: a profile in use, not one that was offline for a year.
  for (let pending = store.pendingOutbox(500); pending.length > 0; pending = store.pendingOutbox(500)) await store.markStored(pending.map((record) => record.key));
  await store.dispose();
}

function take(events: Iterator<JournalEvent>, count: number): JournalEvent[] {
  const taken: JournalEvent[] = [];
  while (taken.length < count) taken.push(events.next().value as JournalEvent);
  return taken;
}

/** Orders of three rows each, suggestions of three rows each (at most twice as many), and findings on data for the rest; spread evenly. */
function* mix(rows: number, orders: number): Generator<JournalEvent, void> {
  yield { type: 'OmsLoggedOn', body: { venue: 'BENCH', epoch: 'bench-1', protocolVersion: 1 } };
  const suggestions = Math.min(2 * orders, Math.floor((rows - 3 * orders) / 6));
  const rest = rows / orders;
  let made = 1;
  for (let n = 0; ; n++) {
    if (n < orders) { yield* orderOf(n); made += 3; }
    for (let k = 0; k < 2 && 2 * n + k < suggestions; k++) { yield* suggestionOf(2 * n + k); made += 3; }
    for (; made < (n + 1) * rest; made++) yield findingOf(made);
  }
}

const at = (n: number) => epochMicros(1_700_000_000_000_000 + n * 1000);
const symbolOf = (n: number): string => `S${String(n % 40).padStart(4, '0')}`;

function* orderOf(n: number): Generator<JournalEvent, void> {
  const clOrdId = `bench-${n}`;
  const side = n % 2 === 0 ? 'buy' : 'sell';
  const intent: OrderIntent = {
    symbol: symbolOf(n), side, ordType: 'limit', price: priceTicks(10_000 + (n % 100)), orderQty: quantityLots(100), timeInForce: 'day',
    suggestionId: null, provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' },
  };
  const check = { limitsVersion: 'desk-1', referencePrice: 10_000, quoteAgeMs: 12, positionQty: quantityLots(0), workingQty: quantityLots(0) };
  const step = { clOrdId, orderId: `oms-${n}`, requestClOrdId: null, orderQty: null, price: null, fill: null, text: null, transactTime: at(n) };
  const fill = { execId: `x-${n}`, clOrdId, symbol: intent.symbol, side, lastPx: priceTicks(10_000), lastQty: quantityLots(100), feeMinor: moneyMinor(5), liquidity: 'removed', transactTime: at(n) } as const;
  yield { type: 'OrderSubmitted', body: { clOrdId, intent, userId: 'bench', arrivalMid: 10_000, check } };
  yield { type: 'OrderStepped', body: { ...step, event: 'accepted' } };
  yield { type: 'OrderStepped', body: { ...step, event: 'filled', fill } };
}

function* suggestionOf(n: number): Generator<JournalEvent, void> {
  const suggestionId = `suggestion-${n}`;
  yield { type: 'SuggestionMade', body: sampleSuggestion(suggestionId) };
  yield { type: 'SuggestionClosed', body: { suggestionId, status: 'expired' } };
  yield { type: 'OutcomeMeasured', body: { suggestionId, horizonEnd: at(n), returnBp: 3.5, sideReturnBp: 3.5, netBp: 1.3 } };
}

const findingOf = (n: number): JournalEvent =>
  ({ type: 'DataDefectFound', body: { code: 'time-not-increasing', action: 'quarantined', where: `feed ${n}`, symbol: symbolOf(n), detail: `quote of ${n} after one of ${n + 1}`, count: 1 } });
