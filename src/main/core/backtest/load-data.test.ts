/** What a definition's data becomes: files and folders, packed or not, ticks without bars, no hindsight. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { TapeEvent } from '../../../shared/tape/tape.ts';
import { loadData, type BacktestData } from './load-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'candor-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bars = ['ts,open,high,low,close,volume', ...Array.from({ length: 90 }, (_, i) =>
  `2024-01-02T${String(15 + Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00Z,100.00,100.${10 + (i % 7)},99.90,100.05,${1000 + i}`)].join('\n');

function load(path: string, symbols: readonly string[] = []): BacktestData {
  const loaded = loadData({ recorded: null, definition: { strategy: 'drift-linear', data: { kind: 'tape', path }, symbols: [...symbols], costMultiplier: 1 } });
  if (!loaded.ok) throw new Error(loaded.error);
  return loaded.value;
}

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const barsOf = (events: Iterable<TapeEvent>): Bar[] => [...events].flatMap((event) => (event.type === 'bar' ? [event.bar] : []));

describe('backtest data', () => {
  it('[BT-14] a file and its packed twin are the same data with the same hash; another byte is another hash', () => {
    const plain = load(written('plain/AAA.csv', bars));
    const packed = load(written('packed/AAA.csv.gz', gzipSync(bars)));
    expect(packed.hash).toBe(plain.hash);
    expect([...packed.tape.events()].filter((e) => e.type !== 'defect')).toEqual([...plain.tape.events()].filter((e) => e.type !== 'defect'));
    expect(load(written('other/AAA.csv', bars.replace('1000\n', '1001\n'))).hash).not.toBe(plain.hash);
  });

  it('[BT-12] a folder gives all its files, or the symbols asked for, each bar with a quote before its end', () => {
    written('both/AAA.csv', bars);
    written('both/deeper/BBB.csv.gz', gzipSync(bars));
    const both = load(join(folder, 'both'));
    expect(both.tape.instruments.map((i) => i.symbol)).toEqual(['AAA', 'BBB']);
    expect(load(join(folder, 'both'), ['BBB']).tape.instruments.map((i) => i.symbol)).toEqual(['BBB']);
    const events = [...both.tape.events()];
    expect(events.filter((e) => e.type === 'bar')).toHaveLength(180);
    expect(events.filter((e) => e.type === 'quote')).toHaveLength(4 * 180);
  });

  it('[BT-12] no instrument keeps a daily volume that is only known afterwards', () => {
    expect(load(written('volume/AAA.csv', bars)).tape.instruments.map((i) => i.averageDailyVolumeLots)).toEqual([null]);
  });

  it('[BT-12] an instruments.json beside the file is heeded', () => {
    written('facts/instruments.json', JSON.stringify({ AAA: { feeBp: 7 } }));
    expect(load(written('facts/AAA.csv', bars)).tape.instruments[0]?.feeBp).toBe(7);
  });

  it('[BT-12] bars are built where a tape has ticks alone, and come before the tick that completes them', () => {
    const trades = ['ts,price,size,side', ...Array.from({ length: 300 }, (_, i) =>
      `2024-01-02T15:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}Z,${(100 + (i % 60) / 100).toFixed(2)},10,B`)].join('\n');
    const { tape } = load(written('ticks/AAA.csv', trades));
    const events = [...tape.events()];
    expect(barsOf(events)).toHaveLength(4);
    expect(barsOf(events)[0]).toMatchObject({ open: 10000, high: 10059, low: 10000, close: 10059, volume: 600 });
    events.forEach((event, i) => {
      if (event.type === 'bar') expect([(events[i - 1]?.time ?? Infinity) < event.time, (events[i + 1]?.time ?? 0) >= event.time]).toEqual([true, true]);
    });
  });

  it('[BT-12] an empty folder and a missing path are named', () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    expect(() => load(join(folder, 'empty'))).toThrow(/empty: no \.csv or \.csv\.gz file/);
    expect(() => load(join(folder, 'nowhere'))).toThrow(/nowhere: ENOENT/);
  });
});
