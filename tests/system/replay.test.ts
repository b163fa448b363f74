/**
 * The whole house without a window: venue process, sockets, core, model, journal. The same tape and seed must give the
 * same journal to the byte, and the workstation's account must be the OMS's account.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { journalOf } from '../e2e/journal.ts';
import { replayTape, type ReplayOptions, type ReplayReport } from '../../scripts/replay/replay-tape.ts';

const dataRoot = process.env.CANDOR_DATA ?? '../shared/data';
const dirs: string[] = [];

async function replay(over: Partial<ReplayOptions>): Promise<{ report: ReplayReport; dir: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'candor-system-'));
  dirs.push(dir);
  const report = await replayTape({ tapes: [], instruments: null, policy: 'accept-all', seed: 7, stepsMax: Number.POSITIVE_INFINITY, dataDir: dir, ledgerFile: join(dir, 'ledger.jsonl'), ...over });
  return { report, dir };
}

/** What the OMS itself wrote down: signed quantity and number of fills by symbol. */
function ledgerOf(dir: string): { fills: number; positions: Map<string, number> } {
  const positions = new Map<string, number>();
  let fills = 0;
  for (const line of readFileSync(join(dir, 'ledger.jsonl'), 'utf8').split('\n').filter((l) => l !== '')) {
    const entry = JSON.parse(line) as { type?: string; side?: string; symbol?: string; lastQty?: number; execType?: string };
    if (entry.type !== 'fill' || !entry.symbol || !entry.lastQty) continue;
    fills++;
    positions.set(entry.symbol, (positions.get(entry.symbol) ?? 0) + (entry.side === 'buy' ? entry.lastQty : -entry.lastQty));
  }
  return { fills, positions };
}

afterEach(() => { for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true }); });

describe('replay', () => {
  it('gives the same journal to the byte twice, and another for another seed', { timeout: 120_000 }, async () => {
    const options = { instruments: 'AURX,EURUSD.S,ORBUSD', stepsMax: 200 };
    const first = await replay(options);
    const second = await replay(options);
    const other = await replay({ ...options, seed: 8 });
    expect(first.report.ordersSent).toBeGreaterThan(0);
    expect(second.report.journalHead).toBe(first.report.journalHead);
    expect({ ...second.report, seconds: 0 }).toEqual({ ...first.report, seconds: 0 });
    expect(other.report.journalHead).not.toBe(first.report.journalHead);
  });

  it('[AL-9] raises no alerts: nobody is there to be told', { timeout: 120_000 }, async () => {
    const { report, dir } = await replay({ instruments: 'AURX', stepsMax: 200 });
    const types = journalOf(dir).map((row) => row.type);
    expect([report.chainOk, types.includes('SessionStarted'), types.filter((type) => type.startsWith('Alert'))]).toEqual([true, true, []]);
  });

  it('goes on with the journal of an earlier run: every suggestion has its own decision, and counts are of this run', { timeout: 120_000 }, async () => {
    const options = { instruments: 'AURX,EURUSD.S,ORBUSD', stepsMax: 200 };
    const first = await replay(options);
    const { report } = await replay({ ...options, dataDir: first.dir });
    expect(first.report.journalEventsBefore).toBe(0);
    expect(report.journalEventsBefore).toBeGreaterThanOrEqual(first.report.journalEvents);
    expect(report.ordersSent + report.denied).toBe(report.suggestions);
    expect(report.chainOk).toBe(true);
    const other = await replay({ instruments: 'BRVN', stepsMax: 20, dataDir: first.dir });
    expect(other.report.positions.find((p) => p.symbol === 'AURX')).toMatchObject({ realisedMinor: null, currency: null });
  });

  it('agrees with the OMS: fills and positions are those of its ledger, and the chain holds', { timeout: 120_000 }, async () => {
    const { report, dir } = await replay({ instruments: 'AURX,BRVN,EURUSD.S', stepsMax: 300 });
    const ledger = ledgerOf(dir);
    expect(report.fills).toBeGreaterThan(0);
    expect(report.fills).toBe(ledger.fills);
    for (const { symbol, quantity } of report.positions) expect(quantity).toBe(ledger.positions.get(symbol) ?? 0);
    expect(report).toMatchObject({ gaps: 0, refusedFrames: 0, unresolved: 0, chainOk: true });
  });

  const spy = join(dataRoot, 'minute/us_equity_1min_2019/SPY.csv');
  const aapl = join(dataRoot, 'minute/us_equity_1min_2019/AAPL.csv');
  const dell = join(dataRoot, 'raw/error_body/DA-BF.B-T-2021-04-21.csv');

  it.skipIf(!existsSync(spy))('plays two recorded files at once, every bar of both (skipped without the recorded data)', { timeout: 120_000 }, async () => {
    const { report } = await replay({ tapes: [spy, aapl] });
    const rows = [spy, aapl].map((f) => readFileSync(f, 'utf8').trim().split('\n').length - 1);
    expect(report.barsIn).toBe((rows[0] ?? 0) + (rows[1] ?? 0));
    expect(report.signals).toBeGreaterThan(3000);
    expect(report.signals).toBeLessThanOrEqual(report.barsIn);
    expect(report.suggestions + report.abstained).toBe(report.barsIn);
    expect(report.chainOk).toBe(true);
  });

  it.skipIf(!existsSync(dell))('refuses a file that is no tape, naming it (skipped without the recorded data)', { timeout: 60_000 }, async () => {
    await expect(replay({ tapes: [dell] })).rejects.toThrow(/DA-BF\.B/);
  });
});
