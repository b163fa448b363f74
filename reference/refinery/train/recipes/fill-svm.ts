/** fill-svm: odds that an order resting at the touch fills within its patience, by a support vector machine. Rest or take. */
import { passiveFill } from '../../../../src/shared/labels/passive-fill.ts';
import { commonLimits, type Recipe } from './recipe.ts';

const horizonBars = 5;

export const fillSvm: Recipe = {
  modelId: 'fill-svm', family: 'svm', role: 'fill', objective: 'execution', perspective: 'side', horizonBars,
  // Pressure on either side, how wide and how lively the market is: a dozen, because a machine of distances drowns in what does not matter.
  features: [
    'trade_flow_5', 'quote_imbalance', 'depth_imbalance_5', 'microprice_offset', 'volatility_ratio', 'bar_range', 'trade_flow_15', 'quote_imbalance_bar', 'depth_beyond_touch',
    'spread_relative', 'spread_change_5', 'trade_count_surge',
  ],
  heads: [{ name: 'fill', label: 'Fills at the touch', unit: 'log-odds', target: { kind: 'odds' } }],
  labeller: passiveFill(horizonBars), stride: 4, settings: {}, backgroundRows: 4, missingShareMax: 0.5,
  rivals: ['logistic', 'tree', 'forest', 'boosting', 'svm', 'network'],
  words: {
    problem: `If we rest an order at our own touch, will it fill within ${horizonBars} bars?`,
    summary: 'Compares the moment with about a thousand moments of the past, near ones counting most, and weighs how those orders fared. It is asked for the side of the order. With its odds the policy decides whether to rest and save the spread, or to take and be sure.',
    label: `1 when, within ${horizonBars} bars, the market trades through the price of an order resting at the best bid (to buy) or best offer (to sell)`,
    successCriteria: [
      'held-out area under the ROC curve with a 95 % interval above one half',
      'calibration error below 0.03 on rows that the map was not fitted to',
    ],
    limitsOfUse: [
      ...commonLimits(horizonBars),
      'for an order small against the touch; a large one waits longer',
      'careful: a trade at the price, not through it, does not count, because others were there first',
    ],
    knownFailures: [
      'fills come when the price moves against the order: a high chance of a fill is not a good trade (adverse selection), and resting alone saved nothing in the held-out part',
      'trained on a thousand rows spread thinly over the history: rare states have few neighbours and get odds near the average, and families that see all rows tell cases apart better (comparison)',
      'on tapes without quotes of their own the touch is assumed, and so is what it says',
    ],
  },
};
