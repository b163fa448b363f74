/** Rings of what was read: bounded, in order, settled at the horizon. */
import { describe, expect, it } from 'vitest';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, priceTicks } from '../../../shared/domain/numbers.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { featureCount } from '../../../shared/features/schema.ts';
import { askableMax, pastMax, SignalPasts } from './signal-past.ts';

const instrument = { symbol: 'A', barSeconds: 60 } as Instrument;
const barAt = (n: number, close = 10_000): Bar => ({
  symbol: 'A', start: epochMicros(n * 60e6), end: epochMicros((n + 1) * 60e6), open: priceTicks(close), high: priceTicks(close), low: priceTicks(close), close: priceTicks(close), volume: null,
});
const signalAt = (n: number): Signal => ({
  signalId: `s${n}`, symbol: 'A', asOf: barAt(n).end, scoreSigma: n, expectedReturnBp: n, band: { lowBp: -1, highBp: 1, level: 0.8 }, horizonBars: 3,
  quote: { bid: 9_999, ask: 10_001 },
} as unknown as Signal);
const valuesOf = (n: number): (number | null)[] => Array.from({ length: featureCount }, (_, j) => (j === 1 ? null : n + j));

function read(pasts: SignalPasts, n: number, close?: number): void {
  const bar = barAt(n, close);
  pasts.read(pasts.onBar(instrument, bar, bar.close), { instrument, bar, values: valuesOf(n), signal: signalAt(n), suggestionId: null });
}

describe('what was read', () => {
  it('[SG-24] keeps the last 500 bars of a name, oldest first, and the last 8 signals whole', () => {
    const pasts = new SignalPasts();
    for (let n = 0; n < 620; n++) read(pasts, n);
    const points = pasts.features('A', 2);
    expect(points).toHaveLength(pastMax);
    expect(points.map((p) => p.value)).toEqual(Array.from({ length: pastMax }, (_, i) => 620 - pastMax + i + 2));
    expect(points[0]?.at).toBe(barAt(620 - pastMax).end);
    expect(pasts.features('A', 1).every((p) => p.value === null)).toBe(true);
    expect(pasts.signals('A')).toHaveLength(pastMax);
    expect(pasts.newest('A')).toEqual({ asOf: barAt(619).end, values: valuesOf(619) });
    expect([pasts.find('s619')?.signalId, pasts.find(`s${620 - askableMax}`)?.signalId, pasts.find(`s${619 - askableMax}`)]).toEqual(['s619', `s${620 - askableMax}`, null]);
  });

  it('[SG-24] tells the return from the mid to the mark of the horizon, once it has passed', () => {
    const pasts = new SignalPasts();
    for (let n = 0; n < 5; n++) read(pasts, n, n === 3 ? 10_050 : 10_000);
    expect(pasts.signals('A').map((p) => p.returnBp)).toEqual([expect.closeTo(50, 9), 0, null, null, null]);
    pasts.startOver();
    expect([pasts.signals('A'), pasts.features('A', 0), pasts.newest('A'), pasts.find('s4')]).toEqual([[], [], null, null]);
  });

  it('[SG-24] history is put before what was read, once, and never pushes it out', () => {
    const pasts = new SignalPasts();
    for (let n = 600; n < 900; n++) read(pasts, n);
    pasts.fillBack(instrument, Array.from({ length: 700 }, (_, n) => barAt(n)));
    const points = pasts.features('A', 0);
    expect(points).toHaveLength(pastMax);
    expect(points.map((p) => p.at)).toEqual(Array.from({ length: pastMax }, (_, i) => barAt(400 + i).end));
    expect(points.slice(-300).map((p) => p.value)).toEqual(Array.from({ length: 300 }, (_, i) => 600 + i));
    pasts.fillBack(instrument, [barAt(1)]);
    expect(pasts.features('A', 0)).toEqual(points);
  });
});
