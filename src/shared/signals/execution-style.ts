/**
 * Rest or take. Taking pays the far touch for sure. Resting at the own touch is filled with odds p, and then half a spread cheaper than taking
 * after all: the entry is a full spread better, and half of that is given back, because a touch is filled when the price comes through it, which takes
 * the mid half a spread against the side (the break-even of a market maker, Glosten and Milgrom 1985, J. Financial Economics 14). Not filled, nothing is
 * won and nothing lost: the suggestion ends with its patience. With n the net edge of taking and s the spread, both in basis points:
 *
 *   worth of taking = n,   worth of resting = p (n + s / 2),   rest when p > n / (n + s / 2).
 *
 * The choice is that of Cont and Kukanov 2017 (Quantitative Finance 17) for one venue, with the edge that is missed as the price of not filling.
 */
import { assert } from '../base/assert.ts';
import type { PriceTicks } from '../domain/numbers.ts';
import type { Side } from '../domain/order.ts';
import type { Quote } from '../domain/quote.ts';

export type ExecutionStyle = 'rest' | 'take';

/** Fill odds above which resting is worth more. `netEdgeBp`: of taking, above zero. */
export function restingOdds(netEdgeBp: number, spreadBp: number): number {
  assert(netEdgeBp > 0 && spreadBp >= 0, `there is an edge and no crossed quote: ${netEdgeBp}, ${spreadBp}`);
  return netEdgeBp / (netEdgeBp + spreadBp / 2);
}

/** Takes while fill odds are unknown (null), and where the quote is locked: there resting would cross. */
export function executionStyle({ fillOdds, netEdgeBp, spreadBp }: { readonly fillOdds: number | null; readonly netEdgeBp: number; readonly spreadBp: number }): ExecutionStyle {
  if (fillOdds === null || spreadBp <= 0 || netEdgeBp <= 0) return 'take';
  return fillOdds > restingOdds(netEdgeBp, spreadBp) ? 'rest' : 'take';
}

/** The limit of a style: the far touch is taken, the own touch is rested at. */
export function limitPrice(style: ExecutionStyle, side: Side, quote: Pick<Quote, 'bid' | 'ask'>): PriceTicks {
  return (side === 'buy') === (style === 'take') ? quote.ask : quote.bid;
}
