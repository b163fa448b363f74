/** What a backtest asks for, and how honestly its result is told. */
import { describe, expect, it } from 'vitest';
import { screenBars, screenInstruments, screenNow } from '../../../../tests/fixtures/screen-data.ts';
import { screenResult } from '../../../../tests/fixtures/screen-results.ts';
import { backtestDefinitionShape } from '../../../shared/contract/backtest.ts';
import { must } from '../../../shared/base/assert.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import { definitionOf, definitionWords, firstDraft } from './definition.ts';
import { equityColumns } from './equity.ts';
import { standIn } from './stand-in.ts';
import { tradesCsv } from './trades-csv.ts';
import { trialsWords, verdictOf } from './verdict.ts';

const result = screenResult('r1', screenBars('ALDR', 10_000, 240, 7));
const many = Array.from({ length: 25 }, () => must(result.trades[0], 'the fixture trades'));

describe('definition', () => {
  it('is made of what was typed', () => {
    expect(definitionOf({ kind: 'tape', path: ' tapes/a.csv ', symbols: 'ALDR, BRCH;CEDR', costMultiplier: 2 })).toEqual({
      ok: true, value: { strategy: 'drift-linear', data: { kind: 'tape', path: 'tapes/a.csv' }, symbols: ['ALDR', 'BRCH', 'CEDR'], costMultiplier: 2 },
    });
    expect(definitionOf(firstDraft)).toMatchObject({ ok: true, value: { symbols: [], data: { kind: 'recorded' } } });
  });

  it('says what is wrong before anything is sent', () => {
    expect(definitionOf({ ...firstDraft, kind: 'tape' })).toMatchObject({ ok: false, why: expect.stringContaining('path of a tape') as string });
    expect(definitionOf({ ...firstDraft, costMultiplier: null })).toMatchObject({ ok: false });
    expect(definitionOf({ ...firstDraft, costMultiplier: 11 })).toMatchObject({ ok: false });
    expect(definitionOf({ ...firstDraft, symbols: 'x'.repeat(40) })).toMatchObject({ ok: false, why: expect.stringContaining('Symbols') as string });
  });

  it('is what the core will take', () => {
    const made = definitionOf({ kind: 'tape', path: 'a', symbols: 'A B', costMultiplier: 0.5 });
    expect(made.ok && backtestDefinitionShape.safeParse(made.value).success).toBe(true);
    const most = definitionOf({ ...firstDraft, symbols: Array.from({ length: 64 }, (_, i) => `S${i}`).join(' ') });
    expect(most.ok && backtestDefinitionShape.safeParse(most.value).success).toBe(true);
    expect(definitionOf({ ...firstDraft, symbols: Array.from({ length: 65 }, (_, i) => `S${i}`).join(' ') })).toMatchObject({ ok: false });
  });

  it('is told in a few words', () => {
    expect(definitionWords({ strategy: 'drift-linear', data: { kind: 'tape', path: 'a/b/c.csv' }, symbols: ['X'], costMultiplier: 1.5 })).toBe('tape c.csv, X, cost × 1.50');
    expect(definitionWords({ strategy: 'drift-linear', data: { kind: 'recorded', sessionsMax: 5 }, symbols: [], costMultiplier: 1 })).toBe('this session, all, cost × 1');
  });
});

describe('verdict', () => {
  it('never calls an interval that holds zero an edge, however good the return', () => {
    const lucky = { ...result, trades: many, totalReturn: 0.4, sharpe: { value: 2.5, low: -0.1, high: 5.1 } };
    expect(verdictOf(lucky)).toMatchObject({ kind: 'unclear' });
    expect(verdictOf(lucky).text).toMatch(/^No edge is shown/);
  });

  it('says too little below the floor of trades or without a Sharpe', () => {
    expect(verdictOf(result).text).toContain('13 trades, 20 wanted');
    expect(verdictOf({ ...result, trades: many, sharpe: null })).toMatchObject({ kind: 'unclear' });
    expect(verdictOf({ ...result, trades: [], abstained: 50, silences: [{ reason: 'ODDS_TOO_LOW', readings: 40 }, { reason: 'WARMING_UP', readings: 10 }], suggestions: 0 }).text)
      .toBe('No trade was made: of 50 readings the models abstained from 50 (odds too low 40, warming up 10).');
  });

  it('names edge and loss only when the interval leaves zero', () => {
    expect(verdictOf({ ...result, trades: many, totalReturn: 0.02, sharpe: { value: 2, low: 0.3, high: 3.7 } }).kind).toBe('edge');
    expect(verdictOf({ ...result, trades: many, totalReturn: -0.02, sharpe: { value: -2, low: -3.7, high: -0.3 } })).toMatchObject({ kind: 'loss', text: expect.stringMatching(/^Lost 2\.00/) as string });
  });

  it('counts every try', () => {
    expect(trialsWords(7)).toContain('7 finished runs');
    expect(trialsWords(1)).toContain('First');
  });
});

describe('equity', () => {
  it('keeps the peak beside the curve', () => {
    const at = (i: number, value: number) => ({ time: epochMicros(screenNow + i * 60_000_000), value });
    const columns = equityColumns([at(0, 1), at(1, 1.02), at(2, 0.99), at(3, 1.03)]);
    expect(columns.peakPercent.map((v) => Math.round(v * 100) / 100)).toEqual([0, 2, 2, 3]);
    expect(columns.returnPercent.map((v) => Math.round(v * 100) / 100)).toEqual([0, 2, -1, 3]);
  });
});

describe('trades as csv', () => {
  it('has a row a trade, prices without binary tails, and no formula', () => {
    const hostile = { ...result, trades: [{ ...must(result.trades[0], 'the fixture trades'), symbol: '=CMD()' }, ...result.trades.slice(1)] };
    const instrument = must(screenInstruments[0], 'the fixture has instruments');
    const lines = tradesCsv(hostile, (symbol) => (symbol === 'ALDR' ? instrument : standIn(symbol))).trimEnd().split('\r\n');
    expect(lines).toHaveLength(result.trades.length + 1);
    expect(lines[1]).toMatch(/^'=CMD\(\),/);
    expect(lines[2]).toMatch(/^ALDR,(buy|sell),\d+,2025-03-06 \d\d:\d\d:\d\d,\d+(\.\d{1,2})?,/);
  });
});
