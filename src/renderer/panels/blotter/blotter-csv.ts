/** The blotter's tree for a file, what is folded too: each row with its level and what it stands under; numbers in units of the instrument, times in UTC. Pure. */
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import { priceDigits, priceToNumber, quantityDigits, quantityToNumber, type Instrument } from '../../../shared/domain/instrument.ts';
import type { CsvCell } from '../../ui/csv.ts';
import { formatTime } from '../../ui/format.ts';
import { sideWord, sourceLetter } from '../../words/order-words.ts';
import { filledOfRow, fillsPnl, type FillsPnl } from './benchmarks.ts';
import type { RowFilter } from './order-filter.ts';
import {
  accountOf, advShareOf, avgPxOf, distanceBpOf, distanceOf, feesOfRow, filledOf, heldOf, idOf, kindWord, listOf, noteOf, notionalOf, openOfRow, ordTypeOf, parentIdOf, priceOf,
  progressOf, provenanceOf, quantityOf, reasonOf, sideOf, slippageOf, statusOf, strategyOf, timeInForceOf, timeOf, unroutedOf,
} from './row-figures.ts';
import type { BlotterTree } from './tree-model.ts';
import { symbolOf, type BlotterRow } from './tree-rows.ts';

export interface CsvSource {
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly fees: ReadonlyMap<string, number>;
  readonly quoteOf: (symbol: string) => QuoteRow | undefined;
  /** Null: what is not measured is empty. */
  readonly slippageOf?: (row: BlotterRow, against: 'mid' | 'vwap') => number | null;
}

type Cell = (row: BlotterRow, source: CsvSource, instrument: Instrument | undefined) => CsvCell;

const quantity = (read: (row: BlotterRow) => number | null): Cell => (row, _source, instrument) => {
  const lots = read(row);
  return instrument && lots !== null ? Number(quantityToNumber(instrument, lots).toFixed(quantityDigits(instrument))) : null;
};
const price = (read: (row: BlotterRow) => number | null, extra: number): Cell => (row, _source, instrument) => {
  const ticks = read(row);
  return instrument && ticks !== null ? Number(priceToNumber(instrument, ticks).toFixed(priceDigits(instrument) + extra)) : null;
};
const money = (minor: number | null, instrument: Instrument | undefined): CsvCell => (instrument && minor !== null ? minor / 10 ** instrument.currencyMinorDigits : null);
const rounded = (value: number | null, digits: number): CsvCell => (value === null ? null : Number(value.toFixed(digits)));
const percent = (share: number | null): number | null => (share === null ? null : share * 100);

/** By column id: name of the column in the file, and its cell. */
const columnsById: Readonly<Record<string, readonly [string, Cell]>> = {
  submittedAt: ['Time UTC', (row) => formatTime(timeOf(row), 'utc', 'precise')],
  symbol: ['Symbol', symbolOf],
  side: ['Side', (row) => sideWord[sideOf(row)]],
  orderQty: ['Qty', quantity(quantityOf)],
  cumQty: ['CumQty', quantity(filledOf)],
  leavesQty: ['LeavesQty', quantity(openOfRow)],
  unrouted: ['Unrouted', quantity(unroutedOf)],
  progress: ['Traded %', (row) => rounded(percent(progressOf(row)?.traded ?? null), 2)],
  price: ['Limit px', price(priceOf, 0)],
  ordStatus: ['Status', statusOf],
  avgPx: ['Avg px', price(avgPxOf, 4)],
  reason: ['Reason', (row, _source, instrument) => reasonOf(row, instrument) || null],
  held: ['Held by', heldOf],
  note: ['Newest note', (row) => noteOf(row)?.text ?? null],
  distance: ['Distance ticks', (row, s) => distanceOf(row, s.quoteOf(symbolOf(row)))],
  distanceBp: ['Distance bp', (row, s) => rounded(distanceBpOf(row, s.quoteOf(symbolOf(row))), 2)],
  slippage: ['Slippage to arrival bp', (row) => rounded(slippageOf(row), 2)],
  slippageMid: ['Slippage to mid at fills bp', (row, s) => rounded(s.slippageOf?.(row, 'mid') ?? null, 2)],
  slippageVwap: ['Slippage to VWAP bp', (row, s) => rounded(s.slippageOf?.(row, 'vwap') ?? null, 2)],
  pnlGross: ['P&L gross at mid', (row, s, instrument) => money(pnlOf(row, s, instrument)?.grossMinor ?? null, instrument)],
  pnlNet: ['P&L net at mid', (row, s, instrument) => money(pnlOf(row, s, instrument)?.netMinor ?? null, instrument)],
  advShare: ['% of ADV', (row, _source, instrument) => rounded(percent(advShareOf(row, instrument)), 4)],
  fees: ['Fees', (row, s, instrument) => money(feesOfRow(row, s.fees), instrument)],
  account: ['Account', accountOf],
  strategy: ['Strategy', strategyOf],
  listId: ['Basket', listOf],
  provenance: ['Set by (side, size, price, time)', (row) => { const p = provenanceOf(row); return p && (['side', 'size', 'price', 'time'] as const).map((part) => sourceLetter[p[part]]).join(''); }],
  ordType: ['Type', ordTypeOf],
  timeInForce: ['TIF', timeInForceOf],
  notional: ['Notional', (row, _source, instrument) => (instrument ? money(notionalOf(row, instrument), instrument) : null)],
  clOrdId: ['ID', idOf],
};

const pnlOf = (row: BlotterRow, s: CsvSource, instrument: Instrument | undefined): FillsPnl | null => fillsPnl(filledOfRow(row), feesOfRow(row, s.fees) ?? 0, s.quoteOf(symbolOf(row)), instrument);

/** Every row of the tree: what each stands in, by which a sum over the file counts nothing twice. */
const treeColumns: readonly (readonly [string, Cell])[] = [['Level', (row) => row.level], ['Kind', kindWord], ['Under ID', parentIdOf]];

/** The roots with everything under them that passes, folded or not: each row before what stands under it. */
export function withBelow(roots: readonly BlotterRow[], tree: Pick<BlotterTree, 'below'>, passes: RowFilter): readonly BlotterRow[] {
  return roots.flatMap((row) => [row, ...withBelow(tree.below(row.id).filter(passes), tree, passes)]);
}

/** A head, then one row each, in the order given. Columns that are not known here (the mark) are left out. */
export function blotterRows(rows: readonly BlotterRow[], columnIds: readonly string[], source: CsvSource): readonly (readonly CsvCell[])[] {
  const chosen = columnIds.flatMap((id) => (Object.hasOwn(columnsById, id) ? [columnsById[id]] : [])).filter((c) => c !== undefined);
  const columns = [...treeColumns, ...chosen];
  return [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, cell]) => cell(row, source, source.instruments.get(symbolOf(row)))))];
}
