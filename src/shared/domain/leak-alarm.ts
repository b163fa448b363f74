/** Whether a model foresees prices better out of sample than good models do: a leak until proved otherwise. Pure; said by training and by the models panel. */
import { metricOf, type ModelCard, type ModelMetric } from './model-card.ts';

/**
 * Information coefficient above which a leak is supposed. Published daily ones of good models are near 0.05 (Qlib, Alpha158 on CSI 300: linear 0.040,
 * boosting 0.045, ensemble 0.052).
 */
export const coefficientMax = 0.1;
/**
 * The same for odds of which way a price goes: area under the ROC curve of the sign of an outcome that is jointly normal with the score, at a correlation
 * of 0.1 (0.5451 by integration).
 */
export const areaMax = 0.545;

export interface LeakAlarm {
  /** Which figure of the card. */
  readonly metric: string;
  readonly value: number;
  /** Ends of its 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** What the near end of the interval is beyond. */
  readonly limit: number;
}

/**
 * Null where the interval reaches what good models have, or none was measured. Fills, ranges and regimes are foreseen well without a leak, as is how far a
 * price goes (the odds of `path` hold it): they are not looked at.
 */
export function leakAlarm(card: Pick<ModelCard, 'role' | 'metrics'>): LeakAlarm | null {
  const coefficient = metricOf(card, 'informationCoefficient');
  const area = card.role === 'direction' || card.role === 'edge' ? metricOf(card, 'auc') : null;
  return beyond(coefficient, 0, coefficientMax) ?? beyond(area, 0.5, areaMax);
}

/** Beyond `limit`, or as far to the other side of what shows no skill: a sign that is wrong throughout is no less suspect. */
function beyond(metric: ModelMetric | null, neutral: number, limit: number): LeakAlarm | null {
  if (!metric || metric.low === null || metric.high === null) return null;
  const { name, value, low, high } = metric;
  return low > limit || high < 2 * neutral - limit ? { metric: name, value, low, high, limit } : null;
}
