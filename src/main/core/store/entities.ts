/** Which orders and suggestions an event is about, for the index that finds all events of one of them. */
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';

export type EntityKind = 'order' | 'suggestion';

export interface EventEntities {
  /** ClOrdIDs of one order's cancel/replace chain, the order's own id first; empty when it is about no order. */
  readonly order: readonly string[];
  readonly suggestion: string | null;
}

const none: EventEntities = { order: [], suggestion: null };

/** The entities of an event. */
export function entitiesOf(event: JournalEvent): EventEntities {
  switch (event.type) {
    case 'SuggestionMade':
    case 'SuggestionClosed':
    case 'OutcomeMeasured':
      return { order: [], suggestion: event.body.suggestionId };
    case 'DecisionMade':
      return { order: present(event.body.decision.clOrdId), suggestion: event.body.decision.suggestionId };
    case 'FeedbackGiven':
      return { order: [], suggestion: event.body.feedback.suggestionId };
    case 'OrderSubmitted':
    case 'OrderDenied':
    case 'ExternalOrderFound':
      return { order: [event.body.clOrdId], suggestion: event.body.intent.suggestionId };
    case 'ParentStaged':
    case 'ParentChanged':
    case 'ParentAsked':
    case 'ParentReported':
      return { order: [event.body.state.parentId], suggestion: null };
    case 'ParentRefused':
    case 'AllocationInstructed':
    case 'AllocationAnswered':
      return { order: [event.body.parentId], suggestion: null };
    case 'PhoneTradeRecorded':
      return { order: [event.body.clOrdId], suggestion: event.body.intent.suggestionId };
    case 'PhoneTradeCanceled':
    case 'PhoneTradeAnswered':
      return { order: [event.body.clOrdId], suggestion: null };
    case 'OrderStepped':
      return { order: [event.body.clOrdId, ...present(event.body.requestClOrdId)], suggestion: null };
    default:
      return none;
  }
}

const present = (id: string | null): string[] => (id === null ? [] : [id]);
