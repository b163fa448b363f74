/** The market as a whole: its regime and the common factor, one minute at a time. */
import { seedFrom, seededRandom, type Random } from '../../src/shared/base/random.ts';
import { Garch } from './garch.ts';
import { volatilityShape } from './intraday.ts';
import { nextRegime, regimeTraits, type Regime } from './regime.ts';
import { factorDailyVolatility, minutesPerDay } from './roster.ts';

/** A random stream of its own for each named part of a seeded run. */
export function namedStream(seed: number, name: string): Random {
  const random = seededRandom(seedFrom(`${seed}/${name}`));
  // The generator spreads a 32-bit seed over 128 bits only after some steps.
  for (let i = 0; i < 64; i++) random.uniform();
  return random;
}

export interface MarketMinute {
  readonly regime: Regime;
  /** Return of the common factor in each step of the minute, as a fraction. */
  readonly steps: Float64Array;
  /** Standard deviation of the factor's return in this minute before jumps, as a fraction. */
  readonly volatility: number;
}

/** Jumps of the whole market a minute in the choppy regime: about one in six sessions. */
const marketJumpsPerMinute = 1 / (6 * minutesPerDay);

export class Market {
  readonly #random: Random;
  readonly #garch = new Garch();
  readonly #steps: Float64Array;
  #regime: Regime;

  constructor(seed: number, stepsPerMinute: number) {
    this.#random = namedStream(seed, 'market');
    this.#steps = new Float64Array(stepsPerMinute);
    const draw = this.#random.uniform();
    this.#regime = draw < 0.5 ? 'calm-trend' : draw < 0.9 ? 'choppy' : 'stressed';
  }

  /** The next minute. `steps` is reused: read it before the next call. @param place 0 at the open, 1 at the close. */
  minute(place: number): MarketMinute {
    this.#regime = nextRegime(this.#regime, this.#random);
    const traits = regimeTraits[this.#regime];
    const volatility =
      (factorDailyVolatility / Math.sqrt(minutesPerDay)) * traits.volatility * volatilityShape(place, 1) * Math.sqrt(this.#garch.variance);
    const count = this.#steps.length;
    const perStep = volatility / Math.sqrt(count);
    let sum = 0;
    for (let k = 0; k < count; k++) sum += this.#steps[k] = perStep * this.#random.normal();
    if (this.#random.uniform() < marketJumpsPerMinute * traits.jumps) {
      const k = this.#random.integer(count);
      const jump = jumpSize(this.#random, Math.min(volatility, (2 * factorDailyVolatility) / Math.sqrt(minutesPerDay)));
      this.#steps[k] = (this.#steps[k] ?? 0) + jump;
      sum += jump;
    }
    this.#garch.update(sum / volatility);
    return { regime: this.#regime, steps: this.#steps, volatility };
  }

  /** The night before the next session. @returns the factor's overnight return, as a fraction. */
  overnight(): number {
    this.#garch.overnight();
    return overnightShare * factorDailyVolatility * this.#random.normal();
  }
}

/** Overnight standard deviation as a share of a day's: small, so that sessions join on without a break in scale. */
export const overnightShare = 0.25;

/** A jump of 4 volatilities and more, of either sign (jump-diffusion: Merton 1976; the floor makes it one that is seen). @param volatility of a minute, as a fraction. */
export const jumpSize = (random: Random, volatility: number): number =>
  volatility * (4 + 3 * Math.abs(random.normal())) * (random.uniform() < 0.5 ? -1 : 1);
