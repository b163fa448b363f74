/** The desk report in words and in a file: nothing is claimed on too few cases, nothing in the file runs. */
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../../tests/fixtures/read-csv.ts';
import { screenReport } from '../../../../tests/fixtures/screen-results.ts';
import type { OverrideRow } from '../../../shared/contract/reports.ts';
import { overrideWords } from './override-words.ts';
import { reportCsv } from './report-csv.ts';

const row = (kind: OverrideRow['kind'], low: number, high: number, n: number): OverrideRow =>
  ({ kind, count: n, measured: n, netBp: { value: (low + high) / 2, low, high, n }, hitRate: null });

describe('what decisions were worth', () => {
  it('is claimed only where the interval leaves zero', () => {
    expect(overrideWords(row('accept', 0.4, 5, 60), 20)).toBe('they made money');
    expect(overrideWords(row('accept', -0.4, 5, 60), 20)).toBe('no gain or loss is shown');
    expect(overrideWords(row('edit', -5, -1, 60), 20)).toBe('they lost money');
    expect(overrideWords(row('reject', -5, -1, 60), 20)).toContain('right to leave');
    expect(overrideWords(row('reject', 1, 5, 60), 20)).toContain('left on the table');
    expect(overrideWords(row('expired', -1, 5, 60), 20)).toBe('no gain or loss missed is shown');
  });

  it('is not claimed at all on too few cases', () => {
    expect(overrideWords(row('accept', 4, 5, 19), 20)).toBe('too few to judge (n = 19, 20 wanted)');
    expect(overrideWords({ ...row('accept', 4, 5, 19), measured: 0, netBp: null }, 20)).toBe('no horizon has passed yet');
    expect(overrideWords({ ...row('reject', 4, 5, 1), netBp: null }, 20)).toBe('too few to judge (n = 1, 20 wanted)');
    expect(overrideWords({ ...row('accept', 4, 5, 0), count: 0 }, 20)).toBe('none');
  });
});

describe('report as csv', () => {
  const rows = readCsv(reportCsv(screenReport));
  const find = (key: string): readonly string[] => rows.find((r) => r[0] === key) ?? [];

  it('keeps money exact in units of its currency, and numbers numbers', () => {
    expect(find('drift-linear').slice(0, 8)).toEqual(['drift-linear', 'USD', '86', '71', '3119', '3771.2', '-210.1', '442.1']);
    expect(find('sg-140')[6]).toBe('');
  });

  it('disarms a trader whose name is a formula', () => {
    expect(rows.flat().filter((cell) => cell.startsWith('='))).toEqual([]);
    expect(find(`'=HYPERLINK("x")`)[2]).toBe('5');
  });

  it('withholds estimates below the floor of cases and keeps their n', () => {
    expect(find('ELMX').slice(8)).toEqual(['', '', '', '11', '', '', '', '11']);
    expect(find('ALDR')[8]).toBe('0.588');
  });

  it('names its source', () => {
    expect(find('source')).toEqual(['source', 'journal up to record', '12431']);
  });
});
