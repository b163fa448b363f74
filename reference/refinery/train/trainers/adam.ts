/** Adam (Kingma and Ba 2015, ICLR, algorithm 1, with the two bias corrections in the step size as at the end of its section 2). */

const firstDecay = 0.9;
const secondDecay = 0.999;
const epsilon = 1e-8;

export class Adam {
  private readonly rate: number;
  private readonly moments = new Map<Float32Array, { first: Float32Array; second: Float32Array }>();
  private steps = 0;

  /** @param rate the learning rate: about how far a parameter moves in a step */
  constructor(rate: number) {
    this.rate = rate;
  }

  /** Call once before the updates of a step. */
  nextStep(): void {
    this.steps++;
  }

  /** Moves the parameters against their slopes; `decay` x parameter is added to the slope (L2 penalty decay |p|^2 / 2). */
  update(parameters: Float32Array, slopes: Float32Array, decay: number): void {
    let moments = this.moments.get(parameters);
    if (!moments) this.moments.set(parameters, (moments = { first: new Float32Array(parameters.length), second: new Float32Array(parameters.length) }));
    const { first, second } = moments;
    const step = (this.rate * Math.sqrt(1 - secondDecay ** this.steps)) / (1 - firstDecay ** this.steps);
    for (let i = 0; i < parameters.length; i++) {
      const slope = slopes[i]! + decay * parameters[i]!;
      const m = firstDecay * first[i]! + (1 - firstDecay) * slope;
      const v = secondDecay * second[i]! + (1 - secondDecay) * slope * slope;
      first[i] = m;
      second[i] = v;
      parameters[i]! -= (step * m) / (Math.sqrt(v) + epsilon);
    }
  }
}
