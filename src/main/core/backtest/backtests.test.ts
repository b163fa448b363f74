/** The backtest process for real: started, watched, canceled, broken. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { shippedModel } from '../../../../tests/fixtures/drift-linear.ts';
import { forkingHost, type ForkingHost } from '../../../../tests/fixtures/forking-host.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import type { BacktestDefinition, BacktestResult, BacktestRun } from '../../../shared/contract/backtest.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { defaultLimits } from '../../../shared/domain/limits.ts';
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
    host, recorder, model: await shippedModel(), limits: defaultLimits, sha256, watch: () => {},
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
  const rows = ['timestamp,open,high,low,close,volume'];
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

describe('backtests', () => {
  it.skipIf(!existsSync(spy))('[BT-14] recorded SPY minutes of 2019 give the same result twice (skipped without recorded data)', async () => {
    const setup = await started();
    const hashes: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { run, result } = await ended(setup, onTape(spy));
      expect(run).toMatchObject({ state: 'finished', progress: 1, problem: null });
      if (!result) throw new Error('no result');
      const { runId: _id, seconds, ...rest } = result;
      if (i === 0) console.log(seconds, { ...rest, equity: rest.equity.length, trades: rest.trades.length, t: rest.trades.slice(0, 3) });
      hashes.push(sha256(JSON.stringify(rest)));
    }
    expect(hashes[0]).toBe(hashes[1]);
  }, 120_000);
  void writtenTape;
});
