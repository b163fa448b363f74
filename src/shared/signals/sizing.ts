/**
 * How much to suggest. Expected profit of trading a share p of daily volume at an edge e is p (e - f - k sqrt(p)) with
 * fixed cost f (spread and fees) and square-root impact k sqrt(p) (src/shared/domain/cost.ts); it is largest at
 * p = (2 (e - f) / 3 k)^2, four ninths of the share at which the edge is gone. The suggestion is that, capped by a
 * clip of 0.1 % of daily volume and by the desk's limits.
 */
import { participationWhereEdgeIsGone, type CostInputs } from '../domain/cost.ts';
import { tickLotsToMinor, type Instrument } from '../domain/instrument.ts';
import { orderQtyLimit, positionQtyLimit, valueLimits, type Limits } from '../domain/limits.ts';
import type { PriceTicks } from '../domain/numbers.ts';
import { sideSign, type Side } from '../domain/order.ts';

/** Largest suggestion as a share of average daily volume. */
export const clipShareOfAdv = 0.001;
/** Share of the break-even participation at which expected profit is largest. */
const bestShareOfBreakEven = 4 / 9;

export interface SizingInputs {
  readonly instrument: Instrument;
  readonly side: Side;
  /** The limit price of the order. */
  readonly price: PriceTicks;
  /** Displayed size on the side that would be taken, lots; the clip where daily volume is unknown. */
  readonly touchSize: number;
  /** Lots a day; null when unknown. */
  readonly averageDailyVolume: number | null;
  readonly edgeBp: number;
  /** Cost inputs without participation, which is what is looked for. */
  readonly cost: Omit<CostInputs, 'participation'>;
  readonly limits: Limits;
  /** Signed lots held. */
  readonly positionQty: number;
}

export interface Sizing {
  /** Lots to suggest; 0 when the desk's limits leave less than a lot, else at least 1. */
  readonly orderQty: number;
  /** Lots at which the edge is gone; null where impact does not bind. */
  readonly breakEvenQty: number | null;
}

/** The size with the largest expected profit inside clip and limits. */
export function sizeOrder(inputs: SizingInputs): Sizing {
  const { averageDailyVolume: adv, edgeBp, cost } = inputs;
  const breakEven = adv === null ? null : participationWhereEdgeIsGone(edgeBp, { ...cost, participation: null });
  const best = breakEven === null || adv === null ? Infinity : bestShareOfBreakEven * breakEven * adv;
  const clip = adv === null ? inputs.touchSize : clipShareOfAdv * adv;
  const room = Math.floor(limitQty(inputs));
  return {
    orderQty: room < 1 ? 0 : Math.max(1, Math.floor(Math.min(best, clip, room))),
    breakEvenQty: breakEven === null || adv === null ? null : Math.min(Number.MAX_SAFE_INTEGER, Math.floor(breakEven * adv)),
  };
}

/** Largest order that the desk's quantity and value limits allow, lots. */
function limitQty({ instrument, side, price, limits, averageDailyVolume, positionQty }: SizingInputs): number {
  const values = valueLimits(limits, instrument.currency);
  const held = sideSign(side) * positionQty;
  return Math.min(
    orderQtyLimit(limits, averageDailyVolume),
    positionQtyLimit(limits, averageDailyVolume) - held,
    lotsWorth(instrument, price, values.orderValueMinorMax),
    lotsWorth(instrument, price, values.positionValueMinorMax) - held,
  );
}

/** Whole lots that `valueMinor` buys at `price`. A million lots are priced at once, since one may be worth less than a minor unit. */
function lotsWorth(instrument: Instrument, price: PriceTicks, valueMinor: number): number {
  const ofMillion = tickLotsToMinor(instrument, BigInt(Math.abs(price)) * 1_000_000n);
  return ofMillion === 0 ? Number.MAX_SAFE_INTEGER : Math.floor((valueMinor / ofMillion) * 1_000_000);
}
