/** Puts what the grid has sorted into the order of the tree: each row under the one that it belongs to, siblings as sorted. Pure. */
import { aboveOf, type BlotterRow } from './tree-rows.ts';

/** @param items as the grid sorted them, every one with the item above it among them unless a filter took that away. */
export function inTreeOrder<Item>(items: readonly Item[], rowOf: (item: Item) => BlotterRow | undefined): Item[] {
  const below = new Map<string, Item[]>();
  const roots: Item[] = [];
  for (const item of items) {
    const row = rowOf(item);
    const above = row ? aboveOf(row) : null;
    const siblings = above === null ? roots : below.get(above);
    if (siblings) siblings.push(item);
    else if (above !== null) below.set(above, [item]);
  }
  if (below.size === 0) return roots;
  const ordered: Item[] = [];
  const put = (siblings: readonly Item[]): void => {
    for (const item of siblings) {
      ordered.push(item);
      const id = rowOf(item)?.id;
      const children = id === undefined ? undefined : below.get(id);
      if (children) put(children);
    }
  };
  put(roots);
  if (ordered.length === items.length) return ordered;
  // What stands under a row that is not there is kept, at the end.
  const placed = new Set(ordered);
  return [...ordered, ...items.filter((item) => !placed.has(item))];
}
