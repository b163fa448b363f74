/** One row explained, with the session's own margin as the whole and the gap that arithmetic explains: what the core and `npm run explain` both say. */
import { assert } from '../base/assert.ts';
import { listOf } from '../base/list-of.ts';
import { seededRandom } from '../base/random.ts';
import { isAdditive, type ExplanationMethod } from '../domain/explanation.ts';
import type { Model } from '../models/model.ts';
import { ModelExplainer } from './explain-model.ts';
import type { FeatureGroups } from './groups.ts';
import { toleranceOf, type SessionArithmetic } from './tolerance.ts';

/** Structured-cloneable. In the unit of the margin. */
export interface ExplainedRow {
  readonly method: ExplanationMethod;
  readonly baseValue: number;
  /** One a feature, or one a group. */
  readonly contributions: readonly number[];
  /** Null where the method is exact. */
  readonly standardErrors: readonly number[] | null;
  /** The session's own margin. */
  readonly output: number;
  /** Largest gap that arithmetic explains. */
  readonly tolerance: number;
}

export interface RowExplainerOptions {
  /** Rows that stand for 'not known', as the model sees them. Not empty. */
  readonly background: readonly Float32Array[];
  /** One that fits the model, or any function (methods.ts). */
  readonly method: ExplanationMethod;
  /** Of 'groups-exact': then contributions are one a group. */
  readonly groups?: FeatureGroups | null;
  /** Pairs of permutations. */
  readonly pairs?: number;
  readonly arithmetic: SessionArithmetic;
}

/** Of permutations: the same for every row, so that the same row is explained alike whenever it is asked. */
const permutationSeed = 1;

/** Prepares what all rows share. @returns what explains a row that the session gave `output` for. */
export function rowExplainer(model: Model, { background, method, groups = null, pairs, arithmetic }: RowExplainerOptions): (row: Float32Array, output: number) => ExplainedRow {
  assert(background.length > 0, 'there is a background, if only the mean row');
  const means = Float64Array.from(background[0] ?? [], (_, j) => background.reduce((sum, row) => sum + (row[j] ?? 0), 0) / background.length);
  const options = { background, method, ...(groups ? { groups } : {}), ...(pairs === undefined ? {} : { pairs }) };
  // Permutations draw on their way: made anew, a row's answer does not depend on the rows before it.
  const drawn = (): ModelExplainer => new ModelExplainer(model, { ...options, random: seededRandom(permutationSeed) });
  const kept = method === 'permutation-antithetic' ? null : new ModelExplainer(model, options);
  return (row, output) => {
    const { baseValue, contributions, standardErrors } = (kept ?? drawn()).explain(row);
    return {
      method, baseValue, output, contributions: listOf(contributions), standardErrors: standardErrors && listOf(standardErrors),
      tolerance: toleranceOf(model, { method, row, output, baseValue, contributions, means }, arithmetic),
    };
  };
}

/** What a reader is told: parts that do not add up, or hold no number, are a failed explanation (EX-3). */
export type Verdict = 'passed' | 'failed';

export const verdictOf = (row: ExplainedRow): Verdict => (isAdditive(row) ? 'passed' : 'failed');
