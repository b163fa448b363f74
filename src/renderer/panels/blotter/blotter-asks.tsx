/** Questions and forms of the blotter, asked once and in place, with the consequence in numbers. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import { childrenOf, openOrdersOf, ordersMeant } from '../../actions/ask-rows.ts';
import { replaceOrders } from '../../actions/work-orders.ts';
import { cancelRows, parentName, undoParent } from '../../actions/work-parents.ts';
import { openAsk, useAsks, type OpenAsk } from '../../stores/asks.ts';
import { instrumentNow, orderNow, parentNow, useInstruments } from '../../stores/lookups.ts';
import { clOrdIdsOf, parentIdsOf } from '../../stores/row-ids.ts';
import { Ask } from '../../ui/ask.tsx';
import { formatMoney, formatQuantity } from '../../ui/format.ts';
import { isOpenParent, undoWord } from '../../words/parent-words.ts';
import { cancelable, openOf, repriced } from './bulk.ts';
import { AllocateForm, AmendForm, AssignForm, NoteForm } from './parent-forms.tsx';
import { RouteForm } from './route-form.tsx';

const leave = (): void => openAsk(null);
const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export function BlotterAsks() {
  const ask = useAsks((asks) => asks.ask);
  const instruments = useInstruments();
  if (!ask) return null;
  switch (ask.kind) {
    case 'cancelRows': return <CancelRows rowIds={ask.rowIds} instruments={instruments} />;
    case 'repriceRows': return <RepriceRows orders={ordersMeant(ask.rowIds)} instruments={instruments} ticks={ask.ticks} />;
    case 'reject':
    case 'thumb': return null;
    default: return <ParentForm ask={ask} />;
  }
}

type ParentAsk = Extract<OpenAsk, { readonly kind: 'route' | 'assign' | 'amend' | 'note' | 'undo' | 'allocate' }>;

function ParentForm({ ask }: { readonly ask: ParentAsk }) {
  const parents = ('parentId' in ask ? [ask.parentId] : ask.parentIds).flatMap((id) => parentNow(id) ?? []);
  const [first] = parents;
  if (!first) return null;
  switch (ask.kind) {
    case 'route': return <RouteForm key={parents.map((parent) => parent.parentId).join()} parents={parents} rate={ask.rate} />;
    case 'assign': return <AssignForm parents={parents} />;
    case 'amend': return <AmendForm key={first.parentId} parent={first} />;
    case 'note': return <NoteForm key={first.parentId} parent={first} />;
    case 'allocate': return <AllocateForm key={first.parentId} parent={first} orders={childrenOf(first)} />;
    case 'undo': return <Ask question={`Take back ${first.undo === null ? 'nothing' : undoWord[first.undo]} of ${parentName(first)}? What was done stays in the journal.`} onCancel={leave}
      answers={first.undo === null ? [] : [{ key: 'y', label: `undo ${undoWord[first.undo]}`, run: () => void undoParent(first.parentId) }]} />;
  }
}

interface RowsProps {
  readonly rowIds: readonly string[];
  readonly instruments: ReadonlyMap<string, Instrument>;
}

/** An order whose parent is canceled too is not asked twice. */
function CancelRows({ rowIds, instruments }: RowsProps) {
  const parents = parentIdsOf(rowIds).flatMap((id) => parentNow(id) ?? []).filter(isOpenParent);
  const covered = new Set(parents.map((parent) => parent.parentId));
  const orders = cancelable(clOrdIdsOf(rowIds).flatMap((id) => orderNow(id) ?? []).filter((order) => order.parentId === undefined || !covered.has(order.parentId)));
  const others = rowIds.length - parents.length - orders.length;
  const question = [
    parents.length === 1 && parents[0] && rowIds.length === 1 ? cancelParentWords(parents[0]) : parents.length > 0 && `Cancel ${counted(parents.length, 'parent')} with ${counted(parents.flatMap(openOrdersOf).length, 'open route')}?`,
    orders.length > 0 && `Cancel ${counted(orders.length, 'order')}, open for ${openWords(orders, instruments)}?`,
    parents.length + orders.length === 0 && 'Nothing to cancel.',
    others > 0 && `${others} marked cannot be canceled and stay as they are${covered.size > 0 ? ', or go with their parent' : ''}.`,
  ].filter(Boolean).join(' ');
  return <Ask question={question} onCancel={leave}
    answers={parents.length + orders.length === 0 ? [] : [{ key: 'y', label: `cancel ${parents.length + orders.length}`, tone: 'danger', run: () => void cancelRows(parents.map((p) => p.parentId), orders.map((o) => o.clOrdId)) }]} />;
}

function cancelParentWords(parent: ParentOrder): string {
  const lots = (quantity: number): string => formatQuantity(instrumentNow(parent.symbol), quantity);
  const open = openOrdersOf(parent);
  return `Cancel ${parentName(parent)}? ${[
    open.length > 0 && `${counted(open.length, 'route')} open for ${lots(parent.workingQty)} ${open.length === 1 ? 'is' : 'are'} asked to cancel`, parent.unroutedQty > 0 && `${lots(parent.unroutedQty)} unrouted ${parent.unroutedQty === 1 ? 'is' : 'are'} taken back`,
    parent.cumQty > 0 && `${lots(parent.cumQty)} traded stand`,
  ].filter(Boolean).join('; ')}.`;
}

function RepriceRows({ orders, instruments, ticks }: { readonly orders: readonly Order[]; readonly instruments: ReadonlyMap<string, Instrument>; readonly ticks: number }) {
  const changes = repriced(orders, ticks);
  const changed = new Set(changes.map((c) => c.clOrdId));
  const moved = orders.filter((order) => changed.has(order.clOrdId));
  const buys = moved.filter((order) => order.side === 'buy').length;
  const others = orders.length - moved.length;
  const way = ticks > 0 ? ['up', 'down'] : ['down', 'up'];
  const size = Math.abs(ticks);
  const sides = [buys > 0 && `${counted(buys, 'buy')} ${way[0]}`, moved.length > buys && `${counted(moved.length - buys, 'sell')} ${way[1]}`].filter(Boolean).join(', ');
  return (
    <Ask question={`Re-price ${counted(moved.length, 'order')} by ${counted(size, 'tick')} ${ticks > 0 ? 'towards' : 'away from'} the market (${sides || 'none'}), open for ${openWords(moved, instruments)}? Each passes the controls and loses its place in the queue.${others > 0 ? ` ${others} of the marked cannot be changed and stay.` : ''}`}
      onCancel={leave} answers={moved.length === 0 ? [] : [{ key: 'y', label: `re-price ${moved.length}`, tone: 'danger', run: () => void replaceOrders(changes) }]} />
  );
}

const openWords = (orders: readonly Order[], instruments: ReadonlyMap<string, Instrument>): string =>
  openOf(orders.filter((order) => !isDone(order.ordStatus)), instruments).map((c) => `${formatMoney(c.leavesMinor, c.minorDigits)} ${c.currency}`).join(' and ') || 'nothing';
