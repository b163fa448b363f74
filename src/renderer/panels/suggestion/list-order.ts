/** The order of the list: what can still be acted on first, newest first within each. Rows never jump by their figures. */
import type { Suggestion } from '../../../shared/domain/signal.ts';

/** Closed suggestions that stay in view, so that the trader sees what came of them. */
const closedMax = 40;

export function inListOrder(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const newestFirst = [...suggestions].sort((a, b) => b.madeAt - a.madeAt || (a.suggestionId < b.suggestionId ? -1 : 1));
  return [...newestFirst.filter((s) => s.status === 'open'), ...newestFirst.filter((s) => s.status !== 'open').slice(0, closedMax)];
}
