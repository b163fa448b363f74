/** The portfolio: positions marked at the mid, with what is working beside them. Reads only; fills arrive by the journal. */
import type { PositionRow } from '../../../shared/contract/portfolio.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { moneyMinor, type EpochMicros } from '../../../shared/domain/numbers.ts';
import { averagePriceTicks, exposureMinor, flatPosition, realisedMinor, unrealisedMinor } from '../../../shared/domain/position.ts';
import { midTicks } from '../../../shared/domain/quote.ts';
import type { OrdersProjection } from '../orders/orders-projection.ts';
import type { PriceView } from '../risk/price-view.ts';
import type { PositionsProjection } from './positions-projection.ts';

export interface PortfolioParts {
  readonly positions: PositionsProjection;
  readonly orders: Pick<OrdersProjection, 'working' | 'open'>;
  readonly prices: PriceView;
}

export class Portfolio {
  private readonly parts: PortfolioParts;

  constructor(parts: PortfolioParts) {
    this.parts = parts;
  }

  /** One row for each instrument that was traded or is worked, by symbol. */
  rows(): readonly PositionRow[] {
    const symbols = new Set([...this.parts.positions.positions().map((p) => p.symbol), ...this.parts.orders.open().map((o) => o.symbol)]);
    return [...symbols].sort().flatMap((symbol) => this.row(symbol) ?? []);
  }

  /** Null when the instrument is not known (yet): without its sizes ticks and lots are no money. */
  row(symbol: string): PositionRow | null {
    const { prices, positions, orders } = this.parts;
    const instrument = prices.instrument(symbol);
    if (!instrument) return null;
    const working = orders.working(symbol);
    return { ...this.marked(instrument), workingBuyQty: working.buy, workingSellQty: working.sell, symbol, quantity: positions.quantity(symbol) };
  }

  private marked(instrument: Instrument): Omit<PositionRow, 'symbol' | 'quantity' | 'workingBuyQty' | 'workingSellQty'> {
    const { prices, positions } = this.parts;
    const position = positions.get(instrument.symbol) ?? flatPosition(instrument.symbol);
    const quote = prices.quote(instrument.symbol);
    const realised = realisedMinor(instrument, position);
    const markHalfTicks = quote && quote.bid + quote.ask;
    const unrealised = markHalfTicks === null ? null : unrealisedMinor(instrument, position, markHalfTicks);
    return {
      currency: instrument.currency,
      currencyMinorDigits: instrument.currencyMinorDigits,
      averagePrice: averagePriceTicks(position),
      markPrice: quote && midTicks(quote),
      markState: prices.quoteState(instrument.symbol),
      markedAt: markTime(quote),
      realisedMinor: realised,
      unrealisedMinor: unrealised,
      feesMinor: position.feesMinor,
      netMinor: unrealised === null ? null : moneyMinor(realised + unrealised - position.feesMinor),
      exposureMinor: markHalfTicks === null ? null : exposureMinor(instrument, position, markHalfTicks),
    };
  }
}

const markTime = (quote: { readonly venueTime: EpochMicros } | null): EpochMicros | null => quote && quote.venueTime;
