/** Indicators among the features against `trading-signals`, an implementation that is not ours, on logs of the same prices. */
import { ADX, DonchianChannels, DX, EMA, ForceIndex, KAMA, MACD, MFI, PercentB, RSI, SMA, StochasticOscillator, WSMA } from 'trading-signals';
import { describe, expect, it } from 'vitest';
import { barsOf, madeMarket } from '../../../tests/kit/feature-market.ts';
import { must } from '../base/assert.ts';
import { featureRows } from './feature-rows.ts';
import { featureIndex } from './schema.ts';
import { VolatilityEstimator } from './volatility.ts';

interface LogBar { readonly open: number; readonly high: number; readonly low: number; readonly close: number; readonly volume: number; readonly sigma: number }

/** Theirs start averages of what came first in other ways than ours; after this many bars nothing of that is left. */
const settled = 600;
const bars = barsOf(madeMarket({ seed: 21, bars: 900 }));
const rows = [...featureRows(bars.map((bar) => ({ type: 'bar', bar })), 60)].map((row) => row.values);
const volatility = new VolatilityEstimator(60);
const logBars = bars.map((bar): LogBar => {
  volatility.onBar(bar);
  return { open: Math.log(bar.open), high: Math.log(bar.high), low: Math.log(bar.low), close: Math.log(bar.close), volume: bar.volume ?? 0, sigma: volatility.barSigma() ?? NaN };
});

/** Compares a feature with theirs at each bar; null while theirs has no value. */
function expectSame(name: string, theirs: (bar: LogBar) => number | null, digits = 9): void {
  let compared = 0;
  logBars.forEach((bar, i) => {
    const value = theirs(bar);
    if (value === null || i < settled) return;
    compared++;
    expect(rows[i]?.[featureIndex(name)], `${name} at bar ${i}`).toBeCloseTo(value, digits);
  });
  expect(compared).toBe(bars.length - settled);
}

describe('indicators', () => {
  it('[FE-10] relative strength', () => {
    const rsi = new RSI(14, WSMA);
    expectSame('rsi_14', ({ close }) => { const v = rsi.update(close, false); return v === null ? null : v / 50 - 1; });
  });

  it('[FE-10] distance to the exponential mean', () => {
    const ema = new EMA(20);
    expectSame('ema_distance_20', ({ close, sigma }) => (close - must(ema.update(close, false), 'it has a value from the first price')) / (sigma * Math.sqrt(20)));
  });

  it('[FE-10] MACD histogram', () => {
    const macd = new MACD(new EMA(12), new EMA(26), new EMA(9));
    expectSame('macd_histogram', ({ close, sigma }) => { const v = macd.update(close, false); return v === null ? null : v.histogram / sigma; });
  });

  it('[FE-10] directional movement and its index', () => {
    const dx = new DX(14);
    const adx = new ADX(14);
    expectSame('di_balance_14', (bar) => { dx.update(bar, false); return dx.pdi === undefined || dx.mdi === undefined ? null : (dx.pdi - dx.mdi) / (dx.pdi + dx.mdi); });
    expectSame('adx_14', (bar) => { const v = adx.update(bar, false); return v === null ? null : v / 100; });
  });

  it('[FE-10] Bollinger %b', () => {
    const b = new PercentB({ interval: 20, deviationMultiplier: 2 });
    expectSame('bollinger_b_20', ({ close }) => { const v = b.update(close, false); return v === null ? null : 4 * v - 2; });
  });

  it('[FE-10] stochastic %K and Donchian channel', () => {
    const k = new StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 1, dPeriod: 1 });
    const channel = new DonchianChannels(60);
    const shorter = new DonchianChannels(30);
    const place = (close: number, v: { lower: number; upper: number } | null): number | null => (v === null ? null : (2 * close - v.lower - v.upper) / (v.upper - v.lower));
    expectSame('stochastic_k_14', (bar) => { const v = k.update(bar, false); return v === null ? null : v.stochK / 50 - 1; });
    expectSame('donchian_60', (bar) => place(bar.close, channel.update(bar, false)));
    expectSame('range_position_30', (bar) => place(bar.close, shorter.update(bar, false)));
  });

  it('[FE-10] efficiency ratio, as the adaptive mean that is made of it', () => {
    const kama = new KAMA(20);
    let before = NaN;
    expectSame('efficiency_ratio_20', ({ close }) => {
      const now = kama.update(close, false);
      // Kaufman's smoothing is the square of a constant between those of 2 and 30 bars.
      const ratio = now === null ? null : (Math.sqrt((now - before) / (close - before)) - 2 / 31) / (2 / 3 - 2 / 31);
      before = now ?? NaN;
      return ratio;
    }, 7);
  });

  it('[FE-10] force index, over that of the sizes of moves', () => {
    const force = new ForceIndex(13);
    const size = new EMA(13);
    let before: number | null = null;
    expectSame('force_index_13', (bar) => {
      const v = force.update(bar, false);
      const all: number | null = before === null ? null : size.update(Math.abs(bar.close - before) * bar.volume, false);
      before = bar.close;
      return v === null || all === null ? null : v / all;
    });
  });

  it('[FE-10] money flow index of volume: far from zero a typical price is the same for all bars', () => {
    const far = 1e6;
    const mfi = new MFI(14);
    expectSame('money_flow_14', ({ high, low, close, volume }) => {
      const v = mfi.update({ high: high + far, low: low + far, close: close + far, volume }, false);
      return v === null ? null : v / 50 - 1;
    }, 5);
  });

  it('[FE-10] a mean that theirs and ours agree on is not one that always agrees', () => {
    const other = new RSI(13, SMA);
    expect(() => { expectSame('rsi_14', ({ close }) => { const v = other.update(close, false); return v === null ? null : v / 50 - 1; }); }).toThrow();
  });
});
