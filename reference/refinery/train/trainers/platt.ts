/**
 * Platt's sigmoid: log-odds as slope x decision + offset, by maximum likelihood on softened targets (Platt 1999), with the Newton method and
 * stable sums of Lin, Lin and Weng 2007 (Machine Learning 68, appendix C). Their A and B are -slope and -offset.
 */
import { logisticLoss } from './losses.ts';

export interface PlattSigmoid {
  readonly slope: number;
  readonly offset: number;
}

const stepsMax = 100;
/** Added to the diagonal of the Hessian. */
const ridge = 1e-12;
/** Both parts of the gradient below this, a unit of weight: done. */
const gradientMax = 1e-9;

/** Labels are 0 or 1. A weight of 2 counts as two rows. Without a row of one class the softened targets still give a finite sigmoid. */
export function fitPlatt(decisions: Float64Array, labels: Float64Array, weights: Float64Array): PlattSigmoid {
  const problem: Problem = { decisions, weights, targets: softTargets(labels, weights) };
  const { positive, negative } = classWeights(labels, weights);
  let slope = 0;
  let offset = Math.log((positive + 1) / (negative + 1));
  let value = loss(problem, slope, offset);
  for (let step = 0; step < stepsMax; step++) {
    const { gs, go, hss, hso, hoo } = derivatives(problem, slope, offset);
    if (Math.max(Math.abs(gs), Math.abs(go)) < gradientMax * (positive + negative)) break;
    const determinant = hss * hoo - hso * hso;
    const ds = -(hoo * gs - hso * go) / determinant;
    const dof = -(hss * go - hso * gs) / determinant;
    let share = 1;
    let found = loss(problem, slope + ds, offset + dof);
    while (share > 1e-10 && !(found < value + 1e-4 * share * (gs * ds + go * dof))) {
      share /= 2;
      found = loss(problem, slope + share * ds, offset + share * dof);
    }
    if (!(found < value)) break; // the line search fails where rounding ends
    slope += share * ds;
    offset += share * dof;
    value = found;
  }
  return { slope, offset };
}

interface Problem {
  readonly decisions: Float64Array;
  readonly weights: Float64Array;
  readonly targets: Float64Array;
}

function classWeights(labels: Float64Array, weights: Float64Array): { positive: number; negative: number } {
  let positive = 0;
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    total += weights[i]!;
    if (labels[i]! > 0) positive += weights[i]!;
  }
  return { positive, negative: total - positive };
}

/** (n+ + 1) / (n+ + 2) for the positive, 1 / (n- + 2) for the others: Bayes' estimate, which keeps the sigmoid from becoming a step. */
function softTargets(labels: Float64Array, weights: Float64Array): Float64Array {
  const { positive, negative } = classWeights(labels, weights);
  return labels.map((label) => (label > 0 ? (positive + 1) / (positive + 2) : 1 / (negative + 2)));
}

function loss({ decisions, weights, targets }: Problem, slope: number, offset: number): number {
  let sum = 0;
  for (let i = 0; i < decisions.length; i++) sum += weights[i]! * logisticLoss(targets[i]!, slope * decisions[i]! + offset);
  return sum;
}

function derivatives({ decisions, weights, targets }: Problem, slope: number, offset: number): { gs: number; go: number; hss: number; hso: number; hoo: number } {
  let [gs, go, hss, hso, hoo] = [0, 0, ridge, 0, ridge];
  for (let i = 0; i < decisions.length; i++) {
    const f = decisions[i]!;
    const p = 1 / (1 + Math.exp(-(slope * f + offset)));
    const first = weights[i]! * (p - targets[i]!);
    const second = weights[i]! * p * (1 - p);
    gs += f * first;
    go += first;
    hss += f * f * second;
    hso += f * second;
    hoo += second;
  }
  return { gs, go, hss, hso, hoo };
}
