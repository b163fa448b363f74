/** What a basket comes to: orders and value by side, for each currency. Pure. */
import type { BasketRow } from '../../../shared/domain/basket.ts';
import { amountFault, notionalMinorOrNull } from '../../../shared/domain/amount.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { moneyMinor, type MoneyMinor } from '../../../shared/domain/numbers.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { ParentTerms } from '../../../shared/domain/parent-order.ts';
import type { Quote } from '../../../shared/domain/quote.ts';

export interface SideTotal {
  readonly orders: number;
  /** Of those whose value is known. */
  readonly valueMinor: MoneyMinor;
}

export interface BasketTotal {
  readonly currency: string;
  readonly minorDigits: number;
  readonly buy: SideTotal;
  readonly sell: SideTotal;
  /** Orders without a price: at market, with no quote now. */
  readonly unvalued: number;
}

type QuoteOf = (symbol: string) => Quote | null | undefined;

/** Value at the limit, or at the touch that a market order would take now; null when that is not known. */
export function valueOf(terms: ParentTerms, instrument: Instrument | undefined, quoteOf: QuoteOf): MoneyMinor | null {
  if (!instrument) return null;
  const quote = terms.price === null ? quoteOf(terms.symbol) : null;
  const price = terms.price ?? (quote ? (terms.side === 'buy' ? quote.ask : quote.bid) : null);
  // What the core would refuse as too large has no place in a sum.
  return price === null || amountFault(instrument, price, terms.orderQty) !== null ? null : notionalMinorOrNull(instrument, price, terms.orderQty);
}

const none: SideTotal = { orders: 0, valueMinor: moneyMinor(0) };

export function basketTotals(rows: readonly BasketRow[], instruments: ReadonlyMap<string, Instrument>, quoteOf: QuoteOf): readonly BasketTotal[] {
  const totals = new Map<string, BasketTotal>();
  for (const { terms } of rows) {
    const instrument = terms ? instruments.get(terms.symbol) : undefined;
    if (!terms || !instrument) continue;
    const old = totals.get(instrument.currency) ?? { currency: instrument.currency, minorDigits: instrument.currencyMinorDigits, buy: none, sell: none, unvalued: 0 };
    const value = valueOf(terms, instrument, quoteOf);
    const side: Side = terms.side;
    const sum = { orders: old[side].orders + 1, valueMinor: moneyMinor(old[side].valueMinor + (value ?? 0)) };
    totals.set(instrument.currency, { ...old, [side]: sum, unvalued: old.unvalued + (value === null ? 1 : 0) });
  }
  return [...totals.values()];
}
