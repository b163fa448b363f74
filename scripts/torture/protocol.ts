/** What the harness and the driver say to each other over the driver's IPC channel. */
import type { Fill } from '../../src/shared/domain/fill.ts';
import type { Order, OrderIntent } from '../../src/shared/domain/order.ts';

/** Protections that a control switches off, by wrapping a room of the driver's core. */
export const controlNames = ['resend', 'noDedupe', 'ignoreGaps', 'alwaysLive', 'byOrderId', 'byExecId', 'noReconcile', 'rejectOnTimeout', 'dropsSilently', 'socketDecides', 'keepsStatus', 'counterIds'] as const;
export type ControlName = (typeof controlNames)[number];

export interface DriverOptions {
  readonly dataDir: string;
  readonly orders: string;
  readonly marketData: string;
  readonly control: ControlName | null;
}

export type DriverRequest =
  | { readonly do: 'submit'; readonly intent: OrderIntent }
  | { readonly do: 'cancel'; readonly clOrdId: string }
  /** Orders, cancels and replaces at random times from a seed; `everyMs` is the mean pause. Quantities, which name the intents, begin above `from`. */
  | { readonly do: 'trade'; readonly seed: number; readonly everyMs: number; readonly from: number }
  | { readonly do: 'rest' }
  | { readonly do: 'state' }
  | { readonly do: 'book' }
  | { readonly do: 'verify' }
  /** The last events of the journal, in words: what a failure is told with. */
  | { readonly do: 'tail' }
  | { readonly do: 'stop' };

export type OrderView = Pick<Order, 'clOrdId' | 'ordStatus' | 'symbol' | 'side' | 'cumQty' | 'orderQty' | 'price' | 'external' | 'text' | 'orderId'>;

/** When an order was sent and when it was first shown as unresolved, on the driver's monotonic clock. */
export interface UnresolvedView {
  readonly clOrdId: string;
  readonly afterMs: number;
  /** Longest time that the driver's loop stood still in between: the machine's part of it. */
  readonly loopStallMs: number;
}

export interface DriverState {
  readonly omsState: string;
  readonly epoch: string | null;
  readonly feedState: string;
  readonly trading: string;
  readonly orders: readonly OrderView[];
  readonly fills: readonly Fill[];
  readonly positions: readonly { readonly symbol: string; readonly quantity: number }[];
  readonly unresolved: readonly UnresolvedView[];
  readonly breaks: readonly string[];
  /** Words of each invariant that did not hold when it was looked at. */
  readonly violations: readonly string[];
  readonly checks: number;
  readonly sent: number;
  readonly denied: Readonly<Record<string, number>>;
  readonly gaps: number;
  readonly refused: number;
  readonly logons: number;
  readonly rssMb: number;
}

export interface BookView {
  /** False while a snapshot is awaited: the book is known to be old. */
  readonly synchronised: boolean;
  readonly delivered: number;
  readonly feedState: string;
  readonly quotes: readonly { readonly symbol: string; readonly bid: number; readonly ask: number; readonly bidSize: number; readonly askSize: number }[];
}
