/** Shapes of networks before they have weights, and the usual stacks. */
import { assert } from '../../../../src/shared/base/assert.ts';
import type { Random } from '../../../../src/shared/base/random.ts';
import type { ConvLayer, DenseLayer, NetworkLayer, PoolLayer } from '../../../../src/shared/models/network-model.ts';
import { layerOutputs } from '../../../../src/shared/models/network-model.ts';

export type LayerShape = Omit<DenseLayer, 'weights' | 'bias'> | Omit<ConvLayer, 'weights' | 'bias'> | PoolLayer;

/** A multi-layer perceptron: ReLU layers of these widths, then one linear output. */
export function denseStack(inputs: number, hidden: readonly number[]): LayerShape[] {
  const widths = [inputs, ...hidden, 1];
  return widths.slice(1).map((outputs, l) => ({ kind: 'dense', inputs: widths[l] ?? 0, outputs, relu: l < hidden.length }));
}

export interface ConvStack {
  /** Series, and their common length: a row is one series after the other. */
  readonly channels: number;
  readonly length: number;
  /** Of each convolution, first to last. */
  readonly filters: readonly number[];
  /** Of all of them. */
  readonly kernel: number;
  /** true: each filter's mean over time, so that where a pattern stands does not count. false: every position has weights of its own. */
  readonly pool: boolean;
  /** Widths of ReLU layers after that. */
  readonly hidden: readonly number[];
}

/** One-dimensional convolutions with ReLU, the mean over time if wanted, then a dense stack. */
export function convStack({ channels, length, filters, kernel, pool, hidden }: ConvStack): LayerShape[] {
  assert(filters.length > 0 && kernel >= 1 && filters.length * (kernel - 1) < length, 'a kernel fits into its series, and into what each convolution leaves of it');
  const head = filters.map((count, l): LayerShape => ({ kind: 'conv', channels: filters[l - 1] ?? channels, length: length - l * (kernel - 1), filters: count, kernel }));
  const [last, left] = [filters.at(-1) ?? 0, length - filters.length * (kernel - 1)];
  if (pool) head.push({ kind: 'pool', channels: last, length: left });
  return [...head, ...denseStack(pool ? last : last * left, hidden)];
}

export function layerInputs(layer: LayerShape): number {
  return layer.kind === 'dense' ? layer.inputs : layer.channels * layer.length;
}

/** Normal weights of variance 2 / inputs of a unit (He, Zhang, Ren, Sun 2015, ICCV, eq. 10), biases 0. Throws where widths do not meet. */
export function initialLayers(shapes: readonly LayerShape[], random: Random): NetworkLayer[] {
  const layers = shapes.map((shape) => initialLayer(shape, random));
  layers.forEach((layer, l) => {
    const next = layers[l + 1];
    assert(layerOutputs(layer) === (next ? layerInputs(next) : 1), 'each layer takes what the one before gives, the last gives one value');
  });
  return layers;
}

function initialLayer(shape: LayerShape, random: Random): NetworkLayer {
  if (shape.kind === 'pool') return shape;
  const [units, fan] = shape.kind === 'dense' ? [shape.outputs, shape.inputs] : [shape.filters, shape.channels * shape.kernel];
  const deviation = Math.sqrt(2 / fan);
  const weights = Float32Array.from({ length: units * fan }, () => deviation * random.normal());
  return { ...shape, weights, bias: new Float32Array(units) };
}
