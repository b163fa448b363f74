/** What a backtest was worth, from its equity and its trades. Formulas in src/shared/domain/statistics.ts, rules BT-9 to BT-11. */
import type { BacktestResult, BacktestTrade } from '../../../shared/contract/backtest.ts';
import { maxDrawdown, sharpeInterval, wilsonInterval } from '../../../shared/domain/statistics.ts';
import type { EquityPoint } from './equity.ts';

/** Periods that a Sharpe ratio needs. */
export const sharpePeriodsMin = 20;
const dayMicros = 86_400e6;
/** Trading days a year by how many of the seven weekdays the run has seen; five or fewer are a week with a weekend. */
const tradingDaysPerYear = [252, 252, 252, 252, 252, 252, 312, 365] as const;

export interface Periods {
  /** Changes of equity, fractions of the capital at the start. */
  readonly returns: readonly number[];
  readonly perYear: number;
  readonly rule: string;
}

export type Metrics = Pick<BacktestResult, 'totalReturn' | 'maxDrawdown' | 'sharpe' | 'hitRate'> & { readonly periods: Periods };

export function metricsOf(equity: readonly EquityPoint[], trades: readonly BacktestTrade[]): Metrics {
  const periods = periodsOf(equity);
  return {
    totalReturn: (equity.at(-1)?.value ?? 1) - 1,
    maxDrawdown: maxDrawdown([1, ...equity.map((point) => point.value)]),
    sharpe: annualised(periods),
    hitRate: wilsonInterval(trades.filter((trade) => trade.netBp > 0).length, trades.length),
    periods,
  };
}

/** A period is a UTC day where there are enough of them, else one bar end. A bar belongs to the day in which it began to end. */
export function periodsOf(equity: readonly EquityPoint[]): Periods {
  const lastOfDay = new Map<number, number>();
  for (const { time, value } of equity) lastOfDay.set(Math.floor((time - 1) / dayMicros), value);
  const weekdays = new Set([...lastOfDay.keys()].map((day) => day % 7)).size;
  const daysPerYear = tradingDaysPerYear[weekdays] ?? 252;
  if (lastOfDay.size >= sharpePeriodsMin) {
    return { returns: changes([...lastOfDay.values()]), perYear: daysPerYear, rule: `daily changes of equity (UTC days), times the square root of ${daysPerYear}` };
  }
  const barsPerDay = lastOfDay.size === 0 ? 0 : equity.length / lastOfDay.size;
  return {
    returns: changes(equity.map((point) => point.value)), perYear: barsPerDay * daysPerYear,
    rule: `changes of equity from bar end to bar end (fewer than ${sharpePeriodsMin} days), times the square root of ${barsPerDay.toFixed(1)} bar ends a day x ${daysPerYear} days`,
  };
}

const changes = (values: readonly number[]): number[] => values.map((value, i) => value - (values[i - 1] ?? 1));

function annualised({ returns, perYear }: Periods): BacktestResult['sharpe'] {
  const estimate = returns.length < sharpePeriodsMin ? null : sharpeInterval(returns);
  if (!estimate) return null;
  const scale = Math.sqrt(perYear);
  return { value: estimate.value * scale, low: estimate.low * scale, high: estimate.high * scale };
}
