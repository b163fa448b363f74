/** Prints as time and sales shows them: filtered by size, with the balance of who was the aggressor. Pure. */
import type { NumberedPrint } from '../../../shared/contract/market-data.ts';

export interface Flow {
  readonly boughtQty: number;
  readonly soldQty: number;
  /** Prints without an aggressor. */
  readonly otherQty: number;
}

/** Newest first, those of at least `minimum` lots. */
export const shownPrints = (prints: readonly NumberedPrint[], minimum: number): readonly NumberedPrint[] =>
  prints.filter((print) => print.size >= minimum).reverse();

export function flowOf(prints: readonly NumberedPrint[]): Flow {
  let [boughtQty, soldQty, otherQty] = [0, 0, 0];
  for (const { aggressor, size } of prints) {
    if (aggressor === 'buy') boughtQty += size;
    else if (aggressor === 'sell') soldQty += size;
    else otherQty += size;
  }
  return { boughtQty, soldQty, otherQty };
}

/** Bought less sold as a share of what has an aggressor, -1 to 1; null where none has. */
export const imbalance = ({ boughtQty, soldQty }: Flow): number | null => (boughtQty + soldQty === 0 ? null : (boughtQty - soldQty) / (boughtQty + soldQty));

/** Lots from which a print is large: the 95th percentile of what is kept, once there are 20. Null before. */
export function largeFrom(prints: readonly NumberedPrint[]): number | null {
  if (prints.length < 20) return null;
  const sizes = prints.map((print) => print.size).sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length * 0.95)] ?? null;
}
