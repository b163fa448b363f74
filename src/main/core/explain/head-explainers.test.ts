/** The closed form against brute force over all coalitions, and its proof of additivity. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { must } from '../../../shared/base/assert.ts';
import { modelCardSchema, modelManifestSchema, type ModelCard } from '../../../shared/domain/model-card.ts';
import { isAdditive, type Explanation } from '../../../shared/domain/explanation.ts';
import { linearTolerance } from '../../../shared/explain/tolerance.ts';
import type { LinearModel } from '../../../shared/models/linear-model.ts';
import { explanationOf, HeadExplainers } from './head-explainers.ts';

const manifest = modelManifestSchema.parse(JSON.parse(readFileSync('resources/models/drift-linear/1.0.0/manifest.json', 'utf8')));
const shipped = modelCardSchema.parse(JSON.parse(readFileSync('resources/models/drift-linear/1.0.0/card.json', 'utf8')));

function cardWith(coefficients: number[], intercept: number, means: number[]): ModelCard {
  return { ...shipped, linear: { coefficients, intercept }, background: { ...shipped.background, rows: [means] } };
}

const linearOf = (card: ModelCard): LinearModel => {
  const { coefficients, intercept } = must(card.linear, 'it is linear');
  return { kind: 'linear', link: 'identity', featureCount: coefficients.length, coefficients: Float32Array.from(coefficients), intercept };
};

interface Said { readonly card: ModelCard; readonly modelHash: string; readonly input: Float32Array; readonly output: number }

/** As the inference process explains what its session said. */
const explainLinear = ({ card, modelHash, input, output }: Said): Explanation =>
  explanationOf({ card, modelHash }, 0, new HeadExplainers([linearOf(card)], card.background.rows.map((row) => Float32Array.from(row))).explain(0, null, input, output));
const explanationStands = isAdditive;

/** A sequential float32 sum, as the session might do it. */
function single(coefficients: readonly number[], intercept: number, input: Float32Array): number {
  let sum = 0;
  coefficients.forEach((w, j) => { sum = Math.fround(sum + Math.fround(w * (input[j] ?? 0))); });
  return Math.fround(sum + intercept);
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** Shapley values by their definition: the weighted marginal contribution over every coalition. */
function shapley(value: (present: number) => number, n: number): number[] {
  return Array.from({ length: n }, (_, j) => {
    let phi = 0;
    for (let set = 0; set < 1 << n; set++) {
      if (set & (1 << j)) continue;
      const size = set.toString(2).replaceAll('0', '').length;
      phi += ((factorial(size) * factorial(n - size - 1)) / factorial(n)) * (value(set | (1 << j)) - value(set));
    }
    return phi;
  });
}

const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -5, max: 5 });
const models = fc.integer({ min: 1, max: 30 }).chain((n) => fc.record({
  coefficients: fc.array(float, { minLength: n, maxLength: n }), intercept: float,
  means: fc.array(float, { minLength: n, maxLength: n }), input: fc.array(float, { minLength: n, maxLength: n }),
}));

describe('explain', () => {
  it('[EX-1] equals the Shapley values over all coalitions', () => {
    const coefficients = [0.5, -1.25, 0.03125, 2, -0.75, 0.125]; // float32, as a model has them
    const means = [0.125, -0.25, 3, 0.5, 0, -1];
    const input = Float32Array.of(1, 2, -3, 0.25, 0.5, 4);
    const value = (present: number): number =>
      coefficients.reduce((sum, w, j) => sum + w * (present & (1 << j) ? (input[j] ?? 0) : (means[j] ?? 0)), 0.3);
    const expected = shapley(value, 6);
    const explained = explainLinear({ card: cardWith(coefficients, 0.3, means), modelHash: 'h', input, output: value(63) });
    explained.contributions.forEach((phi, j) => expect(Math.abs(phi - (expected[j] ?? NaN))).toBeLessThan(1e-9));
    expect(explained.baseValue).toBeCloseTo(value(0), 12);
  });

  it('[EX-2] adds up to the output of float32 arithmetic within its tolerance, on any model', () => {
    fc.assert(fc.property(models, ({ coefficients, intercept, means, input }) => {
      const x = Float32Array.from(input);
      const explained = explainLinear({ card: cardWith(coefficients, intercept, means), modelHash: 'h', input: x, output: single(coefficients, intercept, x) });
      expect(explanationStands(explained)).toBe(true);
      expect(Math.abs(explained.gap)).toBeLessThanOrEqual(explained.tolerance);
    }), { numRuns: 500 });
  });

  it('[EX-3] fails when the output is not the sum of the parts, or not a number', () => {
    const { coefficients, intercept } = must(shipped.linear, 'it is linear');
    const input = Float32Array.from(manifest.probes[0]?.features ?? []);
    const output = single(coefficients, intercept, input);
    const explain = (said: number): boolean => explanationStands(explainLinear({ card: shipped, modelHash: 'h', input, output: said }));
    expect(explain(output)).toBe(true);
    expect(explain(output + 1e-5)).toBe(false);
    expect(explain(NaN)).toBe(false);
  });

  it('[EX-2] the tolerance is of the size of float32 rounding, not a convenience', () => {
    const tolerance = linearTolerance(linearOf(shipped), Float32Array.from(manifest.probes[0]?.features ?? []), shipped.background.rows[0] ?? []);
    expect(tolerance).toBeGreaterThan(0);
    expect(tolerance).toBeLessThan(1e-5);
  });

  it('[EX-5] names its model, schema, method and background', () => {
    expect(explainLinear({ card: shipped, modelHash: 'abc', input: Float32Array.from(shipped.missingDefaults), output: 0 })).toMatchObject({
      modelId: 'drift-linear', modelVersion: shipped.version, modelHash: 'abc', featureSchemaHash: shipped.featureSchemaHash,
      method: 'linear-closed-form', backgroundId: shipped.background.id, unit: 'sigma',
    });
  });

  it('[EX-4] a feature at its mean, and so a missing one, contributes nothing', () => {
    const explained = explainLinear({ card: shipped, modelHash: 'h', input: Float32Array.from(shipped.missingDefaults), output: shipped.heads[0]?.baseValue ?? NaN });
    expect(explained.contributions.every((phi) => phi === 0)).toBe(true);
  });
});
