/** The OMS's ledger file against the blotter: what is missing, double, or attributed to another order. */
import { readFileSync } from 'node:fs';
import type { DriverState, OrderView } from './protocol.ts';

export interface LedgerOrder {
  readonly epoch: string;
  readonly orderId: string;
  readonly clOrdId: string;
  readonly symbol: string;
  readonly side: string;
  readonly orderQty: number;
  /** Quantity when it was first written: names the intent. */
  readonly firstQty: number;
  readonly price: number | null;
  readonly state: string;
  readonly cumQty: number;
}

export interface LedgerFill {
  readonly epoch: string;
  readonly orderId: string;
  readonly clOrdId: string;
  readonly symbol: string;
  readonly side: string;
  readonly lastPx: number;
  readonly lastQty: number;
}

export interface LedgerView {
  readonly orders: readonly LedgerOrder[];
  readonly fills: readonly LedgerFill[];
  readonly epoch: string;
  readonly epochs: number;
}

interface Line {
  readonly type: string;
  readonly epoch?: string;
  readonly client?: string;
  readonly orderId?: string;
  readonly clOrdIds?: readonly string[];
  readonly symbol?: string;
  readonly side?: string;
  readonly orderQty?: number;
  readonly price?: number | null;
  readonly state?: string;
  readonly cumQty?: number;
  readonly lastPx?: number;
  readonly lastQty?: number;
}

/** Reads what `--ledger` wrote; a line that is being written is left out. */
export function readLedger(path: string, client: string): LedgerView {
  const orders = new Map<string, LedgerOrder>();
  const fills: LedgerFill[] = [];
  let epoch = '';
  let epochs = 0;
  for (const text of readFileSync(path, 'utf8').split('\n').slice(0, -1)) {
    const line = JSON.parse(text) as Line;
    if (line.type === 'epoch') {
      epoch = line.epoch ?? '';
      epochs++;
    }
    if (line.client !== client) continue;
    const key = `${epoch} ${line.orderId}`;
    if (line.type === 'order') {
      const known = orders.get(key);
      orders.set(key, {
        epoch, orderId: line.orderId ?? '', clOrdId: line.clOrdIds?.[0] ?? '', symbol: line.symbol ?? '', side: line.side ?? '', orderQty: line.orderQty ?? 0,
        firstQty: known?.firstQty ?? line.orderQty ?? 0, price: line.price ?? null, state: line.state ?? '', cumQty: line.cumQty ?? 0,
      });
    }
    if (line.type === 'fill') {
      fills.push({ epoch, orderId: line.orderId ?? '', clOrdId: orders.get(key)?.clOrdId ?? '', symbol: line.symbol ?? '', side: line.side ?? '', lastPx: line.lastPx ?? 0, lastQty: line.lastQty ?? 0 });
    }
  }
  return { orders: [...orders.values()], fills, epoch, epochs };
}

export interface Comparison {
  /** Words, one for each difference; empty when blotter and ledger say the same. */
  readonly differences: readonly string[];
  /** Most accepted orders of one intent. */
  readonly acceptedPerIntentMax: number;
  /** Ledger orders that the blotter does not have. */
  readonly ghosts: number;
  readonly fillsLost: number;
  readonly fillsDoubled: number;
}

const working = new Set(['new', 'partiallyFilled']);

export function compare(state: Pick<DriverState, 'orders' | 'fills' | 'positions'>, ledger: LedgerView): Comparison {
  const differences: string[] = [];
  const blotter = new Map(state.orders.map((o) => [o.clOrdId, o]));
  const theirs = new Map(ledger.orders.map((o) => [o.clOrdId, o]));
  let ghosts = 0;
  for (const order of ledger.orders) {
    const ours = blotter.get(order.clOrdId);
    if (!ours) ghosts++;
    const difference = ours ? differenceOf(ours, order, ledger.epoch) : `ledger has ${order.clOrdId} (${order.state}), the blotter does not`;
    if (difference) differences.push(difference);
  }
  for (const ours of state.orders) {
    if (!theirs.has(ours.clOrdId) && !['denied', 'rejected'].includes(ours.ordStatus) && ours.orderId !== null) differences.push(`blotter has ${ours.clOrdId} ${ours.ordStatus}, the ledger does not`);
    else if (!theirs.has(ours.clOrdId) && ['unresolved', 'pendingNew', 'new', 'pendingCancel'].includes(ours.ordStatus)) differences.push(`blotter has ${ours.clOrdId} ${ours.ordStatus}, the OMS never had it`);
  }
  const fills = compareFills(state, ledger);
  differences.push(...fills.words);
  const perIntent = new Map<number, number>();
  for (const o of ledger.orders) if (o.state !== 'rejected') perIntent.set(o.firstQty, (perIntent.get(o.firstQty) ?? 0) + 1);
  const acceptedPerIntentMax = Math.max(0, ...perIntent.values());
  return { differences, acceptedPerIntentMax, ghosts, fillsLost: fills.lost, fillsDoubled: fills.doubled };
}

function differenceOf(ours: OrderView, order: LedgerOrder, epoch: string): string | null {
  // A run of the OMS that ended took its open orders along: the blotter must have them ended too.
  const expected = order.epoch !== epoch && working.has(order.state) ? 'expired' : order.state;
  const mine = [ours.ordStatus, ours.cumQty, ours.orderQty, ours.price].join(' ');
  const its = [expected, order.cumQty, order.orderQty, order.price].join(' ');
  return mine === its ? null : `${order.clOrdId}: blotter ${mine}, ledger ${its}`;
}

function compareFills(state: Pick<DriverState, 'fills' | 'positions'>, ledger: LedgerView): { readonly words: string[]; readonly lost: number; readonly doubled: number } {
  const count = new Map<string, number>();
  const sums = new Map<string, number>();
  const key = (f: { readonly clOrdId: string; readonly lastPx: number; readonly lastQty: number }): string => `${f.clOrdId} ${f.lastQty}@${f.lastPx}`;
  for (const f of ledger.fills) {
    count.set(key(f), (count.get(key(f)) ?? 0) + 1);
    sums.set(f.symbol, (sums.get(f.symbol) ?? 0) + (f.side === 'buy' ? f.lastQty : -f.lastQty));
  }
  for (const f of state.fills) count.set(key(f), (count.get(key(f)) ?? 0) - 1);
  const words: string[] = [];
  let lost = 0;
  let doubled = 0;
  for (const [fill, n] of count) {
    if (n > 0) lost += n;
    if (n < 0) doubled -= n;
    if (n !== 0) words.push(`fill ${fill}: the ledger has it ${n > 0 ? `${n} times more` : `${-n} times less`} than the blotter`);
  }
  for (const symbol of new Set([...sums.keys(), ...state.positions.map((p) => p.symbol)])) {
    const ours = state.positions.find((p) => p.symbol === symbol)?.quantity ?? 0;
    if (ours !== (sums.get(symbol) ?? 0)) words.push(`position ${symbol}: blotter ${ours}, ledger ${sums.get(symbol) ?? 0}`);
  }
  return { words, lost, doubled };
}
