/**
 * How well words typed into the palette fit an entry. By whole beginnings of words and never by scattered letters: what
 * is first in the list is done by Enter, and a symbol typed in haste must not reset a layout or cancel orders. Pure.
 */

/** 0 when it does not fit. The entry that begins with what was typed is first, then one whose words do, then one that holds them. */
export function wordScore(entry: string, typed: string): number {
  const text = entry.toLowerCase();
  const search = typed.trim().toLowerCase();
  if (search === '') return 1;
  if (text === search || text.startsWith(`${search} `)) return 1;
  if (text.startsWith(search)) return 0.9;
  const words = text.split(/[^\p{L}\p{N}]+/u);
  const wanted = search.split(/\s+/);
  if (wanted.every((part) => words.some((word) => word.startsWith(part)))) return 0.6;
  return wanted.every((part) => text.includes(part)) ? 0.3 : 0;
}
