/** Functions of networks by the definitions of ONNX, at values whose answers are known. */
import { expect, it } from 'vitest';
import { binaryFunctions, unaryFunctions, type UnaryName } from './network-program.ts';

/** Name, alpha, beta, x, and what the operator's page of ONNX says of it, worked out by hand. */
const known: readonly (readonly [UnaryName, number, number, number, number])[] = [
  ['relu', 0, 0, -2, 0], ['relu', 0, 0, 3, 3], ['leakyRelu', 0.1, 0, -2, -0.2], ['leakyRelu', 0.1, 0, 2, 2],
  ['elu', 2, 0, -1, 2 * (Math.exp(-1) - 1)], ['elu', 2, 0, 1, 1], ['celu', 2, 0, -2, 2 * (Math.exp(-1) - 1)], ['celu', 2, 0, 3, 3],
  ['selu', 1.5, 2, -1, 3 * (Math.exp(-1) - 1)], ['selu', 1.5, 2, 1, 2], ['softplus', 0, 0, 0, Math.LN2], ['softsign', 0, 0, -3, -0.75],
  ['tanh', 0, 0, 0.5 * Math.log(3), 0.5], ['logistic', 0, 0, Math.log(3), 0.75],
  ['hardSigmoid', 0.2, 0.5, 1, 0.7], ['hardSigmoid', 0.2, 0.5, 9, 1], ['hardSigmoid', 0.2, 0.5, -9, 0],
  ['hardSwish', 0, 0, 1, 2 / 3], ['hardSwish', 0, 0, 4, 4], ['hardSwish', 0, 0, -4, 0], ['mish', 0, 0, 0, 0], ['mish', 0, 0, 1, Math.tanh(Math.log(1 + Math.E))],
  ['gelu', 0, 0, 1, 0.8413447460685429], ['gelu', 0, 0, -1, -0.15865525393145707], ['geluByTanh', 0, 0, 1, 0.8411919906082768],
  ['swish', 2, 0, Math.log(3), 0.9 * Math.log(3)], ['erf', 0, 0, 1, 0.8427007929497149], ['exp', 0, 0, 1, Math.E], ['log', 0, 0, Math.E, 1],
  ['sqrt', 0, 0, 9, 3], ['abs', 0, 0, -2, 2], ['negative', 0, 0, 2, -2], ['reciprocal', 0, 0, 4, 0.25], ['power', 3, 0, 2, 8],
  ['clip', -1, 2, -5, -1], ['clip', -1, 2, 5, 2], ['clip', -1, 2, 1, 1], ['clip', 3, 2, 5, 2],
];

it.each(known)('%s (%d, %d) of %d', (name, a, b, x, answer) => {
  expect(unaryFunctions[name](x, a, b)).toBeCloseTo(answer, 9);
});

it('every function has a known answer', () => {
  expect(new Set(known.map(([name]) => name))).toEqual(new Set(Object.keys(unaryFunctions)));
});

it('functions of two', () => {
  const of = (x: number, y: number): number[] => Object.values(binaryFunctions).map((f) => f(x, y));
  expect(Object.keys(binaryFunctions)).toEqual(['+', '-', '*', '/', 'max', 'min', 'slope']);
  expect(of(6, 3)).toEqual([9, 3, 18, 2, 6, 3, 6]);
  expect(of(-6, 3)).toEqual([-3, -9, -18, -2, 3, -6, -18]);
});
