/** Forward and backward passes of a dense layer over a batch (backpropagation: Rumelhart, Hinton, Williams 1986). Four rows at a time: the weights are read once for four. */
import type { DenseLayer } from '../../../../src/shared/models/network-model.ts';

/** What a pass works on: row-major, one row of the batch after the other. */
export interface BatchPass {
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** Derivative of the loss by the output; a backward pass first sets it to 0 where ReLU is off. */
  readonly outputSlope: Float32Array;
  /** Derivative by the input, written by the backward pass; null where nobody needs it. */
  readonly inputSlope: Float32Array | null;
  readonly count: number;
}

/** Derivatives of the loss by a layer's parameters; added to. */
export interface LayerSlopes {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

export function denseForward({ inputs, outputs, weights, bias, relu }: DenseLayer, { input, output, count }: BatchPass): void {
  const floor = relu ? 0 : -Infinity;
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    const at = row * outputs;
    const i0 = row * inputs;
    const i1 = i0 + inputs;
    const i2 = i1 + inputs;
    const i3 = i2 + inputs;
    for (let o = 0; o < outputs; o++) {
      const w = o * inputs;
      let z0 = bias[o]!;
      let z1 = z0;
      let z2 = z0;
      let z3 = z0;
      for (let i = 0; i < inputs; i++) {
        const weight = weights[w + i]!;
        z0 += weight * input[i0 + i]!;
        z1 += weight * input[i1 + i]!;
        z2 += weight * input[i2 + i]!;
        z3 += weight * input[i3 + i]!;
      }
      output[at + o] = z0 > floor ? z0 : floor;
      output[at + outputs + o] = z1 > floor ? z1 : floor;
      output[at + 2 * outputs + o] = z2 > floor ? z2 : floor;
      output[at + 3 * outputs + o] = z3 > floor ? z3 : floor;
    }
  }
  for (; row < count; row++) {
    for (let o = 0; o < outputs; o++) {
      let z = bias[o]!;
      for (let i = 0; i < inputs; i++) z += weights[o * inputs + i]! * input[row * inputs + i]!;
      output[row * outputs + o] = z > floor ? z : floor;
    }
  }
}

export function denseBackward(layer: DenseLayer, pass: BatchPass, slopes: LayerSlopes): void {
  if (layer.relu) maskRelu(pass, layer.outputs);
  parameterSlopes(layer, pass, slopes);
  if (pass.inputSlope) inputSlopes(layer, pass, pass.inputSlope);
}

/** No slope where the unit is off (at 0 the derivative is taken as 0). */
export function maskRelu({ output, outputSlope, count }: BatchPass, width: number): void {
  for (let k = 0; k < count * width; k++) if (output[k]! <= 0) outputSlope[k] = 0;
}

function parameterSlopes({ inputs, outputs }: DenseLayer, { input, outputSlope, count }: BatchPass, slopes: LayerSlopes): void {
  for (let o = 0; o < outputs; o++) {
    const w = o * inputs;
    let sum = 0;
    let row = 0;
    for (; row + 4 <= count; row += 4) {
      const at = row * outputs + o;
      const s0 = outputSlope[at]!;
      const s1 = outputSlope[at + outputs]!;
      const s2 = outputSlope[at + 2 * outputs]!;
      const s3 = outputSlope[at + 3 * outputs]!;
      if (s0 === 0 && s1 === 0 && s2 === 0 && s3 === 0) continue;
      sum += s0 + s1 + s2 + s3;
      const i0 = row * inputs;
      const i1 = i0 + inputs;
      const i2 = i1 + inputs;
      const i3 = i2 + inputs;
      for (let i = 0; i < inputs; i++) slopes.weights[w + i]! += s0 * input[i0 + i]! + s1 * input[i1 + i]! + s2 * input[i2 + i]! + s3 * input[i3 + i]!;
    }
    for (; row < count; row++) {
      const s = outputSlope[row * outputs + o]!;
      sum += s;
      for (let i = 0; i < inputs; i++) slopes.weights[w + i]! += s * input[row * inputs + i]!;
    }
    slopes.bias[o]! += sum;
  }
}

function inputSlopes({ inputs, outputs, weights }: DenseLayer, { outputSlope, count }: BatchPass, into: Float32Array): void {
  into.fill(0, 0, count * inputs);
  for (let row = 0; row < count; row++) {
    const at = row * inputs;
    let o = 0;
    for (; o + 4 <= outputs; o += 4) {
      const s = row * outputs + o;
      const s0 = outputSlope[s]!;
      const s1 = outputSlope[s + 1]!;
      const s2 = outputSlope[s + 2]!;
      const s3 = outputSlope[s + 3]!;
      if (s0 === 0 && s1 === 0 && s2 === 0 && s3 === 0) continue;
      const w0 = o * inputs;
      const w1 = w0 + inputs;
      const w2 = w1 + inputs;
      const w3 = w2 + inputs;
      for (let i = 0; i < inputs; i++) into[at + i]! += s0 * weights[w0 + i]! + s1 * weights[w1 + i]! + s2 * weights[w2 + i]! + s3 * weights[w3 + i]!;
    }
    for (; o < outputs; o++) {
      const s = outputSlope[row * outputs + o]!;
      for (let i = 0; i < inputs; i++) into[at + i]! += s * weights[o * inputs + i]!;
    }
  }
}
