/** When the regime model forbids: a market that is more likely stressed than not. */
import { oddsOf, type Speaker } from './speakers.ts';

/** Odds of a stressed market above which nothing is suggested. */
export const stressedOddsMax = 0.5;

/** Why nothing may be suggested, in words with the odds; null when nothing forbids. */
export function regimeDefect(speaker: Speaker | null): string | null {
  const odds = speaker && oddsOf(speaker, 'stressed');
  // Of a model with one head only that head is told, and it may be another: odds of calm forbid nothing.
  if (odds?.head !== 'stressed' || !(odds.value > stressedOddsMax)) return null;
  return `odds of a stressed market ${(100 * odds.value).toFixed(1)} %, at most ${(100 * stressedOddsMax).toFixed(0)} % allowed (${odds.modelId} ${odds.modelVersion})`;
}
