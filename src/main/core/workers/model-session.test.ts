/** Every shipped model in its own session: one row and a batch, the evaluator against the runtime, and explanations that add up. */
import { describe, expect, it } from 'vitest';
import { shippedModels } from '../../../../tests/fixtures/drift-linear.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import { isAdditive } from '../../../shared/domain/explanation.ts';
import { margin } from '../../../shared/models/model.ts';
import { explanationOf, methodsOf } from '../explain/head-explainers.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { ModelSession } from './model-session.ts';

const { drift, others } = await shippedModels();
const models = [drift, ...others].map((model) => [model.card.modelId, model] as const);
const rows = 33;
const backgroundOf = ({ card }: LoadedModel): Float32Array[] => card.background.rows.map((row) => Float32Array.from(row));

/** Rows about as wide as training was. */
function inputsFor({ card }: LoadedModel): Float32Array {
  const random = seededRandom(4);
  const width = card.featureNames.length;
  return Float32Array.from({ length: rows * width }, (_, i) => (card.missingDefaults[i % width] ?? 0) + (card.featureDeviations[i % width] ?? 0) * random.normal());
}

describe('a session of each family', () => {
  it.each(models)('[SG-2] %s scores a row to the same bits alone and in a batch', async (_id, model) => {
    const { session } = await ModelSession.open({ bytes: model.bytes, background: backgroundOf(model) });
    const x = inputsFor(model);
    const heads = model.card.heads.length;
    const batch = await session.score(x, rows);
    expect(batch).toHaveLength(rows * heads);
    for (let row = 0; row < rows; row++) {
      const one = await session.score(x.slice(row * session.width, (row + 1) * session.width), 1);
      expect([...one]).toEqual([...batch.subarray(row * heads, (row + 1) * heads)]);
    }
  });

  it.each(models)('[MO-2] %s gives one margin a head, as its evaluators in double say', async (_id, model) => {
    const { session } = await ModelSession.open({ bytes: model.bytes, background: backgroundOf(model) });
    const x = inputsFor(model);
    const batch = await session.score(x, rows);
    model.heads.forEach((head, k) => {
      for (let row = 0; row < rows; row++) {
        const exact = margin(head, x, row * session.width);
        expect(Math.abs((batch[row * model.heads.length + k] ?? NaN) - exact)).toBeLessThanOrEqual(2e-5 * (1 + Math.abs(exact)));
      }
    });
  });

  it.each(models)('[EX-19] every head of %s adds up to the margin of its own session, by every method of its form', async (_id, model) => {
    const session = await ModelSession.open({ bytes: model.bytes, background: backgroundOf(model) });
    const features = inputsFor(model).slice(0, 3 * model.card.featureNames.length);
    for (const [head, spec] of model.card.heads.entries()) {
      for (const method of methodsOf[model.heads[head]?.kind ?? 'linear']) {
        if (method === 'groups-exact') continue; // of groups: see the answers
        const explained = await session.explain({ head, method, rows: 3, features, noise: null, groups: null });
        for (const row of explained) {
          const explanation = explanationOf(model, head, row);
          expect(explanation).toMatchObject({ head: spec.name, unit: spec.unit, method, backgroundId: model.card.background.id });
          expect(isAdditive(explanation), `${spec.name} by ${method}: gap ${explanation.gap}, tolerance ${explanation.tolerance}`).toBe(true);
          expect(explanation.standardErrors === null).toBe(method !== 'permutation-antithetic');
        }
      }
    }
  });
});
