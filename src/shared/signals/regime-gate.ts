/** When the regime model forbids: a market that is more likely stressed than not, and one so unlike its training that it cannot say. */
import type { ModelCard } from '../domain/model-card.ts';
import type { ModelView } from '../domain/signal.ts';
import { abstain, type Abstention } from './abstention.ts';
import { oddsOf, speakerOf } from './speakers.ts';

/** Odds of a stressed market above which nothing is suggested. */
export const stressedOddsMax = 0.5;
const stressed = 'stressed';

/**
 * Why nothing may be suggested, in words with the odds; null when nothing forbids. A model that failed or lacks features says nothing of the market, and its decision
 * is left out; one that is outside its training says that the market is like none that its permission was learnt in (docs/decisions/0027-regime-outside-its-training.md).
 */
export function regimeDefect(views: readonly ModelView[], cards: readonly ModelCard[]): Abstention | null {
  const speaker = speakerOf(views, cards, 'regime', null);
  const odds = speaker && oddsOf(speaker, stressed);
  // Of a model with one head only that head is told, and it may be another: odds of calm forbid nothing.
  if (odds?.head === stressed && odds.value > stressedOddsMax) {
    return abstain('REGIME_FORBIDS', `odds of a stressed market ${(100 * odds.value).toFixed(1)} %, at most ${(100 * stressedOddsMax).toFixed(0)} % allowed (${odds.modelId} ${odds.modelVersion})`);
  }
  const lost = speaker ? undefined : views.find((view) => view.role === 'regime' && (view.outside?.length ?? 0) > 0);
  const card = lost && cards.find((one) => one.modelId === lost.modelId && one.version === lost.modelVersion);
  return lost && card?.heads.some(({ name }) => name === stressed)
    ? abstain('OUT_OF_DISTRIBUTION', `${lost.modelId} ${lost.modelVersion} cannot say that the market is not stressed: ${lost.problem ?? ''}`) : null;
}
