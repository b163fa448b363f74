/** How the screen says what became of what was done: one line for one thing, a list by row for several. */
import type { CallResult } from '../connection/connection.ts';
import { notify } from '../stores/notices.ts';
import { isTaken, showOutcomes, type RowOutcome } from '../stores/outcomes.ts';

/** The line of one outcome. @returns whether it was taken. */
export function tellOutcome(outcome: RowOutcome): boolean {
  notify(outcome.tone, `${outcome.name}: ${outcome.text}`);
  return isTaken(outcome);
}

/** Does each and tells what became of every one; failures come first and none is left out. @returns how many were taken. */
export async function tellEach(title: string, doing: readonly Promise<RowOutcome>[]): Promise<number> {
  const outcomes = await Promise.all(doing);
  const [only] = outcomes;
  if (only && outcomes.length === 1) return tellOutcome(only) ? 1 : 0;
  const taken = outcomes.filter(isTaken).length;
  showOutcomes({ title, outcomes: [...outcomes].sort((a, b) => Number(isTaken(a)) - Number(isTaken(b))) });
  notify(taken === outcomes.length ? 'waiting' : 'denied', `${title}: ${taken} of ${outcomes.length} taken${taken === outcomes.length ? '' : '; the list in the blotter names the others'}`);
  return taken;
}

/** The outcome of a call: `done` says what its answer came to; no answer at all is not known, or was never sent. */
export const outcomeOf = <T,>(name: string, result: CallResult<T>, done: (value: T) => Omit<RowOutcome, 'name'>): RowOutcome =>
  (result.ok ? { name, ...done(result.value) } : { name, tone: result.unknown ? 'unresolved' : 'denied', text: result.why });
