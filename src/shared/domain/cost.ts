/**
 * What a trade costs, per unit of notional, in basis points: half the spread to cross, fees of both sides, and impact
 * by the square-root law I = Y sigma sqrt(Q/V) (Toth et al. 2011, Phys. Rev. X 1, 021006). Used by live suggestions,
 * the backtest and reports alike.
 */
export interface CostInputs {
  /** Full quoted spread, basis points of mid. */
  readonly spreadBp: number;
  /** Fee per side, basis points. */
  readonly feeBp: number;
  /** Daily volatility of the instrument, basis points. */
  readonly dailyVolatilityBp: number;
  /** Order quantity over average daily volume; null when ADV is unknown, then impact is charged as if it were 0.1 %. */
  readonly participation: number | null;
}

export interface CostEstimate {
  /** Half-spread paid on the way in and again on the way out. */
  readonly spreadBp: number;
  /** Fees of both sides. */
  readonly feeBp: number;
  /** Impact of both sides. */
  readonly impactBp: number;
  /** Sum of the three: the round trip. */
  readonly totalBp: number;
}

/** Y of the square-root law; near one in most markets. */
export const impactCoefficient = 1;
const participationUnknown = 0.001;

/** Cost of a round trip (in and out) that crosses the spread, basis points of notional. */
export function roundTripCost(inputs: CostInputs): CostEstimate {
  const participation = inputs.participation ?? participationUnknown;
  const spreadBp = inputs.spreadBp;
  const feeBp = 2 * inputs.feeBp;
  const impactBp = 2 * impactCoefficient * inputs.dailyVolatilityBp * Math.sqrt(Math.max(0, participation));
  return { spreadBp, feeBp, impactBp, totalBp: spreadBp + feeBp + impactBp };
}

/** The participation at which an edge is eaten by cost; 0 when spread and fees alone exceed it, null when impact is nil. */
export function participationWhereEdgeIsGone(edgeBp: number, inputs: CostInputs): number | null {
  const left = edgeBp - inputs.spreadBp - 2 * inputs.feeBp;
  if (left <= 0) return 0;
  const scale = 2 * impactCoefficient * inputs.dailyVolatilityBp;
  return scale > 0 ? (left / scale) ** 2 : null;
}
