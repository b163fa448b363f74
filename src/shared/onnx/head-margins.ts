/** What a session says, as the margins of the heads; and whether that is what was to be said. */
import { logistic } from '../models/link.ts';
import type { GraphOutput, ModelGraph } from './model-graph.ts';

/**
 * Margins of `rows` rows, row-major rows x heads. A probability is turned into log-odds, ln(p / (1 - p)): infinite where the runtime
 * rounded it to 0 or 1.
 * @param data the output named `output.name`, rows x `output.width`
 */
export function headMargins(output: GraphOutput, data: ArrayLike<number>, rows: number): Float64Array {
  const heads = output.columns.length;
  const margins = new Float64Array(rows * heads);
  for (let i = 0; i < rows; i++) {
    output.columns.forEach((column, k) => {
      const said = data[i * output.width + column] ?? NaN;
      margins[i * heads + k] = output.says === 'margin' ? said : Math.log(said / (1 - said));
    });
  }
  return margins;
}

/** Float32 sums of a runtime, relative to 1 + the margin's size: the worst, of support vector machines, is 2e-5. */
const roundingMax = 5e-5;

/** Whether two margins are the same but for rounding. Where the session gives probabilities only, and their operator is not exact, they are compared as such. */
export function isSameMargin({ output, runtimeError }: Pick<ModelGraph, 'output' | 'runtimeError'>, a: number, b: number): boolean {
  if (Math.abs(a - b) <= roundingMax * (1 + Math.abs(a))) return true;
  return output.says === 'probability' && Math.abs(logistic(a) - logistic(b)) <= 1e-6 + runtimeError;
}
