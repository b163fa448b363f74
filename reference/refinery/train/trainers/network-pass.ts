/** A network in training: its layers, room for one batch, and the derivatives of the loss by every parameter. */
import { layerOutputs, type NetworkLayer } from '../../../../src/shared/models/network-model.ts';
import { convBackward, convForward, poolBackward, poolForward } from './conv-pass.ts';
import { denseBackward, denseForward, type BatchPass, type LayerSlopes } from './dense-pass.ts';
import { logisticLoss } from './losses.ts';
import { layerInputs } from './network-shape.ts';

/** `squared`: (y - f)^2 / 2. `logistic`: -y log p - (1 - y) log(1 - p) at log-odds f. */
export type NetworkLoss = 'squared' | 'logistic';

/** Rows of the batch are filled in by the caller. */
export interface Batch {
  /** Row-major, scaled. */
  readonly x: Float32Array;
  readonly y: Float64Array;
  /** Factor of each row's loss. */
  readonly weights: Float64Array;
}

export class NetworkPass {
  readonly layers: readonly NetworkLayer[];
  /** One a layer; a pool's are empty. Written anew by each `backward`. */
  readonly slopes: readonly LayerSlopes[];
  readonly batch: Batch;
  private readonly loss: NetworkLoss;
  /** Values between layers, and the derivatives of the loss by them; the first is the input. */
  private readonly values: Float32Array[];
  private readonly valueSlopes: Float32Array[];

  constructor(layers: readonly NetworkLayer[], loss: NetworkLoss, batchMax: number) {
    const first = layers[0];
    const widths = [first ? layerInputs(first) : 0, ...layers.map(layerOutputs)];
    this.layers = layers;
    this.loss = loss;
    this.slopes = layers.map((layer) => (layer.kind === 'pool'
      ? { weights: new Float32Array(0), bias: new Float32Array(0) }
      : { weights: new Float32Array(layer.weights.length), bias: new Float32Array(layer.bias.length) }));
    this.values = widths.map((width) => new Float32Array(width * batchMax));
    this.valueSlopes = widths.map((width) => new Float32Array(width * batchMax));
    this.batch = { x: this.values[0]!, y: new Float64Array(batchMax), weights: new Float64Array(batchMax) };
  }

  /** @returns the sum of weight x loss over the first `count` rows of the batch */
  forward(count: number): number {
    this.layers.forEach((layer, l) => {
      const pass = this.passOf(l, count);
      if (layer.kind === 'dense') denseForward(layer, pass);
      else if (layer.kind === 'conv') convForward(layer, pass);
      else poolForward(layer, pass);
    });
    const out = this.values[this.layers.length]!;
    let sum = 0;
    for (let row = 0; row < count; row++) {
      const y = this.batch.y[row]!;
      sum += this.batch.weights[row]! * (this.loss === 'logistic' ? logisticLoss(y, out[row]!) : (y - out[row]!) ** 2 / 2);
    }
    return sum;
  }

  /** After `forward`: the derivatives of that sum by all parameters. */
  backward(count: number): void {
    const out = this.values[this.layers.length]!;
    const slope = this.valueSlopes[this.layers.length]!;
    for (let row = 0; row < count; row++) {
      const said = this.loss === 'logistic' ? 1 / (1 + Math.exp(-out[row]!)) : out[row]!;
      slope[row] = this.batch.weights[row]! * (said - this.batch.y[row]!);
    }
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const layer = this.layers[l]!;
      const slopes = this.slopes[l]!;
      slopes.weights.fill(0);
      slopes.bias.fill(0);
      const pass = this.passOf(l, count);
      if (layer.kind === 'dense') denseBackward(layer, pass, slopes);
      else if (layer.kind === 'conv') convBackward(layer, pass, slopes);
      else poolBackward(layer, pass);
    }
  }

  private passOf(l: number, count: number): BatchPass {
    return {
      input: this.values[l]!, output: this.values[l + 1]!, outputSlope: this.valueSlopes[l + 1]!,
      inputSlope: l > 0 ? this.valueSlopes[l]! : null, count,
    };
  }
}
