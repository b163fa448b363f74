/** A model's reading of one instrument at one bar, and the suggestion that may come of it. */
import type { CostEstimate } from './cost.ts';
import type { Explanation } from './explanation.ts';
import type { EpochMicros, PriceTicks, QuantityLots } from './numbers.ts';
import type { OrdType, Side, TimeInForce } from './order.ts';
import type { Quote } from './quote.ts';

export interface Signal {
  readonly signalId: string;
  readonly symbol: string;
  /** End of the bar that it was computed on. */
  readonly asOf: EpochMicros;
  /** Feature values in schema order; null where a feature could not be computed and the model saw its stated default. */
  readonly features: readonly (number | null)[];
  /** Expected return over the horizon, in units of horizon volatility. */
  readonly scoreSigma: number;
  /** One horizon standard deviation, basis points. */
  readonly horizonVolatilityBp: number;
  /** Expected return over the horizon, basis points: score x horizon volatility. */
  readonly expectedReturnBp: number;
  readonly horizonBars: number;
  /** Where the return will fall with probability `level`, from the model's held-out residuals. */
  readonly band: { readonly lowBp: number; readonly highBp: number; readonly level: number };
  readonly explanation: Explanation;
  /** The quote that costs were taken from. */
  readonly quote: Quote;
}

export type AbstainReason =
  | 'EDGE_BELOW_COST' //      expected return does not cover spread, fees and impact
  | 'NO_QUOTE' //             no two-sided live quote to price the trade against
  | 'QUOTE_CROSSED'
  | 'NOT_TRADABLE'
  | 'WARMING_UP' //           not enough bars for the features
  | 'FEATURES_MISSING' //     more features missing than the card allows
  | 'OUT_OF_DISTRIBUTION' //  features outside the range seen in training
  | 'MODEL_UNAVAILABLE' //    no score: the inference process failed or missed its deadline
  | 'EXPLANATION_FAILED' //   the parts do not add up: no reasons, no suggestion
  | 'POSITION_HELD' //        already positioned this way
  | 'NO_ROOM_IN_LIMITS'; //   the desk's limits leave less than one lot

export type SuggestionStatus = 'open' | 'accepted' | 'edited' | 'rejected' | 'expired';

export interface Suggestion {
  readonly suggestionId: string;
  readonly signal: Signal;
  readonly side: Side;
  readonly orderQty: QuantityLots;
  readonly ordType: OrdType;
  readonly price: PriceTicks | null;
  readonly timeInForce: TimeInForce;
  /** Expected gain of the suggested side before cost, basis points (positive). */
  readonly edgeBp: number;
  readonly cost: CostEstimate;
  /** edgeBp - cost.totalBp. */
  readonly netEdgeBp: number;
  /** Quantity at which the edge is gone; null when impact does not bind. */
  readonly breakEvenQty: QuantityLots | null;
  /** Where the idea is wrong: the stop drawn on the chart. */
  readonly stopPrice: PriceTicks;
  readonly madeAt: EpochMicros;
  readonly expiresAt: EpochMicros;
  readonly status: SuggestionStatus;
}
