import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseTape, epochFor } from './choose-tape.ts';
import { parseCommandLine, type VenueCommandLine } from './options.ts';
import { tapeOf, quoteAt } from './test-tape.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'choose-'));
  writeFileSync(join(folder, 'XYZ_trades.csv'), 'ts,price,size,aggressor\n2024-01-02T14:30:00Z,100.00,60,sell\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function line(...args: string[]): VenueCommandLine {
  const parsed = parseCommandLine(args);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

describe('epochFor', () => {
  const tape = tapeOf([quoteAt(1, 1, 1, 2, 1)]);

  it('[OS-6] [LS-4] is the same for the same lockstep run, and new at each start in real time', () => {
    expect(epochFor(tape, line('--lockstep'), 1)).toBe(epochFor(tape, line('--lockstep'), 2));
    expect(epochFor(tape, line('--lockstep'), 1)).not.toBe(epochFor(tape, line('--lockstep', '--seed', '2'), 1));
    expect(epochFor(tape, line(), 1)).not.toBe(epochFor(tape, line(), 2));
    expect(epochFor(tape, line('--epoch', 'MINE'), 1)).toBe('MINE');
  });
});

describe('chooseTape', () => {
  it('quotes around prints where a file has nothing else', () => {
    const tape = chooseTape(line('--tape', folder));
    expect(tape.ok && [...tape.value.events()].map((e) => e.type).filter((t) => t !== 'defect')).toEqual(['trade', 'quote']);
  });

  it('gives the next seed and later days when a synthetic market goes on', () => {
    const options = line('--synthetic', '--sessions', '1', '--seed', '7');
    const [first, second] = [chooseTape(options), chooseTape(options, 1)].map((t) => (t.ok ? t.value : tapeOf([])));
    expect([first?.source, second?.source]).toEqual(['simulator, seed 7', 'simulator, seed 8']);
    const start = (tape: typeof first): number => tape?.events()[Symbol.iterator]().next().value?.time ?? 0;
    expect(start(second) - start(first)).toBeGreaterThan(12 * 3_600 * 1_000_000);
  });

  it('says what is wrong', () => {
    expect(chooseTape(line('--synthetic', '--instruments', 'NOSUCH'))).toMatchObject({ ok: false });
    expect(chooseTape(line('--tape', join(folder, 'none.csv')))).toMatchObject({ ok: false });
  });
});
