/** How unlike its training data a row is, and in which features. */
import type { ModelCard } from '../domain/model-card.ts';
import type { Novelty } from '../domain/signal.ts';

/** `seen`: the card's features in its order, null where missing (model-input.ts). Features that did not vary in training do not count. */
export function noveltyOf(card: Pick<ModelCard, 'featureNames' | 'featureRanges' | 'featureDeviations' | 'missingDefaults'>, seen: readonly (number | null)[]): Novelty {
  let sum = 0;
  let counted = 0;
  const outside: Novelty['outside'][number][] = [];
  seen.forEach((value, j) => {
    if (value === null) return;
    const deviation = card.featureDeviations[j] ?? 0;
    if (deviation === 0) return;
    sum += ((value - (card.missingDefaults[j] ?? 0)) / deviation) ** 2;
    counted++;
    const range = card.featureRanges[j];
    if (!range || (value >= range.low && value <= range.high)) return;
    const beyond = value < range.low ? range.low - value : value - range.high;
    // The range is of 998 in 1,000 rows: of a feature that stood still in them it has no width, though it varied. A deviation is the least that counts as one.
    const width = Math.max(range.high - range.low, deviation);
    outside.push({ name: card.featureNames[j] ?? '', value, low: range.low, high: range.high, widths: beyond / width });
  });
  return { distance: counted === 0 ? 0 : Math.sqrt(sum / counted), outside: outside.sort((a, b) => b.widths - a.widths) };
}
