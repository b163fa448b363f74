/** Trains a network (MLP or 1-D CNN) by Adam on shuffled mini-batches; stops early on later rows where given. */
import { assert } from '../../../../src/shared/base/assert.ts';
import { seededRandom, type Random } from '../../../../src/shared/base/random.ts';
import { scaleRow, type InputScaling } from '../../../../src/shared/models/input-scaling.ts';
import type { NetworkLayer, NetworkModel } from '../../../../src/shared/models/network-model.ts';
import { Adam } from './adam.ts';
import { NetworkPass, type NetworkLoss } from './network-pass.ts';
import { initialLayers, layerInputs, type LayerShape } from './network-shape.ts';
import { assertBinary, assertRows, rowsThatCount, standardisation, weightsOf, type TrainingRows } from './rows.ts';

export interface NetworkOptions {
  readonly layers: readonly LayerShape[];
  readonly loss: NetworkLoss;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  /** L2 penalty on weights, not on biases: decay |w|^2 / 2 is added to the mean loss. */
  readonly decay: number;
  readonly standardise: boolean;
  /** For the first weights and the shuffles. */
  readonly seed: number;
  /** Rows later in time (`holdOutTail`): the weights of the best epoch on them are kept; stops after `patience` epochs without a better one. */
  readonly validation: { readonly rows: TrainingRows; readonly patience: number } | null;
}

export const networkDefaults: Omit<NetworkOptions, 'layers' | 'loss'> = {
  epochs: 20, batch: 256, learningRate: 1e-3, decay: 0, standardise: true, seed: 1, validation: null,
};

export interface TrainedNetwork {
  readonly model: NetworkModel;
  /** Mean weighted loss of each epoch, as met before each step. */
  readonly losses: readonly number[];
  readonly validationLosses: readonly number[];
  /** Epochs that the weights have seen. */
  readonly epochs: number;
}

export function trainNetwork(given: TrainingRows, options: NetworkOptions): TrainedNetwork {
  if (options.loss === 'logistic') assertBinary(given);
  else assertRows(given);
  assertOptions(given, options);
  const data = rowsThatCount(given);
  const random = seededRandom(options.seed);
  const scaling = options.standardise ? standardisation(data) : null;
  const pass = new NetworkPass(initialLayers(options.layers, random), options.loss, options.batch);
  const feeder = new Feeder(data, scaling, pass);
  const watch = options.validation && new Watch(options.validation, scaling, pass, options.batch);
  const adam = new Adam(options.learningRate);
  const losses: number[] = [];
  while (losses.length < options.epochs) {
    losses.push(epoch(feeder, adam, random, options));
    if (watch?.stopsAfter()) break;
  }
  const model: NetworkModel = {
    kind: 'network', featureCount: data.featureCount, scaling, layers: watch ? watch.best : pass.layers,
    link: options.loss === 'logistic' ? 'logistic' : 'identity',
  };
  return { model, losses, validationLosses: watch?.losses ?? [], epochs: watch ? watch.bestEpochs : losses.length };
}

function assertOptions(data: TrainingRows, { layers, epochs, batch, learningRate, decay, validation }: NetworkOptions): void {
  const first = layers[0];
  assert(first && layerInputs(first) === data.featureCount, 'the first layer takes a row');
  assert(epochs >= 1 && batch >= 1 && learningRate > 0 && decay >= 0, 'epochs, batch and learning rate are above 0, decay is not negative');
  if (!validation) return;
  assertRows(validation.rows);
  assert(validation.patience >= 1 && validation.rows.featureCount === data.featureCount, 'validation rows have the same features');
}

function epoch(feeder: Feeder, adam: Adam, random: Random, { batch, decay }: NetworkOptions): number {
  const { pass, order } = feeder;
  shuffle(order, random);
  let sum = 0;
  for (let from = 0; from < order.length; from += batch) {
    const count = feeder.fill(from, Math.min(batch, order.length - from));
    sum += pass.forward(count) * count;
    pass.backward(count);
    adam.nextStep();
    pass.layers.forEach((layer, l) => {
      if (layer.kind === 'pool') return;
      adam.update(layer.weights, pass.slopes[l]!.weights, decay);
      adam.update(layer.bias, pass.slopes[l]!.bias, 0);
    });
  }
  return sum / order.length;
}

/** Every order equally likely (Fisher and Yates; Durstenfeld 1964). */
function shuffle(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}

/** Fills the pass's batch with rows, scaled; a row's factor is weight / (mean weight x rows of the batch). */
class Feeder {
  readonly pass: NetworkPass;
  readonly order: Int32Array;
  private readonly data: TrainingRows;
  private readonly scaling: InputScaling | null;
  private readonly weights: Float64Array;

  constructor(data: TrainingRows, scaling: InputScaling | null, pass: NetworkPass) {
    this.data = data;
    this.scaling = scaling;
    this.pass = pass;
    this.order = Int32Array.from({ length: data.rows }, (_, i) => i);
    const weights = weightsOf(data);
    const mean = weights.reduce((sum, w) => sum + w, 0) / data.rows;
    this.weights = weights.map((w) => w / mean);
  }

  /** @returns `count` */
  fill(from: number, count: number): number {
    const { data, scaling, order } = this;
    const { x, y, weights } = this.pass.batch;
    const width = data.featureCount;
    for (let k = 0; k < count; k++) {
      const row = order[from + k]!;
      const into = x.subarray(k * width, (k + 1) * width);
      if (scaling) scaleRow(scaling, data.x, row * width, into);
      else into.set(data.x.subarray(row * width, (row + 1) * width));
      y[k] = data.y[row]!;
      weights[k] = this.weights[row]! / count;
    }
    return count;
  }
}

/** Follows the loss on later rows and keeps the best weights. */
class Watch {
  readonly losses: number[] = [];
  best: NetworkLayer[];
  bestEpochs = 0;
  private readonly feeder: Feeder;
  private readonly patience: number;
  private readonly batch: number;
  private bestLoss: number;

  constructor({ rows, patience }: { rows: TrainingRows; patience: number }, scaling: InputScaling | null, pass: NetworkPass, batch: number) {
    this.feeder = new Feeder(rowsThatCount(rows), scaling, pass);
    this.patience = patience;
    this.batch = batch;
    this.best = copyOf(pass.layers);
    this.bestLoss = this.loss();
  }

  stopsAfter(): boolean {
    const now = this.loss();
    this.losses.push(now);
    if (now < this.bestLoss) {
      this.bestLoss = now;
      this.bestEpochs = this.losses.length;
      this.best = copyOf(this.feeder.pass.layers);
    }
    return this.losses.length - this.bestEpochs >= this.patience;
  }

  private loss(): number {
    const { order, pass } = this.feeder;
    let sum = 0;
    for (let from = 0; from < order.length; from += this.batch) {
      const count = this.feeder.fill(from, Math.min(this.batch, order.length - from));
      sum += pass.forward(count) * count;
    }
    return sum / order.length;
  }
}

const copyOf = (layers: readonly NetworkLayer[]): NetworkLayer[] =>
  layers.map((layer) => (layer.kind === 'pool' ? layer : { ...layer, weights: layer.weights.slice(), bias: layer.bias.slice() }));
