/** Models through ONNX Runtime, one thread: what is published says what was trained, one row at a time and in a batch. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/shared/base/random.ts';
import { logistic } from '../../../../src/shared/models/link.ts';
import { scoreRows, type Model } from '../../../../src/shared/models/model.ts';
import { joinTrees, type TreeEnsemble, type TreeView } from '../../../../src/shared/models/tree-ensemble.ts';
import { readModelGraph } from '../../../../src/shared/onnx/model-graph.ts';
import { boostingDefaults, trainBoosting } from './boosting.ts';
import { trainForest, trainTree } from './forest.ts';
import { trainLinear } from './linear.ts';
import { logisticDefaults, trainLogistic } from './logistic.ts';
import { modelOnnx } from './model-onnx.ts';
import { convStack, denseStack } from './network-shape.ts';
import { networkDefaults, trainNetwork } from './network.ts';
import { studyPart, studyRows } from './study-rows.ts';
import { svmDefaults, trainSvm } from './svm.ts';

const rows = 400;
const study = studyRows(1_500 + rows);
const target = studyPart(study, 'target', 0, 1_500);
const label = studyPart(study, 'label', 0, 1_500);
const test = studyPart(study, 'label', 1_500, 1_500 + rows).x;

interface Said { readonly margin: Float32Array; readonly probability: Float32Array | null }

/** What the runtime says of the rows: in one batch, and row by row. */
async function run(model: Model, x: Float32Array): Promise<{ batch: Said; single: Said }> {
  const session = await InferenceSession.create(modelOnnx(model, [['featureSchemaHash', 'abc']]), { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 });
  const ask = async (data: Float32Array): Promise<Said> => {
    const out = await session.run({ features: new Tensor('float32', data, [data.length / model.featureCount, model.featureCount]) });
    expect(out['margin']?.dims).toEqual([data.length / model.featureCount, 1]);
    return { margin: Float32Array.from(out['margin']?.data as Float32Array), probability: out['probability'] ? Float32Array.from(out['probability'].data as Float32Array) : null };
  };
  const batch = await ask(x);
  const single = { margin: new Float32Array(batch.margin.length), probability: batch.probability && new Float32Array(batch.margin.length) };
  for (let i = 0; i < batch.margin.length; i++) {
    const one = await ask(x.slice(i * model.featureCount, (i + 1) * model.featureCount));
    single.margin[i] = one.margin[0] ?? NaN;
    if (single.probability) single.probability[i] = one.probability?.[0] ?? NaN;
  }
  await session.release();
  return { batch, single };
}

/** Within `tolerance` of our evaluator in double, times 1 + the margin's size; `tolerance` 0: the same float32. */
async function agrees(model: Model, tolerance: number, x = test): Promise<void> {
  const { batch, single } = await run(model, x);
  const own = scoreRows(model, x, batch.margin.length);
  for (const said of [batch, single]) {
    own.forEach((value, i) => {
      if (tolerance === 0) expect(said.margin[i], `row ${i}`).toBe(Math.fround(value));
      else expect(Math.abs((said.margin[i] ?? NaN) - value), `row ${i}`).toBeLessThanOrEqual(tolerance * (1 + Math.abs(value)));
      if (said.probability) expect(Math.abs((said.probability[i] ?? NaN) - logistic(said.margin[i] ?? NaN))).toBeLessThan(3e-7);
    });
  }
  expect(batch.probability !== null).toBe(model.link === 'logistic');
  const graph = readModelGraph(modelOnnx(model, []));
  if (!graph.ok) throw new Error(`${graph.error.code}: ${graph.error.detail}`);
  expect(graph.value.coversKnown).toBe(true);
  // A network of one layer and without scaling is the linear model that it is.
  if (model.kind !== 'network' || model.layers.length > 1) expect(graph.value.heads).toEqual([model]);
  else expect(Array.from(scoreRows(graph.value.heads[0] ?? model, x, own.length))).toEqual(Array.from(own));
}

/** Any trees: deep ones, single leaves, values that are no float32. */
function randomEnsemble(seed: number, aggregate: 'sum' | 'average'): TreeEnsemble {
  const random = seededRandom(seed);
  const tree = (): TreeView => {
    const feature: number[] = [];
    const [threshold, left, right, value, cover] = [[0], [0], [0], [0], [0]];
    const grow = (depth: number): number => {
      const node = feature.push(-1) - 1;
      [threshold[node], left[node], right[node], cover[node], value[node]] = [0, 0, 0, 2 ** (6 - depth), random.normal()];
      if (depth >= 6 || random.uniform() < 0.2) return node;
      feature[node] = random.integer(3);
      [threshold[node], value[node]] = [Math.fround(random.normal()), 0];
      left[node] = grow(depth + 1);
      right[node] = grow(depth + 1);
      return node;
    };
    grow(0);
    return { feature: Int32Array.from(feature), threshold: Float32Array.from(threshold), left: Int32Array.from(left), right: Int32Array.from(right), value: Float64Array.from(value), cover: Float64Array.from(cover) };
  };
  return joinTrees(Array.from({ length: 1 + random.integer(60) }, tree), { featureCount: 3, base: random.normal(), aggregate, link: 'identity' });
}

describe('model-onnx', () => {
  it('[TN-18] tree, boosting and forest say the very float32 of our evaluator, one row and in a batch', async () => {
    const boosting = { ...boostingDefaults, rounds: 80 };
    await agrees(trainTree(target, { depthMax: 6, leafWeightMin: 5, gainMin: 0 }), 0);
    await agrees(trainBoosting(target, { ...boosting, loss: { kind: 'squared' } }).ensemble, 0);
    await agrees(trainBoosting(label, { ...boosting, loss: { kind: 'logistic' } }).ensemble, 0);
    await agrees(trainBoosting(target, { ...boosting, loss: { kind: 'quantile', alpha: 0.9 } }).ensemble, 0);
    await agrees(trainForest(label, { depthMax: 12, leafWeightMin: 5, gainMin: 0, trees: 60, featuresPerNode: 5, seed: 1 }).ensemble, 0);
  }, 60_000);

  it('[TN-18] so do trees of any shape, at their thresholds and next to them, and with NaN', async () => {
    const random = seededRandom(12);
    for (let seed = 0; seed < 6; seed++) {
      const ensemble = randomEnsemble(seed, seed % 2 ? 'sum' : 'average');
      const cuts = ensemble.threshold.filter((_, node) => (ensemble.feature[node] ?? -1) >= 0);
      const bits = new Uint32Array(1);
      const near = (value: number): number => {
        const float = new Float32Array(bits.buffer);
        float[0] = value;
        bits[0]! += random.integer(3) - 1;
        return float[0];
      };
      const x = Float32Array.from({ length: 3 * 120 }, (_, k) => (k % 41 === 0 ? NaN : cuts.length > 0 ? near(cuts[random.integer(cuts.length)] ?? 0) : random.normal()));
      await agrees(ensemble, 0, x);
    }
  }, 60_000);

  it('[TN-19] linear and logistic agree within 2e-6', async () => {
    await agrees(trainLinear(target, { penalty: 0.01, standardise: true }).model, 2e-6);
    await agrees(trainLogistic(label, logisticDefaults).model, 2e-6);
  }, 60_000);

  it('[TN-19] the support vector machine agrees within 2e-5, with Platt\'s sigmoid by Mul, Add and Sigmoid', async () => {
    const few = studyPart(study, 'label', 0, 600);
    await agrees(trainSvm(few, { ...svmDefaults, plattFolds: 3 }).model, 2e-5);
    await agrees(trainSvm(few, { ...svmDefaults, plattFolds: 0, standardise: false }).model, 2e-5);
  }, 60_000);

  it('[TN-19] perceptron and convolution agree within 2e-6', async () => {
    const options = { ...networkDefaults, epochs: 3, batch: 64 };
    await agrees(trainNetwork(label, { ...options, layers: denseStack(30, [64, 32]), loss: 'logistic' }).model, 2e-6);
    await agrees(trainNetwork(target, { ...options, layers: denseStack(30, []), loss: 'squared', standardise: false }).model, 2e-6);
    for (const pool of [true, false]) {
      for (const filters of [[8], [8, 4]]) {
        await agrees(trainNetwork(label, { ...options, layers: convStack({ channels: 3, length: 10, filters, kernel: 5, pool, hidden: [16] }), loss: 'logistic' }).model, 2e-6);
      }
    }
  }, 60_000);

  it('[TN-20] the same model gives the same bytes, and protobufjs reads its covers and leaves back', () => {
    const { ensemble } = trainBoosting(label, { ...boostingDefaults, loss: { kind: 'logistic' }, rounds: 5 });
    const bytes = modelOnnx(ensemble, []);
    expect(Buffer.from(modelOnnx(ensemble, [])).equals(Buffer.from(bytes))).toBe(true);
    const { root } = protobuf.parse(`syntax = "proto2";
      message Tensor { repeated int64 dims = 1 [packed = true]; optional int32 data_type = 2; optional bytes raw_data = 9; }
      message Attribute { optional string name = 1; optional int64 i = 3; optional string s = 4; optional Tensor t = 5; repeated float floats = 7 [packed = true]; repeated int64 ints = 8 [packed = true]; repeated string strings = 9; optional int32 type = 20; }
      message Node { repeated string input = 1; repeated string output = 2; optional string op_type = 4; repeated Attribute attribute = 5; optional string domain = 7; }
      message Graph { repeated Node node = 1; }
      message Opset { optional string domain = 1; optional int64 version = 2; }
      message Model { optional Graph graph = 7; repeated Opset opset_import = 8; }`);
    const Reader = root.lookupType('Model');
    const read = Reader.toObject(Reader.decode(bytes), { longs: Number, bytes: Array }) as {
      opsetImport: unknown[]; graph: { node: { opType: string; domain?: string; attribute?: { name: string; type: number; ints?: number[]; strings?: string[]; t?: { dataType: number; rawData: number[] } }[] }[] };
    };
    expect(read.opsetImport).toEqual([{ domain: '', version: 17 }, { domain: 'ai.onnx.ml', version: 3 }]);
    expect(read.graph.node.map((node) => node.opType)).toEqual(['Cast', 'TreeEnsembleRegressor', 'Sigmoid']);
    const attribute = (name: string) => read.graph.node[1]?.attribute?.find((a) => a.name === name);
    const doubles = (name: string): number[] => Array.from(new Float64Array(Uint8Array.from(attribute(name)?.t?.rawData ?? []).buffer));
    expect(attribute('nodes_hitrates_as_tensor')?.t?.dataType).toBe(11);
    expect(doubles('nodes_hitrates_as_tensor')).toEqual(Array.from(ensemble.cover));
    expect(doubles('target_weights_as_tensor')).toEqual(Array.from(ensemble.value.filter((_, node) => (ensemble.feature[node] ?? 0) < 0)));
    expect(attribute('nodes_modes')?.strings?.filter((mode) => mode === 'LEAF').length).toBe(ensemble.feature.filter((f) => f < 0).length);
    expect(attribute('nodes_truenodeids')?.ints).toEqual(Array.from(ensemble.left));
  });
});
