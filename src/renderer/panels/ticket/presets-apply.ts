/** A preset made into the terms of a ticket, for an instrument and its quote now. It fills the ticket and sends nothing. Pure. */
import { lotDecimal, notionalMinor, type Instrument } from '../../../shared/domain/instrument.ts';
import { parseDecimal, priceTicks, quantityLots, type Decimal, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import type { OrdType, Side, TimeInForce } from '../../../shared/domain/order.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { PriceRule, QuantityRule, TicketPreset } from './presets.ts';

/** What of the ticket a preset decides. What is absent stays as it is. */
export interface PresetTerms {
  readonly side?: Side;
  readonly ordType: OrdType;
  readonly price: PriceTicks | null;
  readonly orderQty?: QuantityLots;
  readonly timeInForce: TimeInForce;
  readonly account?: string;
  readonly strategy?: string;
  readonly participationRate?: number;
}

export interface AppliedPreset {
  readonly terms: PresetTerms;
  /** What could not be worked out, in words: that part of the ticket is left to the trader. */
  readonly missing: readonly string[];
}

/** @param side that of the ticket, for a preset that leaves it. */
export function applyPreset(preset: TicketPreset, instrument: Instrument, quote: Quote | null, side: Side): AppliedPreset {
  const wanted = preset.side ?? side;
  const missing: string[] = [];
  const price = preset.ordType === 'market' ? null : quote ? priceBy(preset.price, quote, wanted) : null;
  if (preset.ordType === 'limit' && price === null) missing.push('no quote to put the limit by');
  // A market order is valued at the side that it would take.
  const at = price ?? (preset.ordType === 'market' && quote ? (wanted === 'buy' ? quote.ask : quote.bid) : null);
  const quantity = quantityBy(preset.quantity, instrument, at);
  if (typeof quantity === 'string') missing.push(quantity);
  return {
    missing,
    terms: {
      ...(preset.side === null ? {} : { side: preset.side }), ordType: preset.ordType, price, timeInForce: preset.timeInForce,
      ...(typeof quantity === 'number' ? { orderQty: quantity } : {}),
      ...(preset.account === null ? {} : { account: preset.account }), ...(preset.strategy === null ? {} : { strategy: preset.strategy }),
      ...(preset.participation === null ? {} : { participationRate: preset.participation }),
    },
  };
}

function priceBy(rule: PriceRule, quote: Quote, side: Side): PriceTicks {
  const isBuy = side === 'buy';
  const own = isBuy ? quote.bid : quote.ask;
  switch (rule.kind) {
    case 'touch': return own;
    case 'cross': return isBuy ? quote.ask : quote.bid;
    case 'behind': return priceTicks(isBuy ? own - rule.ticks : own + rule.ticks);
    case 'mid': return priceTicks(isBuy ? Math.floor((quote.bid + quote.ask) / 2) : Math.ceil((quote.bid + quote.ask) / 2));
  }
}

/** Whole lots, never more than the rule says; words when that is none or cannot be known; null to keep what is there. */
function quantityBy(rule: QuantityRule, instrument: Instrument, price: PriceTicks | null): QuantityLots | string | null {
  switch (rule.kind) {
    case 'keep': return null;
    case 'units': return lotsIn(stepsIn(rule.units, lotDecimal(instrument)), `${rule.units} is less than a lot of ${instrument.lotSize}`);
    case 'adv': {
      const volume = instrument.averageDailyVolumeLots;
      return volume === null ? `the daily volume of ${instrument.symbol} is not known` : lotsIn(BigInt(Math.floor((volume * rule.percent) / 100)), `${rule.percent} % of the daily volume is less than a lot`);
    }
    case 'notional': {
      if (price === null || price <= 0) return 'no price to turn the amount into a quantity by';
      return lotsIn(lotsWorth(rule.amount, instrument, price), `${rule.amount} ${instrument.currency} is less than a lot of ${instrument.lotSize} costs`);
    }
  }
}

const lotsIn = (lots: bigint, why: string): QuantityLots | string =>
  (lots <= 0n ? why : lots > BigInt(Number.MAX_SAFE_INTEGER) ? 'more than can be held' : quantityLots(Number(lots)));

/** An amount beyond this, in minor units, is no order. */
const amountMinorMax = 2n ** 50n;

/** Most lots whose value at `price` is within the amount, by the rounding of orders' values. */
function lotsWorth(amount: string, instrument: Instrument, price: PriceTicks): bigint {
  const minor = stepsIn(amount, { units: 1n, exponent: -instrument.currencyMinorDigits });
  if (minor > amountMinorMax) return 0n;
  const isWithin = (lots: number): boolean => notionalMinor(instrument, price, quantityLots(lots)) <= Number(minor);
  // Doubled until it is too much: a value that is looked at is never far above the amount.
  let tooMany = 1;
  while (tooMany < Number.MAX_SAFE_INTEGER && isWithin(tooMany)) tooMany = Math.min(tooMany * 2, Number.MAX_SAFE_INTEGER);
  let most = 0;
  while (tooMany - most > 1) {
    const lots = most + Math.floor((tooMany - most) / 2);
    if (isWithin(lots)) most = lots;
    else tooMany = lots;
  }
  return BigInt(most);
}

/** Whole steps in a decimal, the rest cut off. */
function stepsIn(text: string, step: Decimal): bigint {
  const value: Decimal = parseDecimal(text) ?? { units: 0n, exponent: 0 };
  const shift = value.exponent - step.exponent;
  return (shift >= 0 ? value.units * 10n ** BigInt(shift) : value.units) / (shift >= 0 ? step.units : step.units * 10n ** BigInt(-shift));
}
