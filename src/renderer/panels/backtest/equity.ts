/** The equity curve as the plot wants it: seconds, return since the start, and the peak so far, in percent. Pure. */
import type { BacktestResult } from '../../../shared/contract/backtest.ts';

export interface EquityColumns {
  readonly seconds: number[];
  readonly returnPercent: number[];
  /** Highest so far: what lies between it and the curve is drawdown. */
  readonly peakPercent: number[];
}

export function equityColumns(equity: BacktestResult['equity']): EquityColumns {
  const columns: EquityColumns = { seconds: [], returnPercent: [], peakPercent: [] };
  let peak = 1;
  for (const { time, value } of equity) {
    peak = Math.max(peak, value);
    columns.seconds.push(time / 1_000_000);
    columns.returnPercent.push((value - 1) * 100);
    columns.peakPercent.push((peak - 1) * 100);
  }
  return columns;
}
