/** Parent orders from and to the screen. */
import { messageBytesMax } from '../../../shared/channel/carrier.ts';
import { messageSize } from '../../../shared/channel/size.ts';
import { amountFault } from '../../../shared/domain/amount.ts';
import type { BasketCheck, BasketRow } from '../../../shared/domain/basket.ts';
import { belongingOf, byTrader, isDone, type OrderIntent } from '../../../shared/domain/order.ts';
import type { ParentOrder, ParentTerms } from '../../../shared/domain/parent-order.ts';
import { parseBasket } from '../../../shared/domain/parse-basket.ts';
import type { Rooms } from '../core.ts';
import { orderFrameMs } from './frames.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';
import { Topic } from './topic.ts';

export function parentsCalls(rooms: Rooms): CallsOf<'parents'> {
  const { parents, settings: { desk }, store } = rooms;
  return {
    'parents.stage': (ticket) => parents.stage(ticket),
    'parents.amend': ({ parentId, ...terms }) => parents.amend(parentId, terms),
    'parents.route': (ticket) => parents.route(ticket),
    'parents.cancel': ({ parentId }) => parents.cancel(parentId),
    'parents.lock': ({ parentId }) => parents.lock(parentId),
    'parents.release': ({ parentId }) => parents.release(parentId),
    'parents.assign': ({ parentId, assignedTo }) => parents.assign(parentId, assignedTo),
    'parents.note': ({ parentId, text }) => parents.note(parentId, text),
    'parents.undo': ({ parentId }) => parents.undo(parentId),
    'parents.recordPhoneTrade': (ticket) => parents.recordPhoneTrade(ticket),
    'parents.cancelPhoneTrade': ({ clOrdId }) => parents.cancelPhoneTrade(clOrdId),
    'parents.allocate': ({ parentId, shares }) => parents.allocate(parentId, shares),
    'parents.checkBasket': async ({ csv }) => checkBasket(rooms, csv),
    async 'parents.stageBasket'({ listId, csv }) {
      // What the page has seen may be old: every row is checked again.
      const check = checkBasket(rooms, csv);
      if (!check.ok) return { ok: false, why: check.fault ?? 'a row is wrong: nothing was staged', check };
      return parents.stageBasket(listId, check.rows.flatMap(({ terms }) => terms ?? []));
    },
    'parents.choices': async () => desk,
    'parents.history': async ({ parentId }) => store.readByEntity('order', parentId),
  };
}

/** Each row, read and checked; what the controls would say to a good one stands beside it as a warning. */
function checkBasket({ marketData, settings: { desk }, orders }: Rooms, csv: string): BasketCheck {
  const instruments = new Map(marketData.instruments().map((instrument) => [instrument.symbol, instrument]));
  const check = parseBasket(csv, { instruments, accounts: desk.accounts, strategies: desk.strategies });
  const rows = check.rows.map((row): BasketRow => {
    if (row.terms === null) return row;
    const instrument = instruments.get(row.terms.symbol);
    const tooLarge = instrument ? amountFault(instrument, row.terms.price, row.terms.orderQty) : null;
    if (tooLarge !== null) return { ...row, terms: null, faults: [{ column: 'quantity', what: tooLarge }] };
    return { ...row, denial: orders.check(asIntent(row.terms)) };
  });
  return { ...check, rows, ok: check.ok && rows.every((row) => row.faults.length === 0) };
}

/** The order that all of the parent would be. */
const asIntent = ({ account, strategy, ...order }: ParentTerms): OrderIntent => ({ ...order, ...belongingOf({ account, strategy }), suggestionId: null, provenance: byTrader });

/** Most done parents in a snapshot; older ones are in the journal. */
const doneParentsShownMax = 1000;
/** Their part of a message: notes can be long. */
const doneBytesShownMax = messageBytesMax / 2;

/** Every open parent and the newest that are done. @param parents newest first. */
export function parentsShown(parents: readonly ParentOrder[], isOpen: (parent: ParentOrder) => boolean): readonly ParentOrder[] {
  let done = 0;
  let bytes = 0;
  return parents.filter((parent) => {
    if (isOpen(parent)) return true;
    if (done >= doneParentsShownMax || bytes > doneBytesShownMax) return false;
    bytes += messageSize(parent, messageBytesMax);
    done++;
    return bytes <= doneBytesShownMax;
  });
}

export function parentsStreams({ host: { clock }, parents, parentsProjection, ordersProjection, owned }: Rooms): StreamsOf<'parents'> {
  const isOpen = ({ status, children }: ParentOrder): boolean => status === 'staged' || status === 'working'
    || children.some((id) => !isDone(ordersProjection.get(id)?.ordStatus ?? 'canceled'));
  const topic = new Topic<readonly ParentOrder[], ParentOrder>(clock, orderFrameMs, () => parentsShown(parentsProjection.parents(), isOpen), 'events');
  owned.add(parents.onParents((changed) => changed.forEach((parent) => topic.changed(parent.parentId, parent))));
  return { 'parents.blotter': (_params, sink) => topic.open(sink) };
}
