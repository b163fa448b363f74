/** LinearRegressor, LinearClassifier, SVMRegressor, SVMClassifier and Scaler of ai.onnx.ml. */
import type { SvmModel } from '../models/svm-model.ts';
import { requireGraph, graphLimits, refuseGraph } from './graph-refusal.ts';
import { columnsOf, linearOf, softmaxDifference, type ColumnsValue, type ReadContext, type RowValue } from './graph-values.ts';
import type { NodeAttributes } from './node-attributes.ts';

/** (x - offset) * scale, one number for all features or one each. */
export function readScaler(row: RowValue, attributes: NodeAttributes, { width }: ReadContext): RowValue {
  requireGraph(row.scaling === null && !row.double, 'NOT_EXPLAINABLE', 'features that are scaled twice, or in double');
  const spread = (list: readonly number[], name: string): Float32Array => {
    requireGraph(list.length === width || list.length === 1, 'WRONG_SHAPE', `Scaler: ${list.length} of ${name} for ${width} features`);
    return Float32Array.from({ length: width }, (_, j) => list[list.length === 1 ? 0 : j] ?? 0);
  };
  const scaling = { center: spread(attributes.floats('offset'), 'offset'), factor: spread(attributes.floats('scale'), 'scale') };
  attributes.finish();
  return { ...row, scaling };
}

export function readLinearRegressor(row: RowValue, attributes: NodeAttributes, { width }: ReadContext): ColumnsValue {
  const targets = attributes.int('targets', 1);
  attributes.only('post_transform', ['NONE']);
  const scores = linearScores(row, attributes, width);
  attributes.finish();
  requireGraph(scores.length === targets, 'WRONG_SHAPE', `${scores.length} lists of coefficients of ${targets} targets`);
  return columnsOf(scores);
}

/** Two classes with a list of coefficients each. LOGISTIC applies the sigmoid to each, SOFTMAX to their difference. */
export function readLinearClassifier(row: RowValue, attributes: NodeAttributes, { width }: ReadContext): ColumnsValue {
  const classes = attributes.ints('classlabels_ints').length + attributes.texts('classlabels_strings').length;
  requireGraph(classes === 2, 'WRONG_OUTPUT', `${classes} classes, not two`);
  attributes.ignore('multi_class');
  const post = attributes.text('post_transform', 'NONE');
  const [first, second] = linearScores(row, attributes, width);
  attributes.finish();
  requireGraph(first !== undefined && second !== undefined, 'WRONG_SHAPE', 'two classes with one list of coefficients');
  requireGraph(post === 'LOGISTIC' || post === 'SOFTMAX', 'NOT_EXPLAINABLE', `classes by ${post}`);
  // A Normalizer behind them would otherwise divide by a sum that is not 1.
  const opposite = first.intercept === -second.intercept && first.coefficients.every((w, j) => w === -(second.coefficients[j] ?? NaN));
  requireGraph(post === 'SOFTMAX' || opposite, 'NOT_EXPLAINABLE', 'two classes by LOGISTIC whose scores are not opposite: their probabilities do not add up to 1');
  return { kind: 'columns', ofClasses: true, columns: [{ model: null, view: 'probability' }, { model: post === 'LOGISTIC' ? second : softmaxDifference(first, second), view: 'probability' }] };
}

function linearScores(row: RowValue, attributes: NodeAttributes, width: number): ReturnType<typeof linearOf>[] {
  requireFloat(row);
  const coefficients = Float32Array.from(attributes.floats('coefficients'));
  const intercepts = attributes.floats('intercepts');
  const count = coefficients.length / width;
  requireGraph(Number.isInteger(count) && count >= 1 && count <= graphLimits.headsMax, 'WRONG_SHAPE', `${coefficients.length} coefficients of ${width} features`);
  requireGraph(intercepts.length === count || intercepts.length === 0, 'WRONG_SHAPE', `${intercepts.length} intercepts for ${count} targets`);
  return Array.from({ length: count }, (_, k) => linearOf(coefficients.slice(k * width, (k + 1) * width), intercepts[k] ?? 0, row.scaling));
}

const requireFloat = (row: RowValue): void => requireGraph(!row.double, 'NOT_EXPLAINABLE', 'a float operator on doubles');

/** The decision value of one machine: RBF, or a linear kernel as the linear model that it is. */
export function readSvmRegressor(row: RowValue, attributes: NodeAttributes, context: ReadContext): ColumnsValue {
  attributes.only('post_transform', ['NONE']);
  attributes.only('one_class', [0]);
  const supports = attributes.int('n_supports', 0);
  const model = machine(row, attributes, context.width, supports);
  attributes.finish();
  return columnsOf([model]);
}

/**
 * Two classes with Platt's sigmoid. LIBSVM says the first class's probability as 1 / (1 + exp(a f + b)), and the second's log-odds are then
 * a f + b. ONNX Runtime couples the two by iterations that end up to 0.005 from that.
 */
export function readSvmClassifier(row: RowValue, attributes: NodeAttributes, { width, notes }: ReadContext): ColumnsValue {
  const classes = attributes.ints('classlabels_ints').length + attributes.texts('classlabels_strings').length;
  const perClass = attributes.ints('vectors_per_class');
  requireGraph(classes === 2 && perClass.length === 2, 'WRONG_OUTPUT', `${classes} classes, vectors of ${perClass.length}: two are read`);
  attributes.only('post_transform', ['NONE']);
  const [a, b] = [attributes.floats('prob_a'), attributes.floats('prob_b')];
  requireGraph(a.length === 1 && b.length === 1, 'NOT_EXPLAINABLE', 'a support vector classifier without probabilities');
  const model = machine(row, attributes, width, (perClass[0] ?? 0) + (perClass[1] ?? 0));
  attributes.finish();
  const [slope, offset] = [a[0] ?? 0, b[0] ?? 0];
  const margin = model.kind === 'svm' ? { ...model, slope, offset } : { ...model, coefficients: Float64Array.from(model.coefficients, (w) => w * slope), intercept: model.intercept * slope + offset };
  notes.runtimeError = 0.005;
  return { kind: 'columns', ofClasses: true, columns: [{ model: null, view: 'probability' }, { model: margin, view: 'probability' }] };
}

/** sum c_i K(x, s_i) + rho; with no vectors and a linear kernel, coefficients . x + rho. */
function machine(row: RowValue, attributes: NodeAttributes, width: number, supports: number): SvmModel | ReturnType<typeof linearOf> {
  requireFloat(row);
  const kernel = attributes.text('kernel_type', 'LINEAR');
  const gamma = attributes.floats('kernel_params')[0] ?? 0;
  const supportVectors = Float32Array.from(attributes.floats('support_vectors'));
  const coefficients = Float32Array.from(attributes.floats('coefficients'));
  const rho = attributes.floats('rho');
  requireGraph(rho.length === 1, 'WRONG_SHAPE', `${rho.length} of rho`);
  const intercept = rho[0] ?? 0;
  if (kernel === 'LINEAR' && supports === 0) {
    requireGraph(coefficients.length === width && supportVectors.length === 0, 'WRONG_SHAPE', `${coefficients.length} coefficients of ${width} features`);
    return linearOf(coefficients, intercept, row.scaling);
  }
  requireGraph(supports >= 1 && coefficients.length === supports && supportVectors.length === supports * width, 'WRONG_SHAPE', `${supportVectors.length} numbers of ${supports} support vectors, ${coefficients.length} coefficients`);
  if (kernel === 'LINEAR') {
    const weights = Float64Array.from({ length: width }, (_, j) => coefficients.reduce((sum, c, i) => sum + c * supportVectors[i * width + j]!, 0));
    return linearOf(weights, intercept, row.scaling);
  }
  if (kernel !== 'RBF') return refuseGraph('NOT_EXPLAINABLE', `kernel ${kernel}: RBF and LINEAR have exact explanations`);
  requireGraph(gamma > 0, 'NOT_EXPLAINABLE', `an RBF kernel with gamma ${gamma}`);
  return { kind: 'svm', featureCount: width, scaling: row.scaling, supportVectors, coefficients, intercept, gamma, slope: 1, offset: 0, link: 'identity' };
}
