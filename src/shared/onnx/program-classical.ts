/** Scaler, LinearRegressor, LinearClassifier and Normalizer of ai.onnx.ml within a program: pipelines of scikit-learn that are no form of ours. */
import { requireGraph, graphLimits } from './graph-refusal.ts';
import type { GraphValue, TensorValue } from './graph-values.ts';
import { addBinary, plainTensor, tensorAt, type ProgramOperation } from './program-inputs.ts';
import { addSoftmax } from './program-sums.ts';
import { elementTypes } from './tensor.ts';

/** The values of a row, in float32. */
function rowOf(operation: ProgramOperation): { readonly value: TensorValue; readonly width: number } {
  const value = tensorAt(operation);
  const [width = 0] = value.dims;
  requireGraph(value.dims.length === 1 && !value.double, 'NOT_EXPLAINABLE', `${operation.attributes.op} of [rows, ${value.dims.join(', ')}]${value.double ? ' in double' : ''}`);
  return { value, width };
}

const constantOf = (numbers: readonly number[]): GraphValue => ({
  kind: 'constant', tensor: { name: '', elementType: elementTypes.float, dims: [numbers.length], numbers: Float32Array.from(numbers), texts: [] },
});

/** (x - offset) * scale, one number for all features or one each. */
export function readScalerStep(operation: ProgramOperation): GraphValue {
  const { attributes, program } = operation;
  const { value, width } = rowOf(operation);
  const [offset, scale] = [attributes.floats('offset'), attributes.floats('scale')];
  attributes.finish();
  for (const list of [offset, scale]) requireGraph(list.length === width || list.length === 1, 'WRONG_SHAPE', `Scaler: ${list.length} numbers for ${width} features`);
  return addBinary(program, '*', [addBinary(program, '-', [value, constantOf(offset)], 'Scaler'), constantOf(scale)], 'Scaler');
}

/** Lists of coefficients, one after the other, and a number each. */
function scoresOf(operation: ProgramOperation): TensorValue {
  const { attributes, program } = operation;
  const { value, width } = rowOf(operation);
  const coefficients = Float32Array.from(attributes.floats('coefficients'));
  const intercepts = attributes.floats('intercepts');
  const outputs = coefficients.length / width;
  requireGraph(Number.isInteger(outputs) && outputs >= 1 && outputs <= graphLimits.headsMax, 'WRONG_SHAPE', `${attributes.op}: ${coefficients.length} coefficients of ${width} features`);
  requireGraph(intercepts.length === outputs || intercepts.length === 0, 'WRONG_SHAPE', `${attributes.op}: ${intercepts.length} intercepts for ${outputs} targets`);
  const product = plainTensor(value, program.add({ kind: 'matrix', size: outputs, from: value.at, inputs: width, outputs, weights: coefficients }), [outputs]);
  return intercepts.length > 0 ? addBinary(program, '+', [product, constantOf(intercepts)], attributes.op) : product;
}

export function readRegressorStep(operation: ProgramOperation): GraphValue {
  const targets = operation.attributes.int('targets', 1);
  operation.attributes.only('post_transform', ['NONE']);
  const scores = scoresOf(operation);
  operation.attributes.finish();
  requireGraph(scores.dims[0] === targets, 'WRONG_SHAPE', `LinearRegressor: ${scores.dims[0]} lists of coefficients of ${targets} targets`);
  return scores;
}

/** Three classes by softmax; two are a linear model of their own. */
export function readClassifierStep(operation: ProgramOperation): readonly GraphValue[] {
  const { attributes } = operation;
  const classes = attributes.ints('classlabels_ints').length + attributes.texts('classlabels_strings').length;
  requireGraph(classes === 3, 'WRONG_OUTPUT', `LinearClassifier of ${classes} classes: two or three are read`);
  const post = attributes.text('post_transform', 'NONE');
  requireGraph(post === 'SOFTMAX', 'NOT_EXPLAINABLE', `three classes by ${post}: SOFTMAX is read (LogisticRegression, not one against the rest)`);
  attributes.ignore('multi_class');
  const scores = scoresOf(operation);
  attributes.finish();
  requireGraph(scores.dims[0] === classes, 'WRONG_SHAPE', `LinearClassifier: ${scores.dims[0]} lists of coefficients of ${classes} classes`);
  return [{ kind: 'label' }, addSoftmax(operation.program, scores, 'share')];
}

/** Shares by L1 are the shares that they were. */
export function readNormalizerStep(operation: ProgramOperation): GraphValue {
  operation.attributes.only('norm', ['L1']);
  operation.attributes.finish();
  const value = tensorAt(operation);
  requireGraph(value.classes, 'NOT_EXPLAINABLE', 'Normalizer of anything but the shares of a softmax');
  return value;
}
