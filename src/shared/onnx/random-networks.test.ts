/** Networks and classical operators with random attributes: what we read of a graph, ONNX Runtime computes, or one of the two refuses it. CANDOR_GRAPHS sets how many. */
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { onnxGraph, type GraphNode, type GraphPlan } from '../../../tests/fixtures/onnx-graphs.ts';
import { randomClassical } from '../../../tests/fixtures/random-classical.ts';
import { randomNetwork } from '../../../tests/fixtures/random-networks.ts';
import { randomRows } from '../../../tests/fixtures/random-models.ts';
import { outputOf } from '../models/link.ts';
import { margin, type Model } from '../models/model.ts';
import { readModelGraph, type ModelGraph } from './model-graph.ts';

const count = Number(process.env['CANDOR_GRAPHS'] ?? 600);
const rows = 6;

async function sessionOf(bytes: Uint8Array): Promise<InferenceSession | null> {
  try {
    return await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  } catch {
    return null;
  }
}

/** What the head says of a row, and how much of it a float32 network may lose: what rows that differ in their seventh digit change. */
function said(head: Model, x: Float32Array, at: number): { readonly output: number; readonly loss: number } {
  const output = outputOf(head.link, margin(head, x, at));
  const loss = [1, -1].map((sign) => {
    const near = x.slice(at, at + head.featureCount).map((value, j) => value * (1 + sign * (j % 2 ? 1 : -1) * 2e-6));
    return Math.abs(outputOf(head.link, margin(head, near)) - output);
  });
  return { output, loss: Math.max(...loss) };
}

/** The worst difference beyond what float32 explains; null where the runtime refuses the graph or its rows. */
async function difference(bytes: Uint8Array, graph: ModelGraph): Promise<number | null> {
  const session = await sessionOf(bytes);
  if (!session) return null;
  const { heads, output, inputName, inputWidth, runtimeError } = graph;
  // Halves among them: where trees compare.
  const x = randomRows(1, rows, inputWidth).map((value, i) => (i % 3 === 0 ? value : Math.round(value * 2) / 2));
  let data: Float32Array;
  try {
    data = (await session.run({ [inputName]: new Tensor('float32', x, [rows, inputWidth]) }, [output.name]))[output.name]?.data as Float32Array;
  } catch {
    return null;
  } finally {
    await session.release();
  }
  if (data.length !== rows * output.width) return Infinity;
  let worst = 0;
  for (let i = 0; i < rows; i++) {
    heads.forEach((head, k) => {
      const { output: own, loss } = head.kind === 'network' ? said(head, x, i * inputWidth) : { output: outputOf(head.link, margin(head, x, i * inputWidth)), loss: runtimeError / 10 };
      const theirs = data[i * output.width + (output.columns[k] ?? NaN)] ?? NaN;
      if (!(Math.abs(own) < 1e5) || !(loss < 1e-3 * (1 + Math.abs(own)))) return;
      worst = Math.max(worst, Number.isNaN(theirs) ? Infinity : (Math.abs(own - theirs) - 10 * loss) / (1 + Math.abs(own)));
    });
  }
  return worst;
}

const shown = ({ opset, nodes, constants }: GraphPlan): string =>
  [`operator set ${opset}`, ...nodes.map(({ op, inputs, outputs, attributes }) => `${outputs.join()} = ${op}(${inputs.map((name) => (constants[name] ? `${name}[${constants[name].dims.join()}]` : name)).join()}) ${JSON.stringify(attributes)}`)].join('\n');

async function holds(random: (seed: number) => GraphPlan, least: number): Promise<void> {
  const tally = { compared: 0, refused: 0, refusedByRuntime: 0 };
  await fc.assert(fc.asyncProperty(fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 })), async (seed) => {
    const plan = random(seed);
    const bytes = onnxGraph(plan);
    const read = readModelGraph(bytes);
    if (!read.ok) return void tally.refused++;
    const apart = await difference(bytes, read.value);
    if (apart === null) return void tally.refusedByRuntime++;
    tally.compared++;
    expect(apart, shown(plan)).toBeLessThan(2e-4);
  }), { numRuns: count, seed: 11 });
  if (process.env['CANDOR_GRAPHS']) process.stderr.write(`${JSON.stringify(tally)}\n`);
  expect(tally.compared).toBeGreaterThan(count * least);
}

it(`[IM-42] of ${count} random networks, those that are taken say in the runtime what they say here`, () => holds(randomNetwork, 1 / 4), 3_600_000);

it(`[IM-42] so do trees, machines and linear operators of ${count} random graphs, and what stands before and behind them`, () => holds(randomClassical, 1 / 8), 3_600_000);

it('[IM-42] what random graphs have found: the runtime applies no LOGISTIC, adds base values wrongly or divides by a sum that is not 1', () => {
  const leaf = { nodes_treeids: [0], nodes_nodeids: [0], nodes_featureids: [0], nodes_truenodeids: [0], nodes_falsenodeids: [0], nodes_modes: ['LEAF'], nodes_values: { floats: [0] } };
  const verdict = (op: string, attributes: GraphNode['attributes'] = {}): string => {
    const outputs = op.endsWith('Classifier') ? ['label', 'said'] : ['said'];
    const node: GraphNode = { op, domain: 'ai.onnx.ml', inputs: ['features'], outputs, attributes };
    const read = readModelGraph(onnxGraph({ opset: 17, mlOpset: 3, width: 2, nodes: [node], constants: {}, outputs: { said: { dims: null } } }));
    return read.ok ? 'taken' : read.error.code;
  };
  const target = { ...leaf, target_treeids: [0, 0], target_nodeids: [0, 0], target_ids: [0, 1], target_weights: { floats: [1, 2] }, n_targets: 2 };
  expect(verdict('TreeEnsembleRegressor', target)).toBe('taken');
  expect(verdict('TreeEnsembleRegressor', { ...target, base_values: { floats: [1, 1] } })).toBe('taken');
  expect(verdict('TreeEnsembleRegressor', { ...target, post_transform: 'LOGISTIC' })).toBe('NOT_EXPLAINABLE');
  const partial = { ...target, target_treeids: [0], target_nodeids: [0], target_ids: [1], target_weights: { floats: [2] } };
  expect(verdict('TreeEnsembleRegressor', partial)).toBe('taken');
  expect(verdict('TreeEnsembleRegressor', { ...partial, base_values: { floats: [1, 1] } })).toBe('NOT_EXPLAINABLE');
  const classes = { ...leaf, class_treeids: [0, 0], class_nodeids: [0, 0], class_ids: [0, 1], class_weights: { floats: [1, 2] }, classlabels_int64s: [0, 1] };
  expect(verdict('TreeEnsembleClassifier', classes)).toBe('taken');
  expect(verdict('TreeEnsembleClassifier', { ...classes, base_values: { floats: [1, 1] } })).toBe('WRONG_SHAPE');
  const opposite = { classlabels_ints: [0, 1], coefficients: { floats: [-1, -2, 1, 2] }, post_transform: 'LOGISTIC' };
  expect(verdict('LinearClassifier', opposite)).toBe('taken');
  expect(verdict('LinearClassifier', { ...opposite, coefficients: { floats: [-1, -2, 1, 3] } })).toBe('NOT_EXPLAINABLE');
});
