/**
 * Why the heads of one model said what they said: prepared once a head and method, and kept. Runs where the session runs, never on the
 * core's thread.
 */
import { assert, must } from '../../../shared/base/assert.ts';
import { additivityGap, type Explanation, type ExplanationMethod } from '../../../shared/domain/explanation.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import { rowExplainer, type ExplainedRow } from '../../../shared/explain/explained-row.ts';
import type { FeatureGroups } from '../../../shared/explain/groups.ts';
import { methodsOf, thinned, type Methods } from '../../../shared/explain/methods.ts';
import { ownArithmetic, type SessionArithmetic } from '../../../shared/explain/tolerance.ts';
import type { Model } from '../../../shared/models/model.ts';

/** The methods that fit a head of a model with a background of so many rows, its own first. */
export const headMethods = (head: Model, backgroundRows: number): Methods => methodsOf(head.kind, { features: head.featureCount, backgroundRows });

export class HeadExplainers {
  private readonly heads: readonly Model[];
  private readonly background: readonly Float32Array[];
  private readonly arithmetic: SessionArithmetic;
  /** By head and method, of single features. */
  private readonly made = new Map<string, ReturnType<typeof rowExplainer>>();

  /** @param background rows that stand for 'not known', as the model sees them. Not empty */
  constructor(heads: readonly Model[], background: readonly Float32Array[], arithmetic = ownArithmetic) {
    assert(background.length > 0, 'a card has a background');
    this.heads = heads;
    this.background = background;
    this.arithmetic = arithmetic;
  }

  /**
   * @param method null for the head's own; must be one of `headMethods`
   * @param output the session's margin of the row
   * @param groups of 'groups-exact': then contributions are one a group
   */
  explain(head: number, method: ExplanationMethod | null, row: Float32Array, output: number, groups: FeatureGroups | null = null): ExplainedRow {
    const model = must(this.heads[head], 'the head is one of the model');
    const fitting = headMethods(model, this.background.length);
    const used = method ?? fitting[0];
    assert(fitting.includes(used), `${used} fits the form`);
    return this.explainer(head, model, used, groups)(row, output);
  }

  private explainer(head: number, model: Model, method: ExplanationMethod, groups: FeatureGroups | null): ReturnType<typeof rowExplainer> {
    const { arithmetic } = this;
    const background = method === 'groups-exact' ? thinned(this.background, groups?.length ?? model.featureCount) : this.background;
    if (groups) return rowExplainer(model, { background, method, groups, arithmetic });
    const key = `${head} ${method}`;
    const known = this.made.get(key) ?? rowExplainer(model, { background, method, arithmetic });
    this.made.set(key, known);
    return known;
  }
}

/** What is sent to the screen and into the journal, proof included. */
export function explanationOf({ card, modelHash }: { readonly card: ModelCard; readonly modelHash: string }, head: number, row: ExplainedRow): Explanation {
  const { method, baseValue, contributions, standardErrors, output, tolerance } = row;
  const { name, unit } = must(card.heads[head], 'the head is one of the card');
  return {
    modelId: card.modelId, modelVersion: card.version, modelHash, featureSchemaHash: card.featureSchemaHash, head: name, method,
    backgroundId: card.background.id, baseValue, contributions, standardErrors, output, gap: additivityGap(baseValue, contributions, output), tolerance, unit,
  };
}
