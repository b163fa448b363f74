/** What came of a model on this desk, held against what its card promised; champion and challengers. Pure. */
import type { ModelInfo } from '../../../shared/contract/signals.ts';
import { metricOf, type ModelRole } from '../../../shared/domain/model-card.ts';
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { wilsonInterval, type Interval } from '../../../shared/domain/statistics.ts';
import { confusionsOf, rowsOf } from './confusion.ts';
import { isAuc } from './skill.ts';

/** Calls below which a share says nothing: its interval is wider than a third. */
export const liveCallsMin = 30;

/** What the policy does with the answer. */
const roleWords: Readonly<Record<ModelRole, string>> = {
  drift: 'proposes the side', edge: 'sizes or refuses', regime: 'may forbid', direction: 'challenges the side', fill: 'rests or takes', path: 'challenges the side', range: 'gives the band',
};

/** Of the models of its role the one that is asked: the first, in the order in which the core tells them (SG-25). Second opinions have none. */
const deciderOf = (role: ModelRole, models: readonly ModelInfo[]): ModelInfo | undefined => (role === 'direction' || role === 'path' ? undefined : models.find(({ card }) => card?.role === role));

/** What the policy does with this model's answer; of one that is not asked, who is. */
export function roleLine(model: ModelInfo, models: readonly ModelInfo[]): string {
  if (!model.card) return '';
  const decider = deciderOf(model.card.role, models);
  const words = roleWords[model.card.role];
  return decider && decider.modelId !== model.modelId ? `challenger; ${decider.modelId} ${words}` : words;
}

/** Share of calls whose sign was right; null before the first horizon has passed. */
export const rightShare = (model: Pick<ModelInfo, 'live'>): Interval | null => (model.live ? wilsonInterval(model.live.right, model.live.calls) : null);

export interface UsualShare {
  readonly value: number;
  /** What reaches it without looking at anything. */
  readonly words: string;
}

/** What saying nothing new is right in: a coin for a side; for odds of a thing that mostly comes, or mostly does not, saying always the commoner. */
export function usualShare({ card, live }: Pick<ModelInfo, 'card' | 'live'>): UsualShare {
  // Of a path only its side counts as right or wrong, where it took one.
  const isPath = card?.role === 'path';
  const came = live?.classes?.filter(({ name }) => !isPath || name !== 'flat').map((one) => one.came) ?? [];
  const all = came.reduce((sum, count) => sum + count, 0);
  if (all > 0) return { value: Math.max(...came) / all, words: isPath ? 'always the side that came most' : 'always the class that came most' };
  const frequency = card?.heads.length === 1 ? metricOf(card, 'frequency')?.value : undefined;
  return frequency === undefined ? { value: 0.5, words: 'a coin' } : { value: Math.max(frequency, 1 - frequency), words: frequency > 0.5 ? 'always yes, held out' : 'always no, held out' };
}

/** Share of held-out rows on whose right side of `threshold` the odds were; null where the evaluation does not say. */
export function heldOutRight({ confusion, precisionCoverage }: Pick<HeadEvaluation, 'confusion' | 'precisionCoverage'>, threshold = 0.5): Interval | null {
  const at = confusionsOf({ confusion, precisionCoverage }).find((one) => Math.abs(one.threshold - threshold) < 1e-9);
  return at ? wilsonInterval(at.truePositives + at.trueNegatives, rowsOf(at)) : null;
}

export interface CoverageRecord {
  /** What the band promises, and what it asks for now so that it keeps it. */
  readonly meant: number;
  readonly level: number;
  readonly live: Interval;
  /** On held-out rows; null where the card does not say. */
  readonly heldOut: { readonly value: number; readonly low: number | null; readonly high: number | null; readonly rows: number } | null;
}

/** Null where the model gives no band, or none has passed. */
export function coverageRecord(model: ModelInfo): CoverageRecord | null {
  const band = model.live?.band;
  const live = band ? wilsonInterval(band.inside, band.calls) : null;
  return band && live ? { meant: band.meant, level: band.level, live, heldOut: model.card && metricOf(model.card, 'bandCoverage') } : null;
}

/** Where a share of 95 % interval `live` leaves a promise: kept while the interval holds it. */
export function againstPromise(live: Interval, promised: number): 'too few' | 'kept' | 'below' | 'above' {
  if (live.n < liveCallsMin) return 'too few';
  return live.high < promised ? 'below' : live.low > promised ? 'above' : 'kept';
}

export interface Contender {
  readonly model: ModelInfo;
  readonly isChampion: boolean;
  readonly right: Interval | null;
  /** Held out: 'information coefficient 0.107', in its own measure. */
  readonly heldOut: { readonly label: string; readonly value: number; readonly low: number | null; readonly high: number | null } | null;
}

const contenders: readonly ModelRole[] = ['drift', 'direction', 'path'];

/** The model that proposes the side, and those that answer a like question beside it. */
export const contendersOf = (models: readonly ModelInfo[]): readonly Contender[] => models
  .filter((model) => model.card !== null && contenders.includes(model.card.role))
  .sort((a, b) => contenders.indexOf(a.card?.role ?? 'path') - contenders.indexOf(b.card?.role ?? 'path'))
  .map((model): Contender => ({
    model, isChampion: model.card?.role === 'drift' && deciderOf('drift', models)?.modelId === model.modelId, right: rightShare(model),
    heldOut: model.card?.metrics.find(({ name }) => name === 'informationCoefficient' || name === 'directionHits') ?? model.card?.metrics.findLast(({ name }) => isAuc(name)) ?? null,
  }));
