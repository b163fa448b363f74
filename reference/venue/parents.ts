/**
 * Parent orders that a desk shares, kept for all its clients: a change goes from one version to the next, the first of two
 * wins, and nobody changes what another has in hand. Rules PA-1 to PA-10 in docs/wire-protocol.md.
 */
import { dropOldest } from '../../src/shared/base/drop-oldest.ts';
import { heldAgainst } from '../../src/shared/domain/parent-order.ts';
import type { FromVenueOf, HeaderField, ToVenueOf } from '../../src/shared/wire/venue.ts';
import type { LedgerListener } from './ledger.ts';
import { lotsRefusal, priceRefusal } from './order-refusals.ts';

/** Parents kept in a run, canceled and filled ones too. */
export const parentsMax = 10_000;
/** Requests whose answer is remembered, of all clients together. An older one that was taken is stale when it comes again. */
export const answersMax = 10_000;

type Request = ToVenueOf<'ParentOrderRequest'>;
type State = Request['state'];
type ReportBody = Omit<FromVenueOf<'ParentOrderReport'>, HeaderField>;
type RejectBody = Omit<FromVenueOf<'ParentOrderReject'>, HeaderField>;
type Refusal = Pick<RejectBody, 'parentRejectReason' | 'text'>;

export interface ParentAnswer {
  readonly body: ReportBody | RejectBody;
  /** A change, for everybody on the desk; else only who asked is told. */
  readonly isNews: boolean;
}

export interface ParentsOptions {
  readonly hasSymbol: (symbol: string) => boolean;
  /** Who is behind a client, and who there is; null where lines are in the clear and nobody shows who they are. */
  readonly users: { of(client: string): string | null; has(user: string): boolean } | null;
  /** ClOrdID of a route that is open, whoever sent it; null when none is. */
  readonly openRoute: (parentId: string) => string | null;
  readonly listener: LedgerListener;
}

export class Parents {
  private readonly options: ParentsOptions;
  private readonly kept = new Map<string, { readonly version: number; readonly state: State }>();
  private readonly answers = new Map<string, ReportBody | RejectBody>();

  constructor(options: ParentsOptions) {
    this.options = options;
  }

  change(client: string, request: Request): ParentAnswer {
    const key = `${client} ${request.requestId}`;
    const before = this.answers.get(key);
    if (before) return { body: before, isNews: false };
    const refusal = this.refusal(client, request);
    const body = refusal ? rejectOf(request, refusal) : this.take(client, request);
    this.answers.set(key, body);
    dropOldest(this.answers, answersMax);
    return { body, isNews: refusal === null };
  }

  /** All as they stand, in the order in which they came. */
  list(requestId: string): ReportBody[] {
    return [...this.kept.values()].map((parent) => ({ msgType: 'ParentOrderReport', requestId, ...parent }));
  }

  get(parentId: string): State | undefined {
    return this.kept.get(parentId)?.state;
  }

  /** Why a client may not send an order as a route of its parent, or null. A parent that is not shared is the client's own affair. */
  routeRefusal(client: string, { parentId, symbol, side }: { readonly parentId?: string | undefined; readonly symbol: string; readonly side: State['side'] }): string | null {
    const state = parentId === undefined ? undefined : this.get(parentId);
    if (!state) return null;
    if (state.symbol !== symbol || state.side !== side) return `parent ${parentId} is to ${state.side} ${state.symbol}`;
    if (state.canceled) return `parent ${parentId} is canceled`;
    const user = this.options.users?.of(client) ?? null;
    const held = user === null ? null : heldAgainst(state, user);
    return held === null ? null : `parent ${parentId} is ${held}`;
  }

  private take(client: string, { requestId, version, state }: Request): ReportBody {
    const next = { version: version + 1, state };
    this.kept.set(state.parentId, next);
    this.options.listener({ type: 'parent', client, user: this.options.users?.of(client) ?? null, requestId, ...next });
    return { msgType: 'ParentOrderReport', requestId, ...next };
  }

  private refusal(client: string, { version, state }: Request): Refusal | null {
    const known = this.kept.get(state.parentId);
    if (version !== (known?.version ?? 0)) return { parentRejectReason: 'stale', text: known ? staleText(version, known) : 'not known in this run of the OMS: it has to be told as version 0' };
    if (!this.options.hasSymbol(state.symbol)) return { parentRejectReason: 'unknownSecurity', text: `unknown symbol ${state.symbol}` };
    if (!known && this.kept.size >= parentsMax) return { parentRejectReason: 'tooMany', text: `already ${parentsMax} parents` };
    const terms = lotsRefusal(state.orderQty) ?? priceRefusal(state);
    if (terms !== null) return { parentRejectReason: 'other', text: terms };
    const held = this.heldText(client, known?.state, state) ?? (known ? entryRefusal(client, known.state.tradedBy, state.tradedBy) : null);
    if (held !== null) return { parentRejectReason: 'held', text: held };
    const { users } = this.options;
    if (users && state.assignedTo !== null && state.assignedTo !== known?.state.assignedTo && !users.has(state.assignedTo)) {
      return { parentRejectReason: 'unknownUser', text: `no user ${state.assignedTo}` };
    }
    return null;
  }

  /** Why it is not this client's to make, or null. */
  private heldText(client: string, old: State | undefined, next: State): string | null {
    const { users } = this.options;
    // In the clear nobody shows who they are: the request is taken to be of the user whose it is to make.
    const user = users ? users.of(client) : (old ? old.lockedBy ?? old.assignedTo ?? next.lockedBy ?? 'nobody' : next.lockedBy ?? next.stagedBy);
    if (user === null) return 'the session shows no user';
    const why = old ? changeRefusal(old, next, user) : newRefusal(next, user);
    if (why !== null || !old) return why;
    const from = handOf(old);
    const route = from !== null && from !== handOf(next) ? this.options.openRoute(next.parentId) : null;
    return route === null ? null : `route ${route} is open: it stays with ${from}`;
  }
}

/** Why a user may not make an old state the next one, or null. */
function changeRefusal(old: State, next: State, user: string): string | null {
  const held = heldAgainst(old, user);
  const locks = old.lockedBy === null && (old.assignedTo === null || old.assignedTo === user) && next.lockedBy === user;
  if (held !== null && !locks) return held;
  if (next.symbol !== old.symbol || next.side !== old.side) return 'symbol and side of a parent do not change';
  if (next.stagedBy !== old.stagedBy || next.stagedAt !== old.stagedAt) return 'who staged a parent, and when, does not change';
  return lockRefusal(next, user);
}

function newRefusal(next: State, user: string): string | null {
  if (next.lockedBy !== user && next.assignedTo !== user && next.stagedBy !== user) return `neither staged by ${user} nor in the hands of ${user}`;
  return lockRefusal(next, user);
}

function lockRefusal({ lockedBy, assignedTo }: State, user: string): string | null {
  if (lockedBy !== null && lockedBy !== user) return `${user} cannot lock it for ${lockedBy}`;
  if (lockedBy !== null && assignedTo !== null && assignedTo !== lockedBy) return `assigned to ${assignedTo}, it cannot be locked by ${lockedBy}`;
  return null;
}

/** What a client traded is its own to tell: why a change speaks for another, or null. Who tells a parent anew tells all of it. */
function entryRefusal(client: string, old: State['tradedBy'], next: State['tradedBy']): string | null {
  const others = (entries: State['tradedBy']): string => entries.filter(({ by }) => by !== client).map(({ by, cumQty, avgPx }) => `${by} ${cumQty} ${avgPx}`).sort().join();
  return others(old) === others(next) ? null : `what others than ${client} traded is theirs to tell`;
}

/** Whose it is to work now; null for one that waits in the pool. */
const handOf = ({ lockedBy, assignedTo }: State): string | null => lockedBy ?? assignedTo;

function staleText(asked: number, { version, state }: { readonly version: number; readonly state: State }): string {
  const hand = state.lockedBy !== null ? `locked by ${state.lockedBy}` : state.assignedTo !== null ? `assigned to ${state.assignedTo}` : 'in the pool of the desk';
  return `changed meanwhile: version ${asked} was asked to be changed, ${version} is current, ${hand}`;
}

const rejectOf = ({ requestId, state }: Request, { parentRejectReason, text }: Refusal): RejectBody =>
  ({ msgType: 'ParentOrderReject', requestId, parentId: state.parentId, parentRejectReason, text: text.slice(0, 512) });
