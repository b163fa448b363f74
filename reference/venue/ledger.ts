/**
 * The OMS's own record: orders, executions and positions by client. What the workstation believes is compared with
 * this. Ids count up within an epoch, so the same orders get the same ids again.
 */
import { assert, must } from '../../src/shared/base/assert.ts';
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import { quantityLots, type EpochMicros, type MoneyMinor, type PriceTicks, type QuantityLots } from '../../src/shared/domain/numbers.ts';
import type { OrdType, Side, TimeInForce } from '../../src/shared/domain/order.ts';
import { applyFill, flatPosition, positionOf, type Position } from '../../src/shared/domain/position.ts';
import type { ExecutionReport, HeaderField } from '../../src/shared/wire/venue.ts';
import { append } from './append.ts';
import { fillFeeMinor } from './fee.ts';

export type OrderState = 'new' | 'partiallyFilled' | 'filled' | 'canceled' | 'rejected' | 'expired';

export interface LedgerOrder {
  readonly orderId: string;
  /** SenderCompID of the session that sent it. */
  readonly client: string;
  /** ClOrdIDs of the order and of its accepted changes, first to last. */
  readonly clOrdIds: string[];
  readonly symbol: string;
  readonly side: Side;
  readonly ordType: OrdType;
  price: PriceTicks | null;
  orderQty: QuantityLots;
  readonly timeInForce: TimeInForce;
  readonly parentId: string | null;
  readonly account: string | null;
  /** Share of the market's volume at which the OMS works it; null for an order of the book. */
  readonly participationRate: number | null;
  state: OrderState;
  /** What is undecided about it (OR-7); means nothing once it is done. */
  pending: 'pendingCancel' | 'pendingReplace' | null;
  cumQty: QuantityLots;
  /** Sum of price x quantity over its fills, for the average price. */
  filledTickLots: bigint;
  text: string | null;
  updatedAt: EpochMicros;
}

/** An execution report before a session gives it its header. */
export type ReportBody = Omit<ExecutionReport, HeaderField>;

export interface NewLedgerOrder {
  readonly client: string;
  readonly clOrdId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly price: PriceTicks | null;
  readonly orderQty: QuantityLots;
  readonly timeInForce: TimeInForce;
  readonly parentId: string | null;
  readonly account: string | null;
  readonly participationRate: number | null;
}

export interface FilledQuantity {
  readonly price: PriceTicks;
  readonly quantity: QuantityLots;
  readonly liquidity: 'added' | 'removed';
}

/** Something that counts in a position, as it stands. */
export interface Booked {
  /** Null once it was taken back. */
  standing: { readonly side: Side; readonly lastPx: PriceTicks; readonly lastQty: QuantityLots; readonly feeMinor: MoneyMinor } | null;
}

/** A trade that was reported. */
export interface LedgerTrade extends Booked {
  readonly order: LedgerOrder;
  readonly liquidity: 'added' | 'removed';
}

/** Told of every change, in order: the ledger file of `--ledger`. */
export type LedgerListener = (entry: { readonly type: string } & Record<string, unknown>) => void;

export class Ledger {
  readonly epoch: string;
  private readonly listener: LedgerListener;
  private readonly byOrderId = new Map<string, LedgerOrder>();
  private readonly byClOrdId = new Map<string, LedgerOrder | null>();
  private readonly byParent = new Map<string, LedgerOrder[]>();
  private readonly working = new Set<LedgerOrder>();
  private readonly fills = new Map<string, ReportBody[]>();
  private readonly positions = new Map<string, Position>();
  /** What makes each position, in the order in which it was booked. */
  private readonly booked = new Map<string, Booked[]>();
  /** By ExecID, oldest first. */
  private readonly trades = new Map<string, LedgerTrade>();
  private executionCount = 0;

  constructor(epoch: string, listener: LedgerListener = () => undefined) {
    this.epoch = epoch;
    this.listener = listener;
  }

  /** Whether a client has used this ClOrdID already, for an order or for a request. */
  isUsed(client: string, clOrdId: string): boolean {
    return this.byClOrdId.has(`${client} ${clOrdId}`);
  }

  /** Remembers the ClOrdID of a request that was refused, so that it cannot come again. */
  markUsed(client: string, clOrdId: string): void {
    if (!this.isUsed(client, clOrdId)) this.byClOrdId.set(`${client} ${clOrdId}`, null);
  }

  /** The order that any ClOrdID of its chain names. */
  find(client: string, clOrdId: string): LedgerOrder | undefined {
    return this.byClOrdId.get(`${client} ${clOrdId}`) ?? undefined;
  }

  get(orderId: string): LedgerOrder | undefined {
    return this.byOrderId.get(orderId);
  }

  ordersOf(client: string): LedgerOrder[] {
    return [...this.byOrderId.values()].filter((order) => order.client === client);
  }

  /** Orders of a parent, whoever sent them, in the order of their arrival. */
  routesOf(parentId: string): readonly LedgerOrder[] {
    return this.byParent.get(parentId) ?? [];
  }

  /** Orders that may still fill, in the order of their arrival. */
  get openOrders(): ReadonlySet<LedgerOrder> {
    return this.working;
  }

  executionsOf(client: string): readonly ReportBody[] {
    return this.fills.get(client) ?? [];
  }

  positionsOf(client: string): Position[] {
    return [...this.positions].filter(([key]) => key.startsWith(`${client} `)).map(([, position]) => position);
  }

  open(order: NewLedgerOrder, at: EpochMicros): LedgerOrder {
    const { clOrdId, ...terms } = order;
    const made: LedgerOrder = {
      ...terms, orderId: `${this.epoch}-O${this.byOrderId.size + 1}`, clOrdIds: [clOrdId], state: 'new', pending: null,
      cumQty: quantityLots(0), filledTickLots: 0n, text: null, updatedAt: at,
    };
    assert(!this.isUsed(order.client, clOrdId), 'a duplicate ClOrdID is refused before it becomes an order');
    this.byOrderId.set(made.orderId, made);
    this.byClOrdId.set(`${order.client} ${clOrdId}`, made);
    if (made.parentId !== null) append(this.byParent, made.parentId, made);
    this.working.add(made);
    return made;
  }

  /** Writes the order's new state, once a caller has changed it. */
  changed(order: LedgerOrder, at: EpochMicros): void {
    order.updatedAt = at;
    if (!isOpen(order)) this.working.delete(order);
    this.listener({ type: 'order', ...printableOrder(order) });
  }

  /** Records an accepted replace: the new ClOrdID leads the chain. */
  rename(order: LedgerOrder, clOrdId: string): void {
    order.clOrdIds.push(clOrdId);
    this.byClOrdId.set(`${order.client} ${clOrdId}`, order);
  }

  nextExecId(): string {
    this.executionCount += 1;
    return `${this.epoch}-E${this.executionCount}`;
  }

  /** Books a fill: quantity, position, fee, execution. Returns its report. */
  fill(order: LedgerOrder, instrument: Instrument, filled: FilledQuantity, at: EpochMicros): ReportBody {
    order.cumQty = quantityLots(order.cumQty + filled.quantity);
    order.filledTickLots += BigInt(filled.price) * BigInt(filled.quantity);
    order.state = order.cumQty === order.orderQty ? 'filled' : 'partiallyFilled';
    const feeMinor = fillFeeMinor(instrument, filled.price, filled.quantity);
    const report: ReportBody = {
      ...reportOf(order, 'trade', this.nextExecId(), at), lastPx: filled.price, lastQty: filled.quantity,
      feeMinor, liquidity: filled.liquidity,
    };
    append(this.fills, order.client, report);
    const trade = { side: order.side, lastPx: filled.price, lastQty: filled.quantity, feeMinor };
    const made: LedgerTrade = { order, standing: trade, liquidity: filled.liquidity };
    this.trades.set(report.execId, made);
    const position = this.count(order.client, order.symbol, made);
    this.listener({
      type: 'fill', execId: report.execId, orderId: order.orderId, client: order.client, clOrdId: report.clOrdId,
      symbol: order.symbol, side: order.side, lastPx: filled.price, lastQty: filled.quantity, feeMinor,
      liquidity: filled.liquidity, transactTime: at,
    });
    this.changed(order, at);
    this.listener({ type: 'position', client: order.client, ...printablePosition(position) });
    return report;
  }

  /** Counts a trade that no order of ours made, and writes the position that follows. */
  book(client: string, symbol: string, booked: Booked): void {
    this.listener({ type: 'position', client, ...printablePosition(this.count(client, symbol, booked)) });
  }

  /** Makes a position anew of what stands of it, and writes it. */
  recount(client: string, symbol: string): void {
    const key = `${client} ${symbol}`;
    const position = positionOf(symbol, (this.booked.get(key) ?? []).flatMap((b) => b.standing ?? []));
    this.positions.set(key, position);
    this.listener({ type: 'position', client, ...printablePosition(position) });
  }

  trade(execId: string): LedgerTrade | undefined {
    return this.trades.get(execId);
  }

  /**
   * Takes a trade back (`to` null) or changes it, and makes the position anew of the trades that stand. What is taken back of an open
   * order is open again; a done order stays done. Returns the report.
   */
  correct(execId: string, to: { readonly price: PriceTicks; readonly quantity: QuantityLots } | null, instrument: Instrument, at: EpochMicros): ReportBody {
    const trade = must(this.trades.get(execId), 'a correction names a trade');
    const { order } = trade;
    const before = must(trade.standing ?? undefined, 'a busted trade is not corrected');
    const after = to && { side: order.side, lastPx: to.price, lastQty: to.quantity, feeMinor: fillFeeMinor(instrument, to.price, to.quantity) };
    trade.standing = after;
    order.cumQty = quantityLots(order.cumQty - before.lastQty + (after?.lastQty ?? 0));
    order.filledTickLots += (after ? BigInt(after.lastPx) * BigInt(after.lastQty) : 0n) - BigInt(before.lastPx) * BigInt(before.lastQty);
    if (order.cumQty === order.orderQty) order.state = 'filled';
    else if (isOpen(order)) order.state = order.cumQty > 0 ? 'partiallyFilled' : 'new';
    else if (order.state === 'filled' && order.cumQty < order.orderQty) order.state = 'canceled';
    const shown = after ?? before;
    const report: ReportBody = {
      ...reportOf(order, after ? 'tradeCorrect' : 'tradeCancel', this.nextExecId(), at), execRefId: execId, lastPx: shown.lastPx, lastQty: shown.lastQty,
      feeMinor: shown.feeMinor, liquidity: trade.liquidity,
    };
    this.fills.get(order.client)?.push(report);
    this.listener({ type: 'correction', execId: report.execId, execRefId: execId, orderId: order.orderId, client: order.client, symbol: order.symbol, ...after });
    this.changed(order, at);
    this.recount(order.client, order.symbol);
    return report;
  }

  /** The whole record as JSON-safe values. */
  dump(): { epoch: string; orders: unknown[]; fills: unknown[]; positions: unknown[] } {
    return {
      epoch: this.epoch,
      orders: [...this.byOrderId.values()].map(printableOrder),
      fills: [...this.fills.values()].flat(),
      positions: [...this.positions.values()].map(printablePosition),
    };
  }

  private count(client: string, symbol: string, booked: Booked): Position {
    const key = `${client} ${symbol}`;
    append(this.booked, key, booked);
    const before = this.positions.get(key) ?? flatPosition(symbol);
    const position = booked.standing ? applyFill(before, booked.standing) : before;
    this.positions.set(key, position);
    return position;
  }
}

export const isOpen = (order: LedgerOrder): boolean => order.state === 'new' || order.state === 'partiallyFilled';

export const lastClOrdId = (order: LedgerOrder): string => must(order.clOrdIds.at(-1), 'an order has a ClOrdID');

/** A report of the order as it stands, with nothing said about a trade. */
export function reportOf(order: LedgerOrder, execType: ReportBody['execType'], execId: string, at: EpochMicros): ReportBody {
  return {
    msgType: 'ExecutionReport', execId, execType, execRefId: null, ordStatus: (isOpen(order) ? order.pending : null) ?? order.state, orderId: order.orderId,
    clOrdId: lastClOrdId(order), origClOrdId: null, symbol: order.symbol, side: order.side, ordType: order.ordType,
    price: order.price, orderQty: order.orderQty, timeInForce: order.timeInForce, cumQty: order.cumQty,
    leavesQty: quantityLots(isOpen(order) ? order.orderQty - order.cumQty : 0),
    avgPx: order.cumQty > 0 ? Number(order.filledTickLots) / order.cumQty : null,
    lastPx: null, lastQty: null, feeMinor: null, liquidity: null, transactTime: at, resent: false, requestId: null,
    text: order.text,
  };
}

function printableOrder(order: LedgerOrder): Record<string, unknown> {
  const { filledTickLots, clOrdIds, ...rest } = order;
  return { ...rest, clOrdIds: [...clOrdIds], clOrdId: clOrdIds[0], filledTickLots: filledTickLots.toString() };
}

function printablePosition(position: Position): Record<string, unknown> {
  return { ...position, costTickLots: position.costTickLots.toString(), realisedTickLots: position.realisedTickLots.toString() };
}
