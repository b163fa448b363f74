/** Why a model said what it said of each row: parts by the method that fits its form, and the gap to the session's own output. */
import { assert } from '../../src/shared/base/assert.ts';
import { seededRandom } from '../../src/shared/base/random.ts';
import type { ExplanationMethod } from '../../src/shared/domain/explanation.ts';
import { playersMax, shapleyValues } from '../../src/shared/explain/coalitions.ts';
import { ModelExplainer } from '../../src/shared/explain/explain-model.ts';
import { permutationShapley } from '../../src/shared/explain/permutations.ts';
import { scoreRows, type Model } from '../../src/shared/models/model.ts';

export interface ExplainedRow {
  /** The margin that the session gave. */
  readonly output: number;
  readonly base: number;
  /** One a feature, in the unit of the margin. */
  readonly contributions: readonly number[];
  /** One a feature where the method estimates; null where it is exact. */
  readonly standardErrors: readonly number[] | null;
  /** base + sum(contributions) - output. */
  readonly gap: number;
  readonly method: ExplanationMethod;
}

export type Explainer = (row: Float32Array, output: number) => ExplainedRow;

/** Each form's own method first: what is taken where none is asked for. Any function can be asked about all coalitions, or about some. */
const methodsOf: Readonly<Record<Model['kind'], readonly ExplanationMethod[]>> = {
  linear: ['linear-closed-form', 'groups-exact', 'permutation-antithetic'],
  trees: ['tree-interventional', 'tree-path-dependent', 'groups-exact', 'permutation-antithetic'],
  svm: ['rbf-interventional', 'groups-exact', 'permutation-antithetic'],
  network: ['groups-exact', 'permutation-antithetic'],
};

/** Margins of one row above which a network's coalitions are sampled rather than all asked. */
const coalitionWorkMax = 2 ** 18;
/** Pairs of permutations, at the least; as many as give each background row the same weight. */
const pairsMin = 128;

export interface MethodChoice {
  /** Null for the form's own. */
  readonly asked: ExplanationMethod | null;
  /** False where trees are to be explained by their training cover, for want of a background. */
  readonly hasBackground: boolean;
  readonly backgroundRows: number;
  readonly coversKnown: boolean;
}

/** Throws with the reason where the method does not fit the model. */
export function chooseMethod(model: Model, { asked, hasBackground, backgroundRows, coversKnown }: MethodChoice): ExplanationMethod {
  const fitting = methodsOf[model.kind];
  const words = `a model of the form '${model.kind}' is explained by ${fitting.join(', ')}`;
  if (asked !== null && !fitting.includes(asked)) throw new Error(`--method ${asked}: ${words}`);
  if (asked === 'tree-path-dependent' && !coversKnown) throw new Error(`--method ${asked}: the file does not say how many training rows reached each node; give --background`);
  if (asked === 'groups-exact' && model.featureCount > playersMax) throw new Error(`--method ${asked}: all coalitions of ${model.featureCount} features are too many, at most ${playersMax}`);
  if (asked !== null) return asked;
  if (model.kind === 'trees' && !hasBackground && coversKnown) return 'tree-path-dependent';
  if (model.kind !== 'network') return fitting[0] ?? 'permutation-antithetic';
  return model.featureCount <= playersMax && 2 ** model.featureCount * backgroundRows <= coalitionWorkMax ? 'groups-exact' : 'permutation-antithetic';
}

export function explainerOf(model: Model, method: ExplanationMethod, background: readonly Float32Array[]): Explainer {
  assert(background.length > 0, 'there is a background, if only the mean row');
  const finish = (output: number, parts: Omit<ExplainedRow, 'output' | 'gap'>): ExplainedRow =>
    ({ output, ...parts, gap: parts.contributions.reduce((sum, c) => sum + c, parts.base) - output });
  if (method === 'groups-exact') return (row, output) => finish(output, byCoalitions(model, row, background));
  if (method === 'permutation-antithetic') {
    const random = seededRandom(1);
    return (row, output) => finish(output, byPermutations(model, row, background, random));
  }
  const explainer = new ModelExplainer(model, { background, pathDependent: method === 'tree-path-dependent' });
  return (row, output) => {
    const { baseValue, contributions, standardErrors } = explainer.explain(row);
    return finish(output, { base: baseValue, contributions: Array.from(contributions), standardErrors: standardErrors && Array.from(standardErrors), method });
  };
}

type Parts = Omit<ExplainedRow, 'output' | 'gap'>;

/** Each feature a group of its own: the definition, by every coalition. */
function byCoalitions(model: Model, row: Float32Array, background: readonly Float32Array[]): Parts {
  const margins = coalitionMargins(model, row, background);
  const contributions = shapleyValues(row.length, (coalition) => margins[coalition] ?? NaN);
  return { method: 'groups-exact', base: margins[0] ?? NaN, contributions: Array.from(contributions), standardErrors: null };
}

/** Mean margin over the background of the rows in which a coalition has the row's values, by the coalition's bits. */
export function coalitionMargins(model: Model, row: Float32Array, background: readonly Float32Array[]): Float64Array {
  const width = row.length;
  const rows = new Float32Array(background.length * width);
  return Float64Array.from({ length: 2 ** width }, (_, coalition) => {
    background.forEach((other, b) => {
      for (let j = 0; j < width; j++) rows[b * width + j] = ((coalition >> j) & 1 ? row[j] : other[j]) ?? 0;
    });
    return scoreRows(model, rows, background.length).reduce((sum, margin) => sum + margin, 0) / background.length;
  });
}

function byPermutations(model: Model, row: Float32Array, background: readonly Float32Array[], random: ReturnType<typeof seededRandom>): Parts {
  const { baseValue, contributions, standardErrors } = permutationShapley({
    row, background, pairs: background.length * Math.ceil(pairsMin / background.length), random,
    margins: (rows, count) => scoreRows(model, Float32Array.from(rows), count),
  });
  return { method: 'permutation-antithetic', base: baseValue, contributions: Array.from(contributions), standardErrors: Array.from(standardErrors) };
}
