/** A bound on what is remembered: maps and sets keep the order in which their keys came. */

/** Takes the oldest out until at most `max` are left; a key that is set again keeps its place. */
export function dropOldest<Key>(kept: { readonly size: number; keys(): Iterable<Key>; delete(key: Key): boolean }, max: number): void {
  if (kept.size <= max) return;
  for (const key of kept.keys()) {
    kept.delete(key);
    if (kept.size <= max) return;
  }
}
