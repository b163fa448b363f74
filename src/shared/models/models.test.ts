/** Evaluators by hand-computed answers, and trees as the explainers take them. */
import { describe, expect, it } from 'vitest';
import { PathDependentTreeShap } from '../explain/path-dependent.ts';
import { RbfShap } from '../explain/rbf.ts';
import { scaleRow } from './input-scaling.ts';
import { margin, modelOutput, scoreRows } from './model.ts';
import type { NetworkModel } from './network-model.ts';
import type { SvmModel } from './svm-model.ts';
import { joinTrees, leafOf, treeAt, treeCount, type TreeView } from './tree-ensemble.ts';

/** x0 <= 1 ? (x1 <= 0 ? 10 : 20) : 30 */
const deep: TreeView = {
  feature: Int32Array.of(0, 1, -1, -1, -1), threshold: Float32Array.of(1, 0, 0, 0, 0),
  left: Int32Array.of(1, 2, 0, 0, 0), right: Int32Array.of(4, 3, 0, 0, 0),
  value: Float64Array.of(0, 0, 10, 20, 30), cover: Float64Array.of(10, 6, 2, 4, 4),
};
/** A single leaf. */
const stump: TreeView = {
  feature: Int32Array.of(-1), threshold: Float32Array.of(0), left: Int32Array.of(0), right: Int32Array.of(0), value: Float64Array.of(7), cover: Float64Array.of(10),
};

describe('linear', () => {
  it('adds up, and says a probability where the link is logistic', () => {
    const model = { kind: 'linear', featureCount: 2, coefficients: Float32Array.of(2, -1), intercept: 0.5, link: 'logistic' } as const;
    const x = Float32Array.of(9, 9, 1, 3);
    expect(margin(model, x, 2)).toBe(-0.5);
    expect(modelOutput(model, x, 2)).toBeCloseTo(1 / (1 + Math.exp(0.5)), 15);
    expect(modelOutput({ ...model, link: 'identity' }, x, 2)).toBe(-0.5);
    expect(Array.from(scoreRows(model, x, 2))).toEqual([9.5, -0.5]);
  });
});

describe('trees', () => {
  const sum = joinTrees([stump, deep, deep], { featureCount: 2, base: 0.25, aggregate: 'sum', link: 'identity' });

  it('go left at the threshold, right above it and for NaN', () => {
    expect(margin(sum, Float32Array.of(1, 0))).toBe(27.25);
    expect(margin(sum, Float32Array.of(1, 0.001))).toBe(47.25);
    expect(margin(sum, Float32Array.of(1.001, 0))).toBe(67.25);
    expect(margin(sum, Float32Array.of(NaN, 0))).toBe(67.25);
    expect(margin({ ...sum, aggregate: 'average' }, Float32Array.of(1, 0))).toBe(9.25);
  });

  it('are views again, leaf by leaf, and explain themselves', () => {
    expect(treeCount(sum)).toBe(3);
    expect(treeAt(sum, 1)).toEqual(deep);
    expect(leafOf(sum, 2, Float32Array.of(1, 1))).toBe(1 + 5 + 3);
    const row = Float32Array.of(1, 1);
    const explainer = new PathDependentTreeShap([0, 1, 2].map((t) => treeAt(sum, t)), 2);
    const total = explainer.explain(row).reduce((a, b) => a + b, explainer.baseValue);
    expect(total + sum.base).toBeCloseTo(margin(sum, row), 12);
  });
});

describe('svm', () => {
  const model: SvmModel = {
    kind: 'svm', featureCount: 2, scaling: { center: Float32Array.of(1, 0), factor: Float32Array.of(2, 1) },
    supportVectors: Float32Array.of(0, 0, 2, 1), coefficients: Float32Array.of(1, -0.5), intercept: 0.25, gamma: 0.5, slope: 2, offset: -1, link: 'logistic',
  };

  it('is Platt\'s line of the kernel expansion at the scaled row', () => {
    // (1.5, 1) scales to (1, 1): squared distances 2 and 1.
    const decision = Math.exp(-1) - 0.5 * Math.exp(-0.5) + 0.25;
    expect(margin(model, Float32Array.of(8, 8, 1.5, 1), 2)).toBeCloseTo(2 * decision - 1, 14);
    expect(margin({ ...model, scaling: null }, Float32Array.of(1, 1))).toBeCloseTo(2 * decision - 1, 14);
  });

  it('is what its explainer takes', () => {
    const z = Float32Array.of(1, 1);
    const explainer = new RbfShap(model, [Float32Array.of(0, 0)]);
    const decision = explainer.explain(z).reduce((a, b) => a + b, explainer.baseValue);
    expect(model.slope * decision + model.offset).toBeCloseTo(margin({ ...model, scaling: null }, z), 12);
  });

  it('scales in float32, step by step, and ignores what did not vary', () => {
    const into = new Float32Array(2);
    scaleRow({ center: Float32Array.of(0.1, 5), factor: Float32Array.of(3, 0) }, Float32Array.of(0.7, 9), 0, into);
    expect(into[0]).toBe(Math.fround(Math.fround(Math.fround(0.7) - Math.fround(0.1)) * 3));
    expect(into[1]).toBe(0);
  });
});

describe('network', () => {
  it('runs convolution, mean and dense layers by hand', () => {
    const model: NetworkModel = {
      kind: 'network', featureCount: 6, scaling: null, link: 'identity',
      layers: [
        // Two series of three; one filter: a0 + 2 a1 - b1, bias 1.
        { kind: 'conv', channels: 2, length: 3, filters: 1, kernel: 2, weights: Float32Array.of(1, 2, 0, -1), bias: Float32Array.of(1) },
        { kind: 'pool', channels: 1, length: 2 },
        { kind: 'dense', inputs: 1, outputs: 2, weights: Float32Array.of(1, -1), bias: Float32Array.of(0, 1), relu: true },
        { kind: 'dense', inputs: 2, outputs: 1, weights: Float32Array.of(3, 5), bias: Float32Array.of(-1), relu: false },
      ],
    };
    // Series 1 2 3 and 0 4 20: positions 1 + 4 - 4 + 1 = 2 and 2 + 6 - 20 + 1 < 0; their mean 1; dense 1 and 0; 3 - 1.
    expect(margin(model, Float32Array.of(1, 2, 3, 0, 4, 20))).toBe(2);
  });

  it('squashes by the function that the layer names', () => {
    const squashedBy = (squash: 'tanh' | 'logistic'): number => margin({
      kind: 'network', featureCount: 1, scaling: null, link: 'identity',
      layers: [{ kind: 'dense', inputs: 1, outputs: 1, weights: Float32Array.of(0.5), bias: Float32Array.of(0), relu: false, squash }],
    }, Float32Array.of(2));
    expect(squashedBy('tanh')).toBeCloseTo(Math.tanh(1), 12);
    expect(squashedBy('logistic')).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
  });
});
