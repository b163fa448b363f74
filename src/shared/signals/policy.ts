/**
 * From a score to a suggestion or to a reason for silence: the one place where that is decided. Pure, and run by live
 * signals and the backtest alike. Rules SG-4 to SG-9 in docs/specs/signals.md.
 */
import { must } from '../base/assert.ts';
import { roundTripCost, type CostEstimate } from '../domain/cost.ts';
import { isAdditive, type Explanation } from '../domain/explanation.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Limits } from '../domain/limits.ts';
import type { ModelCard } from '../domain/model-card.ts';
import { epochMicros, priceTicks, quantityLots, type EpochMicros, type PriceTicks } from '../domain/numbers.ts';
import { sideSign, type Side } from '../domain/order.ts';
import { midTicks, quoteCondition, type Quote } from '../domain/quote.ts';
import type { AbstainReason, Suggestion } from '../domain/signal.ts';
import { warmUpBars } from '../features/schema.ts';
import { seenBy } from './model-input.ts';
import { sizeOrder } from './sizing.ts';

/** The parts of a suggestion that the policy decides. */
export type SuggestionTerms = Pick<Suggestion,
  'side' | 'orderQty' | 'ordType' | 'price' | 'timeInForce' | 'edgeBp' | 'cost' | 'netEdgeBp' | 'breakEvenQty' | 'odds' | 'betSize' | 'fillOdds' | 'stopPrice' | 'expiresAt'>;

export type Verdict =
  | { readonly kind: 'suggest'; readonly terms: SuggestionTerms }
  | { readonly kind: 'abstain'; readonly reason: AbstainReason; readonly detail: string };

export interface PolicyInputs {
  readonly instrument: Instrument;
  readonly card: ModelCard;
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

/** What the model says, in basis points. */
export interface Forecast {
  readonly scoreSigma: number;
  readonly horizonVolatilityBp: number;
  readonly expectedReturnBp: number;
  readonly band: { readonly lowBp: number; readonly highBp: number; readonly level: number };
  readonly explanation: Explanation;
}

/** A score in units of horizon volatility as an expected return with its band. */
export function forecastOf(card: ModelCard, scoreSigma: number, horizonVolatilityBp: number, explanation: Explanation): Forecast {
  const { low, high, level } = must(card.band, 'a model of the return has a band');
  return {
    scoreSigma, horizonVolatilityBp, explanation,
    expectedReturnBp: scoreSigma * horizonVolatilityBp,
    band: { lowBp: (scoreSigma + low) * horizonVolatilityBp, highBp: (scoreSigma + high) * horizonVolatilityBp, level },
  };
}

/** A quote older than this many bars at the bar's end is no quote. */
export const quoteAgeBarsMax = 2;
/** How far outside the training range a feature may lie, in widths of that range. */
export const rangeMargin = 0.5;
/** Net edge below this share of the cost is within what the cost estimate may be wrong by. */
export const netEdgeShareOfCostMin = 0.2;
/** A suggestion lives for this share of the horizon. */
const lifeShareOfHorizon = 1 / 3;

/** The checks in order; the first that speaks is the reason reported. */
export function decide(inputs: PolicyInputs): Verdict {
  const early = inputDefect(inputs) ?? quoteDefect(inputs) ?? forecastDefect(inputs);
  if (early) return early;
  const { forecast, quote } = inputs;
  if (!forecast || !quote) return abstain('MODEL_UNAVAILABLE', 'no forecast');
  const side: Side = forecast.expectedReturnBp >= 0 ? 'buy' : 'sell';
  const terms = termsFor(inputs, forecast, quote, side);
  if (!(terms.netEdgeBp > netEdgeShareOfCostMin * terms.cost.totalBp)) return abstain('EDGE_BELOW_COST', costDetail(terms.edgeBp, terms.cost));
  if (Math.sign(inputs.positionQty) === sideSign(side)) {
    return abstain('POSITION_HELD', `already ${side === 'buy' ? 'long' : 'short'} ${Math.abs(inputs.positionQty)} lots`);
  }
  return terms.orderQty > 0 ? { kind: 'suggest', terms } : abstain('NO_ROOM_IN_LIMITS', `the desk's limits (${inputs.limits.version}) leave less than a lot of ${inputs.instrument.symbol}`);
}

const abstain = (reason: AbstainReason, detail: string): Verdict & { readonly kind: 'abstain' } => ({ kind: 'abstain', reason, detail });

function inputDefect({ instrument, card, barsSeen, features }: PolicyInputs): Verdict | null {
  if (!instrument.tradable) return abstain('NOT_TRADABLE', `${instrument.symbol} can be watched but not traded`);
  if (barsSeen < warmUpBars) return abstain('WARMING_UP', `${barsSeen} of ${warmUpBars} bars seen`);
  const missing = seenBy(card, features).filter((value) => value === null).length;
  if (missing > card.missingFeaturesMax) return abstain('FEATURES_MISSING', `${missing} features missing, the card allows ${card.missingFeaturesMax}`);
  const outside = outOfRange(features, card);
  return outside ? abstain('OUT_OF_DISTRIBUTION', outside) : null;
}

/** The first feature that the model uses and that lies far outside its training range, in words; null when none does. */
function outOfRange(features: readonly (number | null)[], card: ModelCard): string | null {
  for (const [j, value] of seenBy(card, features).entries()) {
    const range = card.featureRanges[j];
    if (value === null || !range || card.featureDeviations[j] === 0) continue;
    const margin = rangeMargin * (range.high - range.low);
    if (value < range.low - margin || value > range.high + margin) {
      return `${card.featureNames[j]} is ${value.toFixed(2)}, training saw ${range.low.toFixed(2)} to ${range.high.toFixed(2)}`;
    }
  }
  return null;
}

function quoteDefect({ quote, asOf, instrument }: PolicyInputs): Verdict | null {
  if (!quote) return abstain('NO_QUOTE', 'no two-sided quote has arrived');
  const ageSeconds = (asOf - quote.venueTime) / 1e6;
  if (ageSeconds > quoteAgeBarsMax * instrument.barSeconds) {
    return abstain('NO_QUOTE', `the last quote was ${Math.round(ageSeconds)} s old at the bar's end`);
  }
  if (quoteCondition(quote) === 'crossed') return abstain('QUOTE_CROSSED', `bid ${quote.bid} above ask ${quote.ask} ticks`);
  // Basis points of a price at or below zero mean nothing (WTI, 2020-04-20).
  return quote.bid > 0 ? null : abstain('NO_QUOTE', `bid is ${quote.bid} ticks: costs in basis points need a positive price`);
}

function forecastDefect({ forecast, forecastProblem, dailyVolatilityBp }: PolicyInputs): Verdict | null {
  if (!forecast) return abstain('MODEL_UNAVAILABLE', forecastProblem ?? 'no forecast');
  if (!isAdditive(forecast.explanation)) {
    return abstain('EXPLANATION_FAILED', `gap ${forecast.explanation.gap}, tolerance ${forecast.explanation.tolerance}`);
  }
  return dailyVolatilityBp === null ? abstain('FEATURES_MISSING', 'volatility is unknown or nil') : null;
}

function termsFor(inputs: PolicyInputs, forecast: Forecast, quote: Quote, side: Side): SuggestionTerms {
  const { instrument, card, averageDailyVolume } = inputs;
  const mid = midTicks(quote);
  const edgeBp = Math.abs(forecast.expectedReturnBp);
  const price = side === 'buy' ? quote.ask : quote.bid;
  const cost = { spreadBp: ((quote.ask - quote.bid) / mid) * 1e4, feeBp: instrument.feeBp, dailyVolatilityBp: inputs.dailyVolatilityBp ?? 0 };
  const { orderQty, breakEvenQty } = sizeOrder({
    instrument, side, price, cost, edgeBp, averageDailyVolume, limits: inputs.limits, positionQty: inputs.positionQty,
    touchSize: side === 'buy' ? quote.askSize : quote.bidSize,
  });
  const charged = roundTripCost({ ...cost, participation: averageDailyVolume === null ? null : orderQty / averageDailyVolume });
  const lifeBars = Math.max(1, Math.ceil(card.horizonBars * lifeShareOfHorizon));
  return {
    side, orderQty: quantityLots(orderQty), ordType: 'limit', price, timeInForce: 'day', edgeBp, cost: charged,
    netEdgeBp: edgeBp - charged.totalBp,
    breakEvenQty: breakEvenQty === null ? null : quantityLots(breakEvenQty),
    odds: null, betSize: null, fillOdds: null,
    stopPrice: stopFor(side, quote, forecast),
    expiresAt: epochMicros(inputs.asOf + lifeBars * instrument.barSeconds * 1e6),
  };
}

/** The far end of the model's own band, at least a tick beyond the other side of the quote: past it the idea is wrong. */
function stopFor(side: Side, quote: Quote, { band }: Forecast): PriceTicks {
  const mid = midTicks(quote);
  return side === 'buy'
    ? priceTicks(Math.min(Math.floor(mid * (1 + band.lowBp / 1e4)), quote.bid - 1))
    : priceTicks(Math.max(Math.ceil(mid * (1 + band.highBp / 1e4)), quote.ask + 1));
}

const costDetail = (edgeBp: number, cost: CostEstimate): string =>
  `edge ${edgeBp.toFixed(2)} bp, ${(100 * (1 + netEdgeShareOfCostMin)).toFixed(0)} % wanted of cost ${cost.totalBp.toFixed(2)} bp (spread ${cost.spreadBp.toFixed(2)}, fees ${cost.feeBp.toFixed(2)}, impact ${cost.impactBp.toFixed(2)})`;
