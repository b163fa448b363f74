/** The training command as a person runs it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { loadModel } from '../src/main/core/models/load-model.ts';

// Each starts processes, which a busy machine takes seconds for.
vi.setConfig({ testTimeout: 120_000 });
const out = mkdtempSync(join(tmpdir(), 'candor-train-'));
afterAll(() => rmSync(out, { recursive: true }));
const train = (...args: string[]) => spawnSync(process.execPath, ['scripts/train.ts', ...args], { encoding: 'utf8' });

it('writes an artefact that the core takes in, and a report; over another one only when it may', async () => {
  const report = join(out, 'report.json');
  const run = train('--sessions', '5', '--version', '0.0.1', '--out', out, '--json', report);
  expect(run.status, run.stderr).toBe(0);
  expect(readdirSync(out).sort()).toEqual(['0.0.1', 'report.json']);
  const loaded = await loadModel(join(out, '0.0.1'));
  expect(loaded.ok && loaded.value.card.version).toBe('0.0.1');
  const manifest = JSON.parse(readFileSync(join(out, '0.0.1', 'manifest.json'), 'utf8')) as { files: Record<string, string> };
  expect(manifest.files['model.onnx']).toBe(createHash('sha256').update(readFileSync(join(out, '0.0.1', 'model.onnx'))).digest('hex'));
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ rows: { train: expect.any(Number) as number } });
  writeFileSync(join(out, '0.0.1', 'card.json'), '{}');
  const again = train('--sessions', '5', '--version', '0.0.1', '--out', out);
  expect([again.status, again.stderr]).toEqual([1, `--out: ${join(out, '0.0.1')}: another artefact of this version is there; --replace writes over it, another --version beside it\n`]);
});

it('says in one line what is wrong, before it trains', () => {
  const file = join(out, 'file');
  writeFileSync(file, '');
  const empty = join(out, 'empty.csv');
  writeFileSync(empty, '');
  for (const [args, words] of [
    [['--version', '../x', '--out', out], '--version ../x'], [['--version', '01.0.0', '--out', out], '--version 01.0.0'], [['--out', join(file, 'x')], `--out: ${file}: is a file, not a folder`],
    [['--json', join(out, 'none', 'r.json'), '--out', out], 'there is no folder'], [['--evaluate', 'nowhere.json'], 'nowhere.json'],
    [['--tape', 'nowhere.csv', '--out', out], 'nowhere.csv'], [['--tape', empty], 'the file is empty'],
    // Node's own recursive mkdir never returns there.
    ...(existsSync('/proc') ? [[['--out', '/proc/x'], '--out: /proc/x: cannot be made'] as const] : []),
  ] as const) {
    const run = train(...args);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(words);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  }
});
