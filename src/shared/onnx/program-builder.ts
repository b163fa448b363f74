/** Collects the steps of a network that is no chain of layers while its graph is read, and makes models of what some of them say. */
import type { LinearModel } from '../models/linear-model.ts';
import type { Model } from '../models/model.ts';
import { networkMargin, type NetworkModel } from '../models/network-model.ts';
import type { ProgramStep } from '../models/network-program.ts';
import { graphLimits, refuseGraph, requireGraph } from './graph-refusal.ts';
import type { Column, ColumnsValue, TensorValue } from './graph-values.ts';

/** How many numbers a row has. */
export const elementsIn = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

export class ProgramBuilder {
  private readonly width: number;
  private readonly steps: ProgramStep[] = [];
  private readonly models = new Map<string, Model>();
  private work = 0;

  constructor(width: number) {
    this.width = width;
  }

  /** The features as they come. */
  get input(): TensorValue {
    return { kind: 'tensor', at: 0, dims: [this.width], double: false, logits: null, classes: false };
  }

  /** @returns what later steps call its result */
  add(step: ProgramStep): number {
    requireGraph(step.size >= 1 && step.size <= graphLimits.stepValuesMax, 'TOO_LARGE', `${step.size} numbers a row in the middle of a network, limit ${graphLimits.stepValuesMax}`);
    this.work += workOf(step);
    requireGraph(this.work <= graphLimits.networkWorkMax, 'TOO_LARGE', `${this.work} multiplications a row, limit ${graphLimits.networkWorkMax}`);
    return this.steps.push(step);
  }

  stepAt(at: number): ProgramStep | null {
    return this.steps[at - 1] ?? null;
  }

  /** What a value says as an output: a number, or a row of them. */
  columns({ at, dims, logits, classes }: TensorValue): ColumnsValue {
    const count = elementsIn(dims);
    requireGraph(at > 0, 'NOT_EXPLAINABLE', 'the features as an output');
    requireGraph(dims.length <= 1, 'WRONG_OUTPUT', `an output of [rows, ${dims.join(', ')}]: end the network in [rows, heads], by Flatten or a view`);
    requireGraph(count <= graphLimits.headsMax, 'WRONG_OUTPUT', `${count} outputs, at most ${graphLimits.headsMax}: export those that the model is for`);
    const view = logits === null ? 'margin' : 'probability';
    const columns = Array.from({ length: count }, (_, k): Column => ({ view, model: classes && count === 2 && k === 0 ? null : this.model(logits ?? at, k) }));
    return { kind: 'columns', columns, ofClasses: logits !== null };
  }

  /** The same number gives the same model. */
  private model(at: number, place: number): Model {
    const key = `${at}:${place}`;
    const known = this.models.get(key);
    if (known) return known;
    const network = this.network(at, place);
    const model = this.linear(network) ?? network;
    this.models.set(key, model);
    return model;
  }

  private network(at: number, place: number): NetworkModel {
    const kept = this.reached(at);
    const renumbered = new Map([[0, 0], ...kept.map((old, n) => [old, n + 1] as const)]);
    const of = (old: number): number => renumbered.get(old) ?? refuseGraph('BAD_WIRING', 'a step without its source');
    const steps = kept.flatMap((old) => { const step = this.stepAt(old); return step ? [rewired(step, of)] : []; });
    if (at === 0 || (this.stepAt(at)?.size ?? 0) > 1) steps.push({ kind: 'take', size: 1, sources: [of(at)], index: Int32Array.of(place) });
    return { kind: 'network', featureCount: this.width, scaling: null, layers: [{ kind: 'program', inputs: this.width, steps }], link: 'identity' };
  }

  /** Steps that `at` is made of, itself included, in order. */
  private reached(at: number): number[] {
    const wanted = new Set<number>(at === 0 ? [] : [at]);
    for (let n = at; n >= 1; n--) {
      const step = wanted.has(n) ? this.stepAt(n) : null;
      if (step) for (const source of sourcesOf(step)) if (source > 0) wanted.add(source);
    }
    return [...wanted].sort((a, b) => a - b);
  }

  /**
   * A sum of the features, where the steps choose some, multiply by one matrix and add constants: coefficient j is what the network says of the
   * j-th unit row, less what it says of zeros. Scaled or deeper ones stay networks: a runtime rounds between their steps, by sizes that the sum
   * of all does not show.
   */
  private linear(network: NetworkModel): LinearModel | null {
    const [program] = network.layers;
    if (program?.kind !== 'program' || !isOneSum(program.steps)) return null;
    const work = program.steps.reduce((sum, step) => sum + workOf(step), 0);
    if (work * this.width > graphLimits.networkWorkMax) return null;
    const row = new Float32Array(this.width);
    const intercept = networkMargin(network, row);
    const coefficients = Float64Array.from({ length: this.width }, (_, j) => {
      row.fill(0)[j] = 1;
      return networkMargin(network, row) - intercept;
    });
    return { kind: 'linear', featureCount: this.width, coefficients, intercept, link: 'identity' };
  }
}

function sourcesOf(step: ProgramStep): readonly number[] {
  if (step.kind === 'constant') return [];
  if (step.kind === 'binary') return [step.left, step.right];
  return step.kind === 'take' ? step.sources : [step.from];
}

function rewired(step: ProgramStep, of: (old: number) => number): ProgramStep {
  if (step.kind === 'constant') return step;
  if (step.kind === 'binary') return { ...step, left: of(step.left), right: of(step.right) };
  return step.kind === 'take' ? { ...step, sources: step.sources.map(of) } : { ...step, from: of(step.from) };
}

/** Choosing, then one matrix, then constants added. */
function isOneSum(steps: readonly ProgramStep[]): boolean {
  const said = steps.flatMap((step) => (step.kind === 'constant' ? [] : [step.kind === 'binary' && step.name === '+' && [step.left, step.right].some((at) => steps[at - 1]?.kind === 'constant') ? 'plus' : step.kind]));
  return /^(take )*matrix (take |plus )*$/.test(said.map((word) => `${word} `).join(''));
}

/** About how many multiplications a row costs. */
function workOf(step: ProgramStep): number {
  switch (step.kind) {
    case 'matrix': return step.size * step.inputs;
    case 'filter': return step.size * (step.channels / step.groups) * step.kernel;
    case 'reduce': return step.size + step.members.length;
    case 'softmax': return step.size * (step.says === 'log-odds' ? 2 * step.width : 2);
    case 'normalize': return step.size * 4;
    default: return step.size;
  }
}
