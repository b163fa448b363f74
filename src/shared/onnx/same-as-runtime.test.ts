/** Two readers of one file: what we still take of graphs that were changed at random, the runtime understands as we do. CANDOR_MUTATIONS sets how many. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { modelsOnnx } from '../../../reference/refinery/train/trainers/model-onnx.ts';
import { modelForms, randomModel, randomRows } from '../../../tests/fixtures/random-models.ts';
import { seededRandom } from '../base/random.ts';
import { logistic } from '../models/link.ts';
import { margin, type Model } from '../models/model.ts';
import { headMargins } from './head-margins.ts';
import { readModelGraph, type ModelGraph } from './model-graph.ts';

const count = Number(process.env['CANDOR_MUTATIONS'] ?? 2_000);
const rows = 8;
const folder = join('tests', 'fixtures', 'models');

const graphs: readonly Uint8Array[] = [
  ...modelForms.map((form, k) => modelsOnnx([{ name: 's', model: randomModel(form, 20 + k, { link: k % 2 ? 'logistic' : 'identity' }) }], [])),
  modelsOnnx(['a', 'b'].map((name, k) => ({ name, model: randomModel('trees', 30 + k, { link: 'logistic' }) })), []),
  ...readdirSync(folder).filter((name) => name.endsWith('.onnx')).map((name) => new Uint8Array(readFileSync(join(folder, name)))),
];

/** Null when the runtime refuses the bytes: it may know better. */
async function sessionOf(bytes: Uint8Array): Promise<InferenceSession | null> {
  try {
    return await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  } catch {
    return null;
  }
}

/** Largest difference between what we and the runtime say, of margins relative to 1 + their size; beyond float32 anything is the same. */
async function difference({ heads, output, inputName, inputWidth, runtimeError }: ModelGraph, session: InferenceSession, seed: number): Promise<number> {
  const x = randomRows(seed, rows, inputWidth);
  const data = (await session.run({ [inputName]: new Tensor('float32', x, [rows, inputWidth]) }, [output.name]))[output.name];
  expect(data?.dims).toEqual([rows, output.width]);
  const said = headMargins(output, data?.data as Float32Array, rows);
  let worst = 0;
  for (let i = 0; i < rows; i++) {
    heads.forEach((head, k) => {
      const [own, theirs] = [margin(head, x, i * inputWidth), said[i * heads.length + k] ?? NaN];
      if (Math.abs(own) > 1e30 && !(Math.abs(theirs) < 1e30)) return;
      const apart = output.says === 'probability' ? Math.abs(logistic(own) - logistic(theirs)) : Math.abs(own - theirs) / (1 + Math.abs(own));
      worst = Math.max(worst, Number.isNaN(apart) ? Infinity : Math.max(0, apart - runtimeError));
    });
  }
  return worst;
}

/** Where a change made a number huge, float32 sums lose what doubles keep: not another understanding. */
function isTame(head: Model): boolean {
  const small = (list: ArrayLike<number>): boolean => Array.from(list).every((value) => Math.abs(value) < 1e4);
  const scaled = !('scaling' in head) || !head.scaling || (small(head.scaling.center) && small(head.scaling.factor));
  switch (head.kind) {
    case 'linear': return small(head.coefficients) && small([head.intercept]);
    case 'svm': return scaled && small(head.coefficients) && small(head.supportVectors) && small([head.intercept, head.gamma, head.slope, head.offset]);
    case 'network': return scaled && head.layers.every((layer) => layer.kind === 'pool' || layer.kind === 'program' || (small(layer.weights) && small(layer.bias)));
    case 'trees': return small(head.value) && small([head.base]);
  }
}

it(`[IM-21] of ${count} graphs with one byte changed, those that are taken say in the runtime what they say here`, async () => {
  const random = seededRandom(3);
  let compared = 0;
  for (let i = 0; i < count; i++) {
    const which = random.integer(graphs.length);
    const bytes = (graphs[which] ?? new Uint8Array(1)).slice();
    const at = random.integer(bytes.length);
    bytes[at] = random.uniform() < 0.5 ? (bytes[at] ?? 0) ^ (1 << random.integer(8)) : random.integer(256);
    const read = readModelGraph(bytes);
    const session = read.ok ? await sessionOf(bytes) : null;
    if (!read.ok || !session || !read.value.heads.every(isTame)) {
      await session?.release();
      continue;
    }
    compared++;
    expect(await difference(read.value, session, i), `graph ${which}, byte ${at} as ${bytes[at]}`).toBeLessThan(1e-4);
    await session.release();
  }
  expect(compared).toBeGreaterThan(count / 8);
}, 600_000);
