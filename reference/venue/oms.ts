/**
 * The firm's order management: takes orders, cancels and replaces of clients to the matching books, keeps the ledger,
 * and reports to the client whose order it is. Rules OR-1 to OR-10 in docs/wire-protocol.md.
 */
import { must } from '../../src/shared/base/assert.ts';
import { err, ok, type Result } from '../../src/shared/base/result.ts';
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import { quantityLots, type EpochMicros, type PriceTicks, type QuantityLots } from '../../src/shared/domain/numbers.ts';
import type { TapeEvent } from '../../src/shared/tape/tape.ts';
import type { FromVenueOf, HeaderField, ToVenueOf } from '../../src/shared/wire/venue.ts';
import { isOpen, lastClOrdId, reportOf, type Ledger, type LedgerOrder, type ReportBody } from './ledger.ts';
import { MatchingBook, type BookTrade } from './matching-book.ts';
import { Street, streetOwner } from './street.ts';

export type MassCancelReportBody = Omit<FromVenueOf<'OrderMassCancelReport'>, HeaderField>;
export type CancelRejectBody = Omit<FromVenueOf<'OrderCancelReject'>, HeaderField>;
type Replace = ToVenueOf<'OrderCancelReplaceRequest'>;

/** Open orders that the OMS holds, of all clients together. */
export const openOrdersMax = 10_000;
/** Largest order, lots: sums of thousands of such orders are still exact. */
export const orderQtyMax = 1_000_000_000_000;

export interface OmsEvents {
  /** A report for a client, connected or not. */
  report(client: string, body: ReportBody): void;
  cancelReject(client: string, body: CancelRejectBody): void;
  /** Our orders took liquidity that the street was showing. */
  liquidityTaken(symbol: string): void;
}

interface Market {
  readonly instrument: Instrument;
  readonly book: MatchingBook;
  readonly street: Street;
}

export class Oms {
  readonly ledger: Ledger;
  private readonly events: OmsEvents;
  private readonly markets = new Map<string, Market>();
  private now: EpochMicros;
  private isClosed = false;

  constructor(instruments: readonly Instrument[], ledger: Ledger, startTime: EpochMicros, events: OmsEvents) {
    this.ledger = ledger;
    this.events = events;
    this.now = startTime;
    for (const instrument of instruments) {
      const book = new MatchingBook();
      this.markets.set(instrument.symbol, { instrument, book, street: new Street(instrument, book) });
    }
  }

  get marketTime(): EpochMicros {
    return this.now;
  }

  street(symbol: string): Street | undefined {
    return this.markets.get(symbol)?.street;
  }

  /** Market time, which only moves forward. */
  setTime(time: EpochMicros): void {
    if (time > this.now) this.now = time;
  }

  /** What the tape does to the street, and through it to our resting orders. */
  onTape(event: TapeEvent): void {
    this.setTime(event.time);
    if (event.type === 'quote') this.book(this.markets.get(event.quote.symbol)?.street.quote(event.quote) ?? []);
    else if (event.type === 'depth') this.book(this.markets.get(event.depth.symbol)?.street.depth(event.depth) ?? []);
    else if (event.type === 'trade') this.book(this.markets.get(event.trade.symbol)?.street.trade(event.trade) ?? []);
  }

  submit(client: string, request: ToVenueOf<'NewOrderSingle'>): void {
    if (this.ledger.isUsed(client, request.clOrdId)) return this.rejectDuplicate(client, request);
    const reason = this.refusal(request);
    const order = this.ledger.open({
      client, clOrdId: request.clOrdId, symbol: request.symbol, side: request.side, ordType: request.ordType,
      price: request.price, orderQty: request.orderQty, timeInForce: request.timeInForce,
    }, this.now);
    if (reason !== null) return this.finish(order, 'rejected', reason);
    this.ledger.changed(order, this.now);
    this.events.report(client, reportOf(order, 'new', this.ledger.nextExecId(), this.now));
    const market = must(this.markets.get(order.symbol), 'refusal checks the symbol');
    const done = market.book.submit({ id: order.orderId, owner: client, side: order.side, ordType: order.ordType, price: order.price, quantity: order.orderQty, timeInForce: order.timeInForce });
    if (!done.ok) return this.finish(order, 'rejected', done.error);
    this.book(done.value.trades);
    if (done.value.canceled > 0) this.finish(order, 'canceled', unfilledText(order));
  }

  cancel(client: string, request: ToVenueOf<'OrderCancelRequest'>): void {
    const order = this.changeable(client, request, 'cancel');
    if (!order) return;
    this.ledger.markUsed(client, request.clOrdId);
    must(this.markets.get(order.symbol), 'an order has a market').book.cancel(order.orderId);
    order.state = 'canceled';
    this.ledger.changed(order, this.now);
    const report = reportOf(order, 'canceled', this.ledger.nextExecId(), this.now);
    this.events.report(client, { ...report, clOrdId: request.clOrdId, origClOrdId: request.origClOrdId });
  }

  /** Cancels every open order of the client that fits, each with its report, in order of arrival. */
  massCancel(client: string, request: ToVenueOf<'OrderMassCancelRequest'>): MassCancelReportBody {
    const { clOrdId, symbol, side } = request;
    const answer = { msgType: 'OrderMassCancelReport' as const, clOrdId, symbol, side, transactTime: this.now };
    const refusal = this.ledger.isUsed(client, clOrdId) ? `duplicate ClOrdID ${clOrdId}`
      : symbol !== null && !this.markets.has(symbol) ? `unknown symbol ${symbol}` : null;
    this.ledger.markUsed(client, clOrdId);
    if (refusal !== null) return { ...answer, massCancelResponse: 'rejected', totalAffectedOrders: 0, text: refusal };
    const fitting = [...this.ledger.openOrders].filter((o) => o.client === client && (symbol === null || o.symbol === symbol) && (side === null || o.side === side));
    for (const order of fitting) {
      must(this.markets.get(order.symbol), 'an order has a market').book.cancel(order.orderId);
      this.finish(order, 'canceled', `mass cancel ${clOrdId}`);
    }
    return { ...answer, massCancelResponse: 'accepted', totalAffectedOrders: fitting.length, text: null };
  }

  /** Takes a trade back (`to` null) or changes it, and tells whose it is. What is open again goes back into the book, behind everybody. */
  correctTrade(execId: string, to: { readonly price: PriceTicks; readonly quantity: QuantityLots } | null): Result<void, string> {
    const trade = this.ledger.trade(execId);
    if (!trade) return err(`no trade ${execId}`);
    const { order, standing } = trade;
    if (!standing) return err(`trade ${execId} was taken back before`);
    if (to && (to.quantity <= 0 || order.cumQty - standing.lastQty + to.quantity > order.orderQty)) return err(`${to.quantity} lots do not fit the order's ${order.orderQty}`);
    const { book, instrument } = must(this.markets.get(order.symbol), 'an order has a market');
    const wasOpen = isOpen(order);
    this.events.report(order.client, this.ledger.correct(execId, to, instrument, this.now));
    if (!wasOpen) return ok(undefined);
    if (!isOpen(order)) book.cancel(order.orderId);
    else this.rebook(order);
    return ok(undefined);
  }

  /** Changes an open order's quantity of our own accord (ExecType Restated). */
  restate(orderId: string, orderQty: QuantityLots, text: string): Result<void, string> {
    const order = this.ledger.get(orderId);
    if (!order || !isOpen(order)) return err(`no open order ${orderId}`);
    if (orderQty <= order.cumQty || orderQty > orderQtyMax) return err(`quantity ${orderQty} with ${order.cumQty} filled`);
    order.orderQty = orderQty;
    this.ledger.changed(order, this.now);
    this.events.report(order.client, { ...reportOf(order, 'restated', this.ledger.nextExecId(), this.now), text });
    this.rebook(order);
    return ok(undefined);
  }

  replace(client: string, request: Replace): void {
    const order = this.changeable(client, request, 'replace');
    if (!order) return;
    const reason = replaceRefusal(order, request);
    if (reason !== null || request.price === null) return this.rejectChange(client, request, order, 'replace', 'other', reason);
    this.ledger.rename(order, request.clOrdId);
    order.price = request.price;
    order.orderQty = request.orderQty;
    this.ledger.changed(order, this.now);
    const report = reportOf(order, 'replaced', this.ledger.nextExecId(), this.now);
    this.events.report(client, { ...report, origClOrdId: request.origClOrdId });
    const book = must(this.markets.get(order.symbol), 'an order has a market').book;
    const done = book.replace(order.orderId, request.price, quantityLots(request.orderQty - order.cumQty));
    if (done.ok) this.book(done.value.trades);
  }

  /** The end of the day: DAY orders expire, GTC orders stay. */
  expireDayOrders(): void {
    for (const order of [...this.ledger.openOrders]) {
      if (order.timeInForce !== 'day') continue;
      must(this.markets.get(order.symbol), 'an order has a market').book.cancel(order.orderId);
      this.finish(order, 'expired', 'end of the day');
    }
  }

  /** After the last event of the tape no order is taken. */
  close(): void {
    this.expireDayOrders();
    this.isClosed = true;
  }

  /** A new session after `close`. */
  reopen(): void {
    for (const market of this.markets.values()) market.street.withdraw();
    this.isClosed = false;
  }

  /** Status reports of all of a client's orders, in the order of their arrival. */
  massStatus(client: string, requestId: string): ReportBody[] {
    return this.ledger.ordersOf(client).map((order) => ({ ...reportOf(order, 'orderStatus', '0', order.updatedAt), requestId, resent: true }));
  }

  /** The status report of one order; none when it is not known. */
  orderStatus(client: string, clOrdId: string, requestId: string): ReportBody[] {
    const order = this.ledger.find(client, clOrdId);
    return order ? [{ ...reportOf(order, 'orderStatus', '0', order.updatedAt), requestId, resent: true }] : [];
  }

  /** All executions of a client's orders again, as they were first reported. */
  executions(client: string, requestId: string): ReportBody[] {
    return this.ledger.executionsOf(client).map((report) => ({ ...report, requestId, resent: true }));
  }

  /** Puts an open order into the book with what it has left now. */
  private rebook(order: LedgerOrder): void {
    const price = must(order.price ?? undefined, 'an open order has a limit');
    const done = must(this.markets.get(order.symbol), 'an order has a market').book.replace(order.orderId, price, quantityLots(order.orderQty - order.cumQty));
    if (done.ok) this.book(done.value.trades);
  }

  private book(trades: readonly BookTrade[]): void {
    for (const trade of trades) {
      this.bookSide(trade, trade.takerId, trade.takerOwner, 'removed');
      this.bookSide(trade, trade.makerId, trade.makerOwner, 'added');
    }
  }

  private bookSide(trade: BookTrade, orderId: string, owner: string, liquidity: 'added' | 'removed'): void {
    if (owner === streetOwner) return;
    const order = must(this.ledger.get(orderId), 'an order in the book is in the ledger');
    const instrument = must(this.markets.get(order.symbol), 'an order has a market').instrument;
    const report = this.ledger.fill(order, instrument, { price: trade.price, quantity: trade.quantity, liquidity }, this.now);
    this.events.report(owner, report);
    if (liquidity === 'removed' && trade.makerOwner === streetOwner) this.events.liquidityTaken(order.symbol);
  }

  private finish(order: LedgerOrder, state: 'rejected' | 'canceled' | 'expired', text: string): void {
    order.state = state;
    order.text = text;
    this.ledger.changed(order, this.now);
    this.events.report(order.client, reportOf(order, state, this.ledger.nextExecId(), this.now));
  }

  /** Why a new order is not taken, or null. The first reason found is the one given. */
  private refusal(request: ToVenueOf<'NewOrderSingle'>): string | null {
    const market = this.markets.get(request.symbol);
    if (!market) return `unknown symbol ${request.symbol}`;
    if (!market.instrument.tradable) return `${request.symbol} is not tradable`;
    if (this.isClosed) return 'market closed: the tape has ended';
    if (request.orderQty <= 0) return 'quantity must be above zero';
    if (request.orderQty > orderQtyMax) return `quantity ${request.orderQty} above the largest, ${orderQtyMax} lots`;
    if (request.ordType === 'limit' && request.price === null) return 'limit order without a price';
    if (request.ordType === 'market' && request.price !== null) return 'market order with a price';
    const opposite = request.side === 'buy' ? 'sell' : 'buy';
    if (request.ordType === 'market' && market.book.best(opposite) === null) return 'no market: nothing is quoted on the other side';
    if (this.ledger.openOrders.size >= openOrdersMax) return `already ${openOrdersMax} open orders`;
    return null;
  }

  /** The name stays with the first order of it: the refused one is no order of the ledger and has no OrderID. */
  private rejectDuplicate(client: string, request: ToVenueOf<'NewOrderSingle'>): void {
    this.events.report(client, {
      msgType: 'ExecutionReport', execId: this.ledger.nextExecId(), execType: 'rejected', execRefId: null, ordStatus: 'rejected', orderId: 'NONE',
      clOrdId: request.clOrdId, origClOrdId: null, symbol: request.symbol, side: request.side, ordType: request.ordType,
      price: request.price, orderQty: request.orderQty, timeInForce: request.timeInForce, cumQty: quantityLots(0),
      leavesQty: quantityLots(0), avgPx: null, lastPx: null, lastQty: null, feeMinor: null, liquidity: null,
      transactTime: this.now, resent: false, requestId: null, text: `duplicate ClOrdID ${request.clOrdId}`,
    });
  }

  /** The order that a cancel or replace names, or undefined after having refused it. */
  private changeable(client: string, request: ToVenueOf<'OrderCancelRequest'> | Replace, kind: 'cancel' | 'replace'): LedgerOrder | undefined {
    const order = this.ledger.find(client, request.origClOrdId);
    if (this.ledger.isUsed(client, request.clOrdId)) this.rejectChange(client, request, order, kind, 'duplicateClOrdId', null);
    else if (!order || order.symbol !== request.symbol || order.side !== request.side) {
      this.rejectChange(client, request, order, kind, 'unknownOrder', order ? 'symbol or side differs from the order' : null);
    } else if (!isOpen(order)) this.rejectChange(client, request, order, kind, 'tooLate', `order is ${order.state}`);
    else return order;
    return undefined;
  }

  private rejectChange(
    client: string, request: ToVenueOf<'OrderCancelRequest'> | Replace, order: LedgerOrder | undefined,
    kind: 'cancel' | 'replace', reason: CancelRejectBody['cxlRejReason'], text: string | null,
  ): void {
    this.ledger.markUsed(client, request.clOrdId);
    this.events.cancelReject(client, {
      msgType: 'OrderCancelReject', clOrdId: request.clOrdId, origClOrdId: request.origClOrdId, orderId: order?.orderId ?? null,
      cxlRejResponseTo: kind, cxlRejReason: reason, text, transactTime: this.now,
    });
  }
}

function unfilledText(order: LedgerOrder): string {
  if (order.timeInForce === 'fok') return 'fill or kill: not fillable at once';
  if (order.ordType === 'market') return 'no more displayed depth';
  return 'immediate or cancel: remainder';
}

/** Why an open order may not be changed as asked, or null. */
function replaceRefusal(order: LedgerOrder, request: Replace): string | null {
  if (request.origClOrdId !== lastClOrdId(order)) return `order is now ${lastClOrdId(order)}`;
  if (request.ordType !== order.ordType) return 'order type cannot be changed';
  if (request.price === null) return 'limit order without a price';
  if (request.orderQty <= order.cumQty) return `quantity ${request.orderQty} is not above the ${order.cumQty} filled`;
  if (request.orderQty > orderQtyMax) return `quantity ${request.orderQty} above the largest, ${orderQtyMax} lots`;
  return null;
}
