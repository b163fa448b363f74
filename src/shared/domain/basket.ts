/** A basket: many orders from a CSV file, checked row by row before any of them is staged. */
import type { Denial } from './denial.ts';
import type { ParentTerms } from './parent-order.ts';

/** Columns of the file, in any order; the first row names them. The others may be absent. */
export const basketColumns = ['symbol', 'side', 'quantity', 'order type', 'limit', 'time in force', 'account', 'strategy'] as const;
export type BasketColumn = (typeof basketColumns)[number];
export const basketColumnsNeeded: readonly BasketColumn[] = ['symbol', 'side', 'quantity'];
/** All of them are one append of the journal: staged whole or not at all. */
export const basketRowsMax = 500;
/** Characters of a file. */
export const basketTextMax = 1_048_576;

export interface BasketFault {
  /** The cell; null for the row as a whole. */
  readonly column: BasketColumn | null;
  readonly what: string;
}

export interface BasketRow {
  /** Line of the file, counted from 1. */
  readonly line: number;
  /** The cells as they stand in the file. */
  readonly cells: Readonly<Partial<Record<BasketColumn, string>>>;
  /** Null when a fault keeps it from being read. */
  readonly terms: ParentTerms | null;
  readonly faults: readonly BasketFault[];
  /** What is odd about the row within its file, in words, such as an equal row before it. Keeps nothing from being staged. */
  readonly warning: string | null;
  /** What the controls would say to all of it at once, now: a warning too, since it is staged and not sent. */
  readonly denial: Denial | null;
}

export interface BasketCheck {
  readonly rows: readonly BasketRow[];
  /** What is wrong with the file as a whole: no header, too many rows; null when nothing is. */
  readonly fault: string | null;
  /** No fault anywhere: it can be staged. */
  readonly ok: boolean;
}
