/** Forward and backward passes over a batch of the one-dimensional convolution (LeCun et al. 1989) and of the mean over time (Lin, Chen, Yan 2014). */
import type { ConvLayer, PoolLayer } from '../../../../src/shared/models/network-model.ts';
import { maskRelu, type BatchPass, type LayerSlopes } from './dense-pass.ts';

export function convForward(layer: ConvLayer, { input, output, count }: BatchPass): void {
  const { channels, length, filters, kernel, weights, bias } = layer;
  const positions = length - kernel + 1;
  for (let row = 0; row < count; row++) {
    const from = row * channels * length;
    for (let f = 0; f < filters; f++) {
      const to = (row * filters + f) * positions;
      for (let p = 0; p < positions; p++) {
        let z = bias[f]!;
        for (let c = 0; c < channels; c++) {
          const w = (f * channels + c) * kernel;
          const at = from + c * length + p;
          for (let k = 0; k < kernel; k++) z += weights[w + k]! * input[at + k]!;
        }
        output[to + p] = z > 0 ? z : 0;
      }
    }
  }
}

export function convBackward(layer: ConvLayer, pass: BatchPass, slopes: LayerSlopes): void {
  const { channels, length, filters, kernel, weights } = layer;
  const positions = length - kernel + 1;
  maskRelu(pass, filters * positions);
  const { input, outputSlope, inputSlope, count } = pass;
  inputSlope?.fill(0, 0, count * channels * length);
  for (let row = 0; row < count; row++) {
    for (let f = 0; f < filters; f++) {
      for (let p = 0; p < positions; p++) {
        const s = outputSlope[(row * filters + f) * positions + p]!;
        if (s === 0) continue;
        slopes.bias[f]! += s;
        for (let c = 0; c < channels; c++) {
          const w = (f * channels + c) * kernel;
          const at = (row * channels + c) * length + p;
          for (let k = 0; k < kernel; k++) slopes.weights[w + k]! += s * input[at + k]!;
          if (inputSlope) for (let k = 0; k < kernel; k++) inputSlope[at + k]! += s * weights[w + k]!;
        }
      }
    }
  }
}

export function poolForward({ channels, length }: PoolLayer, { input, output, count }: BatchPass): void {
  for (let k = 0; k < count * channels; k++) {
    let sum = 0;
    for (let p = 0; p < length; p++) sum += input[k * length + p]!;
    output[k] = sum / length;
  }
}

export function poolBackward({ channels, length }: PoolLayer, { outputSlope, inputSlope, count }: BatchPass): void {
  if (!inputSlope) return;
  for (let k = 0; k < count * channels; k++) inputSlope.fill(outputSlope[k]! / length, k * length, (k + 1) * length);
}
