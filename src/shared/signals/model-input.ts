/** What a model is given of a reading: its own features, in its order, float32, missing ones at the defaults that its card states. */
import type { ModelCard } from '../domain/model-card.ts';
import { featureNames } from '../features/schema.ts';

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

/** One row for the session. `values` are in schema order. */
export const modelInput = (card: Inputs, values: readonly (number | null)[]): Float32Array =>
  Float32Array.from(seenBy(card, values), (value, j) => value ?? card.missingDefaults[j] ?? 0);
