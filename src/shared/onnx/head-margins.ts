/** What a session says, as the margins of the heads. */
import type { GraphOutput } from './model-graph.ts';

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
