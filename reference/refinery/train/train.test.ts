/** Training: right on problems with known answers, blind to the future, the same bytes twice. */
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/shared/base/random.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../src/shared/domain/numbers.ts';
import { featureCount, featureNames } from '../../../src/shared/features/schema.ts';
import type { Tape, TapeEvent } from '../../../src/shared/tape/tape.ts';
import { syntheticTape } from '../../simulator/synthetic-tape.ts';
import { buildDataset, embargoBars, labelLimit, splitByTime } from './dataset.ts';
import { blockCorrelation, quantile } from './metrics.ts';
import { linearOnnx } from './onnx-writer.ts';
import { solveRidge } from './ridge.ts';
import { trainDefaults, trainLinear } from './train-linear.ts';
import { artefactFiles } from './write-artefact.ts';

const history = () => syntheticTape({ seed: 5, sessions: 5, start: epochMicros(Date.UTC(2025, 0, 6, 14, 30) * 1000), instruments: ['AURX', 'XBMK'] });
/** Bars of one instrument whose returns are independent: nothing can be learned from it. */
function randomWalk(seed: number, sessions: number): Tape {
  const random = seededRandom(seed);
  const [instrument] = syntheticTape({ seed, sessions: 1, start: epochMicros(0), instruments: ['AURX'] }).instruments;
  const events: TapeEvent[] = [];
  let log = Math.log(50_000);
  for (let i = 0; i < sessions * 390; i++) {
    const open = Math.exp(log);
    log += 0.0008 * random.normal();
    const close = Math.exp(log);
    const start = epochMicros(Math.floor(i / 390) * 86_400e6 + (i % 390) * 60e6);
    const end = epochMicros(start + 60e6);
    events.push({ type: 'bar', time: end, bar: {
      symbol: 'AURX', start, end, open: priceTicks(Math.round(open)), close: priceTicks(Math.round(close)),
      high: priceTicks(Math.round(Math.max(open, close) * (1 + 0.0003 * random.uniform()))), low: priceTicks(Math.round(Math.min(open, close) * (1 - 0.0003 * random.uniform()))),
      volume: quantityLots(100 + random.integer(900)),
    } });
  }
  return { source: 'random walk', instruments: instrument ? [instrument] : [], counts: { bars: events.length, quotes: 0, trades: 0, depths: 0 }, events: () => events };
}

const options = { ...trainDefaults, description: 'a small synthetic market' };

describe('ridge', () => {
  it('finds the coefficients of a noiseless problem, weighted or not', () => {
    fc.assert(fc.property(fc.integer(), (seed) => {
      const random = seededRandom(seed);
      const [n, d] = [60, 5];
      const truth = Array.from({ length: d }, () => random.normal());
      const x = Float64Array.from({ length: n * d }, () => random.normal());
      const y = Float64Array.from({ length: n }, (_, i) => truth.reduce((sum, w, j) => sum + w * (x[i * d + j] ?? 0), 0.7));
      const weights = Float64Array.from({ length: n }, () => 0.5 + random.uniform());
      const { coefficients, intercept } = solveRidge({ x, y, weights, width: d, penalty: 0 });
      coefficients.forEach((c, j) => expect(c).toBeCloseTo(truth[j] ?? NaN, 8));
      expect(intercept).toBeCloseTo(0.7, 8);
    }), { numRuns: 30 });
  });

  it('meets its normal equations, and shrinks one standardised feature by 1 / (1 + penalty)', () => {
    const x = Float64Array.of(-1, 1, -1, 1);
    const y = Float64Array.of(-2, 2, -2, 2);
    const { coefficients, intercept } = solveRidge({ x, y, weights: new Float64Array(4).fill(3), width: 1, penalty: 0.25 });
    expect(coefficients[0]).toBeCloseTo(2 / 1.25, 12);
    expect(intercept).toBeCloseTo(0, 12);
  });
});

describe('metrics', () => {
  it('correlation is Pearson\'s, and its interval covers it', () => {
    const random = seededRandom(3);
    const x = Float64Array.from({ length: 3_000 }, () => random.normal());
    const y = x.map((v) => 0.3 * v + Math.sqrt(1 - 0.09) * random.normal());
    const found = blockCorrelation(x, y, x.map((_, i) => Math.floor(i / 50)), 1);
    expect(found.value).toBeCloseTo(0.3, 1);
    expect(found.low).toBeLessThan(found.value);
    expect(found.high).toBeGreaterThan(found.value);
    expect(found.high - found.low).toBeLessThan(0.12);
    expect(blockCorrelation(Float64Array.of(1, 2, 3), Float64Array.of(2, 4, 6), Float64Array.of(0, 0, 0), 1).value).toBeCloseTo(1, 12);
  });

  it('quantiles interpolate between order statistics', () => {
    expect(quantile(Float64Array.of(4, 1, 3, 2), 0.5)).toBe(2.5);
    expect(quantile(Float64Array.of(4, 1, 3, 2), 1)).toBe(4);
  });
});

describe('dataset', () => {
  it('labels stay within a session and within their limit, and are known after their row', () => {
    const data = buildDataset(history(), 15);
    expect(data.rows).toBeGreaterThan(1_000);
    for (let i = 0; i < data.rows; i++) {
      expect((data.labelTime[i] ?? 0) - (data.time[i] ?? 0)).toBe(15 * 60e6);
      expect(Math.abs(data.y[i] ?? NaN)).toBeLessThanOrEqual(labelLimit);
    }
  });

  it('no label of an earlier part reaches into a later one, and windows do not overlap', () => {
    const data = buildDataset(history(), 15);
    const split = splitByTime(data);
    const last = (rows: Int32Array): number => Math.max(...Array.from(rows, (i) => data.labelTime[i] ?? 0));
    const first = (rows: Int32Array): number => Math.min(...Array.from(rows, (i) => data.time[i] ?? 0));
    expect(first(split.calibration) - last(split.train)).toBeGreaterThan(embargoBars * 60e6);
    expect(first(split.test) - last(split.calibration)).toBeGreaterThan(embargoBars * 60e6);
  });
});

describe('train-linear', () => {
  it('the same history and seed give the same bytes', () => {
    const [one, two] = [1, 2].map(() => artefactFiles(trainLinear(history(), options)));
    for (const name of ['model.onnx', 'card.json', 'manifest.json'] as const) {
      expect(Buffer.from(one?.[name] ?? []).equals(Buffer.from(two?.[name] ?? [])), name).toBe(true);
      expect(one?.[name].length).toBeGreaterThan(100);
    }
  });

  it('states at its probes what its coefficients give, and explains from the base', () => {
    const { card, probes, coefficients, intercept } = trainLinear(history(), options);
    for (const probe of probes) {
      const expected = probe.features.reduce((sum, x, j) => sum + x * (coefficients[j] ?? 0), intercept);
      expect(probe.margins[0]).toBeCloseTo(expected, 6);
    }
    expect(card.linear?.coefficients).toEqual(Array.from(coefficients));
    expect(card.featureNames).toEqual(featureNames);
    expect(card.band?.low).toBeLessThan(0);
    expect(card.band?.high).toBeGreaterThan(0);
  });

  it('a market without memory teaches nothing: the held-out interval holds zero', () => {
    const { report } = trainLinear(randomWalk(17, 40), options);
    expect(report.informationCoefficient.low).toBeLessThan(0);
    expect(report.informationCoefficient.high).toBeGreaterThan(0);
    expect(Math.abs(report.informationCoefficient.value)).toBeLessThan(0.06);
  });

  it('a history too short to hold anything out is refused', () => {
    expect(() => trainLinear(syntheticTape({ seed: 1, sessions: 1, start: epochMicros(0), instruments: ['AURX'] }), options)).toThrow(/training rows/);
  });
});

describe('onnx-writer', () => {
  it('protobufjs reads back what was written', () => {
    const { root } = protobuf.parse(`syntax = "proto2";
      message Node { repeated string input = 1; repeated string output = 2; optional string op_type = 4; }
      message Tensor { repeated int64 dims = 1; optional int32 data_type = 2; optional string name = 8; optional bytes raw_data = 9; }
      message Dim { optional int64 dim_value = 1; optional string dim_param = 2; }
      message Shape { repeated Dim dim = 1; }
      message TensorType { optional int32 elem_type = 1; optional Shape shape = 2; }
      message Type { optional TensorType tensor_type = 1; }
      message Value { optional string name = 1; optional Type type = 2; }
      message Graph { repeated Node node = 1; optional string name = 2; repeated Tensor initializer = 5; repeated Value input = 11; repeated Value output = 12; }
      message Opset { optional string domain = 1; optional int64 version = 2; }
      message Model { optional int64 ir_version = 1; optional Graph graph = 7; repeated Opset opset_import = 8; }`);
    const coefficients = Float32Array.from({ length: featureCount }, (_, j) => j / 7 - 1);
    const Model = root.lookupType('Model');
    const read = Model.toObject(Model.decode(linearOnnx(coefficients, 0.25, 'abc')), { longs: Number, bytes: Array }) as {
      irVersion: number; opsetImport: { version: number }[];
      graph: { node: unknown[]; initializer: { dims: number[]; rawData: number[] }[]; input: unknown[]; output: unknown[] };
    };
    expect(read.irVersion).toBe(8);
    expect(read.opsetImport).toEqual([{ domain: '', version: 17 }]);
    expect(read.graph.node).toEqual([{ input: ['features', 'coefficients', 'intercept'], output: ['margin'], opType: 'Gemm' }]);
    expect(read.graph.initializer[0]?.dims).toEqual([featureCount, 1]);
    expect(Array.from(new Float32Array(Uint8Array.from(read.graph.initializer[0]?.rawData ?? []).buffer))).toEqual(Array.from(coefficients));
    expect(read.graph.input).toEqual([{ name: 'features', type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'rows' }, { dimValue: featureCount }] } } } }]);
  });
});
