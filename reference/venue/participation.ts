/**
 * Orders that the OMS works itself, at a share of what the market trades (FIX TargetStrategy, participate). They rest nowhere:
 * each print gives them what they are behind of their share, at its price. Rules OR-20 to OR-23 in docs/wire-protocol.md.
 */
import { quantityLots, type PriceTicks, type QuantityLots } from '../../src/shared/domain/numbers.ts';
import { sideSign, type Side } from '../../src/shared/domain/order.ts';
import { opposite } from './matching-book.ts';
import type { LedgerOrder } from './ledger.ts';

/** Rates are taken to a millionth, so that a float rate gives the same quantity everywhere. */
const rateUnits = 1_000_000;

interface Worked {
  readonly order: LedgerOrder;
  readonly rate: bigint;
  /** Printed at a price within its limit since it was taken, lots. */
  volume: bigint;
}

/** What the market traded at one price, in one event. */
export interface Print {
  readonly price: PriceTicks;
  readonly size: QuantityLots;
  readonly aggressor: Side;
  /** Sides that it is volume for; both unless a quote stands in for prints. */
  readonly sides: readonly Side[];
  /** What of it our other orders have had, lots. */
  readonly given: number;
}

export interface Participated {
  readonly order: LedgerOrder;
  readonly price: PriceTicks;
  readonly quantity: QuantityLots;
  readonly liquidity: 'added' | 'removed';
}

export class Participation {
  private readonly worked = new Map<string, Worked>();

  get isEmpty(): boolean {
    return this.worked.size === 0;
  }

  add(order: LedgerOrder, rate: number): void {
    this.worked.set(order.orderId, { order, rate: BigInt(Math.round(rate * rateUnits)), volume: 0n });
  }

  has(orderId: string): boolean {
    return this.worked.has(orderId);
  }

  remove(orderId: string): void {
    this.worked.delete(orderId);
  }

  /** What a print gives, in order of arrival: together never more than its size, each never more than its share of all so far. */
  take(print: Print): Participated[] {
    const taken: Participated[] = [];
    let left = print.size - print.given;
    for (const worked of this.worked.values()) {
      const { order } = worked;
      if (!print.sides.includes(order.side) || !isWithin(order, print.price)) continue;
      worked.volume += BigInt(print.size);
      const share = Number((worked.rate * worked.volume) / BigInt(rateUnits));
      const quantity = Math.min(Math.min(share, order.orderQty) - order.cumQty, left);
      if (quantity <= 0) continue;
      left -= quantity;
      // We stand in for a party of the print: for the one that was hit, or where it is our side that hit, for that one.
      taken.push({ order, price: print.price, quantity: quantityLots(quantity), liquidity: order.side === print.aggressor ? 'removed' : 'added' });
    }
    return taken;
  }
}

/** A quote in the place of prints, where a tape has none: its size trades with who would take it, as it does with resting orders. */
export const quotedPrint = (offered: Side, price: PriceTicks, size: QuantityLots, given: number): Print =>
  ({ price, size, aggressor: opposite(offered), sides: [opposite(offered)], given });

const isWithin = ({ side, price }: LedgerOrder, printed: PriceTicks): boolean => price === null || sideSign(side) * (printed - price) <= 0;
