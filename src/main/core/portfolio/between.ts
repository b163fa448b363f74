/** How the positions of accounts and strategies add up to the position of the instrument: with one line that says why they would not. Pure. */
import { moneyMinor, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Position } from '../../../shared/domain/position.ts';

/**
 * What the instrument's position has beside the sum of its parts. Each part realises against its own average cost, the
 * instrument against the average of all: what one account sold and another still holds is realised in one view and
 * unrealised in the other. Its cost and its realised are equal, so that at any mark the line's profit is 0; without
 * parts on both sides of the average it is empty.
 */
export function betweenParts(whole: Position, parts: readonly Position[]): Position {
  const sum = (of: (p: Position) => bigint): bigint => parts.reduce((total, p) => total + of(p), 0n);
  return {
    symbol: whole.symbol,
    quantity: quantityLots(whole.quantity - Number(sum((p) => BigInt(p.quantity)))),
    costTickLots: whole.costTickLots - sum((p) => p.costTickLots),
    realisedTickLots: whole.realisedTickLots - sum((p) => p.realisedTickLots),
    feesMinor: moneyMinor(whole.feesMinor - Number(sum((p) => BigInt(p.feesMinor)))),
    tradedQty: quantityLots(0),
  };
}
