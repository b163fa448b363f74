/**
 * Suggestions as the journal tells them: open, decided, expired, and what came of them. The newest are kept whole; an
 * older one is read from the journal by its id.
 */
import { assert } from '../../../shared/base/assert.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { Suggestion, SuggestionStatus } from '../../../shared/domain/signal.ts';
import type { Outcome } from '../../../shared/signals/outcome.ts';
import type { Projection } from '../store/journal.ts';

/** Suggestions kept whole beside those whose outcome is still awaited. */
export const keptMax = 200;

interface Saved {
  readonly suggestions: readonly Suggestion[];
  readonly outcomes: readonly Outcome[];
}

export class SuggestionsProjection implements Projection {
  readonly name = 'suggestions-2';
  /** Oldest first, as the journal made them. */
  private readonly byId = new Map<string, Suggestion>();
  private readonly outcomes = new Map<string, Outcome>();

  apply(record: JournalRecord): void {
    const { event } = record;
    if (event.type === 'SuggestionMade') this.keep(event.body);
    if (event.type === 'SuggestionClosed') this.setStatus(event.body.suggestionId, event.body.status);
    if (event.type === 'OutcomeMeasured') this.outcomes.set(event.body.suggestionId, event.body);
  }

  get(suggestionId: string): Suggestion | null {
    return this.byId.get(suggestionId) ?? null;
  }

  /** What came of it; null while its horizon has not passed. */
  outcomeOf(suggestionId: string): Outcome | null {
    return this.outcomes.get(suggestionId) ?? null;
  }

  /** All that are kept, oldest first. */
  kept(): Iterable<Suggestion> {
    return this.byId.values();
  }

  /** Newest first. */
  newest(): readonly Suggestion[] {
    return [...this.byId.values()].reverse().slice(0, keptMax);
  }

  open(): readonly Suggestion[] {
    return [...this.byId.values()].filter((s) => s.status === 'open');
  }

  /** Those whose horizon had not passed, oldest first. */
  awaitingOutcome(): readonly Suggestion[] {
    return [...this.byId.values()].filter((s) => !this.outcomes.has(s.suggestionId));
  }

  save(): Saved {
    return { suggestions: [...this.byId.values()], outcomes: [...this.outcomes.values()] };
  }

  load(state: unknown): void {
    const saved = state as Saved;
    assert(Array.isArray(saved.suggestions), 'a checkpoint of suggestions holds a list of them');
    this.byId.clear();
    this.outcomes.clear();
    for (const suggestion of saved.suggestions) this.byId.set(suggestion.suggestionId, suggestion);
    for (const outcome of saved.outcomes) this.outcomes.set(outcome.suggestionId, outcome);
  }

  private setStatus(suggestionId: string, status: SuggestionStatus): void {
    const known = this.byId.get(suggestionId);
    if (known) this.byId.set(suggestionId, { ...known, status });
  }

  private keep(suggestion: Suggestion): void {
    this.byId.set(suggestion.suggestionId, suggestion);
    if (this.byId.size <= 2 * keptMax) return;
    // Let go of the oldest that nothing waits for; in one sweep, so that it costs little a suggestion.
    for (const [id, old] of this.byId) {
      if (this.byId.size <= keptMax) break;
      if (old.status === 'open' || !this.outcomes.has(id)) continue;
      this.byId.delete(id);
      this.outcomes.delete(id);
    }
  }
}
