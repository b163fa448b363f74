/** Isotonic regression by pooling adjacent violators: the closest rising steps to what was seen (Barlow et al. 1972). */
import { assert } from '../base/assert.ts';

/**
 * The non-decreasing values closest to `values` in weighted squares, in their order.
 * @param weights one a value, above zero; all 1 when absent
 */
export function pooledAdjacent(values: readonly number[], weights?: readonly number[]): readonly number[] {
  assert(weights === undefined || weights.length === values.length, 'one weight a value');
  const blocks: { mean: number; weight: number; length: number }[] = [];
  values.forEach((value, i) => {
    const weight = weights?.[i] ?? 1;
    assert(weight > 0, `weights are above zero: ${weight}`);
    let block = { mean: value, weight, length: 1 };
    for (let last = blocks.at(-1); last && last.mean >= block.mean; last = blocks.at(-1)) {
      blocks.pop();
      const total = last.weight + block.weight;
      block = { mean: (last.mean * last.weight + block.mean * block.weight) / total, weight: total, length: last.length + block.length };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ mean, length }) => Array.from({ length }, () => mean));
}

/** Odds by score: rising knots, straight between them, level beyond the ends. */
export interface IsotonicCalibration {
  readonly scores: readonly number[];
  readonly odds: readonly number[];
}

/**
 * Odds that rise with the score, fitted to outcomes. Cases of one score are taken together first.
 * Null without cases. Fit it on cases that the model was not trained on.
 */
export function fitIsotonic(cases: readonly { readonly score: number; readonly outcome: 0 | 1; readonly weight?: number }[]): IsotonicCalibration | null {
  if (cases.length === 0) return null;
  const byScore = new Map<number, { weight: number; hits: number }>();
  for (const { score, outcome, weight = 1 } of cases) {
    const at = byScore.get(score) ?? { weight: 0, hits: 0 };
    byScore.set(score, { weight: at.weight + weight, hits: at.hits + weight * outcome });
  }
  const sorted = [...byScore].sort(([a], [b]) => a - b);
  const fitted = pooledAdjacent(sorted.map(([, at]) => at.hits / at.weight), sorted.map(([, at]) => at.weight));
  // Only the ends of each level piece are needed.
  const kept = sorted.flatMap(([score], i) => (fitted[i] === fitted[i - 1] && fitted[i] === fitted[i + 1] ? [] : [{ score, odds: fitted[i] ?? 0 }]));
  return { scores: kept.map((knot) => knot.score), odds: kept.map((knot) => knot.odds) };
}

/** Odds at a score. */
export function isotonicOdds({ scores, odds }: IsotonicCalibration, score: number): number {
  let [low, high] = [0, scores.length - 1];
  if (score <= (scores[low] ?? 0)) return odds[low] ?? 0;
  if (score >= (scores[high] ?? 0)) return odds[high] ?? 0;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((scores[middle] ?? 0) <= score) low = middle;
    else high = middle;
  }
  const [x0, x1, y0, y1] = [scores[low] ?? 0, scores[high] ?? 0, odds[low] ?? 0, odds[high] ?? 0];
  return y0 + ((y1 - y0) * (score - x0)) / (x1 - x0);
}
