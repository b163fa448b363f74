/** edge-logistic: odds that a trade of a given side reaches its target before its stop, after cost. Sizes or refuses a trade, the model's or the trader's. */
import { barrierSigmas, targetBeforeStop } from '../../../../src/shared/labels/edge.ts';
import { commonLimits, featuresOf, marketGroups, type Recipe } from './recipe.ts';

const horizonBars = 15;

export const edgeLogistic: Recipe = {
  modelId: 'edge-logistic', family: 'logistic', role: 'edge', objective: 'alpha', perspective: 'side', horizonBars,
  // Directional ones enter times the side, so that "with us" and "against us" have one weight; the others say how much cost and noise are in the way.
  features: featuresOf(marketGroups),
  heads: [{ name: 'hit', label: 'Target before stop, after cost', unit: 'log-odds', target: { kind: 'odds' } }],
  labeller: targetBeforeStop(horizonBars), stride: 2, settings: { penalty: 0.02 }, backgroundRows: 0,
  rivals: ['logistic', 'tree', 'forest', 'boosting', 'network'],
  words: {
    problem: `If we buy (or sell) here, does the trade reach its target before its stop within ${horizonBars} bars, after cost?`,
    summary: 'A weighted sum of features, seen from the side of the trade: what speaks for the side adds to its log-odds, what speaks against it takes away. The odds are calibrated on later data. It answers for the side that a model proposes and for the side that a trader has in mind, with the same weights.',
    label: `1 when the middle price reaches a target of ${barrierSigmas} horizon volatilities plus the cost of a round trip before a stop of ${barrierSigmas} against the side; when time is up first, 1 if the side is ahead after cost`,
    successCriteria: [
      'held-out area under the ROC curve with a 95 % interval above one half',
      'calibration error below 0.03 on rows that the map was not fitted to',
      'lower log loss than always saying the training frequency',
    ],
    limitsOfUse: [
      ...commonLimits(horizonBars),
      'odds are of this target and stop, entered and left at the middle price with spread and fees charged; another target has other odds',
      'market impact is not in the label: for sizes that move the price the odds are too good',
    ],
    knownFailures: [
      'barriers are looked at once a bar: a stop inside a bar that recovers by its end is not seen',
      'instruments whose cost is wide against their volatility get low odds on both sides, as they should',
      'one set of weights for all regimes: in stress, momentum that helped may hurt',
    ],
  },
};
