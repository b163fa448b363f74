/** Which orders the blotter shows: one of four views, and a quick filter over what a row says. Pure. */
import { isDone, type Order } from '../../../shared/domain/order.ts';
import { orderReason, ordTypeWord, sideWord, statusLooks, timeInForceWord } from '../../words/order-words.ts';

export const viewNames = ['all', 'working', 'done', 'problems'] as const;
export type ViewName = (typeof viewNames)[number];

/** What somebody has to look at: we refused it, the OMS refused it, nobody knows, or it is not ours. */
const isProblem = (order: Order): boolean =>
  order.ordStatus === 'denied' || order.ordStatus === 'rejected' || order.ordStatus === 'unresolved' || order.external;

/** An unresolved order is working and a problem: it may still trade. */
export function isInView(order: Order, view: ViewName): boolean {
  switch (view) {
    case 'all': return true;
    case 'working': return !isDone(order.ordStatus);
    case 'done': return isDone(order.ordStatus);
    case 'problems': return isProblem(order);
  }
}

export function viewCounts(orders: readonly Order[]): Readonly<Record<ViewName, number>> {
  const counts = { all: orders.length, working: 0, done: 0, problems: 0 };
  for (const order of orders) {
    if (isDone(order.ordStatus)) counts.done++;
    else counts.working++;
    if (isProblem(order)) counts.problems++;
  }
  return counts;
}

export type OrderFilter = (order: Order) => boolean;

/** Every word must be found somewhere in the row, whatever its case; a word with a minus in front must not be. */
export function orderFilter(view: ViewName, text: string): OrderFilter {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '' && word !== '-');
  if (words.length === 0) return (order) => isInView(order, view);
  return (order) => {
    if (!isInView(order, view)) return false;
    const row = textOf(order);
    return words.every((word) => (word.startsWith('-') ? !row.includes(word.slice(1)) : row.includes(word)));
  };
}

const textOf = (order: Order): string => [
  order.symbol, sideWord[order.side], statusLooks[order.ordStatus].word, ordTypeWord[order.ordType], timeInForceWord[order.timeInForce],
  order.userId, order.clOrdId, order.orderId, order.denial?.code, orderReason(order), order.external ? 'external' : '',
].join(' ').toLowerCase();
