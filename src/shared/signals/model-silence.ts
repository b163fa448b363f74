/** Why a model may not speak of a row: it lacks too much of what it looks at, or what it sees lies far outside what it was trained on. Rules SG-5 and SG-22. */
import type { ModelCard } from '../domain/model-card.ts';
import type { Side } from '../domain/order.ts';
import type { ModelView, Novelty } from '../domain/signal.ts';
import { featureSchema } from '../features/schema.ts';
import { seenFrom } from './model-input.ts';
import { noveltyOf } from './novelty.ts';

/** How far outside the training range a feature may lie, in widths of that range. */
export const rangeMargin = 0.5;
/** Features that are named in words. */
const namedMax = 3;

export interface ModelSilence {
  readonly reason: 'FEATURES_MISSING' | 'OUT_OF_DISTRIBUTION';
  /** In words with the numbers. */
  readonly problem: string;
  /** Of the second reason: the features that cause it, the furthest first. */
  readonly outside: Novelty['outside'];
}

type Trained = Pick<ModelCard, 'featureNames' | 'featureRanges' | 'featureDeviations' | 'missingDefaults' | 'missingFeaturesMax'>;

/** @param values in schema order; @param side that the model is asked about, null for the market. Null where it may speak. */
export function silenceOf(card: Trained, values: readonly (number | null)[], side: Side | null): ModelSilence | null {
  const seen = seenFrom(card, values, side);
  let missing = 0;
  for (const value of seen) if (value === null) missing++;
  if (missing > card.missingFeaturesMax) return { reason: 'FEATURES_MISSING', problem: `${missing} features missing, the card allows ${card.missingFeaturesMax}`, outside: [] };
  // Nearly every row of every bar lies inside: that is told without a list.
  if (isInside(card, seen)) return null;
  const outside = noveltyOf(card, seen).outside.filter(({ widths }) => widths > rangeMargin);
  return outside.length === 0 ? null : { reason: 'OUT_OF_DISTRIBUTION', problem: outsideWords(outside), outside };
}

function isInside({ featureRanges }: Trained, seen: readonly (number | null)[]): boolean {
  for (let j = 0; j < seen.length; j++) {
    const [value, range] = [seen[j] ?? null, featureRanges[j]];
    if (value !== null && range && (value < range.low || value > range.high)) return false;
  }
  return true;
}

/** Which features lie outside, with what training saw of them. */
function outsideWords(outside: Novelty['outside']): string {
  const named = outside.slice(0, namedMax).map(({ name, value, low, high }) => `${labelOf(name)} is ${digits(value)}, training saw ${digits(low)} to ${digits(high)}`);
  return named.join('; ') + (outside.length > namedMax ? `; and ${outside.length - namedMax} more` : '');
}

const labelOf = (name: string): string => featureSchema.find((spec) => spec.name === name)?.label ?? name;
/** Three digits that count: two places after the point would tell a ratio of a thousandth as none. */
const digits = (value: number): string => String(Number(value.toPrecision(3)));

/** What a view says of a silence. */
export const silentAs = ({ problem, outside }: ModelSilence): Pick<ModelView, 'problem' | 'outside'> =>
  (outside.length > 0 ? { problem: `outside its training: ${problem}`, outside } : { problem });
