/** Numbers, times and sessions that tapes stand on, against exact or independent answers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { countOf, parseDecimal } from '../domain/numbers.ts';
import { CsvRows } from './csv-rows.ts';
import { isOnStep, stepOf, stepsIn, stepText } from './fixed-point.ts';
import { dateText, dayOf, daysFromCivil, readTime, timeText } from './read-time.ts';
import { isNyseSession, regularSession } from './us-sessions.ts';

function oneField(text: string): CsvRows {
  const rows = new CsvRows(text);
  rows.advance();
  return rows;
}

const decimalText = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 6 }))
  .map(([negative, units, digits]) => {
    const padded = String(units).padStart(digits + 1, '0');
    return (negative ? '-' : '') + (digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`);
  });

describe('fixed point', () => {
  it('[TP-6] whole ticks by way of the nearest double equal the exact ones', () => {
    fc.assert(fc.property(decimalText, fc.constantFrom('0.000001', '0.00001', '0.0001', '0.01', '0.25', '0.5', '1', '5', '0.005'), (text, size) => {
      const rows = oneField(text);
      const value = rows.number(0);
      const exact = countOf(text, must(parseDecimal(size), 'a decimal of this test'));
      const step = stepOf(size);
      expect(isOnStep(value, rows.digits, step)).toBe(exact !== 'off-grid');
      if (typeof exact === 'number') expect(stepsIn(value, step)).toBe(exact);
    }), { numRuns: 2000 });
  });

  it('[TP-6] steps are written as they were read', () => {
    for (const text of ['0.000001', '0.01', '0.25', '1', '5', '12.5']) expect(stepText(stepOf(text))).toBe(text);
  });

  it('[TP-9] reads decimals only', () => {
    for (const text of ['x', '1.2.3', '0x10', '1e', '--1', '.', 'NaN', 'Infinity', ' ', '1;5']) expect(oneField(text).number(0), text).toBeNaN();
    expect(oneField(',1').number(0)).toBeNaN();
    expect([oneField('61837.63000000').number(0), oneField('1e-05').number(0), oneField('-36.98').number(0), oneField('-0.0').number(0)]).toEqual([61837.63, 0.00001, -36.98, 0]);
    const rows = oneField('2590.500');
    rows.number(0);
    expect(rows.digits).toBe(1);
  });

  it('[TP-2] counts lines over blank ones, and takes a byte order mark and CRLF away', () => {
    const rows = new CsvRows('\ufeffa,b\r\n\r\n1,2\r\n');
    expect([rows.advance(), rows.field(0), rows.field(1), rows.line]).toEqual([true, 'a', 'b', 1]);
    expect([rows.advance(), rows.field(1), rows.line, rows.width]).toEqual([true, '2', 3, 2]);
    expect(rows.advance()).toBe(false);
  });
});

describe('times', () => {
  it('[TP-4] equal those of the platform, to the microsecond', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), fc.integer({ min: 0, max: 999_999 }), (ms, nanos) => {
      const iso = new Date(ms).toISOString();
      expect(readTime(iso)).toBe(ms * 1000);
      expect(readTime(`${iso.slice(0, -1)}${String(nanos).padStart(6, '0')}Z`)).toBe(ms * 1000 + Math.floor(nanos / 1000));
      expect(dateText(dayOf(ms * 1000))).toBe(iso.slice(0, 10));
      expect(timeText(ms * 1000).slice(0, 19)).toBe(iso.slice(0, 19));
    }));
  });

  it('[TP-9] refuse dates that do not exist and zones that are not UTC', () => {
    for (const text of ['2023-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '2024-01-02T24:00:00Z', '2024-01-02T10:60:00Z', '2024-01-02T10:00:00', '2024-01-02T10:00:00+01:00', '1/2/2024']) {
      expect(readTime(text)).toBeNull();
    }
    expect(readTime('2024-02-29')).toBe(Date.UTC(2024, 1, 29) * 1000);
  });
});

describe('sessions of New York', () => {
  const session = (date: string): boolean => isNyseSession(dayOf(readTime(date) ?? -1));

  it('[TP-9] are known by date', () => {
    const closed = ['2001-09-11', '2001-09-14', '2004-06-11', '2012-10-29', '2018-12-05', '2025-01-09', '2024-03-29', '2022-06-20', '2021-07-05',
      '2020-07-03', '2023-01-02', '2004-12-24', '2024-05-27', '2024-11-28', '2024-01-15', '2024-02-19', '2024-09-02', '2024-06-15'];
    const open = ['2001-09-17', '1999-12-31', '2004-12-31', '2021-12-31', '2021-06-18', '1997-01-20', '2024-11-29', '2024-07-03', '2024-10-14', '2024-11-11'];
    expect(closed.filter(session)).toEqual([]);
    expect(open.filter((date) => !session(date))).toEqual([]);
  });

  it('[TP-9] number 252 in 2024, 250 in 2023, 253 in 2020 and 248 in 2001', () => {
    const inYear = (year: number): number => {
      let sessions = 0;
      for (let day = daysFromCivil(year, 1, 1); day < daysFromCivil(year + 1, 1, 1); day += 1) if (isNyseSession(day)) sessions += 1;
      return sessions;
    };
    expect([2024, 2023, 2020, 2001].map(inYear)).toEqual([252, 250, 253, 248]);
  });

  it('[TP-9] open at 14:30 UTC in winter and 13:30 in summer, by the rule of their year', () => {
    const opening = (date: string): string => timeText(regularSession(dayOf(readTime(date) ?? 0)).open).slice(11, 16);
    expect(['2024-03-08', '2024-03-11', '2024-11-01', '2024-11-04', '2006-03-31', '2006-04-03', '2006-10-27', '2006-10-30'].map(opening))
      .toEqual(['14:30', '13:30', '13:30', '14:30', '14:30', '13:30', '13:30', '14:30']);
  });
});
