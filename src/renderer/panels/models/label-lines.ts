/** Words of a feature in the room beside its row: on as many lines as there are, the rest cut with an ellipsis. Pure. */

/** Mean width of a letter at 11 px. */
const letterPixels = 5.9;

/** Broken between words; a word that is longer than a line is cut. The whole stands in the title and in the table. */
export function linesOf(words: string, pixels: number, linesMax: number): readonly string[] {
  const room = Math.max(4, Math.floor(pixels / letterPixels));
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, linesMax);
  if (lines.length > linesMax) kept[linesMax - 1] = lines.slice(linesMax - 1).join(' ');
  return kept.map((line) => (line.length <= room ? line : `${line.slice(0, room - 1)}…`));
}
