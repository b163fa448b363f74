/** Add, Sub, Mul and Div by constants: scaling of the features, a layer's bias, a line of a model's margin. */
import type { InputScaling } from '../models/input-scaling.ts';
import { refuseGraph, requireGraph } from './graph-refusal.ts';
import { affineModel, columnsIn, type Column, type ColumnsValue, type GraphValue, type ReadContext, type RowValue } from './graph-values.ts';
import { addBias, biasOf } from './network-operators.ts';
import type { OnnxTensor } from './tensor.ts';

export type Arithmetic = '+' | '-' | '*' | '/';

/** @param side where the constant stands: `left` is constant - value */
export function readArithmetic(sign: Arithmetic, value: GraphValue, tensor: OnnxTensor, side: 'left' | 'right', { width }: ReadContext): GraphValue {
  const commutes = sign === '+' || sign === '*';
  if (value.kind === 'label' && sign === '*') return value;
  if (value.kind === 'row') {
    requireGraph(commutes || side === 'right', 'NOT_EXPLAINABLE', `a constant ${sign} the features`);
    return scaled(value, sign, biasOf(tensor, width));
  }
  if (value.kind === 'layers' && sign === '+') return addBias(value, tensor);
  const columns = columnsIn(value, width);
  const numbers = biasOf(tensor, columns.columns.length);
  if (!commutes && side === 'left') return complement(columns, sign, numbers);
  return { ...columns, columns: columns.columns.map((column, k) => lineOf(column, sign, numbers[k] ?? NaN)) };
}

/** x - c and then x * f, once each and in this order: what `scaleRow` does. */
function scaled(value: RowValue, sign: Arithmetic, numbers: Float32Array): RowValue {
  requireGraph(!value.double, 'NOT_EXPLAINABLE', 'scaling in double');
  const now = value.scaling;
  const unscaled = now === null || now.factor.every((f) => f === 1);
  const uncentered = now === null;
  const ones = new Float32Array(numbers.length).fill(1);
  const to = (scaling: InputScaling): RowValue => ({ ...value, scaling });
  if ((sign === '-' || sign === '+') && uncentered) return to({ center: sign === '-' ? numbers : numbers.map((v) => -v), factor: ones });
  if ((sign === '*' || sign === '/') && unscaled) {
    const factor = sign === '*' ? numbers : numbers.map((v) => 1 / v);
    requireGraph(factor.every(Number.isFinite), 'NOT_FINITE', 'a feature divided by 0');
    return to({ center: now?.center ?? new Float32Array(numbers.length), factor });
  }
  return refuseGraph('NOT_EXPLAINABLE', 'features that are scaled twice');
}

/** 1 - p is the other of two classes. */
function complement(value: ColumnsValue, sign: Arithmetic, numbers: Float32Array): ColumnsValue {
  const [column] = value.columns;
  requireGraph(sign === '-' && value.columns.length === 1 && column?.view === 'probability' && column.model !== null && numbers[0] === 1, 'NOT_EXPLAINABLE', 'a constant minus a margin');
  return { ...value, columns: [{ model: null, view: 'probability' }] };
}

function lineOf(column: Column, sign: Arithmetic, number: number): Column {
  const neutral = number === (sign === '*' || sign === '/' ? 1 : 0);
  if (neutral) return column;
  const { model } = column;
  requireGraph(model !== null && column.view === 'margin', 'NOT_EXPLAINABLE', 'arithmetic on a probability');
  const slope = sign === '*' ? number : sign === '/' ? 1 / number : 1;
  requireGraph(Number.isFinite(slope), 'NOT_FINITE', 'a margin divided by 0');
  return { ...column, model: affineModel(model, slope, sign === '+' ? number : sign === '-' ? -number : 0) };
}
