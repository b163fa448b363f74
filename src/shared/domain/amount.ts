/** How much one order or trade may come to before it is no amount at all: what people type and files hold has no bounds of its own. */
import { minorPerTickLot, notionalMinor, type Instrument } from './instrument.ts';
import type { MoneyMinor, PriceTicks, QuantityLots } from './numbers.ts';

/** Lots of one order or trade: as many as the OMS takes (PA-6). */
export const quantityLotsMax = 1_000_000_000_000;
/** Minor units that one parent or phone trade may be worth: sums of hundreds of them stay below 2^53. The firm's limits are far below. */
export const valueMinorMax = 10_000_000_000_000;
/** Below 2^53 by more than the rounding of the floats that it is compared with. */
const holdableMinorMax = 9_000_000_000_000_000;

/** Price x quantity in minor units; null where it is more than money can hold, as that of a mistyped order may be. */
export function notionalMinorOrNull(instrument: Instrument, price: PriceTicks, quantity: QuantityLots): MoneyMinor | null {
  const { numerator, denominator } = minorPerTickLot(instrument);
  const about = (Math.abs(price * quantity) * Number(numerator)) / Number(denominator);
  return about <= holdableMinorMax ? notionalMinor(instrument, price, quantity) : null;
}

/** What of an amount is too large, in words; null when nothing is. @param price null at market. */
export function amountFault(instrument: Instrument, price: PriceTicks | null, quantity: QuantityLots): string | null {
  if (quantity > quantityLotsMax) return `a quantity is at most ${quantityLotsMax.toLocaleString('en-US')} lots`;
  const minor = price === null ? 0 : notionalMinorOrNull(instrument, price, quantity);
  if (minor !== null && Math.abs(minor) <= valueMinorMax) return null;
  return `price x quantity is more than ${(valueMinorMax / 10 ** instrument.currencyMinorDigits).toLocaleString('en-US')} ${instrument.currency}: look at both again`;
}
