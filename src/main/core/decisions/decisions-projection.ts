/** Decisions and feedback as the journal tells them: at most one decision a suggestion, any number of thumbs. */
import { assert } from '../../../shared/base/assert.ts';
import type { Decision, Feedback } from '../../../shared/domain/decision.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { Projection } from '../store/journal.ts';

interface Saved {
  readonly decisions: readonly Decision[];
  readonly feedback: readonly Feedback[];
  readonly ordered: readonly string[];
}

export class DecisionsProjection implements Projection {
  readonly name = 'decisions-1';
  private readonly bySuggestion = new Map<string, Decision>();
  private readonly feedbackList: Feedback[] = [];
  /** ClOrdIDs of decisions whose order was journalled, sent or denied. */
  private readonly ordered = new Set<string>();
  private readonly awaited = new Set<string>();

  apply(record: JournalRecord): void {
    const { event } = record;
    if (event.type === 'DecisionMade') this.take(event.body.decision);
    if (event.type === 'FeedbackGiven') this.feedbackList.push(event.body.feedback);
    if (event.type === 'OrderSubmitted' || event.type === 'OrderDenied') {
      if (this.awaited.delete(event.body.clOrdId)) this.ordered.add(event.body.clOrdId);
    }
  }

  of(suggestionId: string): Decision | null {
    return this.bySuggestion.get(suggestionId) ?? null;
  }

  /** Newest first. */
  decisions(): readonly Decision[] {
    return [...this.bySuggestion.values()].reverse();
  }

  /** Newest first. */
  feedback(): readonly Feedback[] {
    return [...this.feedbackList].reverse();
  }

  /** Decisions whose order was never made: the machine stopped in between. They are shown, and never sent by themselves. */
  withoutOrder(): readonly Decision[] {
    return this.decisions().filter((d) => d.clOrdId !== null && !this.ordered.has(d.clOrdId));
  }

  save(): Saved {
    return { decisions: [...this.bySuggestion.values()], feedback: this.feedbackList, ordered: [...this.ordered] };
  }

  load(state: unknown): void {
    const saved = state as Saved; // written by save() under this projection's name
    assert(this.bySuggestion.size === 0, 'a checkpoint is loaded into an empty projection');
    for (const decision of saved.decisions) this.take(decision);
    this.feedbackList.push(...saved.feedback);
    for (const clOrdId of saved.ordered) {
      this.ordered.add(clOrdId);
      this.awaited.delete(clOrdId);
    }
  }

  private take(decision: Decision): void {
    assert(!this.bySuggestion.has(decision.suggestionId), `one decision a suggestion: ${decision.suggestionId}`);
    this.bySuggestion.set(decision.suggestionId, decision);
    if (decision.clOrdId !== null) this.awaited.add(decision.clOrdId);
  }
}
