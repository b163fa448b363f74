/** Every shipped model in its own session: one row and a batch, the evaluator against the runtime, and explanations that add up. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shippedModels } from '../../../../tests/fixtures/drift-linear.ts';
import { must } from '../../../shared/base/assert.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import { additivityGap, isAdditive } from '../../../shared/domain/explanation.ts';
import { margin } from '../../../shared/models/model.ts';
import { readModelGraph } from '../../../shared/onnx/model-graph.ts';
import { explanationOf, headMethods } from '../explain/head-explainers.ts';
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
      for (const method of headMethods(must(model.heads[head], 'the card has its heads'), model.card.background.rows.length)) {
        if (method === 'groups-exact') continue; // of groups: see the answers
        const explained = await session.explain({ head, method, rows: 3, features, groups: null });
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

/** Exported from scikit-learn, LightGBM, XGBoost and PyTorch; tests/fixtures/models. */
const foreign = readdirSync(join('tests', 'fixtures', 'models')).filter((name) => name.endsWith('.onnx'));

describe('a session of a model of other people', () => {
  it.each(foreign)('[EX-19] %s adds up to the margin of its own session, in float32 or through a probability', async (name) => {
    const bytes = new Uint8Array(readFileSync(join('tests', 'fixtures', 'models', name)));
    const graph = readModelGraph(bytes);
    if (!graph.ok) return expect(['sk-zipmap.onnx', 'lgbm-poisson.onnx', 'lgbm-multi.onnx']).toContain(name); // refused, and tested where it is
    const width = graph.value.inputWidth;
    const random = seededRandom(9);
    const x = Float32Array.from({ length: 30 * width }, () => random.normal());
    const background = Array.from({ length: 8 }, (_, i) => x.slice(i * width, (i + 1) * width));
    const session = await ModelSession.open({ bytes, background });
    for (const head of graph.value.heads.keys()) {
      for (const row of await session.explain({ head, method: null, rows: 30, features: x, groups: null })) {
        if (!Number.isFinite(row.output)) expect(isAdditive(row)).toBe(false);
        // A probability of nearly 0 or 1 proves little, one that was rounded to it nothing.
        if (graph.value.output.says === 'probability' && !(Math.abs(row.output) < 8)) continue;
        const gap = additivityGap(row.baseValue, row.contributions, row.output);
        expect(Math.abs(gap), `gap ${gap}, tolerance ${row.tolerance}, output ${row.output}`).toBeLessThanOrEqual(row.tolerance);
        expect(row.tolerance).toBeLessThan(0.1 * (1 + Math.abs(row.output)));
      }
    }
  });
});
