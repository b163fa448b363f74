/** book-deep: odds of down, flat and up over a short horizon, by a small neural network on book and flow. Challenges the drift. */
import { flatSigmas, shortPath } from '../../../../src/shared/labels/short-path.ts';
import { commonLimits, featuresOf, type Recipe } from './recipe.ts';

const horizonBars = 5;
const head = (name: string, label: string): Recipe['heads'][number] => ({ name, label, unit: 'log-odds', target: { kind: 'odds' } });

export const bookDeep: Recipe = {
  modelId: 'book-deep', family: 'network', role: 'path', objective: 'alpha', perspective: 'market', horizonBars,
  // Book and flow foretell minutes, not hours; a few returns and volatilities beside them, because what the book means depends on them.
  features: ['ret_1', 'ret_5', 'ret_15', 'bar_position', 'volatility_ratio', 'bar_range', ...featuresOf(['trades', 'book'])],
  heads: [head('down', 'Down'), head('flat', 'Much the same'), head('up', 'Up')],
  labeller: shortPath(horizonBars), stride: 2, settings: { hidden: [24, 12], epochs: 20 }, backgroundRows: 16, missingShareMax: 0.5,
  rivals: ['logistic', 'tree', 'forest', 'boosting', 'network'],
  words: {
    problem: `Where will the middle price stand ${horizonBars} bars on: lower, much the same, or higher?`,
    summary: 'Three small neural networks, one an answer, each with two hidden layers, look at the order book, at who was in a hurry, and at the last few returns. Their odds are divided by their sum. It is the least transparent of the seven: its explanations are estimates with errors, and it decides nothing alone.',
    label: `move of the middle price over ${horizonBars} bars: flat within ${flatSigmas} horizon volatilities or half the spread, whichever is wider; else down or up`,
    successCriteria: [
      'held-out area under the ROC curve of `down` and of `up` with 95 % intervals above one half',
      'calibration error below 0.03 for each answer on rows that the maps were not fitted to',
      'clearly better than a logistic regression on the same rows, or it stays a challenger',
    ],
    limitsOfUse: [...commonLimits(horizonBars), 'needs a book: it abstains where more than half of what it looks at is missing', 'a horizon of five bars seldom pays for a round trip: it times entries, it does not make them'],
    knownFailures: [
      'orders that are shown and withdrawn look like pressure',
      'where flat is likely, odds of up and down are small together: compare them with each other',
      'its contributions carry standard errors: small bars may have either sign',
    ],
  },
};
