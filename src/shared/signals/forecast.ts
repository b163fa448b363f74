/** What the models say of the return, in basis points: the drift model's score, and whose band is around it. */
import { must } from '../base/assert.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { ModelCard } from '../domain/model-card.ts';
import type { ModelView, ReturnBand } from '../domain/signal.ts';
import { speakerOf } from './speakers.ts';

export interface Forecast {
  readonly scoreSigma: number;
  readonly horizonVolatilityBp: number;
  readonly expectedReturnBp: number;
  readonly band: ReturnBand;
  readonly explanation: Explanation;
}

/** A band of the return in horizon volatilities, before or after it is adapted to how it holds. */
export interface SigmaBand {
  readonly modelId: string;
  readonly low: number;
  /** Within low and high: what it is widened around. */
  readonly centre: number;
  readonly high: number;
  /** Promised coverage. */
  readonly level: number;
  readonly live?: Omit<NonNullable<ReturnBand['live']>, 'modelId'>;
}

/** The score with the quantiles of the drift model's held-out residuals. */
export function residualBand(card: ModelCard, scoreSigma: number): SigmaBand {
  const { low, high, level } = must(card.band, 'a model of the return has a band');
  return { modelId: card.modelId, low: scoreSigma + low, centre: scoreSigma, high: scoreSigma + high, level };
}

/**
 * The lowest and highest quantile of a range model that speaks at this bar, moved by its card's `band`, of the same horizon as `card`; null otherwise. Quantiles that come out in
 * another order are sorted, which never makes them worse (Chernozhukov, Fernandez-Val and Galichon 2010, Econometrica 78).
 */
export function quantileBand(views: readonly ModelView[], cards: readonly ModelCard[], horizonBars: number): SigmaBand | null {
  const range = speakerOf(views, cards, 'range', null);
  if (!range || range.card.horizonBars !== horizonBars) return null;
  const level = rangeLevel(range.card);
  const margins = range.view.heads.map(({ margin }) => margin).sort((a, b) => a - b);
  if (level === null || margins.some((margin) => !Number.isFinite(margin))) return null;
  // Conformalised: moved by what held-out rows showed to be missing (Romano, Patterson and Candes 2019).
  const [low, high] = [(margins[0] ?? 0) + (range.card.band?.low ?? 0), (margins.at(-1) ?? 0) + (range.card.band?.high ?? 0)];
  if (low > high) return null;
  const middle = margins.length % 2 === 1 ? margins[(margins.length - 1) / 2] ?? 0 : (low + high) / 2;
  const centre = Math.min(high, Math.max(low, middle));
  return { modelId: range.card.modelId, low, centre, high, level };
}

/** Share between the lowest and the highest quantile of a range model's heads; null for any other model. */
export function rangeLevel({ role, heads }: Pick<ModelCard, 'role' | 'heads'>): number | null {
  const shares = heads.map(({ name }) => quantileShare(name) ?? Number.NaN);
  const level = Math.max(...shares) - Math.min(...shares);
  return role === 'range' && level > 0 ? Math.round(level * 100) / 100 : null;
}

/** 'q10' is 0.1; null for a head that names no quantile. */
function quantileShare(head: string): number | null {
  const percent = /^q(\d{1,2})$/.exec(head)?.[1];
  return percent === undefined ? null : Number.parseInt(percent, 10) / 100;
}

/** A score in units of horizon volatility as an expected return with its band. */
export function forecastOf(card: ModelCard, scoreSigma: number, horizonVolatilityBp: number, explanation: Explanation, band: SigmaBand = residualBand(card, scoreSigma)): Forecast {
  return {
    scoreSigma, horizonVolatilityBp, explanation, expectedReturnBp: scoreSigma * horizonVolatilityBp,
    band: {
      lowBp: band.low * horizonVolatilityBp, highBp: band.high * horizonVolatilityBp, level: band.level,
      ...(band.live ? { live: { modelId: band.modelId, ...band.live } } : {}),
    },
  };
}
