/** Networks as PyTorch exports them (tests/fixtures/models/torch/export.py): read, they say what PyTorch and the runtime say, and are explained; others are refused with what to change. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { ModelExplainer } from '../explain/explain-model.ts';
import { outputOf } from '../models/link.ts';
import { margin } from '../models/model.ts';
import { headMargins } from './head-margins.ts';
import { readModelGraph, type ModelGraph } from './model-graph.ts';

const folder = join('tests', 'fixtures', 'models');
const { rows } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { readonly rows: number[][] };
const { models } = JSON.parse(readFileSync(join(folder, 'torch', 'expected.json'), 'utf8')) as { readonly models: Readonly<Record<string, readonly (readonly number[])[]>> };
const x = Float32Array.from(rows.flat());
const width = 5;
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, 'torch', `${name}.onnx`)));

function read(name: string): ModelGraph {
  const graph = readModelGraph(bytesOf(name));
  if (!graph.ok) throw new Error(`${name}: ${graph.error.code}: ${graph.error.detail}`);
  return graph.value;
}

/** What is no network with one margin. */
const forms: Readonly<Record<string, string>> = {
  linear: 'linear identity', logistic: 'linear logistic',
  binary: 'network logistic', softmax2: 'network logistic', softmax3: 'network logistic x3', 'softmax3-last': 'network logistic',
  logsoftmax3: 'network identity x3', heads3: 'network identity x3', 'margin-and-probability': 'network logistic',
};

/** What is refused, and a word of the reason. */
const refusals: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  'refused-half.ts17': ['UNREADABLE_MODEL', 'export in float32 (model.float())'],
  'refused-double.ts17': ['WRONG_INPUT', 'in float32 (model.float())'],
  'refused-one-row.ts17': ['WRONG_INPUT', 'dynamic_axes'],
  'refused-series.ts17': ['WRONG_INPUT', 'shape series inside the network'],
  'refused-external.dynamo18': ['EXTERNAL_DATA', 'external_data=False'],
  'refused-lstm.ts17': ['OPERATOR_NOT_ALLOWED', 'LSTM'],
  'refused-attention.ts17': ['WRONG_SHAPE', 'the rows must stay in front'],
  'refused-avgpool-ceil.ts17': ['ATTRIBUTE_NOT_ALLOWED', 'ceil_mode=False'],
};

describe('PyTorch', () => {
  it('[IM-40] every file is one of those that are read or of those that are refused', () => {
    const files = readdirSync(join(folder, 'torch')).filter((name) => name.endsWith('.onnx')).map((name) => name.slice(0, -'.onnx'.length));
    expect(files.sort()).toEqual([...Object.keys(models), ...Object.keys(refusals)].sort());
  });

  for (const [name, library] of Object.entries(models)) {
    it(`[IM-40] ${name} says what PyTorch and the runtime say`, async () => {
      const graph = read(name);
      const { heads, output, inputName } = graph;
      const form = `${heads[0]?.kind} ${heads[0]?.link}${heads.length > 1 ? ` x${heads.length}` : ''}`;
      expect(form).toBe(forms[name.split('.')[0] ?? ''] ?? 'network identity');
      const session = await InferenceSession.create(bytesOf(name), { intraOpNumThreads: 1, logSeverityLevel: 4 });
      const said = (await session.run({ [inputName]: new Tensor('float32', x, [rows.length, width]) }, [output.name]))[output.name];
      await session.release();
      const margins = headMargins(output, said?.data as Float32Array, rows.length);
      rows.forEach((_, i) => heads.forEach((head, k) => {
        const own = outputOf(head.link, margin(head, x, i * width));
        const tolerance = 5e-6 * (1 + Math.abs(own));
        const expected = library[i]?.[output.says === 'margin' || library[i]?.length === output.width ? output.columns[k] ?? -1 : 0] ?? NaN;
        // PyTorch's own words are of the first output: the margin where both are there.
        expect(Math.abs((graph.outputs.length > 1 ? margin(head, x, i * width) : own) - expected), `row ${i}, PyTorch`).toBeLessThan(tolerance);
        expect(Math.abs(own - outputOf(head.link, margins[i * heads.length + k] ?? NaN)), `row ${i}, runtime`).toBeLessThan(tolerance);
      }));
    });
  }

  it('[IM-40] each head is explained, and the parts add up', () => {
    const background = rows.slice(8).map((row) => Float32Array.from(row));
    for (const name of Object.keys(models)) {
      for (const head of read(name).heads) {
        const explained = new ModelExplainer(head, { background }).explain(x.slice(0, width));
        expect(explained.method, name).toBe(head.kind === 'linear' ? 'linear-closed-form' : 'groups-exact');
        expect(Math.abs(explained.gap), name).toBeLessThan(1e-9 * (1 + Math.abs(explained.margin)));
        expect(explained.contributions.some((part) => Math.abs(part) > 1e-6), name).toBe(true);
      }
    }
  });

  for (const [name, [code, reason]] of Object.entries(refusals)) {
    it(`[IM-41] ${name} is refused, and the reason says what to change`, () => {
      expect(readModelGraph(bytesOf(name))).toMatchObject({ ok: false, error: { code, detail: expect.stringContaining(reason) as string } });
    });
  }
});
