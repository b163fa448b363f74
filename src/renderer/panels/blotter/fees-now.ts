/** Fees of each order, added up from its fills, for rows and totals. Kept with the array of fills that they were added from. */
import type { Fill } from '../../../shared/domain/fill.ts';
import { streams } from '../../stores/streams.ts';
import { feesByOrder } from './order-figures.ts';

const noFills: readonly Fill[] = [];
let known: { readonly fills: readonly Fill[]; readonly fees: ReadonlyMap<string, number> } = { fills: noFills, fees: new Map() };

/** Needs the stream of fills to be open. */
export function feesNow(): ReadonlyMap<string, number> {
  const fills = streams.store('orders.fills', {}).getState().value ?? noFills;
  if (known.fills !== fills) known = { fills, fees: feesByOrder(fills) };
  return known.fees;
}
