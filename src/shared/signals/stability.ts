/** Whether a call stands when every feature is a little off: the sign of the margin under small noise. */
import { seededRandom } from '../base/random.ts';
import type { Stability } from '../domain/signal.ts';

/** Noise in training deviations: about what a tick of delay or of rounding moves. */
export const stabilityNoise = 0.1;
const pairs = 16;

/**
 * Draws come in pairs of opposite noise, so that a linear margin is judged without luck. The same row and seed give the same answer.
 * @param margins of row-major rows, by the model's own evaluator
 */
export function stabilityOf(input: Float32Array, deviations: readonly number[], seed: number, margins: (rows: Float32Array, count: number) => ArrayLike<number>): Stability {
  const width = input.length;
  const random = seededRandom(seed);
  const rows = new Float32Array((1 + 2 * pairs) * width);
  rows.set(input);
  for (let pair = 0; pair < pairs; pair++) {
    for (let j = 0; j < width; j++) {
      const shift = stabilityNoise * (deviations[j] ?? 0) * random.normal();
      rows[(1 + 2 * pair) * width + j] = (input[j] ?? 0) + shift;
      rows[(2 + 2 * pair) * width + j] = (input[j] ?? 0) - shift;
    }
  }
  const [said = 0, ...noisy] = Array.from(margins(rows, 1 + 2 * pairs));
  return { same: noisy.filter((margin) => Math.sign(margin) === Math.sign(said)).length, draws: 2 * pairs, noise: stabilityNoise };
}
