/**
 * Networks on many rows: eight at a time, each weight read once for all of them. A row's sums are taken in the order of `networkMargin`, so
 * that both say the same to the last bit.
 */
import { scaleRow } from './input-scaling.ts';
import { programForward, type ProgramLayer } from './network-program.ts';
import { layerOutputs, squashed, type ConvLayer, type DenseLayer, type NetworkLayer, type NetworkModel, type PoolLayer } from './network-model.ts';

/** Rows of a block; the loops below are written out for it. */
const lanes = 8;

/** The last layer's value of each of `rows` rows of a row-major matrix, in double. */
export function networkMargins(model: NetworkModel, x: Float32Array, rows: number): Float64Array {
  const { featureCount, layers, scaling } = model;
  const widest = Math.max(featureCount, ...layers.map(layerOutputs));
  let [input, output] = [new Float64Array(widest * lanes), new Float64Array(widest * lanes)];
  const scaled = new Float32Array(featureCount);
  const margins = new Float64Array(rows);
  for (let from = 0; from < rows; from += lanes) {
    const count = Math.min(lanes, rows - from);
    for (let lane = 0; lane < count; lane++) {
      const offset = (from + lane) * featureCount;
      if (scaling) scaleRow(scaling, x, offset, scaled);
      for (let j = 0; j < featureCount; j++) input[j * lanes + lane] = scaling ? scaled[j]! : x[offset + j]!;
    }
    for (const layer of layers) {
      layerForward(layer, input, output);
      [input, output] = [output, input];
    }
    for (let lane = 0; lane < count; lane++) margins[from + lane] = input[lane]!;
  }
  return margins;
}

/** Values are by unit, then lane. */
function layerForward(layer: NetworkLayer | ProgramLayer, input: Float64Array, output: Float64Array): void {
  switch (layer.kind) {
    case 'dense': return denseForward(layer, input, output);
    case 'conv': return convForward(layer, input, output);
    case 'pool': return poolForward(layer, input, output);
    case 'program': return programRows(layer, input, output);
  }
}

function denseForward({ inputs, outputs, weights, bias, relu, squash }: DenseLayer, input: Float64Array, output: Float64Array): void {
  for (let o = 0, w = 0; o < outputs; o++) {
    const b = bias[o]!;
    let [s0, s1, s2, s3, s4, s5, s6, s7] = [b, b, b, b, b, b, b, b];
    for (let at = 0, end = inputs * lanes; at < end; at += lanes, w++) {
      const weight = weights[w]!;
      s0 += weight * input[at]!;
      s1 += weight * input[at + 1]!;
      s2 += weight * input[at + 2]!;
      s3 += weight * input[at + 3]!;
      s4 += weight * input[at + 4]!;
      s5 += weight * input[at + 5]!;
      s6 += weight * input[at + 6]!;
      s7 += weight * input[at + 7]!;
    }
    const to = o * lanes;
    output[to] = relu && s0 < 0 ? 0 : s0;
    output[to + 1] = relu && s1 < 0 ? 0 : s1;
    output[to + 2] = relu && s2 < 0 ? 0 : s2;
    output[to + 3] = relu && s3 < 0 ? 0 : s3;
    output[to + 4] = relu && s4 < 0 ? 0 : s4;
    output[to + 5] = relu && s5 < 0 ? 0 : s5;
    output[to + 6] = relu && s6 < 0 ? 0 : s6;
    output[to + 7] = relu && s7 < 0 ? 0 : s7;
  }
  for (let at = 0; squash && at < outputs * lanes; at++) output[at] = squashed(squash, output[at]!);
}

/** Each lane's sum runs over channels, then the kernel, as for one row. */
function convForward({ channels, length, filters, kernel, weights, bias }: ConvLayer, input: Float64Array, output: Float64Array): void {
  const positions = length - kernel + 1;
  for (let f = 0; f < filters; f++) {
    for (let p = 0; p < positions; p++) {
      const b = bias[f]!;
      let [s0, s1, s2, s3, s4, s5, s6, s7] = [b, b, b, b, b, b, b, b];
      for (let c = 0, w = f * channels * kernel; c < channels; c++) {
        for (let at = (c * length + p) * lanes, end = at + kernel * lanes; at < end; at += lanes, w++) {
          const weight = weights[w]!;
          s0 += weight * input[at]!;
          s1 += weight * input[at + 1]!;
          s2 += weight * input[at + 2]!;
          s3 += weight * input[at + 3]!;
          s4 += weight * input[at + 4]!;
          s5 += weight * input[at + 5]!;
          s6 += weight * input[at + 6]!;
          s7 += weight * input[at + 7]!;
        }
      }
      const to = (f * positions + p) * lanes;
      output[to] = s0 < 0 ? 0 : s0;
      output[to + 1] = s1 < 0 ? 0 : s1;
      output[to + 2] = s2 < 0 ? 0 : s2;
      output[to + 3] = s3 < 0 ? 0 : s3;
      output[to + 4] = s4 < 0 ? 0 : s4;
      output[to + 5] = s5 < 0 ? 0 : s5;
      output[to + 6] = s6 < 0 ? 0 : s6;
      output[to + 7] = s7 < 0 ? 0 : s7;
    }
  }
}

function poolForward({ channels, length }: PoolLayer, input: Float64Array, output: Float64Array): void {
  for (let c = 0; c < channels; c++) {
    for (let lane = 0; lane < lanes; lane++) {
      let sum = 0;
      for (let p = 0; p < length; p++) sum += input[(c * length + p) * lanes + lane]!;
      output[c * lanes + lane] = sum / length;
    }
  }
}

/** Lane by lane, as for one row. */
function programRows(layer: ProgramLayer, input: Float64Array, output: Float64Array): void {
  const row = new Float64Array(layer.inputs);
  for (let lane = 0; lane < lanes; lane++) {
    for (let j = 0; j < layer.inputs; j++) row[j] = input[j * lanes + lane]!;
    programForward(layer, row).forEach((value, o) => { output[o * lanes + lane] = value; });
  }
}
