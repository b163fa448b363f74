/** What journalled records say to whoever listens to orders. Pure. */
import type { Fill, TradeCorrection } from '../../../shared/domain/fill.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';

type OrderChange = Extract<JournalEvent, { type: 'OrderStepped' | 'OrderSubmitted' | 'OrderDenied' | 'ExternalOrderFound' | 'PhoneTradeRecorded' | 'PhoneTradeCanceled' }>;

const orderChanges: ReadonlySet<string> = new Set<OrderChange['type']>([
  'OrderStepped', 'OrderSubmitted', 'OrderDenied', 'ExternalOrderFound', 'PhoneTradeRecorded', 'PhoneTradeCanceled',
]);

/** After it the order of its ClOrdID is another than before. */
export const changesAnOrder = (event: JournalEvent): event is OrderChange => orderChanges.has(event.type);

/** The fill that it brings; null for none. */
export function fillOf(event: JournalEvent): Fill | null {
  return event.type === 'OrderStepped' || event.type === 'OrderAnomalyFound' || event.type === 'PhoneTradeRecorded' ? event.body.fill : null;
}

/** The bust or correction of a fill that it brings; null for none. */
export function correctionOf(event: JournalEvent): TradeCorrection | null {
  if (event.type !== 'OrderStepped' && event.type !== 'OrderAnomalyFound' && event.type !== 'PhoneTradeCanceled') return null;
  return event.body.correction ?? null;
}
