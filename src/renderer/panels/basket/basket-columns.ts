/** Columns of the table of rows, in its order. */
import type { BasketColumn } from '../../../shared/domain/basket.ts';

export const columnHeads: readonly { readonly column: BasketColumn; readonly head: string; readonly isText: boolean }[] = [
  { column: 'symbol', head: 'Symbol', isText: true },
  { column: 'side', head: 'Side', isText: true },
  { column: 'quantity', head: 'Quantity', isText: false },
  { column: 'order type', head: 'Type', isText: true },
  { column: 'limit', head: 'Limit', isText: false },
  { column: 'time in force', head: 'TIF', isText: true },
  { column: 'account', head: 'Account', isText: true },
  { column: 'strategy', head: 'Strategy', isText: true },
];
