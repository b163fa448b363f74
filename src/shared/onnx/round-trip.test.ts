/** What our own writer writes is read back to the number, one head and several. */
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { modelOnnx, modelsOnnx } from '../../../reference/refinery/train/trainers/model-onnx.ts';
import { modelForms, randomModel, randomRows } from '../../../tests/fixtures/random-models.ts';
import { scoreRows, type Model } from '../models/model.ts';
import { networkMargins } from '../models/network-batch.ts';
import { belowFloat32, floorFloat32, lastThatHolds } from './float32-order.ts';
import { readModelGraph, type ModelGraph } from './model-graph.ts';

const read = (bytes: Uint8Array): ModelGraph => {
  const graph = readModelGraph(bytes);
  if (!graph.ok) throw new Error(`${graph.error.code}: ${graph.error.detail}`);
  return graph.value;
};

const links = ['identity', 'logistic'] as const;

describe('round trip', () => {
  it('[IM-1] every form comes back with the same numbers, and the same margins bit for bit', () => {
    fc.assert(fc.property(fc.constantFrom(...modelForms), fc.constantFrom(...links), fc.nat(1e6), (form, link, seed) => {
      const model = randomModel(form, seed, { link });
      const graph = read(modelOnnx(model, [['featureSchemaHash', 'abc']]));
      expect(graph.heads).toEqual([model]);
      expect(graph).toMatchObject({ inputName: 'features', inputWidth: 6, coversKnown: true, nanGoesRight: true, runtimeError: 0, unit: link === 'identity' ? 'value' : 'probability' });
      expect(graph.output).toEqual({ name: 'margin', says: 'margin', columns: [0], width: 1 });
      expect(graph.outputs.map(({ name }) => name)).toEqual(link === 'identity' ? ['margin'] : ['margin', 'probability']);
      expect(graph.metadata.get('featureSchemaHash')).toBe('abc');
      const x = randomRows(seed, 20);
      expect(scoreRows(graph.heads[0] as Model, x, 20)).toEqual(scoreRows(model, x, 20));
      if (model.kind === 'network') expect(networkMargins(model, x, 20)).toEqual(scoreRows(model, x, 20));
    }), { numRuns: 300 });
  });

  it('[IM-13] so do two and three heads, each its own model, of one link', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...modelForms), { minLength: 2, maxLength: 3 }), fc.constantFrom(...links), fc.nat(1e6), (forms, link, seed) => {
      const heads = forms.map((form, k) => ({ name: `q${k}`, model: randomModel(form, seed + k, { link }) }));
      const bytes = modelsOnnx(heads, []);
      expect(modelsOnnx(heads, [])).toEqual(bytes);
      const graph = read(bytes);
      expect(graph.heads).toEqual(heads.map(({ model }) => model));
      expect(graph.output).toEqual({ name: 'margin', says: 'margin', columns: heads.map((_, k) => k), width: heads.length });
    }), { numRuns: 100 });
  });

  it('[IM-13] one head is written as ever; heads of two links or widths are a mistake', () => {
    const model = randomModel('trees', 1);
    expect(modelsOnnx([{ name: 'up', model }], [])).toEqual(modelOnnx(model, []));
    const wide = randomModel('trees', 1, { width: 8 });
    const logistic = randomModel('trees', 1, { link: 'logistic' });
    for (const other of [wide, logistic]) expect(() => modelsOnnx([{ name: 'a', model }, { name: 'b', model: other }], [])).toThrow('heads of one graph');
    expect(() => modelsOnnx([{ name: 'a', model }, { name: 'a', model }], [])).toThrow('names');
  });

  it('[IM-13] the runtime gives margin and probability [rows, heads], trees to the float32', async () => {
    for (const [forms, link] of [[['trees', 'trees', 'trees'], 'identity'], [['linear', 'trees', 'perceptron'], 'logistic']] as const) {
      const heads = forms.map((form, k) => ({ name: `h${k}`, model: randomModel(form, 7 + k, { link }) }));
      const session = await InferenceSession.create(modelsOnnx(heads, []), { intraOpNumThreads: 1, logSeverityLevel: 3 });
      const x = randomRows(3, 50);
      const said = await session.run({ features: new Tensor('float32', x, [50, 6]) });
      expect(said['margin']?.dims).toEqual([50, 3]);
      expect(said['probability']?.dims).toEqual(link === 'logistic' ? [50, 3] : undefined);
      heads.forEach(({ model }, k) => {
        scoreRows(model, x, 50).forEach((margin, i) => {
          const float = Number(said['margin']?.data[3 * i + k]);
          if (model.kind === 'trees') expect(float).toBe(Math.fround(margin));
          else expect(Math.abs(float - margin)).toBeLessThan(2e-6 * (1 + Math.abs(margin)));
        });
      });
      await session.release();
    }
  });
});

describe('float32 order', () => {
  const float = fc.float({ noNaN: true, noDefaultInfinity: true });

  it('[IM-12] x <= t and x < t of doubles are x <= a float32, for every float32 x', () => {
    const near = fc.tuple(float, fc.constantFrom(0, 1e-9, -1e-9, 1e-30, -1e-30)).map(([t, d]) => t + Math.abs(t) * d + (t === 0 ? d : 0));
    const bits = new Int32Array(1);
    fc.assert(fc.property(near, fc.integer({ min: -3, max: 3 }), float, (t, step, far) => {
      const neighbour = new Float32Array(bits.buffer);
      neighbour[0] = t;
      bits[0] = (bits[0] ?? 0) + step;
      for (const x of [neighbour[0] ?? 0, Math.fround(t), far]) {
        if (Number.isNaN(x)) continue;
        expect(x <= floorFloat32(t)).toBe(x <= t);
        expect(x < t).toBe(x <= belowFloat32(t));
      }
    }), { numRuns: 5_000 });
    expect(belowFloat32(0)).toBe(-(2 ** -149));
    expect(0 <= belowFloat32(0) || -0 <= belowFloat32(0)).toBe(false);
  });

  it('[IM-12] the last float32 below a rule is found among all of them', () => {
    fc.assert(fc.property(float, float, fc.float({ min: Math.fround(1e-3), max: Math.fround(1e3), noNaN: true }), (limit, center, factor) => {
      const holds = (x: number): boolean => Math.fround(Math.fround(x - center) * factor) <= limit;
      const last = lastThatHolds(holds);
      if (Number.isFinite(last)) {
        expect(holds(last)).toBe(true);
        const bits = new Int32Array(1);
        const next = new Float32Array(bits.buffer);
        next[0] = last;
        bits[0] = (bits[0] ?? 0) + (last >= 0 && !Object.is(last, -0) ? 1 : last === 0 ? 0 : -1);
        if (last !== 0) expect(holds(next[0] ?? 0)).toBe(false);
      }
    }), { numRuns: 1_000 });
  });
});
