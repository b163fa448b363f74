/** A preset in a line of words. */
import { sideWord, ordTypeWord, timeInForceWord } from '../../words/order-words.ts';
import type { PriceRule, QuantityRule, TicketPreset } from './presets.ts';

export function presetWords(preset: TicketPreset): string {
  const { side, ordType, timeInForce, account, strategy, participation } = preset;
  return [
    side === null ? null : sideWord[side], quantityWords(preset.quantity), ordType === 'market' ? ordTypeWord.market : priceWords(preset.price), timeInForceWord[timeInForce],
    participation === null ? null : `at ${percent(participation * 100)} % of volume`, account, strategy,
  ].filter(Boolean).join(', ');
}

export function priceWords(rule: PriceRule): string {
  switch (rule.kind) {
    case 'touch': return 'at touch';
    case 'cross': return 'at the other side';
    case 'mid': return 'at mid';
    case 'behind': return `${rule.ticks} ${rule.ticks === 1 ? 'tick' : 'ticks'} behind`;
  }
}

export function quantityWords(rule: QuantityRule): string | null {
  switch (rule.kind) {
    case 'keep': return null;
    case 'units': return `${rule.units} units`;
    case 'notional': return `worth ${rule.amount}`;
    case 'adv': return `${percent(rule.percent)} % of ADV`;
  }
}

/** Without the noise of a float: 10, 2.5, 0.01. */
const percent = (value: number): string => String(Math.round(value * 1e6) / 1e6);
