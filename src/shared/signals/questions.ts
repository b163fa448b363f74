/** The questions that a trader asks of a call, made ready for the model that answers them: what would turn it, and what if a feature were another. */
import type { ModelCard } from '../domain/model-card.ts';
import type { FlipFeature } from '../explain/flips.ts';
import { featureIndex, featureSchema } from '../features/schema.ts';
import { seenBy } from './model-input.ts';
import { netEdgeShareOfCostMin } from './policy.ts';

export interface FlipQuestion {
  /** Features that waiting or acting can change, by place in the card's order, with values that were seen in training. */
  readonly candidates: readonly FlipFeature[];
  /** The call is another one when the margin is above or below `threshold`, in the unit of the margin. */
  readonly turned: 'above' | 'below';
  readonly threshold: number;
  /** The call as it is and as it would be, in words. */
  readonly from: string;
  readonly to: string;
}

export interface FlipFacts {
  /** Of the drift model. */
  readonly card: ModelCard;
  /** In schema order, null where missing. */
  readonly features: readonly (number | null)[];
  readonly scoreSigma: number;
  readonly horizonVolatilityBp: number;
  /** Round trip, basis points; null when it is not known, and then the sign is turned. */
  readonly costBp: number | null;
  /** Rows that were seen, as the model sees them, null where missing: its held-out sample; the card's background where none are given. */
  readonly observed?: Observed;
}

type Observed = readonly (readonly (number | null)[])[];

/** Values of a feature that are tried: a search over three features stays below ten thousand rows a round. */
const valuesMax = 11;

/** What would turn the call: from above cost to below, from below cost to above it, or, where cost is unknown, its sign. */
export function flipQuestion({ card, features, scoreSigma, horizonVolatilityBp, costBp, observed }: FlipFacts): FlipQuestion {
  const candidates = flipCandidates(card, features, observed);
  const side = scoreSigma >= 0 ? 'buy' : 'sell';
  if (costBp === null || !(horizonVolatilityBp > 0)) {
    return { candidates, turned: scoreSigma >= 0 ? 'below' : 'above', threshold: 0, from: side, to: side === 'buy' ? 'sell' : 'buy' };
  }
  const bar = ((1 + netEdgeShareOfCostMin) * costBp) / horizonVolatilityBp;
  const pays = Math.abs(scoreSigma) > bar;
  return {
    candidates, turned: pays === scoreSigma >= 0 ? 'below' : 'above', threshold: side === 'buy' ? bar : -bar,
    from: pays ? `${side} above cost` : `${side} below cost`, to: pays ? `${side} below cost` : `${side} above cost`,
  };
}

/** Actionable features at hand that varied in training, with observed values within the usual range, spread over them. */
export function flipCandidates(card: ModelCard, features: readonly (number | null)[], rows: Observed = card.background.rows): readonly FlipFeature[] {
  const seen = seenBy(card, features);
  return card.featureNames.flatMap((name, index): FlipFeature[] => {
    const [scale, range] = [card.featureDeviations[index] ?? 0, card.featureRanges[index]];
    if (seen[index] === null || scale === 0 || !range || featureSchema[featureIndex(name)]?.actionable !== true) return [];
    const observed = rows.map((row) => Math.fround(row[index] ?? Number.NaN)).filter((value) => value >= range.low && value <= range.high);
    const values = spread([...new Set(observed)].sort((a, b) => a - b), valuesMax);
    return values.length === 0 ? [] : [{ index, values, scale }];
  });
}

/** At most `count` of rising values, the ends among them. */
function spread(values: readonly number[], count: number): readonly number[] {
  if (values.length <= count) return values;
  return Array.from({ length: count }, (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))] ?? 0);
}

/** Where a feature's curve is drawn: over what training saw, and to where it is now if that is beyond. Null for a feature that the model does not look at or that never varied. */
export function whatIfRange(card: Pick<ModelCard, 'featureNames' | 'featureRanges'>, name: string, value: number | null): { readonly feature: number; readonly low: number; readonly high: number } | null {
  const feature = card.featureNames.indexOf(name);
  const range = card.featureRanges[feature];
  if (!range) return null;
  const [low, high] = [Math.min(range.low, value ?? range.low), Math.max(range.high, value ?? range.high)];
  return low < high ? { feature, low, high } : null;
}
