/** Families on the same rows and label: what complexity buys. The last head of the model stands for it. */
import type { ModelFamily } from '../../../src/shared/domain/model-card.ts';
import type { ModelEvaluation } from '../../../src/shared/domain/model-evaluation.ts';
import { scoreRows, type Model } from '../../../src/shared/models/model.ts';
import { areaStatistic, blockInterval, blocksOf, meanStatistic } from './bootstrap.ts';
import { completeRows, type Cases } from './cases.ts';
import { explainedBy, fitFamily, modelWords, parameterCount } from './families.ts';
import { blockCorrelation, type Interval } from './metrics.ts';
import type { Recipe } from './recipes/recipe.ts';
import { pinball } from './scorecard.ts';
import { weightedQuantile } from './trainers/losses.ts';
import { weightsOf, type TrainingRows } from './trainers/rows.ts';

export interface ComparisonInputs {
  readonly recipe: Recipe;
  readonly cases: Cases;
  readonly test: Int32Array;
  readonly defaults: Float32Array;
  /** Of the last head. */
  readonly training: TrainingRows;
  readonly published: Model;
  readonly seed: number;
}

export function compareFamilies(inputs: ComparisonInputs): ModelEvaluation['comparison'] {
  const { recipe, published, training, seed } = inputs;
  const { target } = recipe.heads[recipe.heads.length - 1]!;
  const entry = (family: ModelFamily, model: Model, isThis: boolean): ModelEvaluation['comparison'][number] => ({
    family, label: modelWords(family, model), ...measured(inputs, model, family), parameters: parameterCount(model), explainedBy: explainedBy(model), isThis,
  });
  return recipe.rivals.flatMap((family) => {
    // Beside a convolution stands a perceptron: does it pay to look along the series?
    if (family === recipe.family) return [...(isConvolution(published) ? [entry(family, fitFamily(family, training, target, seed), false)] : []), entry(family, published, true)];
    // Only boosting learns quantiles: the others learn the mean, and their residuals' quantile is added.
    return [entry(family, fitFamily(family, training, target.kind === 'quantile' && family !== 'boosting' ? { kind: 'mean' } : target, seed), false)];
    // Held-out rows of one class alone compare nothing.
  }).filter(({ value }) => Number.isFinite(value));
}

const isConvolution = (model: Model): boolean => model.kind === 'network' && model.layers[0]?.kind === 'conv';

function measured({ recipe, cases, test, defaults, training, seed }: ComparisonInputs, model: Model, family: ModelFamily): Interval & { metric: string } {
  const head = recipe.heads.length - 1;
  const { target } = recipe.heads[head]!;
  const scores = scoreRows(model, completeRows(cases, test, defaults), test.length);
  const y = Float64Array.from(test, (i) => cases.y[head]![i]!);
  const time = Float64Array.from(test, (i) => cases.time[i]!);
  const blocks = blocksOf(time, cases.barSeconds);
  if (target.kind === 'odds') return { metric: 'auc', ...blockInterval(blocks, areaStatistic(blocks, scores, y), seed, 400) };
  if (target.kind === 'mean') return { metric: 'informationCoefficient', ...blockCorrelation(scores, y, Float64Array.from(blocks.index), seed) };
  const shift = family === 'boosting' ? 0 : residualQuantile(model, training, target.alpha);
  const losses = y.map((value, k) => pinball(value, scores[k]! + shift, target.alpha));
  return { metric: `pinball.${recipe.heads[head]!.name}`, ...blockInterval(blocks, meanStatistic(blocks, losses), seed) };
}

function residualQuantile(model: Model, rows: TrainingRows, alpha: number): number {
  const scores = scoreRows(model, rows.x, rows.rows);
  return weightedQuantile(rows.y.map((y, i) => y - scores[i]!), weightsOf(rows), Int32Array.from(rows.y.keys()), alpha);
}
