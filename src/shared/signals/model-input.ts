/** What a model is given of a reading: its own features, in its order, float32, missing ones at the defaults that its card states. Rule MO-4. */
import type { ModelCard } from '../domain/model-card.ts';
import type { Side } from '../domain/order.ts';
import { featureNames, sellSideSigns } from '../features/schema.ts';

type Inputs = Pick<ModelCard, 'featureNames' | 'missingDefaults'>;

const places = new WeakMap<readonly string[], readonly number[]>();
const placeOf: ReadonlyMap<string, number> = new Map(featureNames.map((name, place) => [name, place]));

/** Where each feature of the card is in the schema; -1 for one that the schema does not have. */
function placesOf(names: readonly string[]): readonly number[] {
  let known = places.get(names);
  if (!known) places.set(names, (known = names.map((name) => placeOf.get(name) ?? -1)));
  return known;
}

/** The features that a card names, in its order; null where missing. `values` are in schema order. */
export const seenBy = (card: Pick<ModelCard, 'featureNames'>, values: readonly (number | null)[]): readonly (number | null)[] =>
  placesOf(card.featureNames).map((place) => values[place] ?? null);

/** What each of a card's features is multiplied by when it is asked about a trade: -1 for a directional one seen from a sell. `side` is null for the market. */
export const sideSigns = (card: Pick<ModelCard, 'featureNames'>, side: Side | null): readonly number[] =>
  placesOf(card.featureNames).map((place) => (side === 'sell' ? sellSideSigns[place] ?? 1 : 1));

/** One row for the session. `values` are in schema order; `side` of a model that is asked about a trade. */
export function modelInput(card: Inputs, values: readonly (number | null)[], side: Side | null = null): Float32Array {
  const signs = sideSigns(card, side);
  return Float32Array.from(seenBy(card, values), (value, j) => (value === null ? card.missingDefaults[j] ?? 0 : value * (signs[j] ?? 1)));
}
