/** range-boost: quantiles of the return over the horizon, by gradient boosting. The band on the chart. */
import { horizonReturn } from '../../../../src/shared/labels/horizon-return.ts';
import { commonLimits, featuresOf, type Recipe } from './recipe.ts';

const horizonBars = 15;
const head = (percent: number, label: string): Recipe['heads'][number] => ({ name: `q${percent}`, label, unit: 'sigma', target: { kind: 'quantile', alpha: percent / 100 } });

export const rangeBoost: Recipe = {
  modelId: 'range-boost', family: 'boosting', role: 'range', objective: 'risk', perspective: 'market', horizonBars,
  // How wide: volatility and activity, the share of the session that is gone. Where: the strongest of drift's features. No more, for a band is read by its width.
  features: [...featuresOf(['regime', 'volatility', 'trades', 'book'], ['trade_flow_1', 'order_flow_1', 'spread_change_5']), 'ret_5', 'ret_60', 'volume_surge', 'amihud_relative', 'session_progress', 'closing_hour'],
  heads: [head(10, 'Lowest in ten'), head(50, 'Middle'), head(90, 'Highest in ten')],
  labeller: horizonReturn(horizonBars, 3), stride: 3, settings: { boostingRounds: 90, boostingDepth: 3, shrinkage: 0.06, leafShare: 0.01 }, backgroundRows: 32,
  rivals: ['linear', 'tree', 'forest', 'boosting'],
  words: {
    problem: `How far may the price go, either way, over the next ${horizonBars} bars?`,
    summary: 'Three sums of small trees say which return one in ten will fall short of, which one half will, and which one in ten will exceed, in units of horizon volatility. The two outer ones, moved by what later data showed to be missing (conformalised), are the band on the chart.',
    label: `log return of the middle price over ${horizonBars} bars within a session, in units of horizon volatility, winsorised at 4`,
    successCriteria: [
      'band coverage within 3 points of its level on rows it was not fitted to',
      'lower pinball loss than the constant quantiles of the training history, with a 95 % interval above zero',
    ],
    limitsOfUse: [...commonLimits(horizonBars), 'a band of four in five: one outcome in five lies outside by design', 'the band is of where the price ends; on its way it leaves the band more often (see the share of whole ways)', 'the quantiles are learnt apart and may cross in rare rows: take the lower and the higher'],
    knownFailures: [
      'jumps lie outside whatever the band says',
      'volatility that changes within the horizon is answered only after the fact: coverage dips when stress begins',
      'outside the training range a tree goes on saying what it said at the edge',
    ],
  },
};
