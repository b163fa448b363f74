/** Feed-forward networks: dense and one-dimensional convolution layers in a row; or, of other people, the steps of network-program.ts. */
import { scaleRow, type InputScaling } from './input-scaling.ts';
import { logistic, type Link } from './link.ts';
import { programForward, programOutputs, type ProgramLayer } from './network-program.ts';

/** y = W x + b, then max(0, y) where `relu`, or tanh or the logistic function where `squash` says so; never both. */
export interface DenseLayer {
  readonly kind: 'dense';
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major, outputs x inputs. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly relu: boolean;
  /** Only in models of other people; ours have ReLU. */
  readonly squash?: Squash;
}

export type Squash = 'tanh' | 'logistic';

/** In double, of a layer's sum. */
export const squashed = (squash: Squash, sum: number): number => (squash === 'tanh' ? Math.tanh(sum) : logistic(sum));

/** Convolution without padding, stride 1, over `channels` series of `length`: filters x (length - kernel + 1) values. Always with ReLU. */
export interface ConvLayer {
  readonly kind: 'conv';
  readonly channels: number;
  readonly length: number;
  readonly filters: number;
  readonly kernel: number;
  /** Filters x channels x kernel. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** Mean of each of `channels` series of `length`. */
export interface PoolLayer {
  readonly kind: 'pool';
  readonly channels: number;
  readonly length: number;
}

export type NetworkLayer = DenseLayer | ConvLayer | PoolLayer;

export interface NetworkModel {
  readonly kind: 'network';
  /** Width of a row; for a convolution channels x length, channel by channel. */
  readonly featureCount: number;
  readonly scaling: InputScaling | null;
  /** In order; each takes what the one before gives, the last gives one value. */
  readonly layers: readonly (NetworkLayer | ProgramLayer)[];
  readonly link: Link;
}

export function layerOutputs(layer: NetworkLayer | ProgramLayer): number {
  switch (layer.kind) {
    case 'dense': return layer.outputs;
    case 'conv': return layer.filters * (layer.length - layer.kernel + 1);
    case 'pool': return layer.channels;
    case 'program': return programOutputs(layer);
  }
}

/** The last layer's value in double; only the scaled input is float32. */
export function networkMargin(model: NetworkModel, x: Float32Array, offset = 0): number {
  const scaled = new Float32Array(model.featureCount);
  if (model.scaling) scaleRow(model.scaling, x, offset, scaled);
  else scaled.set(x.subarray(offset, offset + model.featureCount));
  let values = Float64Array.from(scaled);
  for (const layer of model.layers) values = layerForward(layer, values);
  return values[0] ?? NaN;
}

function layerForward(layer: NetworkLayer | ProgramLayer, input: Float64Array): Float64Array<ArrayBuffer> {
  switch (layer.kind) {
    case 'dense': return denseForward(layer, input);
    case 'conv': return convForward(layer, input);
    case 'pool': return poolForward(layer, input);
    case 'program': return programForward(layer, input);
  }
}

function denseForward(layer: DenseLayer, input: Float64Array): Float64Array<ArrayBuffer> {
  const { inputs, outputs, weights, bias, relu, squash } = layer;
  const out = new Float64Array(outputs);
  for (let o = 0, w = 0; o < outputs; o++) {
    let sum = bias[o]!;
    for (let i = 0; i < inputs; i++, w++) sum += weights[w]! * input[i]!;
    out[o] = relu && sum < 0 ? 0 : squash ? squashed(squash, sum) : sum;
  }
  return out;
}

function convForward(layer: ConvLayer, input: Float64Array): Float64Array<ArrayBuffer> {
  const { channels, length, filters, kernel, weights, bias } = layer;
  const positions = length - kernel + 1;
  const out = new Float64Array(filters * positions);
  for (let f = 0; f < filters; f++) {
    for (let p = 0; p < positions; p++) {
      let sum = bias[f]!;
      for (let c = 0; c < channels; c++) {
        for (let k = 0; k < kernel; k++) sum += weights[(f * channels + c) * kernel + k]! * input[c * length + p + k]!;
      }
      out[f * positions + p] = sum < 0 ? 0 : sum;
    }
  }
  return out;
}

function poolForward(layer: PoolLayer, input: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(layer.channels);
  for (let c = 0; c < layer.channels; c++) {
    let sum = 0;
    for (let p = 0; p < layer.length; p++) sum += input[c * layer.length + p]!;
    out[c] = sum / layer.length;
  }
  return out;
}
