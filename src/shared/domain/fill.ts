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
