/** What the screen may ask of parent orders: staging, routing, care orders, baskets, phone trades, allocation. */
import { z } from 'zod';
import { basketTextMax, type BasketCheck } from '../domain/basket.ts';
import { noteLengthMax, type ParentOrder } from '../domain/parent-order.ts';
import type { JournalRecord } from '../domain/journal-event.ts';
import { epochMicrosShape, idShape, priceTicksShape, quantityLotsShape } from '../domain/shapes.ts';
import { command, query, stream } from './kinds.ts';
import { orderTicketShape, type SubmitOutcome } from './orders.ts';

/** Whether it was done, or asked of the OMS where the desk shares the parent; else why not. */
export type ParentOutcome = { readonly ok: true; readonly parentId: string } | { readonly ok: false; readonly why: string };
export type PhoneTradeOutcome = { readonly ok: true; readonly clOrdId: string } | { readonly ok: false; readonly why: string };
export type BasketOutcome = { readonly ok: true; readonly listId: string; readonly parentIds: readonly string[] } | { readonly ok: false; readonly why: string; readonly check: BasketCheck | null };

const accountShape = z.string().regex(/^[\w.-]{1,32}$/);
const strategyShape = z.string().regex(/^[\w.-]{1,32}$/);
const userShape = z.string().regex(/^[\w.-]{1,32}$/);
/** FIX ListID names a basket to people too. */
const listIdShape = z.string().regex(/^[\w.-]{1,32}$/);

export const parentTicketShape = orderTicketShape.extend({ account: accountShape.nullable(), strategy: strategyShape.nullable() });
export type ParentTicket = z.infer<typeof parentTicketShape>;

/** A basket file as text. */
const csvShape = z.string().max(basketTextMax);

export const parentsContract = {
  /** `assignedTo` null puts it into the pool of the desk; that and `care` need a session, since the OMS keeps it. */
  'parents.stage': command<ParentOutcome>()(parentTicketShape.extend({
    care: z.boolean(), assignedTo: userShape.nullable(), suggestionId: idShape.nullable(), note: z.string().max(noteLengthMax).nullable(),
  })),
  'parents.amend': command<ParentOutcome>()(z.object({
    parentId: idShape, orderQty: quantityLotsShape, price: priceTicksShape.nullable(), account: accountShape.nullable(), strategy: strategyShape.nullable(),
  })),
  /** Sends a child order. `participationRate` 0.01 to 0.5 leaves the pace to the OMS, as a share of the market's volume. */
  'parents.route': command<SubmitOutcome>()(z.object({
    parentId: idShape, orderQty: quantityLotsShape, ordType: z.enum(['limit', 'market']), price: priceTicksShape.nullable(),
    timeInForce: z.enum(['day', 'ioc', 'fok', 'gtc']), participationRate: z.number().min(0.01).max(0.5).nullable(),
  })),
  /** Cancels open routes, and the parent. */
  'parents.cancel': command<ParentOutcome>()(z.object({ parentId: idShape })),
  'parents.lock': command<ParentOutcome>()(z.object({ parentId: idShape })),
  'parents.release': command<ParentOutcome>()(z.object({ parentId: idShape })),
  /** To a colleague, or to the pool of the desk with null. Only with no route open. */
  'parents.assign': command<ParentOutcome>()(z.object({ parentId: idShape, assignedTo: userShape.nullable() })),
  'parents.note': command<ParentOutcome>()(z.object({ parentId: idShape, text: z.string().min(1).max(noteLengthMax) })),
  /** Takes back what `ParentOrder.undo` names. */
  'parents.undo': command<ParentOutcome>()(z.object({ parentId: idShape })),
  /** A trade dealt by phone or chat, at `tradedAt`. With `parentId` it is a child of that parent, whose instrument and side it has. */
  'parents.recordPhoneTrade': command<PhoneTradeOutcome>()(z.object({
    parentId: idShape.nullable(), symbol: orderTicketShape.shape.symbol, side: orderTicketShape.shape.side, lastPx: priceTicksShape, lastQty: quantityLotsShape,
    tradedAt: epochMicrosShape, counterparty: z.string().min(1).max(64), account: accountShape.nullable(), strategy: strategyShape.nullable(),
    note: z.string().max(noteLengthMax).nullable(),
  })),
  'parents.cancelPhoneTrade': command<PhoneTradeOutcome>()(z.object({ clOrdId: idShape })),
  /** Gives what has traded and is not allocated yet to accounts, at its average price. */
  'parents.allocate': command<ParentOutcome>()(z.object({
    parentId: idShape, shares: z.array(z.object({ account: accountShape, quantity: quantityLotsShape })).min(1).max(100),
  })),
  /** Row by row what is wrong with a basket, and what it would stage. Changes nothing. */
  'parents.checkBasket': query<BasketCheck>()(z.object({ csv: csvShape })),
  /** Stages every row, or none when any is wrong. Routes nothing. */
  'parents.stageBasket': command<BasketOutcome>()(z.object({ listId: listIdShape, csv: csvShape })),
  /** What may be chosen for account, strategy and assignee. */
  'parents.choices': query<{ readonly accounts: readonly string[]; readonly strategies: readonly string[]; readonly colleagues: readonly string[] }>()(z.object({})),
  /** Newest first, every open one and the newest 1,000 that are done; deltas are upserts by parentId. */
  'parents.blotter': stream<readonly ParentOrder[], readonly ParentOrder[]>()(z.object({})),
  /** Every journal event of a parent, oldest first; those of its children are in `orders.history`. */
  'parents.history': query<readonly JournalRecord[]>()(z.object({ parentId: idShape })),
};
