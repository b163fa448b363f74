/** Where the figures of a position come from: each booking with what it closed, at what average, and what that realised. Pure. */
import type { PositionExplanation, PositionStep } from '../../../shared/contract/portfolio.ts';
import { must } from '../../../shared/base/assert.ts';
import { tickLotsToMinorParts } from '../../../shared/domain/apportion.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { moneyMinor, quantityLots, type MoneyMinor } from '../../../shared/domain/numbers.ts';
import { applyTrade, averagePriceTicks, flatPosition, type Position } from '../../../shared/domain/position.ts';
import type { Booking } from './bookings.ts';

export const stepsMax = 500;

type Booked = Pick<Booking, 'trade' | 'at' | 'source'>;

/**
 * @param bookings oldest first; at least one.
 * @param realisedMinor of the position as it is shown: the steps' parts of it add up to it.
 */
export function explain(instrument: Instrument, bookings: readonly Booked[], realisedMinor: MoneyMinor): PositionExplanation {
  const after: Position[] = [];
  for (const { trade } of bookings) after.push(applyTrade(after.at(-1) ?? flatPosition(instrument.symbol), trade));
  const last = must(after.at(-1), 'a position that is explained has bookings');
  const cut = Math.max(0, bookings.length - stepsMax);
  const before = cut === 0 ? flatPosition(instrument.symbol) : must(after[cut - 1], 'cut within the bookings');
  const realised = (i: number): bigint => must(after[i], 'i counts bookings').realisedTickLots - (i === 0 ? 0n : must(after[i - 1], 'i > 0').realisedTickLots);
  const shown = bookings.slice(cut);
  const [carriedMinor, ...minors] = tickLotsToMinorParts(instrument, [before.realisedTickLots, ...shown.map((_, i) => realised(cut + i))], 1, realisedMinor);
  return {
    symbol: instrument.symbol,
    steps: shown.map((booking, i) => stepOf(booking, after[cut + i - 1] ?? flatPosition(instrument.symbol), must(after[cut + i], 'one each'), must(minors[i], 'one each'))),
    carried: cut === 0 ? null : { steps: cut, quantity: before.quantity, average: averagePriceTicks(before), realisedMinor: carriedMinor ?? moneyMinor(0), feesMinor: before.feesMinor },
    quantity: last.quantity,
    averagePrice: averagePriceTicks(last),
    realisedMinor,
    feesMinor: last.feesMinor,
  };
}

function stepOf({ trade, at, source }: Booked, before: Position, after: Position, realisedMinor: MoneyMinor): PositionStep {
  const closes = before.quantity !== 0 && Math.sign(before.quantity) !== Math.sign(trade.quantity) ? Math.min(Math.abs(before.quantity), Math.abs(trade.quantity)) : 0;
  return {
    source: source.kind === 'fill' ? { kind: 'fill', clOrdId: source.fill.clOrdId, execId: source.fill.execId } : source,
    at,
    quantity: trade.quantity,
    price: trade.quantity === 0 ? null : Number(trade.valueTickLots) / trade.quantity,
    closedQty: quantityLots(closes),
    averageBefore: averagePriceTicks(before),
    realisedMinor,
    feeMinor: trade.feeMinor,
    quantityAfter: after.quantity,
    averageAfter: averagePriceTicks(after),
  };
}
