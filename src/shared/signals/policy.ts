/**
 * From what the models say to a suggestion or to a reason for silence: the one place where that is decided. Pure, and run by live signals and the
 * backtest alike. Which model speaks to which decision: decisions.ts. Each gate has a file of its own. Rules SG-4 to SG-8 and SG-12 to SG-16 in docs/specs/signals.md.
 */
import { roundTripCost, type CostEstimate } from '../domain/cost.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Limits } from '../domain/limits.ts';
import type { ModelCard } from '../domain/model-card.ts';
import { epochMicros, priceTicks, quantityLots, type EpochMicros, type PriceTicks } from '../domain/numbers.ts';
import { sideSign, type Side } from '../domain/order.ts';
import { midTicks, type Quote } from '../domain/quote.ts';
import type { ModelView, Suggestion } from '../domain/signal.ts';
import { abstain, type Abstention } from './abstention.ts';
import { edgeOfOdds, oddsDefect, oddsPay, payoffOf, tradeOdds, tradeVolatilityBp, type OverHorizon, type Payoff } from './edge-odds.ts';
import { limitPrice, restingGainBp } from './execution-style.ts';
import type { Forecast } from './forecast.ts';
import { forecastDefect, inputDefect, quoteDefect } from './input-gates.ts';
import { regimeDefect, stressedOddsMax } from './regime-gate.ts';
import { sizeOrder } from './sizing.ts';
import { oddsOf, speakerOf, type Speaker } from './speakers.ts';

/** The parts of a suggestion that the policy decides. */
export type SuggestionTerms = Pick<Suggestion,
  'side' | 'orderQty' | 'ordType' | 'price' | 'timeInForce' | 'edgeBp' | 'cost' | 'netEdgeBp' | 'breakEvenQty' | 'odds' | 'betSize' | 'fillOdds' | 'stopPrice' | 'expiresAt'>;

export type Verdict = { readonly kind: 'suggest'; readonly terms: SuggestionTerms } | Abstention;

export interface PolicyInputs {
  readonly instrument: Instrument;
  /** Of the drift model. */
  readonly card: ModelCard;
  /** What the other models say at this bar, silent ones included; those of perspective 'side' about both sides, or the proposed one at least. */
  readonly views: readonly ModelView[];
  /** Cards of the models behind the views. */
  readonly cards: readonly ModelCard[];
  /** End of the bar that the features were read at. */
  readonly asOf: EpochMicros;
  readonly barsSeen: number;
  /** Feature values in schema order, null where missing. */
  readonly features: readonly (number | null)[];
  readonly forecast: Forecast | null;
  /** Why there is no forecast, in words. */
  readonly forecastProblem: string | null;
  /** The latest two-sided quote; null when there is none. */
  readonly quote: Quote | null;
  /** One trading day's standard deviation, basis points. */
  readonly dailyVolatilityBp: number | null;
  /** Lots a day; null when unknown. */
  readonly averageDailyVolume: number | null;
  readonly limits: Limits;
  /** Signed lots held. */
  readonly positionQty: number;
}

/** Net edge below this share of the cost is within what the cost estimate may be wrong by. */
export const netEdgeShareOfCostMin = 0.2;
/** A suggestion lives for this share of the horizon. */
const lifeShareOfHorizon = 1 / 3;

/** The side that a forecast proposes. */
export const proposedSide = ({ expectedReturnBp }: Pick<Forecast, 'expectedReturnBp'>): Side => (expectedReturnBp >= 0 ? 'buy' : 'sell');

/** The checks in order; the first that speaks is the reason reported. */
export function decide(inputs: PolicyInputs): Verdict {
  const early = inputDefect(inputs) ?? quoteDefect(inputs) ?? forecastDefect(inputs);
  if (early) return early;
  const { forecast, quote, views, cards, limits, instrument } = inputs;
  if (!forecast || !quote) return abstain('MODEL_UNAVAILABLE', 'no forecast');
  const stress = regimeDefect(views, cards);
  if (stress) return stress;
  const side = proposedSide(forecast);
  const plan = planFor(inputs, forecast, quote, side);
  if (!isWorthCost(plan)) return abstain('EDGE_BELOW_COST', costDetail(plan.edgeBp, plan.fullCost));
  const odds = plan.trade && plan.payoff && oddsDefect(plan.trade, plan.payoff, plan.fullCost.spreadBp + plan.fullCost.feeBp);
  if (odds !== null) return abstain('ODDS_TOO_LOW', odds);
  if (Math.sign(inputs.positionQty) === sideSign(side)) {
    return abstain('POSITION_HELD', `already ${side === 'buy' ? 'long' : 'short'} ${Math.abs(inputs.positionQty)} lots`);
  }
  const terms = termsFor(inputs, forecast, quote, plan);
  return terms.orderQty > 0 ? { kind: 'suggest', terms } : abstain('NO_ROOM_IN_LIMITS', `the desk's limits (${limits.version}) leave less than a lot of ${instrument.symbol}`);
}

/** What the models say of a bar, or of a copy of its row with noise: what a call hangs on. */
export interface Said {
  readonly scoreSigma: number;
  /** Odds of a stressed market; null where nobody says. */
  readonly stressed: number | null;
  /** Odds that a trade of the score's side reaches its target first; null where nobody says. */
  readonly hit: number | null;
}

/** What the models call for, whatever the desk holds of it already: a side, or nothing. The gates of `decide` that a model's answer moves. Null without a quote or a forecast. */
export function callOf(inputs: PolicyInputs, said: Said): Side | 'none' | null {
  const { forecast, quote, cards, views } = inputs;
  if (!forecast || !quote || !Number.isFinite(said.scoreSigma)) return null;
  if (said.stressed === null ? regimeDefect(views, cards) !== null : said.stressed > stressedOddsMax) return 'none';
  const expectedReturnBp = said.scoreSigma * forecast.horizonVolatilityBp;
  const side = proposedSide({ expectedReturnBp });
  const held = Math.sign(inputs.positionQty) === sideSign(side);
  const plan = planFor(held ? { ...inputs, positionQty: 0 } : inputs, { expectedReturnBp, horizonVolatilityBp: forecast.horizonVolatilityBp }, quote, side);
  if (!isWorthCost(plan)) return 'none';
  const edgeCard = said.hit === null ? undefined : cards.find(({ role }) => role === 'edge');
  const payoff = edgeCard && payoffOf(edgeCard, { horizonVolatilityBp: forecast.horizonVolatilityBp, horizonBars: inputs.card.horizonBars });
  return said.hit !== null && payoff && !oddsPay(said.hit, payoff, plan.fullCost.spreadBp + plan.fullCost.feeBp) ? 'none' : side;
}

/** Whether the edge of the newest forecast, were its score `scoreSigma`, would be worth the cost of its full size; null where nothing prices it. */
export function isScoreWorthCost(inputs: PolicyInputs, scoreSigma: number): boolean | null {
  const { forecast, quote } = inputs;
  if (!forecast || !quote || quoteDefect(inputs)) return null;
  const expectedReturnBp = scoreSigma * forecast.horizonVolatilityBp;
  return isWorthCost(planFor(inputs, { expectedReturnBp, horizonVolatilityBp: forecast.horizonVolatilityBp }, quote, proposedSide({ expectedReturnBp })));
}

const isWorthCost = ({ edgeBp, fullCost }: Pick<Plan, 'edgeBp' | 'fullCost'>): boolean => edgeBp - fullCost.totalBp > netEdgeShareOfCostMin * fullCost.totalBp;

/** A trade before its odds and its order are settled: the full size, which is judged. */
interface Plan {
  readonly side: Side;
  readonly edgeBp: number;
  /** The size with the largest expected profit inside clip and limits, lots; 0 when limits leave no lot. */
  readonly fullQty: number;
  readonly breakEvenQty: number | null;
  /** Of taking the full size. */
  readonly fullCost: CostEstimate;
  readonly edge: Speaker | null;
  readonly trade: ReturnType<typeof tradeOdds>;
  /** Null while the odds, or what they are of, are not known. */
  readonly payoff: Payoff | null;
}

/** The edge is judged at the full size, where cost is highest: higher odds, which ask for more of it, then never turn a suggestion into silence. */
function planFor(inputs: PolicyInputs, { expectedReturnBp, horizonVolatilityBp }: Pick<Forecast, 'expectedReturnBp' | 'horizonVolatilityBp'>, quote: Quote, side: Side): Plan {
  const edgeBp = Math.abs(expectedReturnBp);
  const edge = speakerOf(inputs.views, inputs.cards, 'edge', side);
  const { orderQty, breakEvenQty } = sizeAt(inputs, quote, side, { price: limitPrice('take', side, quote), edgeBp });
  const trade = edge && tradeOdds(edge, side);
  return {
    side, edgeBp, fullQty: orderQty, breakEvenQty, fullCost: takingCost(inputs, quote, orderQty), edge, trade,
    payoff: edge && trade && payoffOf(edge.card, { horizonVolatilityBp, horizonBars: inputs.card.horizonBars }),
  };
}

function sizeAt(inputs: PolicyInputs, quote: Quote, side: Side, { price, edgeBp }: { readonly price: PriceTicks; readonly edgeBp: number }): ReturnType<typeof sizeOrder> {
  const { instrument, averageDailyVolume, limits, positionQty } = inputs;
  return sizeOrder({
    instrument, side, price, cost: costInputs(inputs, quote), edgeBp, averageDailyVolume, limits, positionQty,
    touchSize: side === 'buy' ? quote.askSize : quote.bidSize,
  });
}

const costInputs = ({ instrument, dailyVolatilityBp }: PolicyInputs, quote: Quote) =>
  ({ spreadBp: ((quote.ask - quote.bid) / midTicks(quote)) * 1e4, feeBp: instrument.feeBp, dailyVolatilityBp: dailyVolatilityBp ?? 0 });

const takingCost = (inputs: PolicyInputs, quote: Quote, qty: number): CostEstimate =>
  roundTripCost({ ...costInputs(inputs, quote), participation: inputs.averageDailyVolume === null ? null : qty / inputs.averageDailyVolume });

function termsFor(inputs: PolicyInputs, forecast: Forecast, quote: Quote, plan: Plan): SuggestionTerms {
  const { side, edgeBp, breakEvenQty, edge, trade } = plan;
  const { instrument, card, views, cards } = inputs;
  const wantedQty = sizeByOdds(inputs, quote, plan);
  const taking = takingCost(inputs, quote, wantedQty);
  const fill = speakerOf(views, cards, 'fill', side);
  const fillOdds = fill && oddsOf(fill, 'fill');
  const gainBp = fill && fillOdds && restingGainBp({
    fillOdds: fillOdds.value, netEdgeBp: edgeBp - taking.totalBp, spreadBp: taking.spreadBp,
    patienceVolatilityBp: forecast.horizonVolatilityBp * Math.sqrt(fill.card.horizonBars / card.horizonBars),
  });
  const style = gainBp !== null && gainBp > 0 ? 'rest' : 'take';
  const price = limitPrice(style, side, quote);
  // A limit at another price may leave other room in value limits.
  const orderQty = style === 'take' ? wantedQty : Math.min(wantedQty, sizeAt(inputs, quote, side, { price, edgeBp }).orderQty);
  const cost = gainBp !== null && style === 'rest' ? restingCost(takingCost(inputs, quote, orderQty), gainBp) : taking;
  const lifeBars = Math.max(1, Math.ceil(card.horizonBars * lifeShareOfHorizon));
  return {
    side, orderQty: quantityLots(orderQty), ordType: 'limit', price, timeInForce: 'day', edgeBp, cost, netEdgeBp: edgeBp - cost.totalBp,
    breakEvenQty: breakEvenQty === null ? null : quantityLots(breakEvenQty),
    odds: trade?.odds ?? null, betSize: trade?.betSize ?? null, fillOdds,
    stopPrice: stopFor(side, quote, forecast.band, edge && trade ? stopBpOf(edge.card, { horizonVolatilityBp: forecast.horizonVolatilityBp, horizonBars: card.horizonBars }) : null),
    expiresAt: epochMicros(inputs.asOf + lifeBars * instrument.barSeconds * 1e6),
  };
}

/**
 * The bet size of the odds scales the full size; it is no more than the size that their own edge is worth, and a lot at least of what there is room for. Where the
 * desk has an edge model and it is silent, that lot is all: the one that would have made the size smaller must not make it larger by saying nothing.
 */
function sizeByOdds(inputs: PolicyInputs, quote: Quote, { side, fullQty, trade, payoff }: Plan): number {
  if (fullQty < 1) return fullQty;
  if (!trade) return inputs.cards.some(({ role }) => role === 'edge') ? 1 : fullQty;
  const worth = payoff ? sizeAt(inputs, quote, side, { price: limitPrice('take', side, quote), edgeBp: edgeOfOdds(trade.odds.value, payoff) }).orderQty : fullQty;
  return Math.max(1, Math.min(worth, Math.floor(fullQty * trade.betSize)));
}

/** Distance of the stop of an edge model's trade; null where its card does not say. */
const stopBpOf = (card: ModelCard, forecast: OverHorizon): number | null => (card.trade ? card.trade.stopSigma * tradeVolatilityBp(card, forecast) : null);

/** What resting gains is charged to the spread: the net edge is then what the suggestion is worth, filled or not. */
const restingCost = (taking: CostEstimate, gainBp: number): CostEstimate =>
  ({ ...taking, spreadBp: taking.spreadBp - gainBp, totalBp: taking.totalBp - gainBp });

/** The stop of the trade that the odds are of, else the far end of the band; at least a tick beyond the other side of the quote. Past it the idea is wrong. */
function stopFor(side: Side, quote: Quote, band: Forecast['band'], stopBp: number | null): PriceTicks {
  const mid = midTicks(quote);
  return side === 'buy'
    ? priceTicks(Math.min(Math.floor(mid * (1 + (stopBp === null ? band.lowBp : -stopBp) / 1e4)), quote.bid - 1))
    : priceTicks(Math.max(Math.ceil(mid * (1 + (stopBp ?? band.highBp) / 1e4)), quote.ask + 1));
}

const costDetail = (edgeBp: number, cost: CostEstimate): string =>
  `edge ${edgeBp.toFixed(2)} bp, ${(100 * (1 + netEdgeShareOfCostMin)).toFixed(0)} % wanted of cost ${cost.totalBp.toFixed(2)} bp (spread ${cost.spreadBp.toFixed(2)}, fees ${cost.feeBp.toFixed(2)}, impact ${cost.impactBp.toFixed(2)})`;
