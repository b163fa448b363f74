/** A card's figures in the order in which they are read: of several outputs side by side, then those of the whole model. Pure. */
import type { ModelCard, ModelMetric } from '../../../shared/domain/model-card.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import type { TermName } from '../../words/terms.ts';
import { isAuc } from './skill.ts';

export interface HeadMetrics {
  readonly name: string;
  /** Without the output that it is of. */
  readonly label: string;
  /** One an output, in the order of the card; null where the card has none of it. */
  readonly values: readonly (ModelMetric | null)[];
}

/** Figures named 'auc.up' are those of output 'up'. A model of one output has none of them. */
export function metricsByHead({ heads, metrics }: Pick<ModelCard, 'heads' | 'metrics'>): { readonly byHead: readonly HeadMetrics[]; readonly whole: readonly ModelMetric[] } {
  if (heads.length < 2) return { byHead: [], whole: metrics };
  const headOf = ({ name }: ModelMetric): number => heads.findIndex((head) => name.endsWith(`.${head.name}`));
  const stems = [...new Set(metrics.filter((metric) => headOf(metric) >= 0).map(({ name }) => name.slice(0, name.lastIndexOf('.'))))];
  return {
    byHead: stems.map((stem): HeadMetrics => {
      const values = heads.map((head) => metrics.find(({ name }) => name === `${stem}.${head.name}`) ?? null);
      return { name: stem, label: (values.find((value) => value !== null)?.label ?? stem).replace(/ \([^)]*\)$/, ''), values };
    }),
    whole: metrics.filter((metric) => headOf(metric) < 0),
  };
}

/** What would show no skill, where there is such a value: intervals are drawn against it. */
export const neutralOf = (name: string): number | null => (isAuc(name) ? 0.5 : /^(informationCoefficient|afterCostBp)$|gain/i.test(name) ? 0 : null);

/** An area under the curve is a share of pairs, and is known by its three decimals. */
export const metricValue = (value: number, { name, unit }: Pick<ModelMetric, 'name' | 'unit'>): string => (unit === 'share' && !isAuc(name) ? formatPercent(value, 1) : formatNumber(value, unit === 'bp' ? 2 : Math.abs(value) < 0.1 ? 4 : 3));
export const unitWord = (unit: string): string => (unit === 'sigma' ? ' σ' : unit === 'nats' || unit === 'bp' ? ` ${unit}` : '');

/** `0.614 to 0.642`; empty where no interval was made. */
export const metricInterval = (metric: ModelMetric): string => (metric.low === null || metric.high === null ? '' : `${metricValue(metric.low, metric)} to ${metricValue(metric.high, metric)}`);

/** Whether its interval holds what would show no skill; false where there is no such value or no interval. */
export function holdsNeutral({ name, low, high }: Pick<ModelMetric, 'name' | 'low' | 'high'>): boolean {
  const neutral = neutralOf(name);
  return neutral !== null && low !== null && high !== null && low <= neutral && neutral <= high;
}

const metricTerms: readonly (readonly [RegExp, TermName])[] = [
  [/^auc(\.|$)/, 'area under the curve'], [/^brier/, 'Brier score'], [/^logLoss/, 'log loss'], [/^ece/, 'calibration error'], [/^informationCoefficient$/, 'information coefficient'], [/^pinball/, 'pinball loss'], [/^bandCoverage$/, 'band'],
];
/** The word of the glossary that a figure is; null where its own words say all. */
export const metricTerm = (name: string): TermName | null => metricTerms.find(([pattern]) => pattern.test(name))?.[1] ?? null;
