/** What a result rests on, in words, sent with it. The rules are those of docs/specs/backtest.md. */
import type { BacktestDefinition } from '../../../shared/contract/backtest.ts';

export interface AssumptionFacts {
  readonly definition: BacktestDefinition;
  /** Those that were run, the one that proposes first: `drift-linear 1.0.0`. */
  readonly models: readonly string[];
  readonly horizonBars: number;
  /** Instruments among which the capital is divided. */
  readonly tradable: number;
  readonly sharpeRule: string;
  /** Findings in the data: rows that were warned of or left out. */
  readonly defects: number;
}

export function assumptionsOf({ definition, models, horizonBars, tradable, sharpeRule, defects }: AssumptionFacts): readonly string[] {
  const { costMultiplier } = definition;
  return [
    `Models: ${models[0]} proposes${models.length > 1 ? `, ${models.slice(1).join(', ')} decide with it` : ' alone'}; models that only give a second opinion are not run. Features of own orders are missing.`,
    'Entry: at the touch of the quote that stood at the bar\'s end, buy at ask and sell at bid, the full suggested size, without delay, also where the suggestion would rest; no partial fill, no queue.',
    'Resting entry: where a suggestion rests at its own touch, filled at its limit by a later bar that trades through it, never by one that only touches it; withdrawn unfilled when the suggestion ends.',
    `Exit: a stop touched inside a later bar (at the stop, or at the bar's open when it opens beyond it), ${horizonBars} bars after entry, an opposite suggestion, or the end of the data; in that order. Each crosses the spread.`,
    'A bar that touches the stop is taken to have touched it before anything else in it. Its exit is dated at the bar\'s end.',
    'Quotes: as recorded; where the data has bars alone, bar-path quotes at the asset class\'s assumed spread.',
    'Fees and square-root impact of both sides as the suggestion stated them at entry.',
    ...(costMultiplier === 1 ? [] : [`Spread, fees and impact charged ${costMultiplier} times over; suggestions are those made at the usual cost.`]),
    'Average daily volume: estimated from the bars before; a figure published for the whole tape would be hindsight.',
    `Capital: divided equally among ${tradable} tradable instrument${tradable === 1 ? '' : 's'}; each position uses its instrument's whole share, gains are not reinvested nor losses saved: a return below -100 % means that the capital was lost more than once. The suggested size decides the impact, not the share.`,
    'Equity: 1 at the start; at each bar end, what closing every position there would bring.',
    'Total return and drawdown: of that equity. Hit rate: share of trades above zero after cost, Wilson 95 %.',
    `Sharpe: ${sharpeRule}; no risk-free rate, deviation with ddof 1; 95 % from sqrt((1 - g3 SR + (g4 - 1) / 4 SR^2) / T), returns taken as independent.`,
    'Not modelled: latency, financing, borrow, taxes, halts, the risk controls beyond the sizes they allow.',
    ...(defects === 0 ? [] : [`The data has ${defects} finding${defects === 1 ? '' : 's'} (rows warned of or left out).`]),
  ];
}
