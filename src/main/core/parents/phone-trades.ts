/** Trades dealt by phone or chat, checked before they are written down as if they were orders that had filled at once. Rules PO-10 and PO-11. */
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { JournalEventOf } from '../../../shared/domain/journal-event.ts';
import { moneyMinor, type EpochMicros, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import { belongingOf, type Order, type Side } from '../../../shared/domain/order.ts';
import { heldAgainst, type ParentChange, type ParentOrder } from '../../../shared/domain/parent-order.ts';

export interface PhoneTradeTicket {
  readonly parentId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly lastPx: PriceTicks;
  readonly lastQty: QuantityLots;
  /** When it was dealt, by the desk's clock. */
  readonly tradedAt: EpochMicros;
  readonly counterparty: string;
  readonly account: string | null;
  readonly strategy: string | null;
  readonly note: string | null;
}

/** Clocks of page and core may differ by so much, microseconds. */
const clockSlack = 2_000_000;

/** Earlier than this before its parent was staged it cannot be a trade of that parent, microseconds. */
const beforeParentMax = 86_400_000_000;

/** What keeps it from being recorded, in words; null when nothing does. */
export function phoneTradeFault(ticket: PhoneTradeTicket, parent: ParentOrder | null, now: EpochMicros, userId: string): string | null {
  if (ticket.lastQty <= 0) return 'the quantity of a trade is above zero';
  if (ticket.tradedAt > now + clockSlack) return 'the time dealt is in the future';
  if (ticket.parentId === null) return null;
  if (!parent) return `no parent ${ticket.parentId}`;
  if (parent.symbol !== ticket.symbol || parent.side !== ticket.side) return `parent ${parent.parentId} is to ${parent.side} ${parent.symbol}`;
  if (parent.status === 'canceled' || parent.status === 'filled') return `the parent is ${parent.status}`;
  if (parent.asking !== null && leavesLess.has(parent.asking)) return `the OMS has not answered yet: ${parent.asking}`;
  const held = heldAgainst(parent, userId);
  if (held !== null) return held;
  if (ticket.lastQty > parent.unroutedQty) return `${parent.unroutedQty} lots of the parent are neither traded nor working`;
  return ticket.tradedAt < parent.stagedAt - beforeParentMax ? 'dealt more than a day before its parent was staged' : null;
}

/** While one of these is with the OMS, what it may leave of the parent is not known. */
const leavesLess: ReadonlySet<string> = new Set<ParentChange>(['amend', 'assign', 'release', 'cancel']);

/** The event of a recorded phone trade. Fees are not known when it is dealt: they are zero until the OMS's books say otherwise. */
export function phoneTradeEvent(ticket: PhoneTradeTicket, parent: ParentOrder | null, clOrdId: string, userId: string): JournalEventOf<'PhoneTradeRecorded'> {
  const { symbol, side, lastPx, lastQty, tradedAt, counterparty, note } = ticket;
  return {
    type: 'PhoneTradeRecorded',
    body: {
      clOrdId, counterparty, note, userId,
      intent: {
        symbol, side, ordType: 'limit', price: lastPx, orderQty: lastQty, timeInForce: 'day', suggestionId: parent?.suggestionId ?? null,
        provenance: { side: parent?.provenance.side ?? 'trader', size: 'trader', price: 'trader', time: 'trader' },
        ...belongingOf({ parentId: parent?.parentId, account: ticket.account ?? parent?.account, strategy: ticket.strategy ?? parent?.strategy }),
      },
      fill: { execId: `phone-${clOrdId}`, clOrdId, symbol, side, lastPx, lastQty, feeMinor: moneyMinor(0), liquidity: 'removed', transactTime: tradedAt },
    },
  };
}

/** The event that takes a phone trade back, or why it cannot be. */
export function phoneTradeCancel(order: Order | null, clOrdId: string, userId: string, fill: JournalEventOf<'PhoneTradeRecorded'>['body']['fill'] | null): Result<JournalEventOf<'PhoneTradeCanceled'>, string> {
  if (!order?.manual || fill === null) return err(`no phone trade ${clOrdId}`);
  if (order.cumQty === 0) return err('the phone trade was taken back before');
  return ok({ type: 'PhoneTradeCanceled', body: { clOrdId, userId, correction: { execId: `${fill.execId}-cancel`, before: fill, after: null } } });
}
