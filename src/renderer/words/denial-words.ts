/**
 * Why a control refused, in the desk's units: prices and quantities as the instrument is quoted, money in its currency.
 * Journal and log keep the core's own words (shared/domain/denial.ts), which count ticks, lots and minor units.
 */
import { renderDenial, type Denial } from '../../shared/domain/denial.ts';
import type { Instrument } from '../../shared/domain/instrument.ts';
import { formatMoney, formatNumber, formatPrice, formatQuantity } from '../ui/format.ts';

/** In the core's words while the instrument is not known. */
export function denialWords(d: Denial, instrument: Instrument | undefined): string {
  if (!instrument) return renderDenial(d);
  const money = (minor: number, currency: string): string => `${formatMoney(minor, instrument.currencyMinorDigits)} ${currency}`;
  const quantity = (lots: number): string => formatQuantity(instrument, lots);
  switch (d.code) {
    case 'PRICE_COLLAR':
      return `Price ${formatPrice(instrument, d.price)} is ${formatNumber(d.distanceBp, 1)} bp from reference ${formatPrice(instrument, d.reference, 1)}, collar ${formatNumber(d.limitBp, 0)} bp`;
    case 'QUANTITY_ABOVE_LIMIT': return `Quantity ${quantity(d.orderQty)} above limit ${quantity(d.limitQty)}`;
    case 'VALUE_ABOVE_LIMIT': return `Value ${money(d.orderMinor, d.currency)} above limit ${money(d.limitMinor, d.currency)}`;
    case 'POSITION_ABOVE_LIMIT': return `Position would be ${quantity(d.resultingQty)}, limit ${quantity(d.limitQty)}`;
    case 'POSITION_VALUE_ABOVE_LIMIT': return `Position would be worth ${money(d.resultingMinor, d.currency)}, limit ${money(d.limitMinor, d.currency)}`;
    default: return renderDenial(d);
  }
}
