/** Moves the selection through the suggestions, in the order in which the list shows them. */
import { inListOrder } from '../panels/suggestion/list-order.ts';
import { suggestionsNow } from '../stores/lookups.ts';
import { selectionStore, selectSuggestion } from '../stores/selection.ts';

export function moveSelection(by: 1 | -1): void {
  const { suggestionId } = selectionStore.getState();
  const { open, done } = inListOrder(suggestionsNow(), suggestionId);
  const list = [...open, ...done];
  if (list.length === 0) return;
  const at = list.findIndex((row) => row.suggestionId === suggestionId);
  const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by));
  selectSuggestion(list[next] ?? null);
}
