/** regime-tree: which regime the next bars will turn out to be, by one small tree a regime. May forbid a trade. */
import { calmEfficiency, calmRatio, realisedRegime, stressedRatio } from '../../../../src/shared/labels/realised-regime.ts';
import { commonLimits, featuresOf, type Recipe } from './recipe.ts';

const horizonBars = 30;
const head = (name: string, label: string): Recipe['heads'][number] => ({ name, label, unit: 'log-odds', target: { kind: 'odds' } });

export const regimeTree: Recipe = {
  modelId: 'regime-tree', family: 'tree', role: 'regime', objective: 'risk', perspective: 'market', horizonBars,
  // Volatility, its shape, activity, and how far the session is: regimes have no direction. The calendar's session share is in because activity follows it.
  features: [...featuresOf(['regime', 'volatility', 'volume', 'trades', 'book'], [
    'signed_volume_15', 'force_index_13', 'money_flow_14', 'trade_flow_1', 'trade_flow_5', 'trade_flow_15', 'order_flow_1', 'order_flow_5', 'order_flow_15',
    'quote_imbalance', 'quote_imbalance_bar', 'depth_imbalance_5', 'depth_slope_balance', 'microprice_offset', 'microprice_drift', 'vwap_distance_60', 'semivariance_balance_30',
  ]), 'session_progress', 'closing_hour'],
  heads: [head('calm', 'Calm'), head('choppy', 'Choppy'), head('stressed', 'Stressed')],
  labeller: realisedRegime(horizonBars), stride: 3, settings: { treeDepth: 5, leafShare: 0.015 }, backgroundRows: 64,
  rivals: ['logistic', 'tree', 'forest', 'boosting', 'network'],
  words: {
    problem: `What will the next ${horizonBars} bars be like: calm, choppy or stressed?`,
    summary: 'Three small decision trees, one a regime, each a handful of yes-or-no questions about volatility, activity and the book that anybody can follow with a finger. Their odds are divided by their sum. When stress is likelier than not, nothing is suggested.',
    label: `over the next ${horizonBars} bars: stressed when realised volatility is ${stressedRatio} times what was usual or more; else calm when it is below ${calmRatio} of the usual or the price goes somewhere (efficiency ratio ${calmEfficiency} or more); else choppy`,
    successCriteria: [
      'held-out area under the ROC curve of `stressed` with a 95 % interval above 0.6',
      'calibration error below 0.03 for each regime on rows that the maps were not fitted to',
    ],
    limitsOfUse: [...commonLimits(horizonBars), 'says what the market is like, not which way it goes', 'what is usual is the instrument\'s own last four hundred bars: a quiet name in stress may be calmer than a wild one at rest'],
    knownFailures: [
      'stress that comes from one jump is not foreseen, only that which announces itself',
      'days differ in how calm they are: on days unlike those of the fit the odds of calm and of choppy are off by several points (see the calibration error)',
      'a leaf is a step: odds jump where a threshold is crossed',
      'calm and choppy differ by where the price leads, which is hardly foreseeable: their odds stay near their frequencies',
    ],
  },
};
