/** From margin to output: what a model adds up, and what it says. */

/** `identity`: the margin is the output. `logistic`: the margin is log-odds and the output a probability. */
export type Link = 'identity' | 'logistic';

/** 1 / (1 + exp(-margin)); exact 0 and 1 far out, NaN for NaN. */
export const logistic = (margin: number): number => 1 / (1 + Math.exp(-margin));

/** The output that belongs to a margin. */
export const outputOf = (link: Link, margin: number): number => (link === 'logistic' ? logistic(margin) : margin);
