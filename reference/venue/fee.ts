/** Commission and exchange fees of one fill, by the instrument's rate. */
import { notionalMinor, type Instrument } from '../../src/shared/domain/instrument.ts';
import { divideRounded, moneyMinor, type MoneyMinor, type PriceTicks, type QuantityLots } from '../../src/shared/domain/numbers.ts';

/** Rates are taken to a millionth of a basis point, so that a float rate gives the same fee everywhere. */
const rateUnitsPerBp = 1_000_000;

/** `feeBp` of the fill's notional (its size, whatever its sign), minor units of the quote currency, half away from zero. */
export function fillFeeMinor(instrument: Instrument, price: PriceTicks, quantity: QuantityLots): MoneyMinor {
  const notional = BigInt(Math.abs(notionalMinor(instrument, price, quantity)));
  const rate = BigInt(Math.round(instrument.feeBp * rateUnitsPerBp));
  return moneyMinor(Number(divideRounded(notional * rate, 10_000n * BigInt(rateUnitsPerBp))));
}
