/**
 * Rest or take. Taking pays the far touch for sure. Resting at the own touch is filled with odds p. Then the entry is a spread s better, but a resting
 * order is filled by the price coming through it, which takes the mid at least a tick against the side; we give back max(s / 2, a tick) for that
 * (half a spread is what a market maker that breaks even gives back: Glosten and Milgrom 1985, J. Financial Economics 14). Not filled, nothing is won and nothing
 * lost: the suggestion ends with its patience. With n the net edge of taking, all in basis points:
 *
 *   g = s - max(s / 2, tick),   worth of taking = n,   worth of resting = p (n + g),   rest when g > 0 and p > n / (n + g).
 *
 * The choice is that of Cont and Kukanov 2017 (Quantitative Finance 17) for one venue, with the edge that is missed as the price of not filling.
 */
import { assert } from '../base/assert.ts';
import type { PriceTicks } from '../domain/numbers.ts';
import type { Side } from '../domain/order.ts';
import { midTicks, type Quote } from '../domain/quote.ts';

export type ExecutionStyle = 'rest' | 'take';

/** What resting saves against taking once it is filled, basis points; 0 where the spread is a tick or less, and there resting is never worth it. */
export function restingGainBp(quote: Pick<Quote, 'bid' | 'ask'>): number {
  const spread = quote.ask - quote.bid;
  return (Math.max(0, spread - Math.max(spread / 2, 1)) / midTicks(quote)) * 1e4;
}

/** Fill odds above which resting is worth more. `netEdgeBp`: of taking, above zero. */
export function restingOdds(netEdgeBp: number, gainBp: number): number {
  assert(netEdgeBp > 0 && gainBp >= 0, `there is an edge, and resting costs no more: ${netEdgeBp}, ${gainBp}`);
  return netEdgeBp / (netEdgeBp + gainBp);
}

/** Takes while fill odds are unknown (null), and where resting saves nothing: so never at a locked quote, where it would cross. */
export function executionStyle({ fillOdds, netEdgeBp, gainBp }: { readonly fillOdds: number | null; readonly netEdgeBp: number; readonly gainBp: number }): ExecutionStyle {
  if (fillOdds === null || gainBp <= 0 || netEdgeBp <= 0) return 'take';
  return fillOdds > restingOdds(netEdgeBp, gainBp) ? 'rest' : 'take';
}

/** The limit of a style: the far touch is taken, the own touch is rested at. */
export function limitPrice(style: ExecutionStyle, side: Side, quote: Pick<Quote, 'bid' | 'ask'>): PriceTicks {
  return (side === 'buy') === (style === 'take') ? quote.ask : quote.bid;
}
