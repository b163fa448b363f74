/**
 * The operators that a model may be made of, and how each turns forms into forms. The list is the licence: what is not in it is refused
 * by name. Nothing here can loop, allocate by a number in the file, or call anything.
 */
import { readLinearClassifier, readLinearRegressor, readScaler, readSvmClassifier, readSvmRegressor } from './classical-operators.ts';
import { readArithmetic, type Arithmetic } from './arithmetic.ts';
import { refuseGraph, requireGraph } from './graph-refusal.ts';
import { columnsIn, softmaxDifference, type ConstantValue, type GraphValue, type ReadContext, type RowValue } from './graph-values.ts';
import { readConv, readDense, readFlatten, readPool, readRelu, readReshape, readSquash, type Chain } from './network-operators.ts';
import type { NodeAttributes } from './node-attributes.ts';
import { elementTypes, type OnnxTensor } from './tensor.ts';
import { readTreeClassifier, readTreeEnsemble, readTreeRegressor } from './tree-operators.ts';

/** One operator being read. `inputs` are as many as the operator has; each name was known. */
export interface Operation {
  readonly inputs: readonly GraphValue[];
  readonly attributes: NodeAttributes;
  readonly context: ReadContext;
}

type Reader = (operation: Operation) => readonly GraphValue[];

const label: GraphValue = { kind: 'label' };

/** By domain and name. */
export const operators: Readonly<Record<string, Reader>> = {
  Add: arithmetic('+'), Sub: arithmetic('-'), Mul: arithmetic('*'), Div: arithmetic('/'),
  Identity: (operation) => [finished(operation, the(operation, 0))],
  Cast: readCast,
  Constant: readConstant,
  Gemm: readGemm,
  MatMul: (operation) => [readDense(finished(operation, chain(operation)), { weights: constant(operation, 1), bias: null, transposed: false, width: operation.context.width })],
  Relu: (operation) => [readRelu(finished(operation, chain(operation)))],
  Conv: (operation) => [readConv(chain(operation), { weights: constant(operation, 1), bias: operation.inputs.length > 2 ? constant(operation, 2) : null, attributes: operation.attributes })],
  GlobalAveragePool: (operation) => [readPool(finished(operation, chain(operation)))],
  Reshape: readReshaped,
  Flatten: (operation) => {
    operation.attributes.only('axis', [1]);
    const value = finished(operation, the(operation, 0));
    return [value.kind === 'columns' ? value : readFlatten(chain(operation), operation.context.width)];
  },
  Concat: readConcat,
  Tanh: (operation) => [readSquash(finished(operation, chain(operation)), 'tanh')],
  Sigmoid: (operation) => {
    const input = finished(operation, the(operation, 0));
    if (input.kind === 'layers' && !input.before) return [readSquash(input, 'logistic')];
    const value = columnsIn(input, operation.context.width);
    requireGraph(value.columns.every((c) => c.model !== null && c.view === 'margin'), 'NOT_EXPLAINABLE', 'Sigmoid of a probability');
    return [{ ...value, ofClasses: true, columns: value.columns.map((c) => ({ ...c, view: 'probability' })) }];
  },
  Softmax: readSoftmax,
  ArgMax: ({ attributes }) => {
    attributes.ignore('axis', 'keepdims', 'select_last_index');
    attributes.finish();
    return [label];
  },
  'ai.onnx.ml:ArrayFeatureExtractor': (operation) => {
    const classes = the(operation, 0);
    const which = finished(operation, the(operation, 1));
    requireGraph(classes.kind === 'constant' && which.kind === 'label', 'NOT_EXPLAINABLE', 'ArrayFeatureExtractor of anything but class labels');
    return [label];
  },
  'ai.onnx.ml:Scaler': ({ inputs, attributes, context }) => [readScaler(row(inputs), attributes, context)],
  'ai.onnx.ml:LinearRegressor': ({ inputs, attributes, context }) => [readLinearRegressor(row(inputs), attributes, context)],
  'ai.onnx.ml:LinearClassifier': ({ inputs, attributes, context }) => [label, readLinearClassifier(row(inputs), attributes, context)],
  'ai.onnx.ml:SVMRegressor': ({ inputs, attributes, context }) => [readSvmRegressor(row(inputs), attributes, context)],
  'ai.onnx.ml:SVMClassifier': ({ inputs, attributes, context }) => [label, readSvmClassifier(row(inputs), attributes, context)],
  'ai.onnx.ml:TreeEnsembleRegressor': ({ inputs, attributes, context }) => [readTreeRegressor(row(inputs), attributes, context)],
  'ai.onnx.ml:TreeEnsembleClassifier': ({ inputs, attributes, context }) => [label, readTreeClassifier(row(inputs), attributes, context)],
  'ai.onnx.ml:TreeEnsemble': ({ inputs, attributes, context }) => [readTreeEnsemble(row(inputs), attributes, context)],
  'ai.onnx.ml:Normalizer': (operation) => {
    operation.attributes.only('norm', ['L1']);
    const value = finished(operation, the(operation, 0));
    requireGraph(value.kind === 'columns' && value.ofClasses && value.columns.length === 2 && value.columns[0]?.model === null, 'NOT_EXPLAINABLE', 'Normalizer of anything but two probabilities');
    return [value];
  },
  'ai.onnx.ml:ZipMap': () => refuseGraph('MAP_OUTPUT', 'ZipMap makes a list of maps, which ONNX Runtime for Node cannot return: export with zipmap=False'),
};

/** A tensor, or numbers in one of the shorter ways. */
function readConstant({ attributes }: Operation): readonly GraphValue[] {
  const tensor = attributes.tensor('value') ?? attributes.constant();
  attributes.finish();
  return [tensor ? { kind: 'constant', tensor } : refuseGraph('ATTRIBUTE_NOT_ALLOWED', 'Constant without numbers')];
}

/** Values of the input at `index`, which must be there. */
function the({ inputs, attributes }: Operation, index: number): GraphValue {
  return inputs[index] ?? refuseGraph('BAD_WIRING', `${attributes.op} without input ${index}`);
}

/** `value`, once no attribute of the operator is left. */
function finished<T>({ attributes }: Operation, value: T): T {
  attributes.finish();
  return value;
}

function row(inputs: readonly GraphValue[]): RowValue {
  const [value] = inputs;
  return value?.kind === 'row' && inputs.length === 1 ? value : refuseGraph('NOT_EXPLAINABLE', `a model of ${value?.kind ?? 'nothing'} instead of the features`);
}

function chain(operation: Operation): Chain {
  const value = the(operation, 0);
  return value.kind === 'row' || value.kind === 'layers' ? value : refuseGraph('NOT_EXPLAINABLE', `${operation.attributes.op} of ${value.kind}`);
}

function constant(operation: Operation, index: number): OnnxTensor {
  const value = the(operation, index);
  return value.kind === 'constant' ? value.tensor : refuseGraph('NOT_EXPLAINABLE', `${operation.attributes.op} with ${value.kind} where a constant belongs`);
}

function arithmetic(sign: Arithmetic): Reader {
  return (operation) => {
    const [a, b] = [the(operation, 0), finished(operation, the(operation, 1))];
    const isConstant = (value: GraphValue): value is ConstantValue => value.kind === 'constant';
    if (isConstant(b) && !isConstant(a)) return [readArithmetic(sign, a, b.tensor, 'right', operation.context)];
    if (isConstant(a) && !isConstant(b)) return [readArithmetic(sign, b, a.tensor, 'left', operation.context)];
    return refuseGraph('NOT_EXPLAINABLE', `${operation.attributes.op} of ${a.kind} and ${b.kind}`);
  };
}

function readCast(operation: Operation): readonly GraphValue[] {
  const to = operation.attributes.int('to', 0);
  operation.attributes.ignore('saturate');
  const value = finished(operation, the(operation, 0));
  if (value.kind === 'label') return [value];
  requireGraph(value.kind !== 'constant' && (to === elementTypes.float || to === elementTypes.double), 'NOT_EXPLAINABLE', `a cast of ${value.kind} to type ${to}`);
  if (value.kind === 'row') {
    requireGraph(to === elementTypes.float || value.scaling === null, 'NOT_EXPLAINABLE', 'a cast of scaled features to double');
    return [{ ...value, double: to === elementTypes.double }];
  }
  requireGraph(value.kind === 'columns' || to === elementTypes.float, 'NOT_EXPLAINABLE', 'a network on doubles');
  return [value];
}

function readGemm(operation: Operation): readonly GraphValue[] {
  const { attributes, inputs, context } = operation;
  attributes.only('alpha', [1]);
  attributes.only('beta', [1]);
  attributes.only('transA', [0]);
  const transposed = attributes.int('transB', 0);
  requireGraph(transposed === 0 || transposed === 1, 'ATTRIBUTE_NOT_ALLOWED', `Gemm: transB is ${transposed}`);
  attributes.finish();
  const bias = inputs.length > 2 ? constant(operation, 2) : null;
  return [readDense(chain(operation), { weights: constant(operation, 1), bias, transposed: transposed === 1, width: context.width })];
}

function readReshaped(operation: Operation): readonly GraphValue[] {
  operation.attributes.only('allowzero', [0]);
  const value = finished(operation, the(operation, 0));
  const sizes = constant(operation, 1);
  requireGraph(sizes.elementType === elementTypes.int64 && sizes.numbers.length <= 3, 'WRONG_SHAPE', 'a reshape by no list of sizes');
  if (value.kind === 'label') {
    requireGraph(sizes.numbers.every((size) => size >= -1 && size <= 1), 'WRONG_SHAPE', `a reshape of labels to [${Array.from(sizes.numbers).join(', ')}]`);
    return [value];
  }
  if (value.kind === 'columns') {
    requireGraph((sizes.numbers[0] ?? 1) <= 0, 'WRONG_SHAPE', 'a reshape to a fixed number of rows');
    requireGraph(sizes.numbers.length === 2 && sizes.numbers[1] === value.columns.length, 'WRONG_SHAPE', `a reshape of ${value.columns.length} columns`);
    return [value];
  }
  return [readReshape(chain(operation), Array.from(sizes.numbers), operation.context.width)];
}

function readConcat(operation: Operation): readonly GraphValue[] {
  operation.attributes.only('axis', [1, -1]);
  const parts = finished(operation, operation.inputs).map((value) => columnsIn(value, operation.context.width));
  const joined = parts.flatMap((part) => part.columns);
  requireGraph(joined.length >= 1 && joined.length <= 4, 'WRONG_OUTPUT', `${joined.length} columns put together`);
  return [{ kind: 'columns', columns: joined, ofClasses: parts.some((part) => part.ofClasses) }];
}

function readSoftmax(operation: Operation): readonly GraphValue[] {
  operation.attributes.only('axis', [1, -1]);
  const value = columnsIn(finished(operation, the(operation, 0)), operation.context.width);
  const [first, second] = value.columns;
  requireGraph(value.columns.length === 2 && first?.model !== null && first?.view === 'margin' && second?.model !== null && second?.view === 'margin', 'NOT_EXPLAINABLE', `Softmax of ${value.columns.length} columns: two scores are read`);
  return [{ kind: 'columns', ofClasses: true, columns: [{ model: null, view: 'probability' }, { model: softmaxDifference(first.model, second.model), view: 'probability' }] }];
}
