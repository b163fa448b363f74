/**
 * The firm's order management: takes orders, cancels and replaces of clients to the matching books, keeps the ledger,
 * and reports to the client whose order it is. Rules OR-1 to OR-23 in docs/wire-protocol.md.
 */
import { must } from '../../src/shared/base/assert.ts';
import { err, ok, type Result } from '../../src/shared/base/result.ts';
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import { epochMicros, quantityLots, type EpochMicros, type PriceTicks, type QuantityLots } from '../../src/shared/domain/numbers.ts';
import type { Quote, TradePrint } from '../../src/shared/domain/quote.ts';
import type { TapeEvent } from '../../src/shared/tape/tape.ts';
import type { FromVenueOf, HeaderField, ToVenueOf } from '../../src/shared/wire/venue.ts';
import { isOpen, reportOf, type Ledger, type LedgerOrder, type ReportBody } from './ledger.ts';
import { MatchingBook, type BookTrade } from './matching-book.ts';
import { newOrderRefusal, orderQtyMax, replaceRefusal, unfilledText } from './order-refusals.ts';
import { Participation, quotedPrint, type Print } from './participation.ts';
import { SlowChanges, type Change } from './slow-changes.ts';
import { Street, streetOwner } from './street.ts';

export type MassCancelReportBody = Omit<FromVenueOf<'OrderMassCancelReport'>, HeaderField>;
export type CancelRejectBody = Omit<FromVenueOf<'OrderCancelReject'>, HeaderField>;
type Replace = ToVenueOf<'OrderCancelReplaceRequest'>;

export interface OmsEvents {
  /** A report for a client, connected or not. */
  report(client: string, body: ReportBody): void;
  cancelReject(client: string, body: CancelRejectBody): void;
  /** Our orders took liquidity that the street was showing. */
  liquidityTaken(symbol: string): void;
}

export interface OmsOptions {
  /** Whether the tape has prints of an instrument; asked when an order takes part in its volume. */
  readonly hasPrints?: (symbol: string) => boolean;
  /** Market time from a cancel or replace to its answer, microseconds; 0 or absent answers at once (OR-7). */
  readonly changeDelayMicros?: number;
  /** Why a client may not route an order of a parent, or null. */
  readonly routeRefusal?: (client: string, request: ToVenueOf<'NewOrderSingle'>) => string | null;
}

interface Market {
  readonly instrument: Instrument;
  readonly book: MatchingBook;
  readonly street: Street;
  readonly participation: Participation;
}

export class Oms {
  readonly ledger: Ledger;
  private readonly events: OmsEvents;
  private readonly options: OmsOptions;
  private readonly markets = new Map<string, Market>();
  private readonly changes: SlowChanges;
  private now: EpochMicros;
  private isClosed = false;

  constructor(instruments: readonly Instrument[], ledger: Ledger, startTime: EpochMicros, events: OmsEvents, options: OmsOptions = {}) {
    this.ledger = ledger;
    this.events = events;
    this.options = options;
    this.now = startTime;
    this.changes = new SlowChanges(options.changeDelayMicros ?? 0);
    for (const instrument of instruments) {
      const book = new MatchingBook();
      this.markets.set(instrument.symbol, { instrument, book, street: new Street(instrument, book), participation: new Participation() });
    }
  }

  get marketTime(): EpochMicros {
    return this.now;
  }

  street(symbol: string): Street | undefined {
    return this.markets.get(symbol)?.street;
  }

  /** Market time, which only moves forward. What is due on the way is decided at its own time. */
  setTime(time: EpochMicros): void {
    for (let next = this.changes.due(time); next; next = this.changes.due(time)) {
      this.now = epochMicros(Math.max(this.now, next.dueAt));
      this.decide(next.change);
    }
    if (time > this.now) this.now = time;
  }

  /** What the tape does to the street, and through it to our resting orders. */
  onTape(event: TapeEvent): void {
    this.setTime(event.time);
    if (event.type === 'quote') this.onQuote(event.quote);
    else if (event.type === 'depth') this.book(this.markets.get(event.depth.symbol)?.street.depth(event.depth) ?? []);
    else if (event.type === 'trade') this.onPrint(event.trade);
  }

  submit(client: string, request: ToVenueOf<'NewOrderSingle'>): void {
    if (this.ledger.isUsed(client, request.clOrdId)) return this.rejectDuplicate(client, request);
    const market = this.markets.get(request.symbol);
    const reason = newOrderRefusal(request, market, this.isClosed, this.ledger.openOrders.size) ?? this.options.routeRefusal?.(client, request) ?? null;
    const order = this.ledger.open({
      client, clOrdId: request.clOrdId, symbol: request.symbol, side: request.side, ordType: request.ordType,
      price: request.price, orderQty: request.orderQty, timeInForce: request.timeInForce,
      parentId: request.parentId ?? null, account: request.account ?? null, participationRate: request.participationRate ?? null,
    }, this.now);
    if (reason !== null || !market) return this.finish(order, 'rejected', reason ?? 'unknown symbol');
    this.ledger.changed(order, this.now);
    this.events.report(client, reportOf(order, 'new', this.ledger.nextExecId(), this.now));
    if (order.participationRate !== null) return market.participation.add(order, order.participationRate);
    const done = market.book.submit({ id: order.orderId, owner: client, side: order.side, ordType: order.ordType, price: order.price, quantity: order.orderQty, timeInForce: order.timeInForce });
    if (!done.ok) return this.finish(order, 'rejected', done.error);
    this.book(done.value.trades);
    if (done.value.canceled > 0) this.finish(order, 'canceled', unfilledText(order));
  }

  cancel(client: string, request: ToVenueOf<'OrderCancelRequest'>): void {
    const order = this.changeable(client, request, 'cancel');
    if (!order) return;
    this.ledger.markUsed(client, request.clOrdId);
    if (this.changes.isSlow) this.hold({ kind: 'cancel', client, order, request });
    else this.takeCancel(client, order, request);
  }

  private takeCancel(client: string, order: LedgerOrder, request: ToVenueOf<'OrderCancelRequest'>): void {
    this.withdraw(order);
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
      this.withdraw(order);
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
    const { instrument } = this.marketOf(order);
    const wasOpen = isOpen(order);
    this.events.report(order.client, this.ledger.correct(execId, to, instrument, this.now));
    if (!wasOpen) return ok(undefined);
    if (!isOpen(order)) this.withdraw(order);
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
    if (reason !== null) return this.rejectChange(client, request, order, 'replace', 'other', reason);
    if (this.changes.isSlow) {
      this.ledger.markUsed(client, request.clOrdId);
      return this.hold({ kind: 'replace', client, order, request });
    }
    this.takeReplace(client, order, request);
  }

  private takeReplace(client: string, order: LedgerOrder, request: Replace): void {
    this.ledger.rename(order, request.clOrdId);
    order.price = request.price;
    order.orderQty = request.orderQty;
    this.ledger.changed(order, this.now);
    const report = reportOf(order, 'replaced', this.ledger.nextExecId(), this.now);
    this.events.report(client, { ...report, origClOrdId: request.origClOrdId });
    this.rebook(order);
  }

  /** Says that the OMS has the request and has not decided. */
  private hold(change: Change): void {
    const { client, order, request } = change;
    this.changes.hold(change, this.now);
    const report = reportOf(order, change.kind === 'cancel' ? 'pendingCancel' : 'pendingReplace', this.ledger.nextExecId(), this.now);
    this.events.report(client, { ...report, clOrdId: request.clOrdId, origClOrdId: request.origClOrdId });
  }

  /** By the order as it is now: it may be done, or filled beyond what the replace asks for. */
  private decide(change: Change): void {
    const { kind, client, order, request } = change;
    if (!isOpen(order)) return this.rejectChange(client, request, order, kind, 'tooLate', `order is ${order.state}`);
    if (kind === 'cancel') return this.takeCancel(client, order, request);
    const reason = replaceRefusal(order, request);
    if (reason !== null) return this.rejectChange(client, request, order, kind, 'other', reason);
    this.takeReplace(client, order, request);
  }

  /** The end of the day: DAY orders expire, GTC orders stay. */
  expireDayOrders(): void {
    for (const order of [...this.ledger.openOrders]) {
      if (order.timeInForce !== 'day') continue;
      this.withdraw(order);
      this.finish(order, 'expired', 'end of the day');
    }
  }

  /** After the last event of the tape no order is taken, and nothing stays undecided. */
  close(): void {
    for (let next = this.changes.due(Number.POSITIVE_INFINITY); next; next = this.changes.due(Number.POSITIVE_INFINITY)) this.decide(next.change);
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

  private onQuote(quote: Quote): void {
    const market = this.markets.get(quote.symbol);
    if (!market) return;
    const trades = market.street.quote(quote);
    this.book(trades);
    const touch = market.street.touchOf(quote);
    if (!touch || market.participation.isEmpty || this.hasPrints(quote.symbol)) return;
    for (const side of ['buy', 'sell'] as const) {
      const given = lotsOf(trades.filter((trade) => trade.takerSide === side));
      this.participate(market, quotedPrint(side, touch[side].price, touch[side].size, given));
    }
  }

  private onPrint(print: TradePrint): void {
    const market = this.markets.get(print.symbol);
    if (!market) return;
    const trades = market.street.trade(print);
    this.book(trades);
    const aggressor = must(market.street.lastAggressor ?? undefined, 'a print has an aggressor, told or taken');
    this.participate(market, { price: print.price, size: print.size, aggressor, sides: ['buy', 'sell'], given: lotsOf(trades) });
  }

  private participate({ participation, instrument }: Market, print: Print): void {
    for (const { order, ...filled } of participation.take(print)) {
      this.events.report(order.client, this.ledger.fill(order, instrument, filled, this.now));
      if (!isOpen(order)) participation.remove(order.orderId);
    }
  }

  private hasPrints(symbol: string): boolean {
    return this.options.hasPrints?.(symbol) ?? true;
  }

  private marketOf(order: LedgerOrder): Market {
    return must(this.markets.get(order.symbol), 'an order that was taken has a market');
  }

  /** Takes an order out of the market, wherever it is worked. */
  private withdraw(order: LedgerOrder): void {
    const { book, participation } = this.marketOf(order);
    book.cancel(order.orderId);
    participation.remove(order.orderId);
  }

  /** Puts an open order into the book with what it has left now; one that takes part in the volume goes on doing so. */
  private rebook(order: LedgerOrder): void {
    const { book, participation } = this.marketOf(order);
    if (participation.has(order.orderId)) return;
    const price = must(order.price ?? undefined, 'an open order of the book has a limit');
    const done = book.replace(order.orderId, price, quantityLots(order.orderQty - order.cumQty));
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
    const { instrument } = this.marketOf(order);
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
    else if (kind === 'replace' ? order.pending !== null : order.pending === 'pendingCancel') this.rejectChange(client, request, order, kind, 'pending', `order is ${order.pending}`);
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

const lotsOf = (trades: readonly BookTrade[]): number => trades.reduce((sum, trade) => sum + trade.quantity, 0);
