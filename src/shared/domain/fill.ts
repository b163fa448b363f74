/** One execution: part or all of an order traded. */
import type { EpochMicros, MoneyMinor, PriceTicks, QuantityLots } from './numbers.ts';
import type { Side } from './order.ts';

export interface Fill {
  /** The OMS's id of the execution; a fill is counted once by it. */
  readonly execId: string;
  readonly clOrdId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly lastPx: PriceTicks;
  readonly lastQty: QuantityLots;
  /** Commission and fees of this fill, minor units of the quote currency; positive is a cost. */
  readonly feeMinor: MoneyMinor;
  readonly liquidity: 'added' | 'removed';
  /** When it traded, as the OMS says. */
  readonly transactTime: EpochMicros;
}

/** A fill that is new or was corrected, as it stands now; or as it last stood, when it was busted. Known by clOrdId and execId. */
export interface FillChange {
  readonly fill: Fill;
  /** False: it was taken back and counts no more. */
  readonly stands: boolean;
}

/** A trade that the OMS took back (a bust) or changed, FIX ExecType TradeCancel and TradeCorrect. Counted once by its own ExecID. */
export interface TradeCorrection {
  readonly execId: string;
  /** The fill as it stood. Its ExecID is the one that it was first reported with, through all corrections. */
  readonly before: Fill;
  /** The fill as it stands now, under the same ExecID; null when it was busted. */
  readonly after: Fill | null;
}
