/** An order as the workstation knows it. Field names follow FIX 4.4. */
import type { EpochMicros, PriceTicks, QuantityLots } from './numbers.ts';
import type { Denial } from './denial.ts';

export type Side = 'buy' | 'sell';
export type OrdType = 'limit' | 'market';
export type TimeInForce = 'day' | 'ioc' | 'fok' | 'gtc';

/** Where an order belongs, beside its terms. What is absent does not apply. */
export interface OrderBelonging {
  /** The parent that it is a route of. */
  readonly parentId?: string;
  /** Account that its fills are booked to (FIX tag 1). */
  readonly account?: string;
  /** Name of the strategy that it is traded for. */
  readonly strategy?: string;
  /** Share of the market's volume that the OMS may take of it, 0 to 1 (FIX tag 849, TargetStrategy 'participate'). */
  readonly participationRate?: number;
}

/** What a person or a policy asks for, before any control has seen it. */
export interface OrderIntent extends OrderBelonging {
  readonly symbol: string;
  readonly side: Side;
  readonly ordType: OrdType;
  /** Limit price; null for a market order. */
  readonly price: PriceTicks | null;
  readonly orderQty: QuantityLots;
  readonly timeInForce: TimeInForce;
  /** The suggestion it came from; null for an order that the trader made alone. */
  readonly suggestionId: string | null;
  /** Who set each parameter, for the record (RTS 24: investment decision and execution within the firm). */
  readonly provenance: Provenance;
}

export type ParameterSource = 'trader' | 'model' | 'policy';

export interface Provenance {
  readonly side: ParameterSource;
  readonly size: ParameterSource;
  readonly price: ParameterSource;
  readonly time: ParameterSource;
}

/**
 * FIX OrdStatus, with three words of our own kept apart: **denied** is our control and never left the house,
 * **rejected** is the OMS's answer, **unresolved** means that we asked and do not know.
 */
export type OrdStatus =
  | 'denied'
  | 'pendingNew'
  | 'new'
  | 'partiallyFilled'
  | 'pendingCancel'
  | 'pendingReplace'
  | 'unresolved'
  | 'filled'
  | 'canceled'
  | 'rejected'
  | 'expired';

export interface Order extends OrderBelonging {
  /** Our id of the order for life: the ClOrdID it was first sent with. */
  readonly clOrdId: string;
  /** ClOrdID at the end of the accepted cancel/replace chain; equals `clOrdId` until a replace is accepted. */
  readonly lastClOrdId: string;
  /** ClOrdID of the cancel or replace request in flight, or null. */
  readonly pendingClOrdId: string | null;
  /** The OMS's id; null until it has accepted. */
  readonly orderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly price: PriceTicks | null;
  readonly orderQty: QuantityLots;
  readonly timeInForce: TimeInForce;
  readonly ordStatus: OrdStatus;
  /** Filled so far. */
  readonly cumQty: QuantityLots;
  /** Open for further filling; 0 once the order is done. */
  readonly leavesQty: QuantityLots;
  /** Quantity-weighted average fill price in ticks (a float, as in FIX), null before the first fill. */
  readonly avgPx: number | null;
  readonly suggestionId: string | null;
  readonly provenance: Provenance;
  readonly userId: string;
  readonly submittedAt: EpochMicros;
  readonly updatedAt: EpochMicros;
  /** Mid price in ticks when the order was submitted, for slippage to arrival; null without a live quote. */
  readonly arrivalMid: number | null;
  /** Why our control refused it; null unless denied. */
  readonly denial: Denial | null;
  /** The OMS's words for a reject, a cancel reject or an expiry; null when it gave none. */
  readonly text: string | null;
  /** True for an order found at the OMS that this workstation did not send. */
  readonly external: boolean;
  /** True for a phone trade: dealt by a person elsewhere and recorded here by hand; never on the line. */
  readonly manual?: boolean;
}

const absent = (value: unknown): value is null | undefined => value === null || value === undefined;

type Nullable<T> = { readonly [K in keyof T]: T[K] | null | undefined };

/** Where something belongs, without what is absent or null. */
export const belongingOf = ({ parentId, account, strategy, participationRate }: Partial<Nullable<OrderBelonging>>): OrderBelonging => ({
  ...(absent(parentId) ? {} : { parentId }),
  ...(absent(account) ? {} : { account }),
  ...(absent(strategy) ? {} : { strategy }),
  ...(absent(participationRate) ? {} : { participationRate }),
});

/** Every parameter is the trader's: an order that a person made alone. */
export const byTrader: Provenance = { side: 'trader', size: 'trader', price: 'trader', time: 'trader' };

/** +1 for buy, -1 for sell. */
export const sideSign = (side: Side): 1 | -1 => (side === 'buy' ? 1 : -1);

const doneStatuses: ReadonlySet<OrdStatus> = new Set(['denied', 'filled', 'canceled', 'rejected', 'expired']);

/** Whether nothing more can come of the order (a bust or correction aside). */
export const isDone = (status: OrdStatus): boolean => doneStatuses.has(status);
