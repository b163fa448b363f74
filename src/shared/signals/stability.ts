/** Whether a call stands when every feature is a little off: the sign of the margin under small noise. Rule SG-19. */
import { seededRandom } from '../base/random.ts';
import type { Stability } from '../domain/signal.ts';

/** Noise in training deviations: about what a tick of delay or of rounding moves. */
export const stabilityNoise = 0.1;
const pairs = 16;
/** Standard normals, drawn once: noise for each row would cost more than scoring it. A prime number of them, so that bars at even times start at all of them in turn. */
const normalsCount = 4093;
let normals: Float64Array | null = null;

/**
 * Draws come in pairs of opposite noise, so that a linear margin is judged without luck. The same row and seed give the same answer.
 * @param seed says where in the noise to start; a safe integer
 * @param margins of row-major rows, by the model's own evaluator
 */
export function stabilityOf(input: Float32Array, deviations: readonly number[], seed: number, margins: (rows: Float32Array, count: number) => ArrayLike<number>): Stability {
  const width = input.length;
  const noise = drawn();
  const rows = new Float32Array((1 + 2 * pairs) * width);
  rows.set(input);
  let next = Math.abs(seed) % normalsCount;
  for (let pair = 0; pair < pairs; pair++) {
    const up = (1 + 2 * pair) * width;
    for (let j = 0; j < width; j++) {
      const value = input[j] ?? 0;
      const shift = stabilityNoise * (deviations[j] ?? 0) * (noise[next] ?? 0);
      rows[up + j] = value + shift;
      rows[up + width + j] = value - shift;
      if (++next === normalsCount) next = 0;
    }
  }
  const said = margins(rows, 1 + 2 * pairs);
  const sign = Math.sign(said[0] ?? Number.NaN);
  let same = 0;
  for (let i = 1; i <= 2 * pairs; i++) if (Math.sign(said[i] ?? Number.NaN) === sign) same++;
  return { same, draws: 2 * pairs, noise: stabilityNoise };
}

function drawn(): Float64Array {
  if (normals) return normals;
  const random = seededRandom(1);
  return (normals = Float64Array.from({ length: normalsCount }, () => random.normal()));
}
