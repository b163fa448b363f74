/** Families on the same rows: what complexity buys, and what it costs in transparency. Pure. */
import type { ModelEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { modelFamilies } from '../../../shared/domain/model-card.ts';
import { formatSignificant } from '../../ui/format.ts';

export type Entry = ModelEvaluation['comparison'][number];

/** From the plainest to the least transparent, as the domain orders families. */
export const byTransparency = (entries: readonly Entry[]): readonly Entry[] => [...entries].sort((a, b) => rankOf(a) - rankOf(b) || a.parameters - b.parameters);

const rankOf = ({ family }: Entry): number => {
  const rank = modelFamilies.findIndex((known) => known === family);
  return rank < 0 ? modelFamilies.length : rank;
};

/** Losses are better when low. */
export const lowIsBetter = (metric: string): boolean => /loss|brier|pinball|rmse|ece/i.test(metric);

const metricLabels: Readonly<Record<string, string>> = { auc: 'tells cases apart, AUC', informationCoefficient: 'information coefficient' };
export const metricWords = (metric: string): string => metricLabels[metric] ?? (metric.startsWith('pinball.') ? `pinball loss of ${metric.slice('pinball.'.length)}, σ` : metric);

/** What saying nothing would score: half the pairs, no correlation; unknown for losses. */
export const chanceOf = (metric: string): number | null => (metric === 'auc' ? 0.5 : metric === 'informationCoefficient' ? 0 : null);

const methodWords: Readonly<Record<string, string>> = {
  'linear-closed-form': 'exactly, in closed form', 'tree-path-dependent': 'exactly, by training cover', 'tree-interventional': 'exactly, against a background',
  'rbf-interventional': 'exactly, against a background', 'permutation-antithetic': 'estimated, with standard errors', 'groups-exact': 'exactly, by groups',
};
export const explainedWords = (method: string): string => methodWords[method] ?? method;

/** Whether its explanations are what they say, without an error of estimation. Unknown methods are taken for estimates. */
export const isExact = (method: string): boolean => explainedWords(method).startsWith('exactly');

export interface FamilyVerdict {
  readonly best: Entry;
  /** The plainest whose interval holds the best's value. */
  readonly plainest: Entry;
}

/** Null without families. */
export function verdictOf(entries: readonly Entry[]): FamilyVerdict | null {
  const sorted = byTransparency(entries);
  const [first] = sorted;
  if (!first) return null;
  const sign = lowIsBetter(first.metric) ? -1 : 1;
  const best = sorted.reduce((top, entry) => (sign * entry.value > sign * top.value ? entry : top), first);
  const reaches = (entry: Entry): boolean => entry === best || (sign > 0 ? entry.high !== null && entry.high >= best.value : entry.low !== null && entry.low <= best.value);
  return { best, plainest: sorted.find(reaches) ?? best };
}

/** On what it costs to be complex here; then on this model, where a plainer one does as well or better. */
export function verdictWords(entries: readonly Entry[]): string {
  const verdict = verdictOf(entries);
  if (!verdict) return 'No other family was tried on these rows.';
  const { best, plainest } = verdict;
  const first = best === plainest ? `The plainest that reaches the best is the best itself: ${best.family}.`
    : `${upperFirst(best.family)} is best, but ${plainest.family} (${plainest.label}) has it within its 95 % interval: on these rows it is not shown that complexity pays.`;
  const against = againstThis(entries);
  return against === null ? first : `${first} ${against}`;
}

/** What speaks against the model itself: the plainest of the plainer ones that does at least as well; null where none does. */
export function againstThis(entries: readonly Entry[]): string | null {
  const sorted = byTransparency(entries);
  const at = sorted.findIndex((entry) => entry.isThis);
  const own = sorted[at];
  if (!own) return null;
  const sign = lowIsBetter(own.metric) ? -1 : 1;
  const rival = sorted.slice(0, at).find((entry) => sign * entry.value >= sign * own.value);
  if (!rival) return null;
  const isOutside = sign > 0 ? own.high !== null && rival.value > own.high : own.low !== null && rival.value < own.low;
  return `Plainer than this ${own.family}, ${rival.family} does ${isOutside ? 'better' : 'as well'}: ${formatSignificant(rival.value, 3)} against ${formatSignificant(own.value, 3)}, ${isOutside ? 'outside' : 'within'} its interval.`;
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
