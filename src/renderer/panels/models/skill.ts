/** What a card claims in one sentence: how much the model is worth out of sample, and after cost, soberly. Pure. */
import { metricOf, type ModelCard, type ModelMetric } from '../../../shared/domain/model-card.ts';
import { leakAlarm } from '../../../shared/domain/leak-alarm.ts';
import { formatNumber } from '../../ui/format.ts';

type Claim = Pick<ModelCard, 'metrics'>;

/** Skill with its interval, then what acting on its calls brought; a sentence each. */
export const skillWords = (card: Claim): string => [foresight(card), afterCost(card)].filter((words) => words !== null).join(' ');

/** A correlation of 0.1 is one percent of the variance; a forecast of odds at AUC 0.5 is a coin. */
function foresight(card: Claim): string {
  const ic = metricOf(card, 'informationCoefficient');
  if (ic) return correlationWords(ic, metricOf(card, 'rSquared')?.value ?? ic.value ** 2);
  const auc = card.metrics.findLast(({ name }) => isAuc(name));
  if (auc) return aucWords(auc);
  const gain = card.metrics.findLast(({ name, low }) => /gain/i.test(name) && low !== null);
  return gain ? gainWords(gain) : 'No figure of skill with an interval is on the card.';
}

/** 'auc', or the one of a head of several: 'auc.up'. */
export const isAuc = (name: string): boolean => name === 'auc' || name.startsWith('auc.');

const interval = ({ value, low, high }: ModelMetric, digits = 3): string => `${formatNumber(value, digits)}${low === null || high === null ? '' : ` (95\u00a0% ${formatNumber(low, digits)} to ${formatNumber(high, digits)})`}`;
const heldOut = ({ rows }: ModelMetric): string => `${formatNumber(rows, 0)} held-out rows`;

function correlationWords(ic: ModelMetric, explained: number): string {
  if (ic.low === null || ic.high === null) return 'No interval of the information coefficient was measured.';
  const words = `information coefficient ${interval(ic)}`;
  if (ic.low <= 0) return `No skill is shown out of sample: ${words} holds zero.`;
  return `Out of sample it explains ${formatNumber(explained * 100, 1)} % of what happens: ${words} on ${heldOut(ic)}. Most moves are not foreseen.`;
}

function aucWords(auc: ModelMetric): string {
  const words = `${auc.label}: ${interval(auc)}`;
  if (auc.low !== null && auc.low <= 0.5) return `No skill is shown out of sample. ${words} holds 0.5, a coin.`;
  return `Of a hit and a miss it gives the hit the higher odds ${formatNumber(auc.value * 100, 0)} times in a hundred; a coin does 50 times. ${words} on ${heldOut(auc)}.`;
}

function gainWords(gain: ModelMetric): string {
  const words = `${gain.label}: ${interval(gain, 4)}`;
  return (gain.low ?? 0) <= 0 ? `No skill is shown out of sample. ${words} holds zero.` : `${words} on ${heldOut(gain)}; at zero it would know no more than a constant.`;
}

/** What its calls brought; null where the card does not say. */
function afterCost(card: Claim): string | null {
  const after = metricOf(card, 'afterCostBp');
  if (!after) return null;
  const words = `${after.label}: ${formatNumber(after.value, 2, 'always')} bp${after.low === null || after.high === null ? '' : ` (95\u00a0% ${formatNumber(after.low, 2, 'always')} to ${formatNumber(after.high, 2, 'always')})`}, ${formatNumber(after.rows, 0)} calls`;
  if (after.high !== null && after.high < 0) return `${words}: it loses.`;
  return after.low !== null && after.low > 0 ? `${words}.` : `${words}: no gain is shown.`;
}

/** That a model foresees more than good models do, which training says too (`leakAlarm`); null where it does not. */
export function leakWords(card: Pick<ModelCard, 'role' | 'metrics'>): string | null {
  const alarm = leakAlarm(card);
  if (!alarm) return null;
  const figure = alarm.metric === 'auc' ? 'area under the curve' : 'information coefficient';
  return `Too good to be believed unproved: the whole interval of its ${figure}, ${formatNumber(alarm.low, 3)} to ${formatNumber(alarm.high, 3)}, is beyond what good models reach (${formatNumber(alarm.limit, 3)}). Suppose that it was taught something of the future until that is ruled out.`;
}
