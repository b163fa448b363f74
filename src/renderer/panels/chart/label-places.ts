/** Keeps right-aligned labels from covering one another: what would meet moves to the left. Pure. */

export interface PlacedLabel {
  readonly y: number;
  readonly width: number;
}

const lineHeight = 13;
const gap = 10;

/** From the top down, each with the right end `x` that it gets; `right` is where labels end by themselves. */
export function sideBySide<L extends PlacedLabel>(labels: readonly L[], right: number): readonly (L & { readonly x: number })[] {
  const placed: (L & { readonly x: number })[] = [];
  for (const label of [...labels].sort((a, b) => a.y - b.y)) {
    let x = right;
    for (const other of [...placed].sort((a, b) => b.x - a.x)) {
      const meets = Math.abs(other.y - label.y) < lineHeight && x > other.x - other.width - gap && x - label.width - gap < other.x;
      if (meets) x = other.x - other.width - gap;
    }
    placed.push({ ...label, x });
  }
  return placed;
}
