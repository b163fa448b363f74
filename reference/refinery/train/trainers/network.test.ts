/** Networks: derivatives against finite differences of an evaluator of its own, Adam by hand, learning. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/shared/base/random.ts';
import { scoreRows } from '../../../../src/shared/models/model.ts';
import { networkMargin, type NetworkModel } from '../../../../src/shared/models/network-model.ts';
import { Adam } from './adam.ts';
import { logisticLoss } from './losses.ts';
import { NetworkPass, type NetworkLoss } from './network-pass.ts';
import { convStack, denseStack, initialLayers, type LayerShape } from './network-shape.ts';
import { networkDefaults, trainNetwork, type NetworkOptions } from './network.ts';
import { holdOutTail, pickRows, type TrainingRows } from './rows.ts';
import { areaUnderCurve, studyPart, studyRows } from './study-rows.ts';

/** Largest difference between `backward` and the central difference of the loss by the double evaluator, over all parameters. */
function slopeError(shapes: readonly LayerShape[], loss: NetworkLoss, featureCount: number): number {
  const random = seededRandom(17);
  const count = 7; // not a multiple of four: both ways of the dense pass
  const layers = initialLayers(shapes, random);
  for (const layer of layers) if (layer.kind !== 'pool') layer.bias.forEach((_, i) => { layer.bias[i] = 0.1 * random.normal(); });
  const pass = new NetworkPass(layers, loss, count);
  pass.batch.x.forEach((_, i) => { pass.batch.x[i] = random.normal(); });
  pass.batch.y.forEach((_, i) => { pass.batch.y[i] = loss === 'logistic' ? i % 2 : random.normal(); });
  pass.batch.weights.forEach((_, i) => { pass.batch.weights[i] = 0.5 + random.uniform(); });
  const model: NetworkModel = { kind: 'network', featureCount, scaling: null, layers, link: 'identity' };
  const exactLoss = (): number => {
    let sum = 0;
    for (let row = 0; row < count; row++) {
      const f = networkMargin(model, pass.batch.x, row * featureCount);
      const y = pass.batch.y[row] ?? NaN;
      sum += (pass.batch.weights[row] ?? NaN) * (loss === 'logistic' ? logisticLoss(y, f) : (y - f) ** 2 / 2);
    }
    return sum;
  };
  expect(pass.forward(count)).toBeCloseTo(exactLoss(), 4);
  pass.backward(count);
  let worst = 0;
  layers.forEach((layer, l) => {
    if (layer.kind === 'pool') return;
    for (const part of ['weights', 'bias'] as const) {
      layer[part].forEach((value, i) => {
        const [high, low] = [Math.fround(value + 2e-4), Math.fround(value - 2e-4)];
        layer[part][i] = high;
        const above = exactLoss();
        layer[part][i] = low;
        const difference = (above - exactLoss()) / (high - low);
        layer[part][i] = value;
        worst = Math.max(worst, Math.abs(difference - (pass.slopes[l]?.[part][i] ?? NaN)) / (1 + Math.abs(difference)));
      });
    }
  });
  return worst;
}

describe('derivatives', () => {
  it('[TN-15] of a perceptron are those of finite differences', () => {
    expect(slopeError(denseStack(5, [6, 7]), 'logistic', 5)).toBeLessThan(2e-5);
    expect(slopeError(denseStack(5, [6, 7]), 'squared', 5)).toBeLessThan(2e-5);
  });

  it('[TN-15] of a convolution are too, with the mean over time and without, and through a second convolution', () => {
    const stack = { channels: 2, length: 9, filters: [3], kernel: 4, hidden: [5] };
    expect(slopeError(convStack({ ...stack, pool: true }), 'logistic', 18)).toBeLessThan(2e-5);
    expect(slopeError(convStack({ ...stack, pool: false }), 'squared', 18)).toBeLessThan(2e-5);
    const two: LayerShape[] = [
      { kind: 'conv', channels: 2, length: 9, filters: 3, kernel: 4 },
      { kind: 'conv', channels: 3, length: 6, filters: 2, kernel: 3 },
      { kind: 'pool', channels: 2, length: 4 },
      ...denseStack(2, []),
    ];
    expect(slopeError(two, 'logistic', 18)).toBeLessThan(2e-5);
    expect(slopeError(convStack({ ...stack, filters: [3, 2], pool: false }), 'logistic', 18)).toBeLessThan(2e-5);
    expect(() => convStack({ ...stack, filters: [3, 2, 2], pool: false })).toThrow(/fits into its series/);
  });
});

describe('adam', () => {
  it('[TN-16] moves by its rate at first, against the sign of the slope, whatever its size', () => {
    const parameters = Float32Array.of(1, -2, 3);
    const adam = new Adam(0.01);
    adam.nextStep();
    adam.update(parameters, Float32Array.of(5, -0.001, 0), 0);
    expect(parameters[0]).toBeCloseTo(0.99, 5);
    expect(parameters[1]).toBeCloseTo(-1.99, 4);
    expect(parameters[2]).toBe(3);
    adam.nextStep();
    adam.update(parameters, Float32Array.of(0, 0, 0), 0);
    // m = 0.9 x 0.5, v = 0.999 x 0.025: corrected 0.45 / 0.19 over sqrt(0.024975 / 0.001999).
    expect(parameters[0]).toBeCloseTo(0.99 - (0.01 * (0.45 / 0.19)) / Math.sqrt(0.024975 / 0.001999), 5);
  });
});

const xor: TrainingRows = { rows: 4, featureCount: 2, x: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), y: Float64Array.of(0, 1, 1, 0), weights: null };
const small: NetworkOptions = { ...networkDefaults, layers: denseStack(2, [8]), loss: 'logistic', epochs: 400, batch: 4, learningRate: 0.03 };

describe('network', () => {
  it('[TN-16] learns exclusive or, which no weighted sum can', () => {
    const { model, losses } = trainNetwork(xor, small);
    expect(Array.from(scoreRows(model, xor.x, 4), (m) => Number(m > 0))).toEqual([0, 1, 1, 0]);
    expect(losses[losses.length - 1]).toBeLessThan(0.05);
  });

  it('[TN-2] the same rows and seed give the same weights, another seed others', () => {
    const weights = (seed: number): string => JSON.stringify(trainNetwork(xor, { ...small, epochs: 5, seed }).model);
    expect(weights(1)).toBe(weights(1));
    expect(weights(1)).not.toBe(weights(2));
  });

  it('[TN-3] with all rows in one batch a row of weight k counts as k rows', () => {
    const weights = Float64Array.of(1, 2, 0, 3);
    const copies = pickRows(xor, [0, 1, 1, 3, 3, 3]);
    const options: NetworkOptions = { ...small, epochs: 30, batch: 6 };
    const [one, two] = [trainNetwork({ ...xor, weights }, options), trainNetwork(copies, options)].map(({ model }) => scoreRows(model, xor.x, 4));
    one?.forEach((value, i) => expect(value).toBeCloseTo(two?.[i] ?? NaN, 3));
  });

  it('[TN-16] a perceptron beats the weighted sum on the comparison\'s problem, and keeps its best epoch on later rows', () => {
    const study = studyRows(5_000);
    const test = studyPart(study, 'label', 4_000, 5_000);
    const { train, validation } = holdOutTail(studyPart(study, 'label', 0, 4_000), 0.2, 0);
    const options: NetworkOptions = { ...networkDefaults, layers: denseStack(30, [24]), loss: 'logistic', epochs: 60, batch: 64, learningRate: 3e-3, validation: { rows: validation, patience: 4 } };
    const { model, validationLosses, epochs } = trainNetwork(train, options);
    expect(validationLosses.length).toBe(epochs + 4);
    expect(validationLosses[epochs - 1]).toBe(Math.min(...validationLosses));
    const loss = scoreRows(model, validation.x, validation.rows).reduce((sum, f, i) => sum + logisticLoss(validation.y[i] ?? NaN, f), 0) / validation.rows;
    expect(loss).toBeCloseTo(validationLosses[epochs - 1] ?? NaN, 5);
    expect(areaUnderCurve(scoreRows(model, test.x, 1_000), test.y)).toBeGreaterThan(0.79);
  }, 60_000);

  it('[TN-16] a convolution with the mean over time finds a pattern wherever it stands', () => {
    const random = seededRandom(5);
    const rows = 800;
    const x = Float32Array.from({ length: rows * 16 }, () => 0.5 * random.normal());
    const y = Float64Array.from({ length: rows }, (_, i) => i % 2);
    const at = y.map(() => random.integer(13));
    // The same three values for both classes, in the opposite order: no weighted sum of positions tells them apart.
    y.forEach((label, i) => [2, 0, -2].forEach((v, k) => { x[16 * i + (at[i] ?? 0) + (label ? k : 2 - k)]! += v; }));
    const data: TrainingRows = { rows, featureCount: 16, x, y, weights: null };
    const layers = convStack({ channels: 1, length: 16, filters: [4], kernel: 3, pool: true, hidden: [6] });
    const { model } = trainNetwork(pickRows(data, Array.from({ length: 600 }, (_, i) => i)), { ...networkDefaults, layers, loss: 'logistic', epochs: 60, batch: 32, learningRate: 0.01 });
    const score = scoreRows(model, x, rows);
    expect(areaUnderCurve(score.slice(600), y.slice(600))).toBeGreaterThan(0.95);
  }, 60_000);

  it('[TN-1] layers that do not meet are refused', () => {
    expect(() => trainNetwork(xor, { ...small, layers: denseStack(3, [4]) })).toThrow(/takes a row/);
    expect(() => initialLayers([{ kind: 'dense', inputs: 2, outputs: 3, relu: true }, { kind: 'dense', inputs: 4, outputs: 1, relu: false }], seededRandom(1))).toThrow(/takes what the one before gives/);
  });
});
