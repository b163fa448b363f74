/** The state of the whole market, a three-state Markov chain by the minute, and what each state does to prices. */
import type { Random } from '../../src/shared/base/random.ts';
import { must } from '../../src/shared/base/assert.ts';

export type Regime = 'calm-trend' | 'choppy' | 'stressed';

export interface RegimeTraits {
  /** Multiplies every instrument's volatility. */
  readonly volatility: number;
  /** Drift for one standard deviation of medium-term return, as a fraction of a minute's volatility; positive: momentum. */
  readonly momentum: number;
  /** The same for short-term return; negative: reversal. */
  readonly reversal: number;
  /** Multiplies the chance of a jump. */
  readonly jumps: number;
  /** Chance a minute of moving to each other state. */
  readonly leave: Readonly<Partial<Record<Regime, number>>>;
}

/** Mean stays 200, 143 and 70 minutes; in the long run 50%, 41% and 9% of the time. */
export const regimeTraits: Readonly<Record<Regime, RegimeTraits>> = {
  'calm-trend': { volatility: 0.8, momentum: 0.022, reversal: -0.005, jumps: 0.6, leave: { choppy: 1 / 250, stressed: 1 / 1_000 } },
  choppy: { volatility: 1.0, momentum: -0.004, reversal: -0.06, jumps: 1, leave: { 'calm-trend': 1 / 200, stressed: 1 / 500 } },
  stressed: { volatility: 1.9, momentum: 0.004, reversal: -0.04, jumps: 4, leave: { choppy: 1 / 105, 'calm-trend': 1 / 210 } },
};

/** The regime of the next minute. Takes exactly one draw. */
export function nextRegime(regime: Regime, random: Random): Regime {
  let draw = random.uniform();
  for (const [to, chance] of leaves[regime]) {
    draw -= chance;
    if (draw < 0) return to;
  }
  return regime;
}

const order: readonly Regime[] = ['calm-trend', 'choppy', 'stressed'];
const row = (regime: Regime): readonly (readonly [Regime, number])[] =>
  order.filter((to) => to !== regime).map((to) => [to, must(regimeTraits[regime].leave[to], 'every regime leads to every other')] as const);
const leaves: Readonly<Record<Regime, readonly (readonly [Regime, number])[]>> = {
  'calm-trend': row('calm-trend'), choppy: row('choppy'), stressed: row('stressed'),
};
