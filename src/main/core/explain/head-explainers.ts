/**
 * Why the heads of one model said what they said: the method that is exact for each form, made once and kept, with the
 * session's own margin as the whole. Runs where the session runs, never on the core's thread.
 */
import { assert, must } from '../../../shared/base/assert.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import { additivityGap, type Explanation, type ExplanationMethod } from '../../../shared/domain/explanation.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { Stability } from '../../../shared/domain/signal.ts';
import { ModelExplainer } from '../../../shared/explain/explain-model.ts';
import type { FeatureGroups } from '../../../shared/explain/groups.ts';
import type { Model } from '../../../shared/models/model.ts';
import { ownArithmetic, toleranceOf, type SessionArithmetic } from './tolerance.ts';

/** One row explained; structured-cloneable. */
export interface ExplainedRow {
  readonly method: ExplanationMethod;
  readonly baseValue: number;
  readonly contributions: readonly number[];
  /** Null where the method is exact. */
  readonly standardErrors: readonly number[] | null;
  /** The session's own margin. */
  readonly output: number;
  /** Largest gap that arithmetic explains. */
  readonly tolerance: number;
  /** Null where it was not asked for. */
  readonly stability: Stability | null;
}

/** The methods that fit each form, its own first. */
export const methodsOf: Readonly<Record<Model['kind'], readonly [ExplanationMethod, ...ExplanationMethod[]]>> = {
  linear: ['linear-closed-form'],
  trees: ['tree-interventional', 'tree-path-dependent'],
  svm: ['rbf-interventional'],
  network: ['permutation-antithetic', 'groups-exact'],
};

/** Of permutations: the same for every row, so that the same row is explained alike whenever it is asked. */
const permutationSeed = 1;

export class HeadExplainers {
  private readonly heads: readonly Model[];
  private readonly background: readonly Float32Array[];
  private readonly arithmetic: SessionArithmetic;
  private readonly means: Float64Array;
  /** By head and method; networks keep nothing. */
  private readonly made = new Map<string, ModelExplainer>();

  /** @param background rows that stand for 'not known', as the model sees them. Not empty */
  constructor(heads: readonly Model[], background: readonly Float32Array[], arithmetic = ownArithmetic) {
    assert(background.length > 0, 'a card has a background');
    this.heads = heads;
    this.background = background;
    this.arithmetic = arithmetic;
    this.means = Float64Array.from(background[0] ?? [], (_, j) => background.reduce((sum, row) => sum + (row[j] ?? 0), 0) / background.length);
  }

  /**
   * @param method null for the form's own; must be one of `methodsOf` the head's form
   * @param output the session's margin of the row
   * @param groups of 'groups-exact': then contributions are one a group
   */
  explain(head: number, method: ExplanationMethod | null, row: Float32Array, output: number, groups: FeatureGroups | null = null): Omit<ExplainedRow, 'stability'> {
    const model = must(this.heads[head], 'the head is one of the model');
    const explained = this.explainer(head, model, method ?? methodsOf[model.kind][0], groups).explain(row);
    const { baseValue, contributions, standardErrors } = explained;
    return {
      method: explained.method, baseValue, output, contributions: Array.from(contributions), standardErrors: standardErrors && Array.from(standardErrors),
      tolerance: toleranceOf(model, { row, output, baseValue, contributions, means: this.means }, this.arithmetic),
    };
  }

  private explainer(head: number, model: Model, method: ExplanationMethod, groups: FeatureGroups | null): ModelExplainer {
    assert(methodsOf[model.kind].includes(method), `${method} fits the form`);
    const { background } = this;
    // Permutations draw on their way: made anew, a row's answer does not depend on the rows before it.
    if (model.kind === 'network') {
      return new ModelExplainer(model, groups ? { background: thinned(background, groups.length), groups } : { background, random: seededRandom(permutationSeed) });
    }
    const key = `${head} ${method}`;
    const known = this.made.get(key) ?? new ModelExplainer(model, { background, pathDependent: method === 'tree-path-dependent' });
    this.made.set(key, known);
    return known;
  }
}

/** Rows that all coalitions of groups are asked about: each of them with each row of the background. */
const coalitionRowsMax = 65_536;

/** Every so-many-th row, so that all coalitions of groups are answered in time. */
export function thinned(background: readonly Float32Array[], groups: number): readonly Float32Array[] {
  const every = Math.ceil((background.length * 2 ** groups) / coalitionRowsMax);
  return background.filter((_, i) => i % every === 0);
}

/** What is sent to the screen and into the journal, proof included. */
export function explanationOf({ card, modelHash }: { readonly card: ModelCard; readonly modelHash: string }, head: number, row: Omit<ExplainedRow, 'stability'>): Explanation {
  const { method, baseValue, contributions, standardErrors, output, tolerance } = row;
  const { name, unit } = must(card.heads[head], 'the head is one of the card');
  return {
    modelId: card.modelId, modelVersion: card.version, modelHash, featureSchemaHash: card.featureSchemaHash, head: name, method,
    backgroundId: card.background.id, baseValue, contributions, standardErrors, output, gap: additivityGap(baseValue, contributions, output), tolerance, unit,
  };
}
