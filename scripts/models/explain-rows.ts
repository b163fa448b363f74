/** Why a model said what it said of each row of a table: the method that is taken, the parts, the gap to the session's own output and whether it passes. */
import { additivityGap, type ExplanationMethod } from '../../src/shared/domain/explanation.ts';
import { playersMax } from '../../src/shared/explain/coalitions.ts';
import { rowExplainer, verdictOf, type ExplainedRow, type Verdict } from '../../src/shared/explain/explained-row.ts';
import { allMethodsOf, commandReach } from '../../src/shared/explain/methods.ts';
import type { SessionArithmetic } from '../../src/shared/explain/tolerance.ts';
import type { Model } from '../../src/shared/models/model.ts';

/** As the report has it. */
export interface ReportedRow extends Pick<ExplainedRow, 'output' | 'contributions' | 'standardErrors' | 'method' | 'tolerance'> {
  readonly base: number;
  /** base + sum(contributions) - output. */
  readonly gap: number;
  readonly verdict: Verdict;
}

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
  const fitting = allMethodsOf(model.kind, { features: model.featureCount, backgroundRows }, commandReach);
  if (asked === null) return model.kind === 'trees' && !hasBackground && coversKnown ? 'tree-path-dependent' : fitting[0];
  if (!fitting.includes(asked)) throw new Error(`--method ${asked}: a model of the form '${model.kind}' is explained by ${fitting.join(', ')}`);
  if (asked === 'tree-path-dependent' && !coversKnown) throw new Error(`--method ${asked}: the file does not say how many training rows reached each node; give --background`);
  if (asked === 'groups-exact' && model.featureCount > playersMax) throw new Error(`--method ${asked}: all coalitions of ${model.featureCount} features are too many, at most ${playersMax}`);
  return asked;
}

export interface RowsExplained {
  readonly method: ExplanationMethod;
  readonly background: readonly Float32Array[];
  readonly arithmetic: SessionArithmetic;
}

/** Pairs of permutations, at the least. */
const pairsMin = 128;

/** @returns what explains a row that the session gave `output` for */
export function reporterOf(model: Model, { method, background, arithmetic }: RowsExplained): (row: Float32Array, output: number) => ReportedRow {
  // As many pairs as give each row of the background the same weight.
  const explain = rowExplainer(model, { method, background, arithmetic, pairs: background.length * Math.ceil(pairsMin / background.length) });
  return (row, output) => {
    const explained = explain(row, output);
    const { baseValue, contributions, standardErrors, tolerance } = explained;
    return { output, base: baseValue, contributions, standardErrors, gap: additivityGap(baseValue, contributions, output), tolerance, verdict: verdictOf(explained), method };
  };
}
