/** drift-linear: expected return, as a weighted sum of features. Proposes the side. */
import { horizonReturn } from '../../../../src/shared/labels/horizon-return.ts';
import { commonLimits, featuresOf, marketGroups, type Recipe } from './recipe.ts';

const horizonBars = 15;

export const driftLinear: Recipe = {
  modelId: 'drift-linear', family: 'linear', role: 'drift', objective: 'alpha', perspective: 'market', horizonBars,
  // All that the market shows: a ridge keeps what says little small, and a weighted sum of fifty features is still read at a glance.
  features: featuresOf(marketGroups),
  heads: [{ name: 'score', label: 'Expected return', unit: 'sigma', target: { kind: 'mean' } }],
  labeller: horizonReturn(horizonBars), stride: 1, settings: { penalty: 0.02 }, backgroundRows: 0,
  rivals: ['linear', 'tree', 'forest', 'boosting', 'network'],
  words: {
    problem: `Which way, and how far in its own volatility, will this instrument move over the next ${horizonBars} bars?`,
    summary: 'A weighted sum of features of price, volume, trades and book. Each feature adds its weight times its distance from its training mean; the sum is the expected return in units of horizon volatility. It proposes the side; whether the edge is worth its cost is decided elsewhere.',
    label: `log return of the middle price over ${horizonBars} bars within a session, in units of horizon volatility, winsorised at 4`,
    successCriteria: [
      'held-out information coefficient with a 95 % interval above zero',
      'band coverage within 3 points of its level on rows it was not fitted to',
      'no family with more parameters is clearly better on the same rows (comparison)',
    ],
    limitsOfUse: [...commonLimits(horizonBars)],
    knownFailures: [
      'jumps and news: nothing in the features foresees them',
      'a regime with the opposite sign of momentum or flow than the history had: a sum of features has one sign for all regimes',
      'features that say nearly the same share their weight by chance: read their contributions together, by group',
      'the first bars after a session break: windows still hold the day before',
    ],
  },
};
