/** Models of scikit-learn, LightGBM, XGBoost and PyTorch (tests/fixtures/models/README.md): what we read of them is what they and the runtime say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { outputOf } from '../models/link.ts';
import { margin, type Model } from '../models/model.ts';
import { largestFloat32 } from './float32-order.ts';
import { headMargins } from './head-margins.ts';
import { readModelGraph, type ModelGraph } from './model-graph.ts';

interface Expected { readonly rows: number[][]; readonly models: Record<string, { readonly madeBy: string; readonly of: 'value' | 'probability'; readonly expected: (number | number[])[] }> }

const folder = join('tests', 'fixtures', 'models');
const { rows, models } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
const x = Float32Array.from(rows.flat());
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, `${name}.onnx`)));

/** Form and link, unit, whether covers are known and whether NaN goes right. */
const forms: Record<string, string> = {
  'sk-linear': 'linear identity value', 'sk-scaled-linear': 'linear identity value',
  'sk-logistic': 'linear logistic probability', 'sk-scaled-logistic': 'linear logistic probability',
  'sk-tree': 'trees identity value', 'sk-tree-classifier': 'trees identity probability',
  'sk-forest': 'trees identity value', 'sk-forest-classifier': 'trees identity probability', 'sk-scaled-forest': 'trees identity value',
  'sk-boosting': 'trees identity value', 'sk-boosting-classifier': 'trees logistic probability',
  'sk-svr': 'svm identity value', 'sk-svc': 'svm logistic probability', 'sk-svc-linear': 'linear logistic probability',
  'sk-mlp': 'network identity value', 'sk-mlp-tanh': 'network identity value', 'sk-mlp-sigmoid': 'network logistic probability', 'sk-mlp-classifier': 'network logistic probability',
  lgbm: 'trees identity value', 'lgbm-classifier': 'trees logistic probability', xgb: 'trees identity value', 'xgb-classifier': 'trees logistic probability',
  'torch-mlp': 'network identity value', 'torch-mlp-sigmoid': 'network logistic probability',
  'lgbm-nan': 'trees identity value', 'lgbm-nan-classifier': 'trees logistic probability', 'lgbm-zero-missing': 'trees identity value', 'xgb-nan': 'trees identity value',
  'sk-multi-forest': 'trees identity value x2', 'sk-forest3': 'trees identity probability x3', 'sk-minmax': 'network identity value', 'sk-poisson': 'network identity value',
  'sk-logistic3': 'network logistic probability x3', 'sk-mlp3': 'network logistic probability x3',
  'trees-v5-float': 'trees identity value', 'trees-v5-double': 'trees identity value',
};

function read(name: string): ModelGraph {
  const graph = readModelGraph(bytesOf(name));
  if (!graph.ok) throw new Error(`${name}: ${graph.error.code}: ${graph.error.detail}`);
  return graph.value;
}

/** A word of the reason. */
const refused: Record<string, readonly [code: string, reason: string]> = {
  'sk-zipmap': ['MAP_OUTPUT', 'zipmap=False'], 'lgbm-poisson': ['NOT_EXPLAINABLE', 'Train on the logarithm'], 'lgbm-multi': ['NOT_EXPLAINABLE', 'one against the rest'],
};

const headOf = (graph: ModelGraph): Model => {
  const [head, ...more] = graph.heads;
  if (!head || more.length > 0) throw new Error(`${graph.heads.length} heads`);
  return head;
};

describe('foreign models', () => {
  it('[IM-2] every fixture has a form here, or is one of those that are refused', () => {
    expect([...Object.keys(forms), ...Object.keys(refused)].sort()).toEqual(Object.keys(models).sort());
  });

  for (const [name, form] of Object.entries(forms)) {
    it(`[IM-2] ${name} is read as ${form}, and says what its library and the runtime say`, async () => {
      const graph = read(name);
      const { heads } = graph;
      expect(`${heads[0]?.kind} ${heads[0]?.link} ${graph.unit}${heads.length > 1 ? ` x${heads.length}` : ''}`).toBe(form);
      const library = models[name]?.expected ?? [];
      expect(library.length).toBe(rows.length);
      const session = await InferenceSession.create(bytesOf(name), { intraOpNumThreads: 1, logSeverityLevel: 3 });
      const run = await session.run({ [graph.inputName]: new Tensor('float32', x, [rows.length, graph.inputWidth]) }, [graph.output.name]);
      const said = run[graph.output.name];
      expect(said?.dims).toEqual([rows.length, graph.output.width]);
      const margins = headMargins(graph.output, said?.data as Float32Array, rows.length);
      rows.forEach((_, i) => heads.forEach((head, k) => {
        const own = margin(head, x, i * graph.inputWidth);
        const tolerance = (graph.runtimeError || 5e-6) * (1 + Math.abs(head.link === 'identity' ? own : 0));
        expect(Math.abs(outputOf(head.link, own) - ([library[i] ?? NaN].flat()[k] ?? NaN)), `row ${i}, library`).toBeLessThan(tolerance);
        expect(Math.abs(outputOf(head.link, own) - outputOf(head.link, margins[i * heads.length + k] ?? NaN)), `row ${i}, runtime`).toBeLessThan(tolerance);
      }));
      await session.release();
    });
  }

  it('[IM-2] only support vector classifiers are further from the runtime than rounding', () => {
    const loose = Object.keys(forms).filter((name) => read(name).runtimeError > 0);
    expect(loose).toEqual(['sk-svc', 'sk-svc-linear']);
  });

  it('[IM-8] foreign trees do not tell their covers; LightGBM sends NaN left at some nodes, and both is said', () => {
    for (const name of Object.keys(forms)) {
      const graph = read(name);
      const [head] = graph.heads;
      if (head?.kind !== 'trees') continue;
      expect(graph.coversKnown, name).toBe(false);
      expect(graph.nanGoesRight, name).toBe(!name.startsWith('lgbm') && name !== 'xgb-nan');
      const { starts, cover, feature, left, right } = head;
      const root = starts[0] ?? 0;
      if ((feature[root] ?? -1) >= 0) expect(cover[root]).toBe((cover[root + (left[root] ?? 0)] ?? 0) + (cover[root + (right[root] ?? 0)] ?? 0));
    }
  });

  it('[IM-12] XGBoost\'s `<` and thresholds under a scaler send the threshold itself, and its neighbours, where the runtime sends them', async () => {
    for (const name of ['xgb', 'lgbm', 'sk-forest', 'sk-scaled-forest', 'trees-v5-float', 'trees-v5-double']) {
      const graph = read(name);
      const head = headOf(graph) as Extract<Model, { kind: 'trees' }>;
      const bits = new Int32Array(1);
      const neighbour = new Float32Array(bits.buffer);
      const edges: number[] = [];
      head.feature.forEach((f, node) => {
        for (const step of f < 0 ? [] : [-1, 0, 1]) {
          neighbour[0] = head.threshold[node] ?? 0;
          bits[0] = (bits[0] ?? 0) + step;
          edges.push(...x.slice(0, f), neighbour[0] ?? 0, ...x.slice(f + 1, 5));
        }
      });
      const count = edges.length / 5;
      const session = await InferenceSession.create(bytesOf(name), { intraOpNumThreads: 1, logSeverityLevel: 3 });
      const run = await session.run({ [graph.inputName]: new Tensor('float32', Float32Array.from(edges), [count, 5]) }, [graph.output.name]);
      const input = Float32Array.from(edges);
      for (let i = 0; i < count; i++) expect(Math.abs(Number(run[graph.output.name]?.data[i]) - margin(head, input, 5 * i)), `${name}, row ${i}`).toBeLessThan(1e-5);
      await session.release();
    }
  });

  it('[IM-12] LightGBM splits on nothing but what is missing by a threshold of infinity: every number goes left', () => {
    const { feature, threshold } = headOf(read('lgbm-nan')) as Extract<Model, { kind: 'trees' }>;
    expect(threshold.filter((t, node) => (feature[node] ?? -1) >= 0 && t === largestFloat32).length).toBeGreaterThan(0);
  });

  it('[IM-5] what is refused says what to do instead: ZipMap, an exponential behind trees, classes of trees by softmax', () => {
    for (const [name, [code, reason]] of Object.entries(refused)) {
      expect(readModelGraph(bytesOf(name)), name).toMatchObject({ ok: false, error: { code, detail: expect.stringContaining(reason) as string } });
    }
  });
});
