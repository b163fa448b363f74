/** direction-forest: odds that the price is up by more than cost, by a random forest. Challenges the drift. */
import { aboveCost } from '../../../../src/shared/labels/above-cost.ts';
import { commonLimits, featuresOf, marketGroups, type Recipe } from './recipe.ts';

const horizonBars = 15;

export const directionForest: Recipe = {
  modelId: 'direction-forest', family: 'forest', role: 'direction', objective: 'alpha', perspective: 'market', horizonBars,
  // As the drift model's, so that the two differ in form and not in what they look at.
  features: featuresOf(marketGroups),
  heads: [{ name: 'up', label: 'Up by more than cost', unit: 'log-odds', target: { kind: 'odds' } }],
  labeller: aboveCost(horizonBars), stride: 2, settings: { forestTrees: 80, forestDepth: 8, leafShare: 0.012 }, backgroundRows: 32,
  rivals: ['logistic', 'tree', 'forest', 'boosting', 'svm', 'network'],
  words: {
    problem: `Will a buy here be worth more than it cost, ${horizonBars} bars on?`,
    summary: 'Eighty decision trees, each grown on other rows and features, of which the mean log-odds are taken. It sees combinations that a weighted sum cannot, such as flow that matters only when the spread is narrow, and stands beside the drift model as its challenger: where both agree, the call has two independent forms behind it.',
    label: `1 when the log return of the middle price over ${horizonBars} bars is above spread and fees of a round trip at the start`,
    successCriteria: [
      'held-out area under the ROC curve with a 95 % interval above one half',
      'calibration error below 0.03 on rows that the map was not fitted to',
      'promotion over the drift model only when it is clearly better out of sample, after cost',
    ],
    limitsOfUse: [...commonLimits(horizonBars), 'low odds of up are not odds of down: a price that stays within its cost is neither'],
    knownFailures: [
      'names whose cost is wide against their volatility have low odds whatever happens: compare odds within a name',
      'outside the training range a tree goes on saying what it said at the edge',
      'trends longer than its windows are not seen',
    ],
  },
};
