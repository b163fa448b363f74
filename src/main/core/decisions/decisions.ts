/**
 * What a person makes of a suggestion: accept, edit, reject, thumbs. The judgement is journalled with everything that
 * was on the screen (the whole suggestion) before any order leaves. Rules DC-1 and on in docs/specs/decisions.md.
 */
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { DecisionOutcome } from '../../../shared/contract/decisions.ts';
import type { SubmitOutcome } from '../../../shared/contract/orders.ts';
import type { Decision, DecisionEdit, DecisionKind, Feedback, JudgementReason } from '../../../shared/domain/decision.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { epochMicros, type EpochMicros } from '../../../shared/domain/numbers.ts';
import type { OrderBelonging, OrderIntent, ParameterSource } from '../../../shared/domain/order.ts';
import type { Suggestion, SuggestionStatus } from '../../../shared/domain/signal.ts';
import type { CommandQueue } from '../command-queue.ts';
import type { Host } from '../host.ts';
import { isRecorded, type Recorder } from '../recorder.ts';
import type { DecisionsProjection } from './decisions-projection.ts';

export interface DecisionsParts {
  readonly host: Pick<Host, 'clock' | 'newId'>;
  readonly recorder: Recorder;
  readonly queue: CommandQueue;
  readonly projection: DecisionsProjection;
  readonly orders: {
    newClOrdId(): string;
    submitInTurn(intent: OrderIntent, userId: string, clOrdId: string): Promise<SubmitOutcome>;
  };
  readonly suggestions: {
    /** With its status of now; closed ones too. Null when there was none. */
    get(suggestionId: string): Suggestion | null;
    /** Takes it from the open ones. Its SuggestionClosed event has been journalled by then. */
    close(suggestionId: string, status: Exclude<SuggestionStatus, 'open'>): void;
  };
  /** The time that `expiresAt` is told in; null before the market has one. */
  readonly marketTime: () => EpochMicros | null;
  /** Account and strategy that the order of a suggestion is booked to. */
  readonly bookingOf: (suggestion: Suggestion) => Pick<OrderBelonging, 'account' | 'strategy'>;
  /** Names that a thumb on a feature may carry. */
  readonly featureNames: ReadonlySet<string>;
}

export interface Judgement {
  readonly reason: JudgementReason | null;
  readonly note: string | null;
}

export type FeedbackInput = Pick<Feedback, 'suggestionId' | 'thumb' | 'feature' | 'reason' | 'note'>;
export type FeedbackOutcome = { readonly ok: true; readonly feedbackId: string } | { readonly ok: false; readonly why: string };
export interface DecisionLog {
  readonly decisions: readonly Decision[];
  readonly feedback: readonly Feedback[];
}

interface Choice extends Judgement {
  readonly kind: DecisionKind;
  readonly edit: DecisionEdit | null;
  readonly userId: string;
  /** Who chose the moment. */
  readonly time: ParameterSource;
}

const nothingSaid: Judgement = { reason: null, note: null };
const statusOf = { accept: 'accepted', edit: 'edited', reject: 'rejected' } as const;

export class Decisions {
  private readonly parts: DecisionsParts;
  private readonly listeners = new Set<(made: DecisionLog) => void>();

  constructor(parts: DecisionsParts) {
    this.parts = parts;
  }

  /** Hears what is new, after it is journalled. */
  onMade(listener: (made: DecisionLog) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  /** `time` says who chose the moment: a trader at the screen, or a replay's policy. */
  accept(suggestionId: string, userId: string, time: ParameterSource = 'trader'): Promise<DecisionOutcome> {
    return this.decide(suggestionId, { kind: 'accept', edit: null, userId, time, ...nothingSaid });
  }

  /** An edit that changes nothing is an acceptance, and is recorded as one. */
  edit(suggestionId: string, edit: DecisionEdit, userId: string, judgement: Judgement): Promise<DecisionOutcome> {
    return this.decide(suggestionId, { kind: 'edit', edit, userId, time: 'trader', ...judgement });
  }

  reject(suggestionId: string, userId: string, judgement: Judgement): Promise<DecisionOutcome> {
    return this.decide(suggestionId, { kind: 'reject', edit: null, userId, time: 'trader', ...judgement });
  }

  giveFeedback(input: FeedbackInput, userId: string): Promise<FeedbackOutcome> {
    return this.parts.queue.enqueue(async () => {
      const { host, suggestions, featureNames } = this.parts;
      const suggestion = suggestions.get(input.suggestionId);
      if (!suggestion) return { ok: false, why: `no suggestion ${input.suggestionId}` };
      if (input.feature !== null && !featureNames.has(input.feature)) return { ok: false, why: `no feature is called ${input.feature}` };
      const feedback: Feedback = { feedbackId: host.newId(), userId, ...input, givenAt: this.now() };
      if (!(await this.save([{ type: 'FeedbackGiven', body: { feedback, suggestion } }]))) return notSaved;
      this.tell({ decisions: [], feedback: [feedback] });
      return { ok: true, feedbackId: feedback.feedbackId };
    });
  }

  /** Newest first. */
  log(): DecisionLog {
    return { decisions: this.parts.projection.decisions(), feedback: this.parts.projection.feedback() };
  }

  private decide(suggestionId: string, choice: Choice): Promise<DecisionOutcome> {
    return this.parts.queue.enqueue(() => this.decideInTurn(suggestionId, choice));
  }

  private async decideInTurn(suggestionId: string, asked: Choice): Promise<DecisionOutcome> {
    const { host, orders, suggestions } = this.parts;
    const suggestion = suggestions.get(suggestionId);
    if (!suggestion) return { ok: false, why: `no suggestion ${suggestionId}` };
    const refusal = this.refusal(suggestion);
    if (refusal !== null) return { ok: false, why: refusal };
    const choice = settled(asked, suggestion);
    const clOrdId = choice.kind === 'reject' ? null : orders.newClOrdId();
    const { kind, edit, userId, reason, note } = choice;
    const decision: Decision = { decisionId: host.newId(), suggestionId, kind, userId, edit, reason, note, clOrdId, decidedAt: this.now() };
    const saved = await this.save([
      { type: 'DecisionMade', body: { decision, suggestion } },
      { type: 'SuggestionClosed', body: { suggestionId, status: statusOf[kind] } },
    ]);
    if (!saved) return notSaved;
    suggestions.close(suggestionId, statusOf[kind]);
    this.tell({ decisions: [decision], feedback: [] });
    const order = clOrdId === null ? null : await orders.submitInTurn({ ...intentOf(suggestion, choice), ...this.parts.bookingOf(suggestion) }, userId, clOrdId);
    return { ok: true, decisionId: decision.decisionId, order };
  }

  private refusal(suggestion: Suggestion): string | null {
    const before = this.parts.projection.of(suggestion.suggestionId);
    if (before) return `already ${statusOf[before.kind]} by ${before.userId}`;
    if (suggestion.status !== 'open') return `the suggestion is ${suggestion.status}`;
    const now = this.parts.marketTime();
    return now !== null && now >= suggestion.expiresAt ? 'the suggestion has expired' : null;
  }

  private save(events: readonly JournalEvent[]): Promise<boolean> {
    return isRecorded(this.parts.recorder, events);
  }

  private tell(made: DecisionLog): void {
    for (const listener of this.listeners) listener(made);
  }

  private now(): EpochMicros {
    return epochMicros(this.parts.host.clock.nowMicros());
  }
}

const notSaved = { ok: false, why: 'the journal could not be saved; nothing was done' } as const;

function settled(choice: Choice, s: Suggestion): Choice {
  const { edit } = choice;
  if (!edit) return choice;
  const same = edit.orderQty === s.orderQty && edit.ordType === s.ordType && edit.price === s.price && edit.timeInForce === s.timeInForce;
  return same ? { ...choice, kind: 'accept', edit: null } : choice;
}

/** The order of a decision, with who set what: the model what was left, the trader what was changed. */
export function intentOf(s: Suggestion, choice: { readonly edit: DecisionEdit | null; readonly time: ParameterSource}): OrderIntent {
  const terms = choice.edit ?? s;
  const priced = terms.ordType !== s.ordType || terms.price !== s.price || terms.timeInForce !== s.timeInForce;
  return {
    symbol: s.signal.symbol,
    side: s.side,
    ordType: terms.ordType,
    price: terms.price,
    orderQty: terms.orderQty,
    timeInForce: terms.timeInForce,
    suggestionId: s.suggestionId,
    provenance: {
      side: 'model',
      size: terms.orderQty === s.orderQty ? 'model' : 'trader',
      price: priced ? 'trader' : 'model',
      time: choice.time,
    },
  };
}
