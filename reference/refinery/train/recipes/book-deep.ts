/** book-deep: odds of down, flat and up over a short horizon, by a convolution along the last snapshots of the book. Challenges the drift. */
import { flatSigmas, shortPath } from '../../../../src/shared/labels/short-path.ts';
import { snapshotChannels, snapshotMoments } from '../../../../src/shared/features/book-snapshots.ts';
import { commonLimits, seriesOf, type Recipe } from './recipe.ts';

const horizonBars = 5;
const head = (name: string, label: string): Recipe['heads'][number] => ({ name, label, unit: 'log-odds', target: { kind: 'odds' } });

export const bookDeep: Recipe = {
  modelId: 'book-deep', family: 'network', role: 'path', objective: 'alpha', perspective: 'market', horizonBars,
  // Snapshots and nothing beside them: what lasts in the book says more than what it shows at one moment, and a model that looks at the book alone
  // is told apart from those that look at everything.
  features: seriesOf(snapshotChannels),
  heads: [head('down', 'Down'), head('flat', 'Much the same'), head('up', 'Up')],
  labeller: shortPath(horizonBars), stride: 2, backgroundRows: 16, missingShareMax: 0.5,
  settings: { convolution: { series: snapshotChannels.length, filters: [8], kernel: 3 }, hidden: [8], epochs: 25, decay: 1e-3, patience: 3 },
  rivals: ['logistic', 'tree', 'forest', 'boosting', 'network'],
  words: {
    problem: `Where will the middle price stand ${horizonBars} bars on: lower, much the same, or higher?`,
    summary: `Three small neural networks, one an answer, look along the last ${snapshotMoments} snapshots of the order book, a bar apart: who was waiting at the best prices and in the first five levels, how the fair price moved, how wide the spread was. Eight filters, the same at every moment, look for shapes of three moments; a small dense layer weighs what was found when. Their odds are divided by their sum. It is the least transparent of the seven: its explanations of single moments are estimates with errors, those of whole series are exact, and it decides nothing alone.`,
    label: `move of the middle price over ${horizonBars} bars: flat within ${flatSigmas} horizon volatilities or half the spread, whichever is wider; else down or up`,
    successCriteria: [
      'held-out area under the ROC curve of `down` and of `up` with 95 % intervals above one half',
      'calibration error below 0.03 for each answer on rows that the maps were not fitted to',
      'clearly better than a logistic regression and a perceptron on the same rows, or it stays a challenger',
    ],
    limitsOfUse: [
      ...commonLimits(horizonBars),
      `needs a book, and some of its past: it is silent for the first bars of a session and after a start, until half of what it looks at is there`,
      'a horizon of five bars seldom pays for a round trip: it times entries, it does not make them',
    ],
    knownFailures: [
      'orders that are shown and withdrawn look like pressure',
      'where flat is likely, odds of up and down are small together: compare them with each other',
      'moments of one series resemble each other and share their contributions by chance: read a series as one',
      'its contributions carry standard errors: small bars may have either sign',
    ],
  },
};
