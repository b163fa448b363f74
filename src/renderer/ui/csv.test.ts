/** Exports that are safe to open, and intervals that do not claim more than their cases. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../tests/fixtures/read-csv.ts';
import { csvCell, toCsv } from './csv.ts';
import { intervalWords, sideOf } from './interval.ts';

describe('csv', () => {
  it('disarms what a spreadsheet would run, and leaves numbers numbers', () => {
    expect(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'].map((text) => csvCell(text))).toEqual(["'=1+1", "'+1", "'-1", "'@SUM(A1)", '"\'\tx"', '"\'\rx"']);
    expect([csvCell(-1.5), csvCell(0), csvCell(null), csvCell(NaN)]).toEqual(['-1.5', '0', '', '']);
  });

  it('quotes what holds commas, quotes and line ends', () => {
    expect(toCsv([['a,b', 'say "no"'], ['x\ny', 2]])).toBe('"a,b","say ""no"""\r\n"x\ny",2\r\n');
  });

  it('reads back as it was written, with no cell that begins a formula', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (rows) => {
      const read = readCsv(toCsv(rows));
      expect(read).toHaveLength(rows.length);
      rows.forEach((row, i) => row.forEach((cell, k) => {
        const got = read[i]?.[k] ?? '';
        expect(got === cell || got === `'${cell}`).toBe(true);
        expect(got).not.toMatch(/^[=+\-@\t\r]/);
      }));
    }));
  });
});

describe('intervals', () => {
  const percent = (value: number): string => `${Math.round(value * 100)} %`;
  const estimate = { value: 0.54, low: 0.51, high: 0.57, n: 853 };

  it('are written with their cases, and withheld below the floor', () => {
    expect(intervalWords(estimate, 20, percent)).toBe('54 % (51 % to 57 %, n = 853)');
    expect(intervalWords({ ...estimate, n: 3 }, 20, percent)).toBe('too few cases (n = 3, 20 wanted)');
    expect(intervalWords({ ...estimate, n: 20 }, 20, percent)).toContain('n = 20');
  });

  it('take a side only when they leave no doubt and have cases enough', () => {
    expect(sideOf(estimate, 0.5, 20)).toBe('above');
    expect(sideOf(estimate, 0.52, 20)).toBe('open');
    expect(sideOf({ ...estimate, n: 5 }, 0.5, 20)).toBe('open');
    expect(sideOf(estimate, 0.6, 20)).toBe('below');
    expect(sideOf(null, 0, 20)).toBe('open');
  });
});
