/** A run's trades as a file for a spreadsheet. Pure. */
import type { BacktestResult } from '../../../shared/contract/backtest.ts';
import { priceToNumber, quantityToNumber, type Instrument } from '../../../shared/domain/instrument.ts';
import { formatTime } from '../../ui/format.ts';
import { toCsv, type CsvCell } from '../../ui/csv.ts';

export function tradesCsv(result: BacktestResult, instrumentOf: (symbol: string) => Instrument): string {
  const head: readonly CsvCell[] = ['symbol', 'side', 'quantity', 'entry time UTC', 'entry price', 'exit time UTC', 'exit price', 'exit reason', 'net bp', 'cost bp'];
  return toCsv([head, ...result.trades.map((trade): readonly CsvCell[] => {
    const instrument = instrumentOf(trade.symbol);
    return [
      trade.symbol, trade.side, quantityToNumber(instrument, trade.quantity),
      formatTime(trade.entryTime, 'utc', 'dateTime'), plain(priceToNumber(instrument, trade.entryPrice)),
      formatTime(trade.exitTime, 'utc', 'dateTime'), plain(priceToNumber(instrument, trade.exitPrice)),
      trade.exitReason, plain(trade.netBp), plain(trade.costBp),
    ];
  })]);
}

/** Without the tail that binary fractions leave: 101.32000000000001 is 101.32. */
const plain = (value: number): number => Math.round(value * 1e9) / 1e9;
