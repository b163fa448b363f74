/** What the screen may ask of orders. */
import { z } from 'zod';
import type { Denial } from '../domain/denial.ts';
import type { Fill, FillChange } from '../domain/fill.ts';
import type { JournalRecord } from '../domain/journal-event.ts';
import type { Order } from '../domain/order.ts';
import { idShape, priceTicksShape, quantityLotsShape, symbolShape } from '../domain/shapes.ts';
import { command, query, stream } from './kinds.ts';

/** What became of a command: sent to the OMS, or denied by our control. Neither says that the OMS accepted it. */
export type SubmitOutcome =
  | { readonly sent: true; readonly clOrdId: string }
  | { readonly sent: false; readonly clOrdId: string; readonly denial: Denial; readonly words: string };

export type RequestOutcome = { readonly sent: true } | { readonly sent: false; readonly why: string };

export const orderTicketShape = z.object({
  symbol: symbolShape,
  side: z.enum(['buy', 'sell']),
  ordType: z.enum(['limit', 'market']),
  price: priceTicksShape.nullable(),
  orderQty: quantityLotsShape,
  timeInForce: z.enum(['day', 'ioc', 'fok', 'gtc']),
});

export const ordersContract = {
  'orders.submit': command<SubmitOutcome>()(orderTicketShape),
  'orders.cancel': command<RequestOutcome>()(z.object({ clOrdId: idShape })),
  /** Every open order that fits, by one request; null fits all. Also those that were sent under our name by others. */
  'orders.massCancel': command<RequestOutcome>()(z.object({ symbol: symbolShape.nullable(), side: z.enum(['buy', 'sell']).nullable() })),
  /** Asks the OMS what it knows of an order that is not done: an unresolved one is asked about, never sent again. The answer changes its row. */
  'orders.requestStatus': command<RequestOutcome>()(z.object({ clOrdId: idShape })),
  'orders.replace': command<RequestOutcome>()(z.object({ clOrdId: idShape, orderQty: quantityLotsShape, price: priceTicksShape.nullable() })),
  /** What the controls would say now, without sending anything; null when they would pass it. */
  'orders.check': query<{ readonly denial: Denial | null; readonly words: string | null }>()(orderTicketShape),
  /** Every open order and the newest 1,500 that are done, newest first; deltas are upserts by clOrdId. */
  'orders.blotter': stream<readonly Order[], readonly Order[]>()(z.object({})),
  /** The newest 5,000 fills as they stand, oldest first; deltas are upserts by clOrdId and execId, and take away what was busted. */
  'orders.fills': stream<readonly Fill[], readonly FillChange[]>()(z.object({})),
  /** Every journal event of one order, oldest first. */
  'orders.history': query<readonly JournalRecord[]>()(z.object({ clOrdId: idShape })),
};
