/** Tables of features: what is taken, and how what is not is said. */
import { describe, expect, it } from 'vitest';
import { readFeatureTable, tableNumbersMax, tableRowsMax, type FeatureTableWanted } from './feature-rows.ts';

const plain: FeatureTableWanted = { width: 2, names: null, defaults: null };
const named: FeatureTableWanted = { width: 2, names: ['a', 'b'], defaults: [0.5, -0.5] };
const read = (text: string, wanted = plain) => readFeatureTable('r.csv', text, wanted);
const rowsOf = (text: string, wanted = plain): number[][] => {
  const table = read(text, wanted);
  if (!table.ok) throw new Error(table.error);
  return table.value.rows.map((row) => Array.from(row));
};

describe('a table of features', () => {
  it('[XC-1] is numbers, with names above them or without, as spreadsheets and Python write them', () => {
    expect(rowsOf('1,2\n3,-4.5e-1\n')).toEqual([[1, 2], [3, Math.fround(-0.45)]]);
    expect(rowsOf('\ufeff"x, first","y"\r\n 1 , "2" \r\n\r\n.5,6.\r\n')).toEqual([[1, 2], [0.5, 6]]);
    const table = read('x,y\n\n1,2');
    expect(table.ok && [table.value.names, table.value.lines]).toEqual([['x', 'y'], [3]]);
  });

  it('[XC-2] is put in the model\'s order by its names, and a missing value at its default', () => {
    expect(rowsOf('b,a\n2,1\n', named)).toEqual([[1, 2]]);
    const table = read('1,\n', named);
    expect(table.ok && [Array.from(table.value.rows[0] ?? []), table.value.missing]).toEqual([[1, -0.5], [[1]]]);
  });

  it.each([
    ['', plain, 'r.csv: no rows'],
    ['x,y\n', plain, 'r.csv: a header and no rows'],
    ['1,2\n3\n', plain, 'r.csv:2: 1 columns, the model takes 2'],
    ['x,y,z\n1,2,3\n', plain, 'r.csv:1: 3 columns, the model takes 2'],
    ['1,2\n3,NaN\n', plain, 'r.csv:2:2: "NaN" is no number'],
    ['x,y\n1,inf\n', plain, 'r.csv:2:2 (y): "inf" is no number'],
    ['nan,nan\n1,2\n', plain, 'r.csv:1:1: "nan" is no number'],
    ['x,2\n1,2\n', plain, 'r.csv:1:1: "x" is no number'],
    ['1,\n', plain, 'r.csv:1:2: empty, and the model says nothing of missing values'],
    ['1,1e39\n', plain, 'r.csv:1:2: 1e39 is beyond float32'],
    ['1;2\n', plain, 'r.csv:1: 1 columns, the model takes 2'],
    ['0x10,2\n', plain, 'r.csv:1:1: "0x10" is no number'],
    ['a,a\n1,2\n', named, 'r.csv:1:2: column "a" twice'],
    ['a,c\n1,2\n', named, 'r.csv:1:2: column "c" is no feature of the model'],
    ['a\n1\n', named, 'r.csv:1: no column for b'],
    ['0,1,2\n5,6,7\n', { ...plain, width: 3 }, 'r.csv:1: 0, 1, 2 and so on: numbers of columns, not features? Names or nothing belong there'],
  ] as const)('[XC-1] [XC-2] refuses %j with the place', (text, wanted, problem) => {
    expect(read(text, wanted)).toEqual({ ok: false, error: problem });
  });

  it('[XC-1] of too many rows or numbers is refused before the rest of it is taken apart', () => {
    const one = { ...plain, width: 1 };
    const most = read('1\n'.repeat(tableRowsMax), one);
    expect(most.ok && most.value.rows.length).toBe(tableRowsMax);
    // Bad cells after the limit are never looked at.
    expect(read(`${'1\n'.repeat(tableRowsMax + 1)}x\n`, one)).toEqual({ ok: false, error: `r.csv:${tableRowsMax + 1}: more than ${tableRowsMax} rows of 1 features` });
    expect(read('1,'.repeat(1e6))).toEqual({ ok: false, error: 'r.csv:1: 1002 or more columns, the model takes 2' });
    const wide = { ...plain, width: tableNumbersMax / 10 };
    expect(read(`${`1${',1'.repeat(wide.width - 1)}\n`.repeat(11)}`, wide)).toEqual({ ok: false, error: `r.csv:11: more than 10 rows of ${wide.width} features` });
  });
});
