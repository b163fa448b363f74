/** The backtest process for real: started, watched, canceled, broken. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { syntheticTape } from '../../../../reference/simulator/synthetic-tape.ts';
import { shippedModel } from '../../../../tests/fixtures/drift-linear.ts';
import { forkingHost, type ForkingHost } from '../../../../tests/fixtures/forking-host.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import type { BacktestDefinition, BacktestResult, BacktestRun } from '../../../shared/contract/backtest.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { defaultLimits } from '../../../shared/domain/limits.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import type { RecordedBars } from './backtest-messages.ts';
import { Backtests, type BacktestsParts } from './backtests.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const dataRoot = process.env['CANDOR_DATA'] ?? '../shared/data';
const spy = join(dataRoot, 'minute/us_equity_1min_2019/SPY.csv');

const folders: string[] = [];
const open: { backtests: Backtests; host: ForkingHost }[] = [];

afterEach(async () => {
  for (const { backtests, host } of open.splice(0)) {
    backtests.dispose();
    for (const child of host.children) if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface Started {
  readonly backtests: Backtests;
  readonly host: ForkingHost;
  readonly runs: BacktestRun[];
  readonly journalled: JournalEvent[];
}

async function started(recorded: RecordedBars | null = null): Promise<Started> {
  const host = forkingHost();
  const journalled: JournalEvent[] = [];
  const runs: BacktestRun[] = [];
  const recorder: BacktestsParts['recorder'] = {
    record: (events) => {
      journalled.push(...events);
      return Promise.resolve([]);
    },
  };
  const backtests = new Backtests({
    host, recorder, models: { drift: await shippedModel(), others: [] }, limits: defaultLimits, sha256, watch: () => {},
    recorded: () => recorded ?? { source: 'nothing', instruments: [], bars: [] },
  });
  backtests.onRun((run) => runs.push(run));
  open.push({ backtests, host });
  return { backtests, host, runs, journalled };
}

const onTape = (path: string, change: Partial<BacktestDefinition> = {}): BacktestDefinition =>
  ({ strategy: 'drift-linear', data: { kind: 'tape', path }, symbols: [], costMultiplier: 1, ...change });

/** A trending and noisy minute tape of `days` sessions; big enough to be watched, small enough to be quick. */
function writtenTape(days: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-backtest-'));
  folders.push(folder);
  const random = seededRandom(11);
  const rows = ['ts,open,high,low,close,volume'];
  let [price, drift] = [100, 0];
  for (let day = 0; day < days; day++) {
    const start = Date.UTC(2024, 0, 1 + day, 14, 30);
    for (let minute = 0; minute < 390; minute++) {
      drift = 0.97 * drift + 0.0001 * random.normal();
      const close = price * (1 + drift + 0.0004 * random.normal());
      const [high, low] = [Math.max(price, close) * 1.0001, Math.min(price, close) * 0.9999];
      const time = new Date(start + minute * 60_000).toISOString().replace('.000Z', 'Z');
      rows.push(`${time},${[price, Math.max(high, price), Math.min(low, close), close].map((p) => p.toFixed(2)).join(',')},${10_000 + Math.floor(5000 * random.uniform())}`);
      price = Number(close.toFixed(2));
    }
  }
  const path = join(folder, 'TEST.csv');
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
}

async function ended({ backtests }: Started, definition: BacktestDefinition): Promise<{ run: BacktestRun; result: BacktestResult | null }> {
  const start = await backtests.start(definition);
  if (!start.ok) throw new Error(start.why);
  const { runId } = start;
  await new Promise<void>((done) => {
    const listening = backtests.onRun((run) => {
      if (run.runId !== runId || run.state === 'running') return;
      listening.dispose();
      done();
    });
  });
  return { run: backtests.runs().find((run) => run.runId === runId) as BacktestRun, result: backtests.result(runId) };
}

/** Resolves at the run's first report of progress: the process is in the middle of its work. */
const underWay = ({ backtests }: Started): Promise<void> => new Promise((done) => {
  const listening = backtests.onRun((run) => {
    if (run.state !== 'running' || run.progress === 0) return;
    listening.dispose();
    done();
  });
});

const gone = (host: ForkingHost): Promise<{ code: number | null; signal: string | null }> => new Promise((done) => {
  const child = host.children.at(-1);
  if (!child || child.exitCode !== null || child.signalCode !== null) return done({ code: child?.exitCode ?? null, signal: child?.signalCode ?? null });
  child.once('exit', (code, signal) => done({ code, signal }));
});

describe('backtests', () => {
  it('[BT-13] runs a tape in a process of its own, says how far it is, and journals the result', async () => {
    const setup = await started();
    const path = writtenTape(30);
    const { run, result } = await ended(setup, onTape(path));
    expect(run).toMatchObject({ state: 'finished', progress: 1, problem: null });
    expect(setup.runs.filter((r) => r.state === 'running').map((r) => r.progress)).toEqual(setup.runs.filter((r) => r.state === 'running').map((r) => r.progress).sort((a, b) => a - b));
    if (!result) throw new Error('no result');
    expect(result.bars).toBe(30 * 390);
    expect(result.trades.length).toBeGreaterThan(0);
    expect(result.suggestions + result.abstained).toBe(result.bars);
    expect(result.silences.reduce((sum, { readings }) => sum + readings, 0)).toBe(result.abstained);
    expect(result.totalReturn).toBeCloseTo(result.trades.reduce((sum, trade) => sum + trade.netBp / 1e4, 0), 10);
    expect(result.equity.length).toBeLessThanOrEqual(2000);
    expect([result.equity[0]?.value, result.equity.at(-1)?.value]).toEqual([1, 1 + result.totalReturn]);
    expect(result.sharpe?.low).toBeLessThan(result.sharpe?.high ?? -Infinity);
    expect(result.hitRate?.n).toBe(result.trades.length);
    expect(result.maxDrawdown).toBeGreaterThan(0);
    expect(result.dataSource).toContain('TEST.csv');
    expect(result.assumptions.join(' ')).toContain('UTC days');
    expect(setup.backtests.bars(run.runId, 'TEST')).toHaveLength(30 * 390);
    expect(setup.journalled).toEqual([{ type: 'BacktestFinished', body: {
      runId: run.runId, definitionHash: result.definitionHash, trades: result.trades.length, totalReturn: result.totalReturn, sharpe: result.sharpe?.value ?? null,
    } }]);
    expect(await gone(setup.host)).toMatchObject({ signal: 'SIGKILL' });
  });

  it('[BT-13] reports progress between nothing and all, at most about five times a second', async () => {
    const setup = await started();
    const from = performance.now();
    await ended(setup, onTape(writtenTape(60)));
    const reports = setup.runs.filter((run) => run.state === 'running' && run.progress > 0 && run.progress < 1);
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.length).toBeLessThanOrEqual((performance.now() - from) / 200 + 2);
  });

  it('[BT-14] the same definition over the same bytes gives the same result; dearer costs give a worse one with the same trades', async () => {
    const setup = await started();
    const path = writtenTape(10);
    const results: (BacktestResult | null)[] = [];
    for (const costMultiplier of [1, 1, 3]) results.push((await ended(setup, onTape(path, { costMultiplier }))).result);
    const [first, second, dear] = results.map((result) => result && { ...result, runId: '', seconds: 0 });
    expect(second).toEqual(first);
    expect(dear?.dataHash).toBe(first?.dataHash);
    expect(dear?.definitionHash).not.toBe(first?.definitionHash);
    expect(dear?.trades.map((t) => [t.entryTime, t.exitTime, t.side])).toEqual(first?.trades.map((t) => [t.entryTime, t.exitTime, t.side]));
    expect(dear?.totalReturn).toBeLessThan(first?.totalReturn ?? -Infinity);
    expect(dear?.assumptions.some((line) => line.includes('3 times over'))).toBe(true);
  });

  it('[BT-15] a canceled run ends at once, with its process', async () => {
    const setup = await started();
    const running = underWay(setup);
    const start = await setup.backtests.start(onTape(writtenTape(100)));
    if (!start.ok) throw new Error(start.why);
    expect(await setup.backtests.start(onTape('elsewhere'))).toEqual({ ok: false, why: 'a backtest is running; cancel it or wait' });
    await running;
    const from = performance.now();
    expect(setup.backtests.cancel(start.runId)).toBe(true);
    expect(await gone(setup.host)).toMatchObject({ signal: 'SIGKILL' });
    expect(performance.now() - from).toBeLessThan(2000);
    expect(setup.backtests.runs()[0]).toMatchObject({ state: 'canceled', problem: null });
    expect(setup.backtests.result(start.runId)).toBeNull();
    expect(setup.backtests.cancel(start.runId)).toBe(false);
    expect(setup.journalled).toEqual([]);
    // The next run is not hindered by it.
    expect((await ended(setup, onTape(writtenTape(1)))).run.state).toBe('finished');
  });

  it('[BT-15] a process that dies is reported as a failed run', async () => {
    const setup = await started();
    const running = underWay(setup);
    const start = await setup.backtests.start(onTape(writtenTape(100)));
    await running;
    setup.host.children[0]?.kill('SIGKILL');
    await gone(setup.host);
    expect(start.ok && setup.backtests.runs()[0]).toMatchObject({ state: 'failed', problem: 'the backtest process ended (killed) before it had finished' });
  });

  it('[BT-15] a process that has lost its core ends by itself', async () => {
    const setup = await started();
    const running = underWay(setup);
    await setup.backtests.start(onTape(writtenTape(100)));
    await running;
    setup.host.children[0]?.disconnect();
    expect(await gone(setup.host)).toEqual({ code: 0, signal: null });
  });

  it('[BT-12] what cannot be read is named', async () => {
    const setup = await started();
    const folder = mkdtempSync(join(tmpdir(), 'candor-backtest-'));
    folders.push(folder);
    writeFileSync(join(folder, 'bad.csv'), 'colour,taste\nred,sweet\n');
    const problem = async (definition: BacktestDefinition): Promise<string | null> => {
      const { run } = await ended(setup, definition);
      expect(run.state).toBe('failed');
      return run.problem;
    };
    expect(await problem(onTape(join(folder, 'nowhere.csv')))).toMatch(/nowhere\.csv: ENOENT/);
    expect(await problem(onTape(join(folder, 'bad.csv')))).toMatch(/bad\.csv/);
    expect(await problem(onTape(writtenTape(1), { symbols: ['OTHER'] }))).toMatch(/no instrument OTHER; there are TEST/);
    expect(await setup.backtests.start({ ...onTape('-'), data: { kind: 'recorded', sessionsMax: 1 } })).toEqual({ ok: false, why: 'no bars have been recorded in this session yet' });
  });

  it('[BT-12] runs over the bars that the session recorded, the newest days of them', async () => {
    const tape = syntheticTape({ seed: 8, sessions: 3, start: epochMicros(Date.UTC(2025, 2, 3, 14, 30) * 1000), instruments: ['AURX', 'BRVN'], secondsPerSession: 12_000, barsOnly: true });
    const bars = [...tape.events()].flatMap((event) => (event.type === 'bar' ? [event.bar] : []));
    const setup = await started({ source: 'bars recorded from the simulator', instruments: tape.instruments, bars });
    const recorded = (sessionsMax: number, symbols: readonly string[]): BacktestDefinition =>
      ({ strategy: 'drift-linear', data: { kind: 'recorded', sessionsMax }, symbols: [...symbols], costMultiplier: 1 });
    const two = await ended(setup, recorded(2, []));
    expect(two.result).toMatchObject({ bars: 2 * 2 * 200, dataSource: 'bars recorded from the simulator, the last 2 days at most' });
    const one = await ended(setup, recorded(250, ['BRVN']));
    expect(one.result).toMatchObject({ bars: 3 * 200 });
    expect(one.result?.trades.every((trade) => trade.symbol === 'BRVN')).toBe(true);
    expect(one.result?.dataHash).not.toBe(two.result?.dataHash);
    expect((await ended(setup, recorded(1, ['NONE']))).run.problem).toBe('no bars of NONE were recorded');
  });

  it.skipIf(!existsSync(spy))('[BT-14] recorded SPY minutes of 2019 give the same result twice (skipped without recorded data)', async () => {
    const setup = await started();
    const results: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      const { run, result } = await ended(setup, onTape(spy));
      expect(run).toMatchObject({ state: 'finished', progress: 1, problem: null });
      expect(result?.bars).toBe(1950);
      results.push({ ...result, runId: '', seconds: 0 });
    }
    expect(results[1]).toEqual(results[0]);
    expect(sha256(JSON.stringify(results[1]))).toBe(sha256(JSON.stringify(results[0])));
  });
});
