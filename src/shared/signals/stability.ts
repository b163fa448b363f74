/**
 * Whether a call stands when every feature is a little off. The call is what the models together ask for: a side, or nothing; every model that it hangs on sees the
 * same copy of the row, each feature off by as much for all of them. Rule SG-19.
 */
import { seededRandom } from '../base/random.ts';
import type { ModelCard } from '../domain/model-card.ts';
import type { Side } from '../domain/order.ts';
import type { Stability } from '../domain/signal.ts';
import { featureCount } from '../features/schema.ts';
import { placesOf, sideSigns } from './model-input.ts';

/** Noise in training deviations: about what a tick of delay or of rounding moves. */
export const stabilityNoise = 0.1;
/** Copies come in pairs of opposite noise, so that a linear margin is judged without luck. */
export const noisyCopies = 32;
/** Standard normals, drawn once: noise for each row would cost more than scoring it. A prime number of them, so that bars at even times start at all of them in turn. */
const normalsCount = 4093;
let normals: Float64Array | null = null;

/** What the noise of a feature is measured in: its training deviation, of the first of the models that saw it vary. One a feature of the schema. */
export function noiseScales(cards: readonly Pick<ModelCard, 'featureNames' | 'featureDeviations'>[]): Float64Array {
  const scales = new Float64Array(featureCount);
  for (const { featureNames, featureDeviations } of cards) {
    placesOf(featureNames).forEach((place, j) => { if (place >= 0 && scales[place] === 0) scales[place] = featureDeviations[j] ?? 0; });
  }
  return scales;
}

export interface NoisyRow {
  /** In schema order, null where missing: what is missing stays so. */
  readonly values: readonly (number | null)[];
  readonly scales: Float64Array;
  /** Where in the noise it starts; a safe integer. The same row and seed give the same copies, to every model. */
  readonly seed: number;
}

/** One copy of a row as a model's session is given it, into `out` from `from` on. @param copy 0 to 31 @param side that the model is asked about */
export function writeNoisy(card: Pick<ModelCard, 'featureNames' | 'missingDefaults'>, { values, scales, seed }: NoisyRow, copy: number, side: Side | null, out: Float32Array, from: number): void {
  const noise = (normals ??= drawn());
  const signs = side === 'sell' ? sideSigns(card, side) : null;
  const [size, start] = [copy % 2 === 0 ? stabilityNoise : -stabilityNoise, (Math.abs(seed) % normalsCount) + (copy >> 1) * featureCount];
  let j = 0;
  for (const place of placesOf(card.featureNames)) {
    const value = values[place] ?? null;
    const sign = signs?.[j] ?? 1;
    out[from + j] = value === null ? card.missingDefaults[j] ?? 0 : sign * (value + size * (scales[place] ?? 0) * (noise[(start + place) % normalsCount] ?? 0));
    j++;
  }
}

/** @param calls one a copy */
export function stabilityOf<C>(call: C, calls: readonly C[]): Stability {
  return { same: calls.filter((one) => one === call).length, draws: calls.length, noise: stabilityNoise };
}

function drawn(): Float64Array {
  const random = seededRandom(1);
  return Float64Array.from({ length: normalsCount }, () => random.normal());
}
