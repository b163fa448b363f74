/** What risk draws over one instrument's chart: where price may go, where the idea is wrong, which limit binds next. */
import type { Headroom, RiskOverlay } from '../../../shared/contract/risk.ts';
import { orderQtyLimit, positionQtyLimit, valueLimits } from '../../../shared/domain/limits.ts';
import { epochMicros, priceTicks, type EpochMicros, type QuantityLots } from '../../../shared/domain/numbers.ts';
import { sideSign, type OrderIntent } from '../../../shared/domain/order.ts';
import { midTicks } from '../../../shared/domain/quote.ts';
import type { Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { collarDistanceBp, orderValueMinor, resultingQty, valueAtMidMinor, type RiskView } from './checks.ts';

export interface OverlayInput {
  readonly symbol: string;
  readonly asOf: EpochMicros;
  readonly view: RiskView;
  /** The newest reading; null before the model has spoken. */
  readonly signal: Signal | null;
  /** The open suggestion; null when there is none. */
  readonly suggestion: Suggestion | null;
  /** The suggestion that the open position came from; null when it came from none. */
  readonly positionSuggestion: Suggestion | null;
  /** The order of the ticket when nothing is suggested; null draws the room for one lot. */
  readonly probeQty: QuantityLots | null;
}

export function riskOverlay(input: OverlayInput): RiskOverlay {
  return {
    symbol: input.symbol,
    asOf: input.asOf,
    expectedRange: expectedRange(input),
    stop: stopOf(input),
    collar: collarOf(input.view),
    headroom: headroomOf(input),
  };
}

/** The band around the mid that the signal was priced at; its returns are shares of that price. */
function expectedRange({ signal, view }: OverlayInput): RiskOverlay['expectedRange'] {
  if (!signal) return null;
  const from = midTicks(signal.quote);
  const barMicros = (view.instrument?.barSeconds ?? 60) * 1e6;
  const at = (bp: number): number => from + (Math.abs(from) * bp) / 1e4;
  return {
    low: priceTicks(Math.floor(at(signal.band.lowBp))),
    high: priceTicks(Math.ceil(at(signal.band.highBp))),
    level: signal.band.level,
    until: epochMicros(signal.asOf + signal.horizonBars * barMicros),
  };
}

function stopOf({ view, suggestion, positionSuggestion }: OverlayInput): RiskOverlay['stop'] {
  const held = Math.sign(view.positionQty);
  if (held !== 0 && positionSuggestion && sideSign(positionSuggestion.side) === held) {
    return { price: positionSuggestion.stopPrice, of: 'position' };
  }
  return suggestion ? { price: suggestion.stopPrice, of: 'suggestion' } : null;
}

function collarOf({ quote, quoteAgeMs, limits }: RiskView): RiskOverlay['collar'] {
  if (!quote || quoteAgeMs === null || quoteAgeMs > limits.quoteAgeMsMax) return null;
  const reference = midTicks(quote);
  const width = (Math.max(1, Math.abs(reference)) * limits.priceCollarBp) / 1e4;
  return { low: priceTicks(Math.ceil(reference - width)), high: priceTicks(Math.floor(reference + width)) };
}

function headroomOf({ view, suggestion, probeQty }: OverlayInput): readonly Headroom[] {
  const { limits, instrument, quote } = view;
  if (!instrument || !quote) return [];
  const side = suggestion?.side ?? (view.positionQty < 0 ? 'sell' : 'buy');
  const orderQty = suggestion?.orderQty ?? probeQty ?? (1 as QuantityLots);
  const order: Pick<OrderIntent, 'side' | 'orderQty' | 'price'> = { side, orderQty, price: suggestion?.price ?? null };
  const adv = instrument.averageDailyVolumeLots;
  const values = valueLimits(limits, instrument.currency);
  const resulting = resultingQty(order, view);
  const money = `minor ${instrument.currency}`;
  const rows = [
    row('PRICE_COLLAR', 'Distance from mid', order.price === null ? 0 : collarDistanceBp(order.price, midTicks(quote)), limits.priceCollarBp, 'bp'),
    row('QUANTITY_ABOVE_LIMIT', 'Order quantity', orderQty, orderQtyLimit(limits, adv), 'lots'),
    row('VALUE_ABOVE_LIMIT', 'Order value', orderValueMinor(instrument, quote, order), values.orderValueMinorMax, money),
    row('POSITION_ABOVE_LIMIT', 'Position with working orders', resulting, positionQtyLimit(limits, adv), 'lots'),
    row('POSITION_VALUE_ABOVE_LIMIT', 'Position value with working orders', valueAtMidMinor(instrument, quote, resulting), values.positionValueMinorMax, money),
  ];
  return rows.sort((a, b) => b.share - a.share);
}

/** A limit of nothing is used up by anything: the share is then beyond every other, and still a JSON number. */
const row = (code: Headroom['code'], label: string, used: number, limit: number, unit: string): Headroom =>
  ({ code, label, used, limit, unit, share: limit > 0 ? used / limit : used > 0 ? Number.MAX_VALUE : 1 });
