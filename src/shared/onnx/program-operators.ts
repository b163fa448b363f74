/**
 * The operators that a network may be made of where it is no chain of layers, and what each adds to the program. As operators.ts: the list is the
 * licence. None of them jumps: a comparison that float32 and double could take differently is no part of it, but where both sides meet.
 */
import type { BinaryName, UnaryName } from '../models/network-program.ts';
import { refuseGraph, requireGraph } from './graph-refusal.ts';
import type { GraphValue } from './graph-values.ts';
import { addBinary, addUnary, constantAt, numbersOf, plainTensor, scalarAt, tensorAt, type ProgramOperation } from './program-inputs.ts';
import { readClassifierStep, readNormalizerStep, readRegressorStep, readScalerStep } from './program-classical.ts';
import { readConcat, readFlatten, readGather, readPad, readReshape, readShape, readSlice, readSplit, readSqueeze, readTranspose, readUnsqueeze } from './program-shapes.ts';
import { readBatchNormalization, readChannelNormalization, readConv, readGemm, readGlobalPool, readLayerNormalization, readMatMul, readReduce, readSoftmax, readWindows } from './program-sums.ts';
import { elementTypes } from './tensor.ts';

type Reader = (operation: ProgramOperation) => readonly GraphValue[];

const one = (read: (operation: ProgramOperation) => GraphValue): Reader => (operation) => [read(operation)];

/** By name; of the domain of classical models what may stand in a pipeline with a network. */
export const programOperators: Readonly<Record<string, Reader>> = {
  Add: binary('+'), Sub: binary('-'), Mul: binary('*'), Div: binary('/'), Max: binary('max'), Min: binary('min'),
  Pow: one(readPower), PRelu: binary('slope'), Clip: one(readClip),
  Relu: unary('relu'), Tanh: unary('tanh'), Erf: unary('erf'), Exp: unary('exp'), Log: unary('log'), Sqrt: unary('sqrt'), Abs: unary('abs'), Neg: unary('negative'), Reciprocal: unary('reciprocal'),
  Softplus: unary('softplus'), Softsign: unary('softsign'), HardSwish: unary('hardSwish'), Mish: unary('mish'),
  LeakyRelu: unary('leakyRelu', ['alpha', 0.01]), Elu: unary('elu', ['alpha', 1]), Celu: unary('celu', ['alpha', 1]), Swish: unary('swish', ['alpha', 1]),
  Selu: unary('selu', ['alpha', 1.6732632423543772], ['gamma', 1.0507009873554805]), HardSigmoid: unary('hardSigmoid', ['alpha', 0.2], ['beta', 0.5]),
  Gelu: one((operation) => {
    const approximate = operation.attributes.text('approximate', 'none');
    requireGraph(approximate === 'none' || approximate === 'tanh', 'ATTRIBUTE_NOT_ALLOWED', `Gelu: approximate is ${approximate}`);
    return finished(operation, addUnary(operation.program, tensorAt(operation), approximate === 'tanh' ? 'geluByTanh' : 'gelu'));
  }),
  Sigmoid: one((operation) => {
    const value = finished(operation, tensorAt(operation));
    return { ...addUnary(operation.program, value, 'logistic'), logits: value.at };
  }),
  Greater: one((operation) => {
    const limit = finished(operation, scalarAt(operation, 1));
    return { kind: 'above', at: tensorAt(operation).at, limit: limit ?? NaN };
  }),
  Where: one(readWhere),
  Identity: one((operation) => finished(operation, operation.inputs[0] ?? refuseGraph('BAD_WIRING', 'Identity of nothing'))),
  Dropout: one((operation) => {
    operation.attributes.ignore('ratio', 'seed');
    requireGraph(operation.inputs.length <= 2, 'NOT_EXPLAINABLE', 'Dropout that may be training: export the network in eval mode');
    return finished(operation, tensorAt(operation));
  }),
  Cast: one(readCast),
  Gemm: one(readGemm), MatMul: one(readMatMul), Conv: one(readConv),
  AveragePool: one((operation) => readWindows(operation, 'sum')), MaxPool: one((operation) => readWindows(operation, 'max')),
  GlobalAveragePool: one((operation) => readGlobalPool(operation, 'mean')), GlobalMaxPool: one((operation) => readGlobalPool(operation, 'max')),
  ReduceMean: one((operation) => readReduce(operation, 'mean')), ReduceSum: one((operation) => readReduce(operation, 'sum')),
  ReduceMax: one((operation) => readReduce(operation, 'max')), ReduceMin: one((operation) => readReduce(operation, 'min')),
  BatchNormalization: one(readBatchNormalization), LayerNormalization: one(readLayerNormalization),
  InstanceNormalization: one((operation) => readChannelNormalization(operation, false)), GroupNormalization: one((operation) => readChannelNormalization(operation, true)),
  Softmax: one((operation) => readSoftmax(operation, 'share')), LogSoftmax: one((operation) => readSoftmax(operation, 'log-share')),
  Shape: one(readShape), Reshape: one(readReshape), Flatten: one(readFlatten), Squeeze: one(readSqueeze), Unsqueeze: one(readUnsqueeze), Transpose: one(readTranspose),
  Gather: one(readGather), Slice: one(readSlice), Split: readSplit, Concat: one(readConcat), Pad: one(readPad),
  'ai.onnx.ml:Scaler': one(readScalerStep), 'ai.onnx.ml:LinearRegressor': one(readRegressorStep), 'ai.onnx.ml:LinearClassifier': readClassifierStep, 'ai.onnx.ml:Normalizer': one(readNormalizerStep),
};

/** `value`, once no attribute of the operator is left. */
function finished<T>({ attributes }: ProgramOperation, value: T): T {
  attributes.finish();
  return value;
}

function unary(name: UnaryName, ...parameters: readonly (readonly [attribute: string, fallback: number])[]): Reader {
  return one((operation) => {
    const [a = 0, b = 0] = parameters.map(([attribute, fallback]) => operation.attributes.float(attribute, Math.fround(fallback)));
    // A negative one turns the curve back, which runtimes do in ways of their own.
    requireGraph(parameters.every(([attribute]) => attribute !== 'alpha') || a > 0, 'ATTRIBUTE_NOT_ALLOWED', `${operation.attributes.op}: alpha is ${a}, not above 0`);
    return finished(operation, addUnary(operation.program, tensorAt(operation), name, [a, b]));
  });
}

function binary(name: BinaryName): Reader {
  return one((operation) => {
    const [a, b, ...more] = finished(operation, operation.inputs);
    const { op } = operation.attributes;
    if (!a || !b || more.length > 0) return refuseGraph('NOT_EXPLAINABLE', `${op} of ${operation.inputs.length} values: two are read`);
    if (name !== 'slope') return addBinary(operation.program, name, [a, b], op);
    const value = tensorAt(operation);
    const sloped = addBinary(operation.program, name, [value, b], op);
    requireGraph(b.kind === 'constant' && sloped.dims.every((dim, k) => dim === value.dims[k]), 'WRONG_SHAPE', 'PRelu with slopes of other sizes than the values');
    return sloped;
  });
}

/** To a power that is a constant. */
function readPower(operation: ProgramOperation): GraphValue {
  const exponent = finished(operation, scalarAt(operation, 1));
  return addUnary(operation.program, tensorAt(operation), 'power', [exponent ?? refuseGraph('BAD_WIRING', 'Pow without an exponent'), 0]);
}

/** Limits as attributes up to set 10, as inputs from 11 on; either may be left out. */
function readClip(operation: ProgramOperation): GraphValue {
  const { attributes, opset, program } = operation;
  const value = tensorAt(operation);
  const limit = (index: number, open: number): number => {
    if (constantAt(operation, index)) numbersOf(constantAt(operation, index), value, 'Clip');
    return scalarAt(operation, index) ?? open;
  };
  const limits = opset < 11 ? [attributes.float('min', -Infinity), attributes.float('max', Infinity)] as const : [limit(1, -Infinity), limit(2, Infinity)] as const;
  return finished(operation, addUnary(program, value, 'clip', limits));
}

/** What PyTorch makes of Softplus: where it is so large that both are the same number in float32, the value itself. */
function readWhere(operation: ProgramOperation): GraphValue {
  const [above] = finished(operation, operation.inputs);
  const [value, other] = [tensorAt(operation, 1), tensorAt(operation, 2)];
  const step = operation.program.stepAt(other.at);
  const same = above?.kind === 'above' && above.limit >= 16 && above.at === value.at && step?.kind === 'unary' && step.name === 'softplus' && step.from === value.at;
  requireGraph(same, 'NOT_EXPLAINABLE', 'Where between other than a large value and its Softplus: float32 and double may choose differently');
  return other;
}

function readCast(operation: ProgramOperation): GraphValue {
  const to = operation.attributes.int('to', 0);
  operation.attributes.ignore('saturate', 'round_mode');
  const value = finished(operation, operation.inputs[0]);
  if (value?.kind === 'sizes' && to === elementTypes.int64) return value;
  const tensor = tensorAt(operation);
  requireGraph(to === elementTypes.float || to === elementTypes.double, 'NOT_EXPLAINABLE', `a cast to type ${to}: float32 and double are read`);
  return { ...plainTensor(tensor, tensor.at), logits: tensor.logits, classes: tensor.classes, double: to === elementTypes.double };
}
