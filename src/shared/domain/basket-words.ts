/** Words about what stands in a basket file: a cell as it is quoted back, and the name that was probably meant. */

const shownMax = 40;

/** The cell in quotes, cut where it is long. */
export function shown(text: string): string {
  const flat = text.trim().replace(/\s+/g, ' ');
  return `"${flat.length > shownMax ? `${flat.slice(0, shownMax)}…` : flat}"`;
}

/** At most this many letters apart; a name of three letters or less is near only by one. */
const distanceMax = 2;

/** The name that is fewest letters away (Damerau-Levenshtein, adjacent letters swapped count as one), null when none is near. */
export function nearest(wanted: string, names: Iterable<string>): string | null {
  const limit = wanted.length <= 3 ? 1 : distanceMax;
  const upper = wanted.toUpperCase();
  let best: string | null = null;
  let least = limit + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const distance = lettersApart(upper, name.toUpperCase());
    if (distance < least) { least = distance; best = name; }
  }
  return best;
}

function lettersApart(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
