/**
 * The parents that a desk shares, which the OMS keeps: a change is asked for from one version to the next, the first of
 * two wins, and the list that is asked for after each logon settles what was left open. Rules PO-7 and PA-1 and on.
 */
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { nothingTraded, type ParentAsk, type ParentChange, type ParentState } from '../../../shared/domain/parent-order.ts';
import type { FromVenueOf } from '../../../shared/wire/venue.ts';
import type { OmsGateway } from '../orders/oms-gateway.ts';
import type { KeptParent, ParentsProjection } from './parents-projection.ts';

export interface SharedParentsParts {
  readonly projection: ParentsProjection;
  readonly gateway: Pick<OmsGateway, 'state' | 'send'>;
  readonly newId: () => string;
  readonly userId: string;
  readonly senderCompId: string;
  /** Journals, and tells the screen. */
  readonly record: (events: readonly JournalEvent[]) => Promise<boolean>;
}

export class SharedParents {
  private readonly parts: SharedParentsParts;
  /** The list that was asked for last, and what it has named so far. */
  private listed: { readonly requestId: string; readonly named: Set<string> } | null = null;
  /** Changes that the line carries after the question for that list, or not yet: it says nothing of them. */
  private readonly unlisted = new Set<string>();
  private readonly unsent = new Set<string>();

  constructor(parts: SharedParentsParts) {
    this.parts = parts;
  }

  /** Asks the OMS for a change. Resolves with why it could not be asked, or null. */
  async ask(what: ParentChange, state: ParentState, kept: KeptParent | null, more: { readonly arrivalMid: number | null; readonly undoes: boolean }): Promise<string | null> {
    const { gateway, projection } = this.parts;
    if (gateway.state !== 'ready') return `the OMS keeps what the desk shares, and there is no session with it (${gateway.state})`;
    const { senderCompId: by } = this.parts;
    const own = kept ? projection.own(kept) : nothingTraded;
    const tradedBy = [...state.tradedBy.filter((entry) => entry.by !== by), ...(own.cumQty === 0 ? [] : [{ by, ...own }])];
    const ask: ParentAsk = { requestId: this.parts.newId(), version: kept?.version ?? 0, what, state: { ...state, tradedBy }, by, ...more };
    this.unsent.add(ask.requestId);
    const isSaved = await this.parts.record([{ type: 'ParentAsked', body: ask }]);
    this.unsent.delete(ask.requestId);
    if (!isSaved) return 'the journal could not be saved';
    if (this.listed) this.unlisted.add(ask.requestId);
    const sent = this.send(ask);
    if (sent === null) return null;
    await this.parts.record([{ type: 'ParentRefused', body: { requestId: ask.requestId, parentId: state.parentId, text: sent } }]);
    return sent;
  }

  /** A change or the list is not answered yet. */
  isWaiting(): boolean {
    return this.listed !== null || this.parts.projection.shared().some((kept) => kept.asked !== null);
  }

  async onUnsupported(text: string): Promise<void> {
    this.listed = null;
    for (const { asked, state } of this.parts.projection.shared()) {
      if (asked) await this.parts.record([{ type: 'ParentRefused', body: { requestId: asked.requestId, parentId: state.parentId, text } }]);
    }
  }

  /** What does the desk share? The answer settles what is open. */
  list(): void {
    const requestId = this.parts.newId();
    this.listed = { requestId, named: new Set() };
    this.unlisted.clear();
    this.parts.gateway.send({ msgType: 'ParentOrdersRequest', requestId });
  }

  async onReport({ version, requestId, state }: FromVenueOf<'ParentOrderReport'>): Promise<void> {
    const kept = this.parts.projection.kept(state.parentId);
    if (this.listed && this.listed.requestId === requestId) this.listed.named.add(state.parentId);
    const answers = kept?.asked?.requestId === requestId;
    if (kept && !answers && (kept.version ?? 0) >= version) return; // old news
    await this.parts.record([{ type: 'ParentReported', body: { version, requestId: kept?.asked && isTaken(kept.asked, version, state) ? kept.asked.requestId : requestId, state } }]);
  }

  async onReject({ requestId, parentId, parentRejectReason, text }: FromVenueOf<'ParentOrderReject'>): Promise<void> {
    if (this.parts.projection.kept(parentId)?.asked?.requestId !== requestId) return;
    await this.parts.record([{ type: 'ParentRefused', body: { requestId, parentId, text: text === '' ? parentRejectReason : text } }]);
  }

  /**
   * The list is complete: a change that was asked for before it and that it does not show was never had. What this user holds, and another run of the OMS
   * does not know, is told to it anew.
   */
  async onCompleted(requestId: string, reports: number): Promise<void> {
    if (this.listed?.requestId !== requestId) return;
    const { named } = this.listed;
    if (named.size !== reports) return; // a report was lost: nothing is concluded, the list is asked for again
    this.listed = null;
    const { projection, userId } = this.parts;
    for (const { asked, version, state } of projection.shared()) {
      if (!asked || this.unlisted.has(asked.requestId) || this.unsent.has(asked.requestId)) continue;
      const text = (version ?? 0) > asked.version ? 'changed by another meanwhile: see what it is now' : 'the OMS never had this request: ask again';
      await this.parts.record([{ type: 'ParentRefused', body: { requestId: asked.requestId, parentId: state.parentId, text } }]);
    }
    for (const kept of projection.shared()) {
      const { parentId, canceled, lockedBy, assignedTo, stagedBy } = kept.state;
      const isOurs = (lockedBy ?? assignedTo ?? stagedBy) === userId;
      if (kept.version === 0 && kept.asked === null && !named.has(parentId) && !canceled && isOurs) await this.ask('publish', kept.state, { ...kept, version: 0 }, { arrivalMid: kept.arrivalMid, undoes: false });
    }
  }

  private send({ requestId, version, state }: ParentAsk): string | null {
    const sent = this.parts.gateway.send({ msgType: 'ParentOrderRequest', requestId, version, state: { ...state, notes: [...state.notes], tradedBy: [...state.tradedBy] } });
    return sent.ok ? null : sent.error;
  }
}

/** Whether what the OMS has is what was asked for: the answer itself may have been lost with the line. */
const isTaken = (asked: ParentAsk, version: number, state: ParentState): boolean =>
  version > asked.version && (isFirst(asked) || canonicalJson(state) === canonicalJson(asked.state));

/** A parent that only we knew is at the OMS because we told it, whatever became of it since. */
const isFirst = ({ what }: ParentAsk): boolean => what === 'stage';
