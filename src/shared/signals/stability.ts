/**
 * Whether a call stands when every feature is a little off. The call is what the models together ask for: a side, or nothing; every model that it hangs on sees the
 * same copy of the row, each feature off by as much for all of them. Rule SG-19.
 */
import { seededRandom } from '../base/random.ts';
import type { ModelCard } from '../domain/model-card.ts';
import type { Side } from '../domain/order.ts';
import type { Stability } from '../domain/signal.ts';
import { featureCount, sellSideSigns } from '../features/schema.ts';
import { placesOf } from './model-input.ts';

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

/** A row, and how far each feature of the schema is off in each pair of copies. */
export interface NoisyRow {
  /** In schema order, null where missing: what is missing stays so. */
  readonly values: readonly (number | null)[];
  /** Pairs x features. */
  readonly shifts: Float64Array;
}

/** @param seed where in the noise to start; a safe integer. The same row and seed give the same copies, to every model. */
export function noisyRow(values: readonly (number | null)[], scales: Float64Array, seed: number): NoisyRow {
  const noise = (normals ??= drawn());
  const shifts = new Float64Array((noisyCopies / 2) * featureCount);
  let next = Math.abs(seed) % normalsCount;
  let place = 0;
  for (let i = 0; i < shifts.length; i++) {
    shifts[i] = stabilityNoise * (scales[place] ?? 0) * (noise[next] ?? 0);
    if (++place === featureCount) place = 0;
    if (++next === normalsCount) next = 0;
  }
  return { values, shifts };
}

/**
 * The copies of a row as a model's session is given them, one after the other, into `out` from `from` on.
 * @param sideOf the side that the model is asked about with each copy, null for the market
 */
export function writeCopies(card: Pick<ModelCard, 'featureNames' | 'missingDefaults'>, { values, shifts }: NoisyRow, sideOf: (copy: number) => Side | null, out: Float32Array, from: number): void {
  const isSell = new Uint8Array(noisyCopies);
  for (let copy = 0; copy < noisyCopies; copy++) if (sideOf(copy) === 'sell') isSell[copy] = 1;
  const places = placesOf(card.featureNames);
  const width = places.length;
  const { missingDefaults } = card;
  for (let j = 0; j < width; j++) {
    const place = places[j] ?? 0;
    const value = values[place] ?? null;
    const turned = sellSideSigns[place] ?? 1;
    for (let copy = 0, at = from + j; copy < noisyCopies; copy += 2, at += 2 * width) {
      const shift = shifts[(copy >> 1) * featureCount + place] ?? 0;
      const missing = missingDefaults[j] ?? 0;
      out[at] = value === null ? missing : (value + shift) * (isSell[copy] === 1 ? turned : 1);
      out[at + width] = value === null ? missing : (value - shift) * (isSell[copy + 1] === 1 ? turned : 1);
    }
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
