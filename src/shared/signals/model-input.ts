/** What a model is given of a reading: its own features, in its order, float32, missing ones at the defaults that its card states. Rule MO-4. */
import type { ModelCard } from '../domain/model-card.ts';
import type { Side } from '../domain/order.ts';
import { featureNames, sellSideSigns } from '../features/schema.ts';

type Inputs = Pick<ModelCard, 'featureNames' | 'missingDefaults'>;

const places = new WeakMap<readonly string[], readonly number[]>();
const placeOf: ReadonlyMap<string, number> = new Map(featureNames.map((name, place) => [name, place]));

/** Where each feature of the card is in the schema; -1 for one that the schema does not have. */
export function placesOf(names: readonly string[]): readonly number[] {
  let known = places.get(names);
  if (!known) places.set(names, (known = names.map((name) => placeOf.get(name) ?? -1)));
  return known;
}

/** The features that a card names, in its order; null where missing. `values` are in schema order. */
export function seenBy(card: Pick<ModelCard, 'featureNames'>, values: readonly (number | null)[]): readonly (number | null)[] {
  const seen: (number | null)[] = [];
  for (const place of placesOf(card.featureNames)) seen.push(values[place] ?? null);
  return seen;
}

/** What each of a card's features is multiplied by when it is asked about a trade: -1 for a directional one seen from a sell. `side` is null for the market. */
export const sideSigns = (card: Pick<ModelCard, 'featureNames'>, side: Side | null): readonly number[] =>
  placesOf(card.featureNames).map((place) => (side === 'sell' ? sellSideSigns[place] ?? 1 : 1));

/** What a model sees of a row: its features in its order, from the side that it is asked about; null where missing. */
export function seenFrom(card: Pick<ModelCard, 'featureNames'>, values: readonly (number | null)[], side: Side | null): readonly (number | null)[] {
  const seen = seenBy(card, values);
  if (side !== 'sell') return seen;
  const signs = sideSigns(card, side);
  return seen.map((value, j) => (value === null ? null : value * (signs[j] ?? 1)));
}

/** One row for the session. `values` are in schema order; `side` of a model that is asked about a trade. */
export function modelInput(card: Inputs, values: readonly (number | null)[], side: Side | null = null): Float32Array {
  const input = new Float32Array(card.featureNames.length);
  const { missingDefaults } = card;
  let j = 0;
  // A loop: `from` with a function costs ten times as much, and this runs for each model at each bar.
  for (const place of placesOf(card.featureNames)) {
    const value = values[place] ?? null;
    input[j] = value === null ? missingDefaults[j] ?? 0 : side === 'sell' ? value * (sellSideSigns[place] ?? 1) : value;
    j++;
  }
  return input;
}
