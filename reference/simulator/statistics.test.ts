/** The market's stylised facts, measured from its events: the figures that README.md states, held to their ranges. */
import { beforeAll, describe, expect, it } from 'vitest';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import { Market } from './market.ts';
import { informationCoefficient, minuteReturns, seriesOf, sessionProfile, type Series } from './measure.ts';
import type { Regime } from './regime.ts';
import { roster } from './roster.ts';
import { autocorrelation, correlation, excessKurtosis, leastSquares, mean } from './statistics.ts';
import { syntheticTape } from './synthetic-tape.ts';

const start = epochMicros(Date.UTC(2026, 0, 5, 14, 30) * 1000);
const seed = 2;
const sessions = 40;
const minutes = 390;

let series: Series[];
let regimes: Regime[];

beforeAll(() => {
  series = seriesOf(syntheticTape({ seed, start, sessions }));
  regimes = regimePath();
}, 60_000);

/** The hidden regime of every minute: the market part draws from its own stream, so it can be played alone. */
function regimePath(): Regime[] {
  const market = new Market(seed, 6);
  const path: Regime[] = [];
  for (let session = 0; session < sessions; session++) {
    if (session > 0) market.overnight();
    for (let m = 0; m < minutes; m++) path.push(market.minute((m + 0.5) / minutes).regime);
  }
  return path;
}

/** Pairs of a trailing return and the next one, over minutes of one regime and one session, all instruments pooled. */
function trailingAgainstNext(regime: Regime, back: number, ahead: number): number {
  const past: number[] = [];
  const next: number[] = [];
  for (const s of series) {
    const daily = Math.sqrt(mean(minuteReturns(s).map((r) => r * r)));
    for (let i = back; i + ahead < s.mid.length; i++) {
      if (s.session[i - back] !== s.session[i + ahead] || regimes[i - back] !== regime || regimes[i + ahead] !== regime) continue;
      past.push(Math.log((s.mid[i] ?? 1) / (s.mid[i - back] ?? 1)) / daily);
      next.push(Math.log((s.mid[i + ahead] ?? 1) / (s.mid[i] ?? 1)) / daily);
    }
  }
  return correlation(past, next);
}

describe('volatility', () => {
  it('clusters: |r| is autocorrelated far beyond chance at 1, 10 and 60 minutes, r itself hardly', () => {
    const chance = 3 / Math.sqrt(sessions * minutes);
    for (const s of series) {
      const returns = minuteReturns(s);
      const sizes = returns.map(Math.abs);
      expect(autocorrelation(sizes, 1)).toBeGreaterThan(0.15);
      expect(autocorrelation(sizes, 10)).toBeGreaterThan(0.1);
      expect(Math.abs(autocorrelation(returns, 1))).toBeLessThan(0.1);
    }
    expect(mean(series.map((s) => autocorrelation(minuteReturns(s).map(Math.abs), 60)))).toBeGreaterThan(chance);
  });

  it('has fat tails: excess kurtosis of minute returns above 1.5 for every instrument', () => {
    for (const s of series) expect(excessKurtosis(minuteReturns(s))).toBeGreaterThan(1.5);
  });

  it('is U-shaped over the session, as is volume: first and last tenth above the middle', () => {
    for (const s of series.filter((_, i) => (roster[i]?.sessionShape ?? 0) >= 0.8)) {
      const sizes = s.mid.map((m, i) => (i > 0 && s.session[i] === s.session[i - 1] ? Math.abs(Math.log(m / (s.mid[i - 1] ?? m))) : 0));
      for (const values of [sizes, s.volume]) {
        const profile = sessionProfile(s, values, 10);
        const middle = mean(profile.slice(3, 7));
        expect(profile[0]).toBeGreaterThan(1.2 * middle);
        expect(profile[9]).toBeGreaterThan(1.2 * middle);
      }
    }
  });

  it('is near what the roster states, and volume near its ADV', () => {
    series.forEach((s, i) => {
      const entry = roster[i];
      const stated = Math.hypot((entry?.beta ?? 0) * 0.009, entry?.ownDailyVolatility ?? 0);
      const daily = Math.sqrt(mean(minuteReturns(s).map((r) => r * r)) * minutes);
      expect(daily / stated).toBeGreaterThan(0.85);
      expect(daily / stated).toBeLessThan(1.4);
      const volumeADay = mean(s.volume) * minutes;
      expect(volumeADay / (entry?.instrument.averageDailyVolumeLots ?? 1)).toBeGreaterThan(0.75);
      expect(volumeADay / (entry?.instrument.averageDailyVolumeLots ?? 1)).toBeLessThan(1.25);
    });
  });
});

describe('book and flow', () => {
  it('the spread widens and the touch thins when prices move', () => {
    for (const s of series) {
      const moves = s.mid.slice(1).map((m, i) => Math.abs(m - (s.mid[i] ?? m)));
      expect(correlation(s.spread.slice(1), moves)).toBeGreaterThan(0.15);
      expect(correlation(s.touch, s.spread)).toBeLessThan(-0.3);
    }
  });

  it('signed flow moves with the price of its own minute', () => {
    for (const s of series) {
      const change = s.mid.map((m, i) => (i > 0 ? m - (s.mid[i - 1] ?? m) : 0));
      expect(correlation(s.signedVolume, change)).toBeGreaterThan(0.2);
    }
  });

  it('imbalance and flow foretell a little: a linear combination has an IC of 0.05 to 0.10 at 15 bars out of sample', () => {
    const { alone, combined } = informationCoefficient(series, 15);
    const [touch = 0, , flow = 0] = alone;
    expect(combined).toBeGreaterThan(0.05);
    expect(combined).toBeLessThan(0.1);
    expect(touch).toBeGreaterThan(0.03);
    expect(flow).toBeGreaterThan(0.03);
  });

  it('without prints (bars only) the book alone still foretells', () => {
    const lean = seriesOf(syntheticTape({ seed, start, sessions, barsOnly: true }));
    const { combined } = informationCoefficient(lean, 15);
    expect(combined).toBeGreaterThan(0.04);
    expect(combined).toBeLessThan(0.1);
  }, 60_000);
});

describe('regimes', () => {
  it('all three are visited for at least a twentieth of the time, and stay for a while', () => {
    for (const regime of ['calm-trend', 'choppy', 'stressed'] as const) {
      expect(regimes.filter((r) => r === regime).length / regimes.length).toBeGreaterThan(0.05);
    }
    const changes = regimes.filter((r, i) => i > 0 && r !== regimes[i - 1]).length;
    expect(regimes.length / changes).toBeGreaterThan(50);
  });

  it('the stressed market moves at least one and a half times as much as the calm one', () => {
    for (const s of series) {
      const inRegime = (regime: Regime): number => {
        const moves = s.mid.flatMap((m, i) => (i > 0 && s.session[i] === s.session[i - 1] && regimes[i] === regime ? [Math.log(m / (s.mid[i - 1] ?? m)) ** 2] : []));
        return Math.sqrt(mean(moves));
      };
      expect(inRegime('stressed') / inRegime('calm-trend')).toBeGreaterThan(1.5);
    }
  });

  it('choppy: the last three minutes reverse; calm trend: the last three quarters of an hour go on', () => {
    expect(trailingAgainstNext('choppy', 3, 3)).toBeLessThan(-0.02);
    expect(trailingAgainstNext('calm-trend', 45, 15)).toBeGreaterThan(0.03);
    expect(trailingAgainstNext('calm-trend', 45, 15)).toBeGreaterThan(trailingAgainstNext('choppy', 45, 15));
  });
});

describe('the measures themselves', () => {
  it('least squares finds the plane it is given, correlation and kurtosis their known values', () => {
    const rows = [[1, 2], [2, 1], [3, 5], [4, -2], [0, 0]];
    const fitted = leastSquares(rows, rows.map(([a = 0, b = 0]) => 3 + 2 * a - b));
    expect(fitted.map((v) => Math.round(v * 1e9) / 1e9)).toEqual([3, 2, -1]);
    expect(correlation([1, 2, 3], [6, 4, 2])).toBeCloseTo(-1, 12);
    expect(excessKurtosis([-1, 1, -1, 1])).toBeCloseTo(-2, 12);
  });
});
