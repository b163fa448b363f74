/** Volatility against figures computed by hand. */
import { expect, it } from 'vitest';
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks } from '../domain/numbers.ts';
import { isSessionBreak, VolatilityEstimator } from './volatility.ts';

const bar = (startMicros: number, seconds: number, close: number): Bar => ({
  symbol: 'A', start: epochMicros(startMicros), end: epochMicros(startMicros + seconds * 1e6),
  open: priceTicks(close), high: priceTicks(close), low: priceTicks(close), close: priceTicks(close), volume: null,
});

it('[FE-7] is the size of a return that never changes its size', () => {
  const v = new VolatilityEstimator(60);
  for (let i = 0; i < 50; i++) v.onBar(bar(i * 60e6, 60, i % 2 ? 10_100 : 10_000));
  expect(v.barSigma()).toBeCloseTo(Math.log(1.01), 12);
  expect(v.horizonBp(16)).toBeCloseTo(4 * Math.log(1.01) * 1e4, 8);
});

it('[FE-7] is unknown before ten returns and on prices that never move', () => {
  const v = new VolatilityEstimator(60);
  for (let i = 0; i < 10; i++) v.onBar(bar(i * 60e6, 60, 10_000 + i));
  expect(v.barSigma()).toBeNull();
  const flat = new VolatilityEstimator(60);
  for (let i = 0; i < 100; i++) flat.onBar(bar(i * 60e6, 60, 10_000));
  expect(flat.barSigma()).toBeNull();
});

it('scales a day by the bars that a whole day had', () => {
  const v = new VolatilityEstimator(3600);
  expect(v.barsPerDay()).toBe(7);
  for (let i = 0; i < 72; i++) v.onBar(bar(i * 3600e6, 3600, i % 2 ? 101 : 100));
  expect(v.barsPerDay()).toBe(24);
  expect(new VolatilityEstimator(86_400).barsPerDay()).toBe(1);
});

it('[FE-7] knows a night from a quiet minute, and takes daily bars as they come', () => {
  expect(isSessionBreak(0, 3600e6, 60)).toBe(true);
  expect(isSessionBreak(0, 600e6, 60)).toBe(false);
  expect(isSessionBreak(0, 3 * 86_400e6, 86_400)).toBe(false);
});
