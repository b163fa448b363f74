/** Schemas of the branded numbers, and the ids, shared by contract and wires. */
import { z } from 'zod';
import type { EpochMicros, MoneyMinor, PriceTicks, QuantityLots } from './numbers.ts';

const safeInteger = (value: unknown): boolean => Number.isSafeInteger(value);
const wholeNumber = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

export const priceTicksShape = z.custom<PriceTicks>(safeInteger, 'whole number of ticks').describe('ticks');
export const quantityLotsShape = z.custom<QuantityLots>(wholeNumber, 'whole number of lots, not negative').describe('lots');
export const moneyMinorShape = z.custom<MoneyMinor>(safeInteger, 'whole number of minor units').describe('minor');
export const epochMicrosShape = z.custom<EpochMicros>(wholeNumber, 'microseconds since 1970').describe('time');
/** Ids on the wire: printable ASCII without spaces, at most 64 characters. */
export const idShape = z.string().regex(/^[!-~]{1,64}$/);
export const symbolShape = z.string().regex(/^[!-~]{1,32}$/);
export const textShape = z.string().max(512);
