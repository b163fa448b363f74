/** Networks in a batch against one row at a time, bit for bit. */
import { expect, it } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { margin, scoreRows } from './model.ts';
import { layerOutputs, type NetworkLayer, type NetworkModel } from './network-model.ts';

const random = seededRandom(11);
const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());

const dense = (inputs: number, outputs: number, relu: boolean): NetworkLayer =>
  ({ kind: 'dense', inputs, outputs, weights: numbers(inputs * outputs), bias: numbers(outputs), relu });
const conv = (channels: number, length: number, filters: number, kernel: number): NetworkLayer =>
  ({ kind: 'conv', channels, length, filters, kernel, weights: numbers(filters * channels * kernel), bias: numbers(filters) });

const networks: readonly (readonly [string, readonly NetworkLayer[], number])[] = [
  ['a perceptron', [dense(13, 9, true), dense(9, 5, true), dense(5, 1, false)], 13],
  ['one unit', [dense(3, 1, true)], 3],
  ['a convolution', [conv(2, 9, 4, 3), { kind: 'pool', channels: 4, length: 7 }, dense(4, 1, false)], 18],
  ['a convolution of another', [conv(1, 12, 3, 4), conv(3, 9, 2, 2), dense(16, 1, false)], 12],
];

it.each(networks)('[EX-17] %s says of a row in a batch of any size what it says of the row alone', (_name, layers, featureCount) => {
  expect(layers.at(-1) && layerOutputs(layers[layers.length - 1]!)).toBe(1);
  const scaling = { center: numbers(featureCount), factor: numbers(featureCount) };
  for (const model of [{ scaling: null }, { scaling }].map((rest): NetworkModel => ({ kind: 'network', featureCount, layers, link: 'identity', ...rest }))) {
    for (const rows of [0, 1, 7, 8, 9, 40]) {
      const x = numbers(rows * featureCount);
      const margins = scoreRows(model, x, rows);
      expect(margins.length).toBe(rows);
      margins.forEach((value, i) => expect(Object.is(value, margin(model, x, i * featureCount)), `${rows} rows, row ${i}`).toBe(true));
    }
  }
});

it('[EX-17] a value that is not known stays one', () => {
  const model: NetworkModel = { kind: 'network', featureCount: 3, layers: [dense(3, 1, false)], link: 'identity', scaling: null };
  expect([...scoreRows(model, Float32Array.of(1, NaN, 2, 1, 1, 1), 2)].map(Number.isNaN)).toEqual([true, false]);
});
