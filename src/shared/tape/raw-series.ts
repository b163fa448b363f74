/**
 * Columns of numbers as a file has them, before ticks and lots are known: what the readers give and instruments are
 * made from. Prices and sizes are the doubles nearest to the decimals in the file; `fixed-point.ts` says why that is exact.
 */

/** How many decimals a column needs, and its largest absolute value: what decides the step and whether integers hold it. */
export interface DecimalRange {
  digits: number;
  largest: number;
}

export const emptyRange = (): DecimalRange => ({ digits: 0, largest: 0 });

/** Above this a price or size cannot be held exactly in its step; half of what integers hold, to leave room for sums. */
const unitsMax = 2 ** 52;
/** Decimals that a reference tick may have, whatever the file shows. */
const referenceDigits = 6;
/** Sizes finer than this are rounded. */
export const lotDigitsMax = 8;

/** Takes a value into the range; false (and nothing taken) when the column could then not be held in whole steps. */
export function widen(range: DecimalRange, value: number, digits: number): boolean {
  const largest = Math.max(range.largest, Math.abs(value)), most = Math.max(range.digits, digits);
  if (largest * 10 ** Math.max(most, referenceDigits) > unitsMax) return false;
  range.largest = largest;
  range.digits = most;
  return true;
}

/** The same for a size, which counts no more than `lotDigitsMax` decimals. */
export function widenSize(range: DecimalRange, value: number, digits: number): boolean {
  const largest = Math.max(range.largest, value), most = Math.max(range.digits, Math.min(digits, lotDigitsMax));
  if (largest * 10 ** most > unitsMax) return false;
  range.largest = largest;
  range.digits = most;
  return true;
}

export interface RawBars {
  readonly kind: 'bars';
  /** From the file's symbol column; null where it has none. */
  readonly symbol: string | null;
  /** The row's own time: start or end of the bar, or 00:00 UTC of its date. */
  readonly stamps: number[];
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  /** Null where the source has no volume. */
  readonly volume: number[] | null;
  /** Set for quote bars; open ... close above are then mids. */
  readonly quotes: RawQuotePath | null;
  /** Of daily share files with corporate actions. */
  readonly actions: { readonly adjusted: number[]; readonly dividend: number[]; readonly split: number[] } | null;
  readonly lines: number[];
  /** Times of rows that were kept out, so that they are not missed a second time as gaps. */
  readonly refused: number[];
  readonly daily: boolean;
  readonly priceRange: DecimalRange;
  readonly sizeRange: DecimalRange;
}

/** Columns of a quote bar in the order open, high, low, close. */
export interface RawQuotePath {
  readonly bid: readonly [number[], number[], number[], number[]];
  readonly ask: readonly [number[], number[], number[], number[]];
  /** Null where sizes are absent or zero throughout. */
  readonly bidSize: number[];
  readonly askSize: number[];
}

export interface RawQuotes {
  readonly kind: 'quotes';
  readonly times: number[];
  readonly bid: number[];
  readonly ask: number[];
  /** Null where the source has no sizes. */
  readonly sizes: { readonly bid: number[]; readonly ask: number[] } | null;
  readonly priceRange: DecimalRange;
  readonly sizeRange: DecimalRange;
}

export interface RawTrades {
  readonly kind: 'trades';
  readonly times: number[];
  readonly price: number[];
  readonly size: number[];
  /** 1 buy, -1 sell, 0 unknown. */
  readonly aggressor: number[];
  readonly priceRange: DecimalRange;
  readonly sizeRange: DecimalRange;
}

/** The book after each update event: `levelsKept` prices and sizes a side, NaN where there are fewer levels. */
export interface RawDepth {
  readonly kind: 'depth';
  readonly times: number[];
  /** Flat, `levelsKept` entries for each time. */
  readonly bidPrice: number[];
  readonly bidSize: number[];
  readonly askPrice: number[];
  readonly askSize: number[];
  readonly priceRange: DecimalRange;
  readonly sizeRange: DecimalRange;
}

export type RawSeries = RawBars | RawQuotes | RawTrades | RawDepth;

/** Levels a side that depth events carry (TP-5). */
export const levelsKept = 10;

/** Times of a series, ascending. For bars the stamps. */
export const timesOf = (series: RawSeries): readonly number[] => (series.kind === 'bars' ? series.stamps : series.times);
