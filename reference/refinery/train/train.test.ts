/** What training stands on: known answers of its arithmetic, and rows that are blind to the future. */
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/shared/base/random.ts';
import { epochMicros } from '../../../src/shared/domain/numbers.ts';
import { featureRows, type FeatureEvent } from '../../../src/shared/features/feature-rows.ts';
import { featureCount, featureIndex } from '../../../src/shared/features/schema.ts';
import { syntheticTape } from '../../simulator/synthetic-tape.ts';
import { caseWeights, makeCases } from './cases.ts';
import { readMarket } from './dataset.ts';
import { horizonReturn, labelLimit } from '../../../src/shared/labels/horizon-return.ts';
import { blockCorrelation, quantile } from './metrics.ts';
import { linearOnnx } from './onnx-writer.ts';
import { driftLinear } from './recipes/drift-linear.ts';
import { edgeLogistic } from './recipes/edge-logistic.ts';
import { solveRidge } from './ridge.ts';
import { embargoBars, halves, splitByTime } from './split-time.ts';

const history = () => syntheticTape({ seed: 5, sessions: 5, start: epochMicros(Date.UTC(2025, 0, 6, 14, 30) * 1000), instruments: ['AURX', 'XBMK'] });
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

describe('cases', () => {
  const market = readMarket(history());
  const cases = makeCases(market, { ...driftLinear, heads: 1 });

  it('[FE-3] rows are what the engine says of all events of their instrument, which say more than its bars', () => {
    const tape = history();
    const all = [...tape.events()];
    tape.instruments.forEach(({ symbol, barSeconds }, instrument) => {
      const readings = new Map<number | null, readonly (number | null)[]>();
      const events = all.flatMap((event): FeatureEvent[] => {
        switch (event.type) {
          case 'bar': return event.bar.symbol === symbol ? [event] : [];
          case 'quote': return event.quote.symbol === symbol ? [event] : [];
          case 'depth': return event.depth.symbol === symbol ? [event] : [];
          case 'trade': return event.trade.symbol === symbol ? [event] : [];
          default: return [];
        }
      });
      for (const { asOf, values } of featureRows(events, barSeconds)) readings.set(asOf, values);
      const ofTicks = ['trade_flow_5', 'depth_imbalance_5', 'quote_imbalance'].map(featureIndex);
      let compared = 0;
      for (let row = 0; row < market.rows; row++) {
        if (market.instrument[row] !== instrument) continue;
        const ours = market.x.subarray(row * featureCount, (row + 1) * featureCount);
        const reading = readings.get(market.time[row] ?? null);
        if (!reading?.every((value, i) => Object.is(ours[i], Math.fround(value ?? NaN)))) expect.fail(`row ${row} of ${symbol} is not what the engine says`);
        if (ofTicks.every((place) => Number.isFinite(ours[place]))) compared++;
      }
      expect(compared).toBeGreaterThan(100);
    });
  });

  it('the volatility of the horizon is what a return is measured in', () => {
    for (let i = 0; i < cases.count; i++) {
      const y = cases.y[0]?.[i] ?? NaN;
      if (Math.abs(y) < labelLimit) expect((cases.returnBp[i] ?? NaN) / (cases.horizonBp[i] ?? NaN)).toBeCloseTo(y, 9);
    }
  });

  it('labels stay within a session and within their limit, and are known after their row', () => {
    expect(cases.count).toBeGreaterThan(1_000);
    for (let i = 0; i < cases.count; i++) {
      expect((cases.labelTime[i] ?? 0) - (cases.time[i] ?? 0)).toBe(15 * 60e6);
      expect(Math.abs(cases.y[0]?.[i] ?? NaN)).toBeLessThanOrEqual(labelLimit);
    }
  });

  it('[LB-11] no label of an earlier part reaches into a later one, and windows do not overlap', () => {
    const split = splitByTime(cases);
    const { earlier, later } = halves(cases, split.calibration);
    const last = (rows: Int32Array): number => Math.max(...Array.from(rows, (i) => cases.labelTime[i] ?? 0));
    const first = (rows: Int32Array): number => Math.min(...Array.from(rows, (i) => cases.time[i] ?? 0));
    for (const [before, after] of [[split.train, split.calibration], [split.calibration, split.test], [earlier, later]] as const) {
      expect(first(after) - last(before)).toBeGreaterThan(embargoBars * 60e6);
    }
  });

  it('[LB-11] the embargo counts the bars of each instrument, over nights and for those that trade less', () => {
    // Sessions of 100 bars with a night of a thousand between; the second instrument has every second bar only.
    const at = (bar: number): number => (bar + Math.floor(bar / 100) * 1_000) * 60e6;
    const moments = Array.from({ length: 2_000 }, (_, bar) => [[0, bar, at(bar)], ...(bar % 2 ? [] : [[1, bar / 2, at(bar)]])]).flat() as [number, number, number][];
    const timed = {
      count: moments.length, time: Float64Array.from(moments, ([, , time]) => time), labelTime: Float64Array.from(moments, ([, , time]) => time + 15 * 60e6),
      instrument: Uint16Array.from(moments, ([instrument]) => instrument), bar: Int32Array.from(moments, ([, bar]) => bar),
    };
    const split = splitByTime(timed);
    for (const [before, after] of [[split.train, split.calibration], [split.calibration, split.test]] as const) {
      const known = before.reduce((last, i) => Math.max(last, timed.labelTime[i]!), 0);
      for (const instrument of [0, 1]) {
        const next = Math.min(...Array.from(after.filter((i) => timed.instrument[i] === instrument), (i) => timed.bar[i]!));
        const unseen = moments.filter(([of, , time]) => of === instrument && time > known).map(([, bar]) => bar);
        expect(next - Math.min(...unseen)).toBeGreaterThanOrEqual(embargoBars);
      }
    }
  });

  it('[MO-4] a side model sees each bar from both sides: directional features change sign, the others do not', () => {
    const both = makeCases(market, { ...edgeLogistic, features: ['ret_5', 'volatility_ratio'], heads: 1, stride: 1, labeller: horizonReturn(15) });
    for (let i = 0; i < 200; i += 2) {
      expect([both.side[i], both.side[i + 1]]).toEqual([1, -1]);
      expect(both.x[2 * (i + 1)]).toBe(-(both.x[2 * i] ?? NaN));
      expect(both.x[2 * (i + 1) + 1]).toBe(both.x[2 * i + 1]);
    }
  });

  it('[LB-4] every instrument weighs the same, and the mean weight is 1', () => {
    const { train } = splitByTime(cases);
    const weights = caseWeights(cases, train);
    const total = (instrument: number): number => train.reduce((sum, i, k) => sum + (cases.instrument[i] === instrument ? weights[k] ?? 0 : 0), 0);
    expect(total(0)).toBeCloseTo(total(1), 6);
    expect(total(0) + total(1)).toBeCloseTo(train.length, 6);
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
