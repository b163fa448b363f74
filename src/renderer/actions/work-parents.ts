/** Stage, route, amend, cancel, lock, assign, note, undo, allocate: what the trader does with parents, and what came of it. */
import type { InputOf } from '../../shared/contract/contract.ts';
import type { ParentOutcome } from '../../shared/contract/parents.ts';
import type { AllocationShare, ParentOrder } from '../../shared/domain/parent-order.ts';
import { callCore } from '../connection/call-core.ts';
import { openAsk } from '../stores/asks.ts';
import { awaitRow } from '../stores/blotter-row.ts';
import { instrumentNow, orderNow, parentNow } from '../stores/lookups.ts';
import { clearMarked } from '../stores/marked.ts';
import type { RowOutcome } from '../stores/outcomes.ts';
import { formatPrice, formatQuantity } from '../ui/format.ts';
import { denialWords } from '../words/denial-words.ts';
import { shortId, sideWord } from '../words/order-words.ts';
import { undoWord } from '../words/parent-words.ts';
import { outcomeOf, tellEach, tellOutcome } from './outcomes.ts';
import { requestCancel } from './work-orders.ts';

export function parentName(parent: ParentOrder): string {
  const instrument = instrumentNow(parent.symbol);
  const price = parent.price === null ? 'at market' : `at ${formatPrice(instrument, parent.price)}`;
  return `parent ${sideWord[parent.side].toLowerCase()} ${formatQuantity(instrument, parent.orderQty)} ${parent.symbol} ${price} (${shortId(parent.parentId)})`;
}

const nameOf = (parentId: string): string => {
  const parent = parentNow(parentId);
  return parent ? parentName(parent) : `parent ${shortId(parentId)}`;
};

/** What the desk shares is asked of the OMS: until it has answered the row says so. */
const asked = (done: string) => (answer: ParentOutcome): Omit<RowOutcome, 'name'> => {
  if (!answer.ok) return { tone: 'denied', text: `not done, ${answer.why}` };
  const parent = parentNow(answer.parentId);
  return parent && parent.asking !== null ? { tone: 'waiting', text: `asked of the OMS: ${done}` } : { tone: 'done', text: done };
};

/** Sends nothing to the market. Resolves to whether it was staged; the blotter takes the focus with the new row. */
export async function stageParent(input: InputOf<'parents.stage'>): Promise<boolean> {
  const name = `${sideWord[input.side]} ${formatQuantity(instrumentNow(input.symbol), input.orderQty)} ${input.symbol}`;
  const result = await callCore('parents.stage', input);
  const where = input.assignedTo === null ? ' in the pool of the desk' : '';
  const taken = tellOutcome(outcomeOf(name, result, (answer) => (answer.ok ? { tone: 'done', text: `staged${where}; nothing is sent until it is routed` } : { tone: 'denied', text: `not staged, ${answer.why}` })));
  if (result.ok && result.value.ok) awaitRow(result.value.parentId);
  return taken;
}

/** Sends a route of each. @param leftOut what could not be planned, told in the same list. @returns how many were sent. */
export const routeParents = (routes: readonly InputOf<'parents.route'>[], leftOut: readonly RowOutcome[] = []): Promise<number> =>
  tellEach(`Route of ${routes.length + leftOut.length} parents`, [...routes.map(async (route) => {
    const parent = parentNow(route.parentId);
    const instrument = parent && instrumentNow(parent.symbol);
    return outcomeOf(`Route of ${formatQuantity(instrument, route.orderQty)} of ${nameOf(route.parentId)}`, await callCore('parents.route', route), (answer) => (
      answer.sent ? { tone: 'waiting', text: `sent as ${shortId(answer.clOrdId)}` } : { tone: 'denied', text: `denied, ${denialWords(answer.denial, instrument)}` }));
  }), ...leftOut.map((outcome) => Promise.resolve(outcome))]);

export const amendParent = async (input: InputOf<'parents.amend'>): Promise<boolean> =>
  tellOutcome(outcomeOf(`Amendment of ${nameOf(input.parentId)}`, await callCore('parents.amend', input), asked('amended')));

/** Parents and orders, in one list. An order whose parent is canceled too goes with it. */
export async function cancelRows(parentIds: readonly string[], clOrdIds: readonly string[]): Promise<void> {
  openAsk(null);
  clearMarked();
  const parents = parentIds.map(async (parentId) => outcomeOf(`Cancel of ${nameOf(parentId)}`, await callCore('parents.cancel', { parentId }), asked('canceled; each open route is asked to cancel')));
  const orders = clOrdIds.flatMap((id) => { const order = orderNow(id); return order ? [requestCancel(order)] : []; });
  await tellEach(`Cancel of ${parents.length + orders.length} rows`, [...parents, ...orders]);
}

export const lockParents = (parentIds: readonly string[]): Promise<number> =>
  tellEach(`Lock of ${parentIds.length} parents`, parentIds.map(async (parentId) => outcomeOf(`Lock of ${nameOf(parentId)}`, await callCore('parents.lock', { parentId }), asked('locked: nobody else can work it'))));

export const releaseParents = (parentIds: readonly string[]): Promise<number> =>
  tellEach(`Release of ${parentIds.length} parents`, parentIds.map(async (parentId) => outcomeOf(`Release of ${nameOf(parentId)}`, await callCore('parents.release', { parentId }), asked('released'))));

/** @param assignedTo null for the pool of the desk. */
export const assignParents = (parentIds: readonly string[], assignedTo: string | null): Promise<number> =>
  tellEach(`Assignment of ${parentIds.length} parents`, parentIds.map(async (parentId) => (
    outcomeOf(`Assignment of ${nameOf(parentId)}`, await callCore('parents.assign', { parentId, assignedTo }), asked(assignedTo === null ? 'put into the pool of the desk' : `assigned to ${assignedTo}`)))));

export const noteParent = async (parentId: string, text: string): Promise<boolean> =>
  tellOutcome(outcomeOf(`Note on ${nameOf(parentId)}`, await callCore('parents.note', { parentId, text }), asked('added')));

export async function undoParent(parentId: string): Promise<void> {
  openAsk(null);
  const undo = parentNow(parentId)?.undo;
  tellOutcome(outcomeOf(`Undo on ${nameOf(parentId)}`, await callCore('parents.undo', { parentId }), asked(undo ? `${undoWord[undo]} is taken back` : 'taken back')));
}

export const allocateParent = async (parentId: string, shares: readonly AllocationShare[]): Promise<boolean> =>
  tellOutcome(outcomeOf(`Allocation of ${nameOf(parentId)}`, await callCore('parents.allocate', { parentId, shares: [...shares] }), asked(`told to the OMS, ${shares.length} ${shares.length === 1 ? 'account' : 'accounts'}`)));
