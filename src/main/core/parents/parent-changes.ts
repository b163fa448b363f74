/** What people may do to a parent, as pure steps from one state to the next; the words of a refusal otherwise. Rules PO-4 to PO-9. */
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { quantityLots, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import { heldAgainst, isWorseThan, notesMax, nothingTraded, type OrderNote, type ParentProgress, type ParentState, type Traded } from '../../../shared/domain/parent-order.ts';

/** What a change is judged by. */
export interface ParentSituation {
  readonly userId: string;
  readonly progress: ParentProgress;
  readonly children: readonly Order[];
}

export type ParentStep = (state: ParentState, situation: ParentSituation) => Result<ParentState, string>;

export interface AmendedTerms {
  readonly orderQty: QuantityLots;
  readonly price: PriceTicks | null;
  readonly account: string | null;
  readonly strategy: string | null;
}

/** Only who holds it, and only while it is open. */
const byHolder = (step: ParentStep): ParentStep => (state, situation) => {
  if (state.canceled) return err('the parent is canceled');
  const why = heldAgainst(state, situation.userId);
  return why === null ? step(state, situation) : err(why);
};

export const amend = (terms: AmendedTerms): ParentStep => byHolder((state, { progress, children }) => {
  const least = progress.cumQty + progress.workingQty;
  if (terms.orderQty < Math.max(1, least)) return err(`${progress.cumQty} lots have traded and ${progress.workingQty} are working: the quantity cannot be ${terms.orderQty}`);
  if ((state.ordType === 'limit') !== (terms.price !== null)) return err(state.ordType === 'limit' ? 'a limit order needs a limit' : 'a market order has no limit');
  const worse = children.find((child) => !isDone(child.ordStatus) && isWorseThan(terms.price, state.side, child.price));
  if (worse) return err(`route ${worse.clOrdId} is worse than that limit: change or cancel it first`);
  if (terms.account !== state.account && children.length > 0) return err('fills are booked to the account already: allocate them instead');
  return ok({ ...state, ...terms });
});

/** What still works is asked to cancel by the room; what is unrouted is gone. */
export const cancel: ParentStep = byHolder((state, { progress }) => (progress.status === 'filled' ? err('the parent is filled') : ok({ ...state, canceled: true })));

export const reinstate: ParentStep = (state, { userId }) => {
  const why = heldAgainst(state, userId);
  if (why !== null) return err(why);
  return state.canceled ? ok({ ...state, canceled: false }) : err('the parent is not canceled');
};

export const lock: ParentStep = (state, { userId }) => {
  if (state.canceled) return err('the parent is canceled');
  if (state.lockedBy === userId) return err('locked by you already');
  if (state.lockedBy !== null) return err(`locked by ${state.lockedBy}`);
  if (state.assignedTo !== null && state.assignedTo !== userId) return err(`assigned to ${state.assignedTo}`);
  return ok({ ...state, lockedBy: userId });
};

/** Back to whose it is: its routes are this session's, so none may be open. */
export const release: ParentStep = (state, { userId, children }) => {
  if (state.lockedBy !== userId) return err(state.lockedBy === null ? 'not locked' : `locked by ${state.lockedBy}`);
  return withoutRoutes(children, 'released') ?? ok({ ...state, lockedBy: null });
};

/** @param assignedTo null for the pool of the desk. */
export const assign = (assignedTo: string | null): ParentStep => byHolder((state, { children }) => {
  if (state.assignedTo === assignedTo) return err(`assigned to ${assignedTo ?? 'the pool'} already`);
  return withoutRoutes(children, 'assigned') ?? ok({ ...state, assignedTo, lockedBy: null });
});

function withoutRoutes(children: readonly Order[], what: string): Result<never, string> | null {
  const open = children.filter((child) => !isDone(child.ordStatus)).length;
  return open === 0 ? null : err(`${open === 1 ? 'a route is' : `${open} routes are`} open: it is ${what} when none is`);
}

export const addNote = (note: OrderNote): ParentStep => byHolder((state) =>
  (state.notes.length >= notesMax ? err(`a parent has at most ${notesMax} notes`) : ok({ ...state, notes: [...state.notes, note] })));

export const withdrawNote = (noteId: string): ParentStep => byHolder((state) => ok({ ...state, notes: state.notes.filter((note) => note.noteId !== noteId) }));

/** The first without the second. A rest below nothing, of a trade that was taken back meanwhile, is nothing. */
export function without(a: Traded, b: Traded): Traded {
  const cumQty = a.cumQty - b.cumQty;
  return cumQty <= 0 ? nothingTraded : { cumQty: quantityLots(cumQty), avgPx: ((a.avgPx ?? 0) * a.cumQty - (b.avgPx ?? 0) * b.cumQty) / cumQty };
}
