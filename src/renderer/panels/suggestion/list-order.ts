/** The order of the list: what can still be acted on first, newest first within each. Rows never jump by their figures. */
import type { Order } from '../../../shared/domain/order.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';

/** Closed suggestions that stay in view, so that the trader sees what came of them. */
const closedMax = 40;

export interface SuggestionList {
  /** Open ones, and the selected one if it was just decided: it stays where it is until the selection moves on. */
  readonly open: readonly Suggestion[];
  readonly done: readonly Suggestion[];
}

export function inListOrder(suggestions: readonly Suggestion[], selectedId: string | null): SuggestionList {
  const newestFirst = [...suggestions].sort((a, b) => b.madeAt - a.madeAt || (a.suggestionId < b.suggestionId ? -1 : 1));
  const stays = (s: Suggestion): boolean => s.status === 'open' || s.suggestionId === selectedId;
  return { open: newestFirst.filter(stays), done: newestFirst.filter((s) => !stays(s)).slice(0, closedMax) };
}

/** Decided so that an order should have followed, and none was ever made (rule DC-3). Nobody knows before the orders have come. */
export const lacksOrder = (s: Pick<Suggestion, 'status'>, order: Order | undefined, ordersKnown: boolean): boolean =>
  ordersKnown && order === undefined && (s.status === 'accepted' || s.status === 'edited');
