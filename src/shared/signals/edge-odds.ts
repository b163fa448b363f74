/** Whether the odds of a trade are worth its stop, and how much of the full size they are worth: for the model's side and for the trader's own. */
import { assert } from '../base/assert.ts';
import type { ModelCard } from '../domain/model-card.ts';
import type { Side } from '../domain/order.ts';
import type { Odds } from '../domain/signal.ts';
import { betSize } from './bet-size.ts';
import { oddsOf, type Speaker } from './speakers.ts';

export interface TradeOdds {
  readonly odds: Odds;
  /** Share of the full size, 0 to 1: odds below one half are worth none. */
  readonly betSize: number;
}

/** What an edge model says of a trade of `side`; null where it was not asked about that side or gives no odds. */
export function tradeOdds(speaker: Speaker, side: Side): TradeOdds | null {
  if (speaker.view.side !== side) return null;
  const odds = oddsOf(speaker, 'hit');
  return odds && { odds, betSize: Math.max(0, betSize(odds.value)) };
}

/** The trader's own side on the ticket: odds and bet size, or why there are none. */
export function oddsFor(side: Side, speaker: Speaker): { readonly value: TradeOdds; readonly problem: null } | { readonly value: null; readonly problem: string } {
  const { view } = speaker;
  if (view.problem !== null) return { value: null, problem: view.problem };
  const value = tradeOdds(speaker, side);
  return value ? { value, problem: null } : { value: null, problem: `${view.modelId} gives no odds of a ${side}` };
}

/**
 * Odds p at which a trade that wins `winBp` or loses `lossBp`, before cost, brings nothing after cost c: p (win - c) = (1 - p) (loss + c), so
 * p = (loss + c) / (win + loss). Above 1: no odds are enough.
 */
export function breakEvenOdds({ winBp, lossBp, costBp }: Payoff & { readonly costBp: number }): number {
  assert(winBp > 0 && lossBp > 0, `a trade can win and lose: ${winBp}, ${lossBp}`);
  return (lossBp + costBp) / (winBp + lossBp);
}

/** What such trades win and lose on average, basis points before cost; null when the card does not say. */
export interface Payoff {
  readonly winBp: number;
  readonly lossBp: number;
}

export function payoffOf(card: EdgeCard, forecast: OverHorizon): Payoff | null {
  const volatilityBp = tradeVolatilityBp(card, forecast);
  return card.trade && volatilityBp > 0 ? { winBp: card.trade.winSigma * volatilityBp, lossBp: card.trade.lossSigma * volatilityBp } : null;
}

type EdgeCard = Pick<ModelCard, 'trade' | 'horizonBars'>;

/** One standard deviation over a horizon of so many bars: of a forecast, that of the drift model. */
export interface OverHorizon {
  readonly horizonVolatilityBp: number;
  readonly horizonBars: number;
}

/** What an edge card's distances are in: one standard deviation over its own horizon, by the square root of time. */
export const tradeVolatilityBp = ({ horizonBars }: Pick<EdgeCard, 'horizonBars'>, forecast: OverHorizon): number =>
  forecast.horizonVolatilityBp * Math.sqrt(horizonBars / forecast.horizonBars);

/** The edge that odds p are worth, before cost: p win - (1 - p) loss. */
export const edgeOfOdds = (odds: number, { winBp, lossBp }: Payoff): number => odds * winBp - (1 - odds) * lossBp;

/** Whether odds are above break-even. `costBp`: spread and fees, which the smallest size pays too. */
export const oddsPay = (odds: number, payoff: Payoff, costBp: number): boolean => odds > breakEvenOdds({ ...payoff, costBp });

/** Why odds are too low for this trade, in words with the numbers; null when they are not. `costBp`: spread and fees, which the smallest size pays too. */
export function oddsDefect({ odds }: TradeOdds, { winBp, lossBp }: Payoff, costBp: number): string | null {
  if (oddsPay(odds.value, { winBp, lossBp }, costBp)) return null;
  const wanted = breakEvenOdds({ winBp, lossBp, costBp });
  return `odds ${percent(odds.value)} that it pays, ${percent(wanted)} wanted: such trades win ${winBp.toFixed(1)} bp or lose ${lossBp.toFixed(1)} bp and cost ${costBp.toFixed(2)} bp in spread and fees (${odds.modelId} ${odds.modelVersion})`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
