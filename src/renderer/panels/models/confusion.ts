/** What was said against what came, at any threshold of odds that the evaluation tells, and which one the desk acts on. Pure. */
import type { ModelCard, ModelHead } from '../../../shared/domain/model-card.ts';
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';

export type Confusion = NonNullable<HeadEvaluation['confusion']>;

export const rowsOf = (c: Confusion): number => c.truePositives + c.falsePositives + c.trueNegatives + c.falseNegatives;

/** Share of hits among all rows: what saying yes to each is right in. Null without rows. */
export const shareThatCame = (c: Confusion): number | null => (rowsOf(c) === 0 ? null : (c.truePositives + c.falseNegatives) / rowsOf(c));

/** One a threshold, rising. Those of the precision curve are counted back from its shares: rows that spoke and how many of them were right. */
export function confusionsOf({ confusion, precisionCoverage }: Pick<HeadEvaluation, 'confusion' | 'precisionCoverage'>): readonly Confusion[] {
  if (!confusion) return [];
  const [rows, came] = [rowsOf(confusion), confusion.truePositives + confusion.falseNegatives];
  const others = (precisionCoverage ?? []).map(({ threshold, precision, rows: spoken }): Confusion => {
    const truePositives = Math.round(precision * spoken);
    return { threshold, truePositives, falsePositives: spoken - truePositives, falseNegatives: came - truePositives, trueNegatives: rows - spoken - (came - truePositives) };
  });
  return [...others.filter(({ threshold }) => Math.abs(threshold - confusion.threshold) > 1e-9), confusion].sort((a, b) => a.threshold - b.threshold);
}

export interface ActedOn {
  readonly threshold: number;
  /** Why this one: what the policy does at it. */
  readonly words: string;
}

/** The odds at which the policy acts on this output (signals.ts SG-13, SG-14); null where there is no one threshold. */
export function actedOn(card: Pick<ModelCard, 'role' | 'trade'>, head: Pick<ModelHead, 'name'>): ActedOn | null {
  if (card.role === 'regime') return head.name === 'stressed' ? { threshold: 0.5, words: 'above it a suggestion is forbidden' } : null;
  if (card.role === 'direction') return { threshold: 0.5, words: 'above it the second opinion says up' };
  if (card.role !== 'edge' || !card.trade) return null;
  const { winSigma, lossSigma } = card.trade;
  return { threshold: lossSigma / (winSigma + lossSigma), words: 'below it a trade is refused even at no cost; with cost, higher' };
}

/** The threshold that is shown first: the nearest to where the desk acts, else the evaluation's own. */
export function firstThreshold(all: readonly Confusion[], own: number, acted: ActedOn | null): number {
  if (!acted) return own;
  return all.reduce((best, { threshold }) => (Math.abs(threshold - acted.threshold) < Math.abs(best - acted.threshold) ? threshold : best), own);
}
