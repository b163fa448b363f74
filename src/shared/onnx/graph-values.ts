/** What a name in the graph stands for while it is read: not numbers but the form that a number of any row has. */
import type { InputScaling } from '../models/input-scaling.ts';
import type { LinearModel } from '../models/linear-model.ts';
import type { Model } from '../models/model.ts';
import type { DenseLayer, NetworkLayer } from '../models/network-model.ts';
import { layerOutputs } from '../models/network-model.ts';
import { graphLimits, refuseGraph, requireGraph } from './graph-refusal.ts';
import type { OnnxTensor } from './tensor.ts';

export interface ConstantValue { readonly kind: 'constant'; readonly tensor: OnnxTensor }

/** The features, perhaps scaled; in float32, or cast to double on the way into trees. */
export interface RowValue { readonly kind: 'row'; readonly scaling: InputScaling | null; readonly double: boolean }

/** What a network has after some layers. */
export interface LayersValue {
  readonly kind: 'layers';
  readonly scaling: InputScaling | null;
  readonly layers: readonly NetworkLayer[];
  /** As [rows, width], or as series [rows, channels, length]. */
  readonly shape: { readonly width: number } | { readonly channels: number; readonly length: number };
  /** After a convolution: our layers have ReLU in them, so that it must come next. */
  readonly wantsRelu: boolean;
  /** After a sigmoid: the values before it. A sigmoid is a layer's where another layer follows, and the link where none does. */
  readonly before: LayersValue | null;
}

export interface Column {
  /** Null for the other of two classes, which says nothing of its own. */
  readonly model: Model | null;
  readonly view: 'margin' | 'probability';
}

/** [rows, columns]: what models say. */
export interface ColumnsValue {
  readonly kind: 'columns';
  readonly columns: readonly Column[];
  /** Made by a classifier: its values are probabilities even where they are the margin, as a forest's are. */
  readonly ofClasses: boolean;
}

/** Class labels and what is made of them; a graph may give them, nobody reads them. */
export interface LabelValue { readonly kind: 'label' }

/** What a step of a program makes of a row (program-builder.ts), as [rows, ...dims]. */
export interface TensorValue {
  readonly kind: 'tensor';
  readonly at: number;
  readonly dims: readonly number[];
  /** In double in the runtime too; in ours everything is. */
  readonly double: boolean;
  /** Where these are probabilities: the step that makes their log-odds, number by number. */
  readonly logits: number | null;
  /** Whether they are shares of all classes, as they come from a softmax. */
  readonly classes: boolean;
}

/** Sizes of a value, as exporters carry them from Shape to Reshape; `rows` is the number of rows, which is free. */
export interface SizesValue { readonly kind: 'sizes'; readonly sizes: readonly (number | 'rows')[]; readonly single: boolean }

/** Whether the numbers of a step are above a limit. */
export interface AboveValue { readonly kind: 'above'; readonly at: number; readonly limit: number }

/** An input that is left out. */
export interface AbsentValue { readonly kind: 'absent' }

export type GraphValue = ConstantValue | RowValue | LayersValue | ColumnsValue | LabelValue | TensorValue | SizesValue | AboveValue | AbsentValue;

/** What a graph says of its trees, beside the models. */
export interface GraphNotes {
  /** False where the file does not tell how many training rows reached a node; the covers are then counts of leaves. */
  coversKnown: boolean;
  /** False where a node sends NaN left. */
  nanGoesRight: boolean;
  /** How far ONNX Runtime's operator may be from the formula, absolutely, on a probability. */
  runtimeError: number;
  /** False where the runtime adds trees up in float32: they are given the features as they come, not cast to double. */
  doubleTrees: boolean;
}

export interface ReadContext {
  readonly width: number;
  readonly notes: GraphNotes;
}

export const columnsOf = (models: readonly Model[], view: Column['view'] = 'margin'): ColumnsValue => ({
  kind: 'columns', columns: models.map((model) => ({ model, view })), ofClasses: view === 'probability',
});

/** What says something of the row, as models. */
export function columnsIn(value: GraphValue, width: number): ColumnsValue {
  if (value.kind === 'columns') return value;
  if (value.kind !== 'layers') return refuseGraph('NOT_EXPLAINABLE', `${value.kind} where a model's output belongs`);
  return value.before ? columnsOf(modelsOfLayers(value.before, width), 'probability') : columnsOf(modelsOfLayers(value, width));
}

const made = new WeakMap<LayersValue, readonly Model[]>();

/** The outputs of the last layer, one model each; a single layer is the linear model that it is. The same value gives the same models. */
export function modelsOfLayers(value: LayersValue, featureCount: number): readonly Model[] {
  let models = made.get(value);
  if (!models) made.set(value, (models = outputsOf(value, featureCount)));
  return models;
}

function outputsOf(value: LayersValue, featureCount: number): Model[] {
  requireGraph(!value.wantsRelu, 'NOT_EXPLAINABLE', 'a convolution without ReLU');
  const last = value.layers.at(-1);
  const width = last ? layerOutputs(last) : 0;
  requireGraph(last !== undefined && width <= graphLimits.headsMax, 'WRONG_OUTPUT', `${width} outputs, at most ${graphLimits.headsMax}`);
  if (last.kind !== 'dense') {
    requireGraph(width === 1, 'NOT_EXPLAINABLE', 'a network that ends in several series');
    return [{ kind: 'network', featureCount, scaling: value.scaling, layers: value.layers, link: 'identity' }];
  }
  return Array.from({ length: width }, (_, o) => {
    const row = denseRow(last, o);
    if (value.layers.length === 1 && !row.relu && !row.squash) return linearOf(row.weights, row.bias[0] ?? 0, value.scaling);
    return { kind: 'network', featureCount, scaling: value.scaling, layers: [...value.layers.slice(0, -1), row], link: 'identity' };
  });
}

const denseRow = (layer: DenseLayer, o: number): DenseLayer => ({
  ...layer, outputs: 1, weights: layer.weights.slice(o * layer.inputs, (o + 1) * layer.inputs), bias: layer.bias.slice(o, o + 1),
});

/**
 * w . ((x - center) * factor) + b = (w * factor) . x + (b - sum w * factor * center): the scaling is folded in double, where a runtime
 * rounds each step to float32.
 */
export function linearOf(weights: Float32Array | Float64Array, intercept: number, scaling: InputScaling | null): LinearModel {
  const featureCount = weights.length;
  if (!scaling) return { kind: 'linear', featureCount, coefficients: weights, intercept, link: 'identity' };
  const coefficients = Float64Array.from(weights, (w, j) => w * scaling.factor[j]!);
  const moved = coefficients.reduce((sum, w, j) => sum - w * scaling.center[j]!, intercept);
  return { kind: 'linear', featureCount, coefficients, intercept: moved, link: 'identity' };
}

/** slope x margin + offset, as a model. */
export function affineModel(model: Model, slope: number, offset: number): Model {
  requireGraph(model.link === 'identity', 'NOT_EXPLAINABLE', 'arithmetic on a probability');
  switch (model.kind) {
    case 'linear': return { ...model, coefficients: slope === 1 ? model.coefficients : Float64Array.from(model.coefficients, (w) => w * slope), intercept: model.intercept * slope + offset };
    case 'svm': return { ...model, slope: model.slope * slope, offset: model.offset * slope + offset };
    case 'trees': return { ...model, value: slope === 1 ? model.value : model.value.map((v) => v * slope), base: model.base * slope + offset };
    case 'network': {
      if (slope === 1 && offset === 0) return model;
      return { ...model, layers: [...model.layers, { kind: 'dense', inputs: 1, outputs: 1, weights: Float32Array.of(slope), bias: Float32Array.of(offset), relu: false }] };
    }
  }
}

/** Margin of the second class of two that share a softmax: the difference of their scores. */
export function softmaxDifference(first: Model, second: Model): Model {
  if (first.kind === 'linear' && second.kind === 'linear') {
    const { coefficients } = first;
    return { ...second, coefficients: Float64Array.from(second.coefficients, (w, j) => w - coefficients[j]!), intercept: second.intercept - first.intercept };
  }
  if (first.kind === 'network' && second.kind === 'network') {
    const [a, b] = [first.layers.at(-1), second.layers.at(-1)];
    if (a?.kind === 'dense' && b?.kind === 'dense' && !a.relu && !b.relu && !a.squash && !b.squash) {
      const layer: DenseLayer = { ...b, weights: b.weights.map((w, j) => w - a.weights[j]!), bias: b.bias.map((v, j) => v - a.bias[j]!) };
      return { ...second, layers: [...second.layers.slice(0, -1), layer] };
    }
  }
  return refuseGraph('NOT_EXPLAINABLE', `Softmax of ${first.kind} and ${second.kind}`);
}
