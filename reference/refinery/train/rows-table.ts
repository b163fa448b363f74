/** The rows that a recipe learns from as a table of text, for people who train a model of the same role elsewhere. Same parts, labels and weights as `trainModel`. */
import { featureSchema } from '../../../src/shared/features/schema.ts';
import { caseWeights, completeRows, featureFacts, makeCases, type Cases } from './cases.ts';
import type { MarketRows } from './dataset.ts';
import type { Recipe } from './recipes/recipe.ts';
import { splitByTime } from './split-time.ts';

/** Rows of one piece of text, so that no string holds a whole history. */
const pieceRows = 5_000;
/** Digits that give a float32 back. */
const digits = 9;

/**
 * CSV in pieces: a header, then one line a row. `part` is train, calibration or test, in order of time, purged and embargoed (LB-11); `time` is the end of the bar; `side` 1 or -1 of a
 * model that looks from a side, else 1; `weight` is counted within the part (LB-4); a `label` a head; then the features as the model would see them: missing ones at their training means,
 * which are the card's `missingDefaults`.
 */
export function* rowsTable(recipe: Recipe, market: MarketRows): Generator<string> {
  const cases = makeCases(market, { ...recipe, heads: recipe.heads.length });
  const split = splitByTime(cases);
  const { means } = featureFacts(cases, split.train, recipe.features.map((name) => recipe.perspective === 'side' && featureSchema.find((f) => f.name === name)!.directional));
  const labels = recipe.heads.length === 1 ? ['label'] : recipe.heads.map(({ name }) => `label_${name}`);
  yield `${['part', 'time', 'instrument', 'side', 'weight', ...labels, ...recipe.features].join(',')}\n`;
  for (const name of ['train', 'calibration', 'test'] as const) {
    const part = split[name];
    const weights = caseWeights(cases, part);
    for (let from = 0; from < part.length; from += pieceRows) yield piece(cases, part.subarray(from, from + pieceRows), { name, weights: weights.subarray(from, from + pieceRows), means, market });
  }
}

interface PartFacts {
  readonly name: string;
  /** One a row of the piece. */
  readonly weights: Float64Array;
  readonly means: Float32Array;
  readonly market: MarketRows;
}

function piece(cases: Cases, places: Int32Array, { name, weights, means, market }: PartFacts): string {
  const x = completeRows(cases, places, means);
  let text = '';
  places.forEach((i, k) => {
    const features = Array.from(x.subarray(k * cases.width, (k + 1) * cases.width), (value) => Number(value.toPrecision(digits)));
    const time = new Date(cases.time[i]! / 1_000).toISOString();
    text += `${[name, time, market.series[cases.instrument[i]!]!.symbol, cases.side[i], Number(weights[k]!.toPrecision(digits)), ...cases.y.map((label) => label[i]), ...features].join(',')}\n`;
  });
  return text;
}
