/** The portfolio: positions marked at the mid, with what is working beside them. Reads only; fills arrive by the journal. */
import { assert, must } from '../../../shared/base/assert.ts';
import type { PositionExplanation, PositionPart, PositionRow } from '../../../shared/contract/portfolio.ts';
import type { FeedState } from '../../../shared/domain/connection.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { quantityLots, type EpochMicros } from '../../../shared/domain/numbers.ts';
import { averagePriceTicks, flatPosition, positionOf, realisedMinor, type Position } from '../../../shared/domain/position.ts';
import { midTicks } from '../../../shared/domain/quote.ts';
import type { OrdersProjection } from '../orders/orders-projection.ts';
import type { PriceView } from '../risk/price-view.ts';
import { betweenParts } from './between.ts';
import { fillBooking } from './bookings.ts';
import { explain } from './explain.ts';
import { partFigures, wholeFigures } from './figures.ts';
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

  /**
   * The position by account and strategy, with the line between them at the end where there are several: their sums are the figures of `row`, to the minor unit. Empty when the instrument is
   * not known. Parts that everything was moved out of are among them with `everything`.
   */
  partsOf(symbol: string, everything = false): readonly PositionPart[] {
    const instrument = this.parts.prices.instrument(symbol);
    const whole = this.parts.positions.get(symbol);
    if (!instrument || !whole) return [];
    const list = this.parts.positions.ledger.list(symbol).filter(({ position }) => everything || isInUse(position));
    const between = betweenParts(whole, list.map(({ position }) => position));
    assert(between.quantity === 0 && between.feesMinor === 0, 'the parts add up to the position, in lots and fees');
    const mark = this.mark(symbol);
    const figures = partFigures(instrument, whole, [...list.map(({ position }) => position), between], mark.halfTicks);
    const { currency, currencyMinorDigits } = instrument;
    const common = { symbol, currency, currencyMinorDigits, markPrice: mark.price, markState: mark.state, markedAt: mark.at };
    return [
      ...list.map(({ key, position }, i): PositionPart => ({
        ...common, ...must(figures[i], 'figures for each part'), kind: 'part', account: key.account, strategy: key.strategy,
        quantity: position.quantity, averagePrice: averagePriceTicks(position),
      })),
      ...(list.length < 2 ? [] : [{
        ...common, ...must(figures.at(-1), 'figures for the line between'), kind: 'between' as const, account: null, strategy: null, quantity: quantityLots(0), averagePrice: null,
      }]),
    ];
  }

  allParts(): readonly PositionPart[] {
    return this.parts.positions.positions().map((p) => p.symbol).sort().flatMap((symbol) => this.partsOf(symbol));
  }

  /** The bookings behind a position: of the instrument, or of one account and strategy. Null where nothing is booked. */
  explain(symbol: string, part: { readonly account: string | null; readonly strategy: string | null } | null): PositionExplanation | null {
    const { positions, prices } = this.parts;
    const instrument = prices.instrument(symbol);
    if (!instrument) return null;
    if (part === null) {
      const bookings = positions.fillsOf(symbol).map((fill) => fillBooking(fill, { account: null, strategy: null, parentId: null }));
      return bookings.length === 0 ? null : explain(instrument, bookings, realisedMinor(instrument, positionOf(symbol, positions.fillsOf(symbol))));
    }
    const shown = this.partsOf(symbol).find((p) => p.kind === 'part' && p.account === part.account && p.strategy === part.strategy);
    return shown ? explain(instrument, positions.ledger.bookingsOf({ symbol, ...part }), shown.realisedMinor) : null;
  }

  private mark(symbol: string): Mark {
    const { prices } = this.parts;
    const quote = prices.quote(symbol);
    return { halfTicks: quote && quote.bid + quote.ask, price: quote && midTicks(quote), state: prices.quoteState(symbol), at: quote && quote.venueTime };
  }

  private marked(instrument: Instrument): Omit<PositionRow, 'symbol' | 'quantity' | 'workingBuyQty' | 'workingSellQty'> {
    const position = this.parts.positions.get(instrument.symbol) ?? flatPosition(instrument.symbol);
    const mark = this.mark(instrument.symbol);
    return {
      currency: instrument.currency,
      currencyMinorDigits: instrument.currencyMinorDigits,
      averagePrice: averagePriceTicks(position),
      markPrice: mark.price,
      markState: mark.state,
      markedAt: mark.at,
      ...wholeFigures(instrument, position, mark.halfTicks),
    };
  }
}

interface Mark {
  /** Twice the mid; null without a quote. */
  readonly halfTicks: number | null;
  readonly price: number | null;
  readonly state: FeedState;
  readonly at: EpochMicros | null;
}

const isInUse = (p: Position): boolean => p.tradedQty !== 0 || p.feesMinor !== 0 || p.realisedTickLots !== 0n || p.costTickLots !== 0n;
