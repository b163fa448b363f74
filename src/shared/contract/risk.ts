/** What the screen may ask of risk. */
import { z } from 'zod';
import type { Limits } from '../domain/limits.ts';
import type { EpochMicros, PriceTicks } from '../domain/numbers.ts';
import { symbolShape } from '../domain/shapes.ts';
import { query, stream } from './kinds.ts';

/** One control's room: how much of its limit is used by what is on now. */
export interface Headroom {
  readonly code: 'PRICE_COLLAR' | 'QUANTITY_ABOVE_LIMIT' | 'VALUE_ABOVE_LIMIT' | 'POSITION_ABOVE_LIMIT' | 'POSITION_VALUE_ABOVE_LIMIT';
  readonly label: string;
  readonly used: number;
  readonly limit: number;
  readonly unit: string;
  /** used / limit, 0 to 1 and beyond. */
  readonly share: number;
}

/** What risk draws over the chart of one instrument. */
export interface RiskOverlay {
  readonly symbol: string;
  readonly asOf: EpochMicros;
  /** Where price will be at the horizon with probability `level`; null before the model has spoken. */
  readonly expectedRange: { readonly low: PriceTicks; readonly high: PriceTicks; readonly level: number; readonly until: EpochMicros } | null;
  /** Stop of the open position or, without one, of the open suggestion; null when there is neither. */
  readonly stop: { readonly price: PriceTicks; readonly of: 'position' | 'suggestion' } | null;
  /** Prices beyond which the collar denies a limit order; null without a live quote. */
  readonly collar: { readonly low: PriceTicks; readonly high: PriceTicks } | null;
  /** Every control's room for one more order at the suggested size, tightest first. The first is the one that binds next. */
  readonly headroom: readonly Headroom[];
}

export const riskContract = {
  'risk.overlay': stream<RiskOverlay | null, RiskOverlay>()(z.object({ symbol: symbolShape })),
  'risk.limits': query<Limits>()(z.object({})),
};
