/** What both hosts share: folders, log, workers. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../shared/base/manual-clock.ts';
import { openLog } from './file-log.ts';
import { createNodeHost, defaultDataDir, forkFile } from './node-host.ts';
import { systemClock } from './system-clock.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'candor-host-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('folders', () => {
  it('[HO-90] the profile is where the user says, or where the system keeps such things', () => {
    expect(defaultDataDir({ CANDOR_DATA_DIR: '/desk/candor' }, 'linux', '/people/t')).toBe('/desk/candor');
    expect(defaultDataDir({}, 'linux', '/people/t')).toBe('/people/t/.local/share/candor');
    expect(defaultDataDir({ XDG_DATA_HOME: '/data' }, 'linux', '/people/t')).toBe('/data/candor');
    expect(defaultDataDir({ XDG_DATA_HOME: 'data' }, 'linux', '/people/t')).toBe('/people/t/.local/share/candor');
    expect(defaultDataDir({}, 'darwin', '/people/t')).toBe('/people/t/Library/Application Support/Candor');
    expect(defaultDataDir({ LOCALAPPDATA: '/local' }, 'win32', '/people/t')).toBe('/local/Candor');
  });

  it('[HO-90] nobody but its owner may read the profile', async () => {
    const host = createNodeHost({ kind: 'loopback', dataDir: join(folder, 'profile'), resourcesDir: folder, appVersion: '0', startWorker: () => forkFile('none') });
    host.log('info', 'started');
    await host.dispose();
    expect(statSync(join(folder, 'profile')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'profile', 'logs', 'candor.log')).mode & 0o777).toBe(0o600);
  });
});

describe('log', () => {
  const lines = (path: string): Record<string, unknown>[] => readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

  it('[HO-91] is one JSON object a line, whatever is said', async () => {
    const log = openLog(join(folder, 'logs'), new ManualClock(1_763_678_400_000_000));
    const loop: { self?: unknown } = {};
    loop.self = loop;
    log.write('info', 'two\nlines \u001b[2J', { error: new Error('why') });
    log.write('info', 'loop', { loop });
    log.write('info', 'x'.repeat(100_000));
    await log.close();
    const written = lines(join(folder, 'logs', 'candor.log'));
    expect(written).toHaveLength(3);
    expect(written[0]).toMatchObject({ at: '2025-11-20T22:40:00.000Z', level: 'info', message: 'two\nlines \u001b[2J' });
    expect(String(written[0]?.['error'])).toContain('Error: why');
    expect(written[1]).toMatchObject({ facts: 'not sayable in JSON' });
    expect(written[2]).toMatchObject({ cut: expect.any(Number) as number });
  });

  it('[HO-91] is bounded: a flood is counted, a file that grew large gives way', async () => {
    const clock = new ManualClock(0);
    const log = openLog(join(folder, 'logs'), clock);
    for (let i = 0; i < 10_100; i++) log.write('info', `line ${i}`);
    clock.advance(250);
    const path = join(folder, 'logs', 'candor.log');
    expect(lines(path).at(-1)).toMatchObject({ message: 'log lines dropped', dropped: 100 });
    for (let i = 0; i < 4; i++) {
      for (let n = 0; n < 1_000; n++) log.write('info', 'x'.repeat(8_000));
      clock.advance(250);
    }
    await log.close();
    expect(statSync(path).size).toBeLessThan(16 * 1024 * 1024 + 9_000_000);
    expect(statSync(`${path}.1`).size).toBeGreaterThan(16 * 1024 * 1024);
  });
});

describe('log on a disk that fails', () => {
  it('[HO-91] does not bring the process down when the large file cannot give way', async () => {
    const clock = new ManualClock(0);
    const log = openLog(join(folder, 'logs'), clock);
    mkdirSync(join(folder, 'logs', 'candor.log.1', 'in-the-way'), { recursive: true });
    for (let i = 0; i < 5; i++) {
      for (let n = 0; n < 1_000; n++) log.write('info', 'x'.repeat(8_000));
      expect(() => clock.advance(250)).not.toThrow();
    }
    await log.close();
  });
});

describe('worker', () => {
  it('[HO-92] messages pass as structured clones, and a kill ends even a worker that hangs', async () => {
    const path = join(folder, 'echo.ts');
    writeFileSync(path, "process.on('message', (message: unknown) => { if (message === 'hang') for (;;); process.send?.(message); });");
    const worker = forkFile(path);
    const seen: unknown[] = [];
    const exited = new Promise<number | null>((resolve) => worker.onExit(resolve));
    const answered = new Promise<void>((resolve) => worker.onMessage((message) => (seen.push(message), resolve())));
    worker.send({ prices: new Float64Array([1.5, Number.NaN]) });
    await answered;
    expect(seen).toEqual([{ prices: new Float64Array([1.5, Number.NaN]) }]);
    worker.send('hang');
    worker.kill();
    expect(await exited).toBeNull();
    worker.send('to nobody');
  });

  it('[HO-92] a worker that cannot start says so by its exit', async () => {
    const worker = forkFile(join(folder, 'none.ts'));
    expect(await new Promise((resolve) => worker.onExit(resolve))).toBe(1);
  });
});

describe('clock', () => {
  it('[HO-93] tells wall time in microseconds, in order, within 5 ms of the machine\'s', () => {
    const clock = systemClock();
    let last = clock.nowMicros();
    for (let i = 0; i < 10_000; i++) {
      const now = clock.nowMicros();
      expect(Number.isSafeInteger(now)).toBe(true);
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
    const before = Date.now();
    const now = clock.nowMicros() / 1000;
    expect(now).toBeGreaterThan(before - 6);
    expect(now).toBeLessThan(Date.now() + 6);
  });
});
