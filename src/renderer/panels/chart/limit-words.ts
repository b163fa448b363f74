/** A control's room in the desk's units: money in its currency, quantity in the instrument's units. Pure. */
import type { Headroom } from '../../../shared/contract/risk.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { formatMoneyShort, formatNumber, formatPercent, formatQuantity } from '../../ui/format.ts';

/** Beyond this a share says nothing but "far over". */
const shareMax = 9.99;

/** `255,600 of 250,000 USD`. The core counts money in minor units and quantity in lots. */
export function roomWords(row: Headroom, instrument: Instrument): string {
  if (row.unit.startsWith('minor ')) {
    const money = (minor: number): string => formatMoneyShort(Math.round(minor), instrument.currencyMinorDigits);
    return `${money(row.used)} of ${money(row.limit)} ${row.unit.slice('minor '.length)}`;
  }
  if (row.unit === 'lots') return `${formatQuantity(instrument, row.used)} of ${formatQuantity(instrument, row.limit)}`;
  const digits = row.unit === 'bp' ? 1 : 0;
  return `${formatNumber(row.used, digits)} of ${formatNumber(row.limit, digits)} ${row.unit}`;
}

export const shareWords = (share: number): string => (share > shareMax ? `over ${formatPercent(shareMax, 0)}` : formatPercent(share, 0));
