/** A model's reading of one instrument at one bar, and the suggestion that may come of it. */
import type { CostEstimate } from './cost.ts';
import type { Explanation } from './explanation.ts';
import type { ModelRole } from './model-card.ts';
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
  readonly band: ReturnBand;
  readonly explanation: Explanation;
  /** What the other models say of the same bar, in the order of their roles. */
  readonly views: readonly ModelView[];
  /** How unlike the training data the features are. */
  readonly novelty: Novelty;
  /** Whether the call stands under small noise. */
  readonly stability: Stability;
  /** The quote that costs were taken from. */
  readonly quote: Quote;
}

/** Where the return over the horizon will fall with probability `level`. */
export interface ReturnBand {
  readonly lowBp: number;
  readonly highBp: number;
  /** Promised coverage. */
  readonly level: number;
  /** Whose band it is and how it has held on this name, over restarts; absent where it is not followed. */
  readonly live?: {
    readonly modelId: string;
    /** Coverage that is asked of past outcomes so that `level` comes out (Gibbs and Candes 2021); `level` at the start. */
    readonly asked: number;
    /** What the model's own band is widened by (below 1: narrowed), on either side of its centre. */
    readonly scale: number;
    /** Bands whose horizon has passed, and those that held the outcome. */
    readonly calls: number;
    readonly inside: number;
  };
}

/** What another model says at the same bar. */
export interface ModelView {
  readonly modelId: string;
  readonly modelVersion: string;
  /** SHA-256 of model.onnx, hex. */
  readonly modelHash: string;
  readonly role: ModelRole;
  /** The side that it was asked about; null where it speaks of the market. */
  readonly side: Side | null;
  /** In the order of the card's heads; empty when it is silent. `odds` are calibrated, those of several heads sum to 1; null where the head gives none. */
  readonly heads: readonly { readonly name: string; readonly margin: number; readonly odds: number | null }[];
  /** Why it is silent; null when it speaks. */
  readonly problem: string | null;
  /** Where it is silent because its own features lie far outside its training range: those, the furthest first, as it sees them. */
  readonly outside?: Novelty['outside'];
}

/** Calibrated odds with what came of such odds before. */
export interface Odds {
  readonly modelId: string;
  readonly modelVersion: string;
  readonly head: string;
  /** Within 0 and 1. */
  readonly value: number;
  /** Past frequency among held-out rows that were given like odds, with its 95 % Wilson interval; null where the card has too few. */
  readonly frequency: { readonly value: number; readonly low: number; readonly high: number; readonly rows: number } | null;
}

/** What came of a model's calls on this desk, market time, whatever was decided. */
export interface LiveRecord {
  /** Calls whose horizon has passed and which the market answered, and those that were right: the side, or odds on the right side of one half. */
  readonly calls: number;
  readonly right: number;
  /** Where the answer is one of several classes (a regime, a path): each class that was called or came. Absent for other models. */
  readonly classes?: readonly ClassCount[];
  /** Null where the model gives no band, or none has been measured. */
  readonly band: {
    /** Promised coverage. */
    readonly meant: number;
    /** Of `calls` bands whose horizon has passed, those that held the outcome. */
    readonly inside: number;
    readonly calls: number;
    /** Coverage that is asked of past outcomes so that the promise is kept, mean over instruments (Gibbs and Candes 2021). */
    readonly level: number;
  } | null;
}

/** How one class of several fared, counted over all bars that were measured. */
export interface ClassCount {
  readonly name: string;
  /** Times it was the likeliest, and those of them in which it came. */
  readonly called: number;
  readonly right: number;
  /** Times it came at all, called or not: what is usual. */
  readonly came: number;
}

export interface Novelty {
  /** Root mean squared distance from the training means in training deviations, over the features at hand: near 1 is usual. */
  readonly distance: number;
  /** Features outside the range seen in training, the furthest first (in widths of the range). */
  readonly outside: readonly { readonly name: string; readonly value: number; readonly low: number; readonly high: number; readonly widths: number }[];
}

export interface Stability {
  /** Of `draws` copies of the row with noise added, those that lead to the same call: side, permission and odds (SG-19). */
  readonly same: number;
  readonly draws: number;
  /** Standard deviation of the noise, in training deviations of each feature. */
  readonly noise: number;
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
  | 'REGIME_FORBIDS' //       the regime model sees stress
  | 'ODDS_TOO_LOW' //         the odds of this trade are not worth its stop
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
  /** Odds that this trade reaches its target before its stop, after cost; null while no model says. */
  readonly odds: Odds | null;
  /** Share of the full size that the odds are worth, within 0 and 1; null while no model says. */
  readonly betSize: number | null;
  /** Odds that an order resting at the touch fills in time, which decide between resting and taking; null while no model says. */
  readonly fillOdds: Odds | null;
  /** Where the idea is wrong: the stop drawn on the chart. */
  readonly stopPrice: PriceTicks;
  readonly madeAt: EpochMicros;
  readonly expiresAt: EpochMicros;
  readonly status: SuggestionStatus;
}
