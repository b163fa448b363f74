/** The desk report as one file: every table under its name, numbers as numbers, amounts in units of their currency. Pure. */
import type { DeskReport, Estimate, ReportRow } from '../../../shared/contract/reports.ts';
import { toCsv, type CsvCell } from '../../ui/csv.ts';
import { formatTime } from '../../ui/format.ts';

export function reportCsv(report: DeskReport): string {
  const rows: (readonly CsvCell[])[] = [
    ['Desk report', 'from', formatTime(report.from, 'utc', 'dateTime'), 'to', formatTime(report.to, 'utc', 'dateTime'), 'UTC'],
    ['source', 'journal up to record', report.journalSeq],
    ['intervals', `95 %; withheld below ${report.minimumCases} cases`],
  ];
  for (const block of report.currencies) {
    const scale = 10 ** block.currencyMinorDigits;
    for (const [by, list] of [['model', block.byModel], ['trader', block.byTrader], ['instrument', block.byInstrument]] as const) {
      rows.push([], [by, 'currency', 'orders', 'filled', 'net', 'realised', 'unrealised', 'fees', ...estimateHead('hit rate'), ...estimateHead('slippage bp')]);
      for (const row of [...list, { ...block.total, key: 'total' }]) rows.push([row.key, block.currency, ...amounts(row, scale), ...estimateCells(row.hitRate, report.minimumCases), ...estimateCells(row.slippageBp, report.minimumCases)]);
    }
  }
  rows.push([], ['decision', 'count', 'measured', ...estimateHead('net bp'), ...estimateHead('hit rate')]);
  for (const row of report.overrides) rows.push([row.kind, row.count, row.measured, ...estimateCells(row.netBp, report.minimumCases), ...estimateCells(row.hitRate, report.minimumCases)]);
  rows.push([], ['suggestion', 'symbol', 'side', 'made at UTC', 'decision', 'expected net bp', 'realised net bp']);
  for (const one of report.cases) rows.push([one.suggestionId, one.symbol, one.side, formatTime(one.madeAt, 'utc', 'dateTime'), one.decision, one.expectedNetBp, one.realisedNetBp]);
  return toCsv(rows);
}

const amounts = (row: ReportRow, scale: number): readonly CsvCell[] => [row.orders, row.filledOrders, row.netMinor / scale, row.realisedMinor / scale, row.unrealisedMinor / scale, row.feesMinor / scale];
const estimateHead = (name: string): readonly CsvCell[] => [name, `${name} low`, `${name} high`, `${name} n`];

/** Below the floor of cases only n is exported, as on screen: a figure that must not be read as evidence is not given. */
const estimateCells = (estimate: Estimate | null, minimum: number): readonly CsvCell[] =>
  estimate === null ? [null, null, null, 0] : estimate.n < minimum ? [null, null, null, estimate.n] : [estimate.value, estimate.low, estimate.high, estimate.n];
