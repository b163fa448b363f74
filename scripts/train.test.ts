/** The training command as a person runs it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadModel } from '../src/main/core/models/load-model.ts';

const out = mkdtempSync(join(tmpdir(), 'candor-train-'));
afterAll(() => rmSync(out, { recursive: true }));
const train = (...args: string[]) => spawnSync(process.execPath, ['scripts/train.ts', ...args], { encoding: 'utf8' });

it('writes an artefact that the core takes in, and a report', async () => {
  const report = join(out, 'report.json');
  const run = train('--sessions', '5', '--version', '0.0.1', '--out', out, '--json', report);
  expect(run.status, run.stderr).toBe(0);
  const loaded = await loadModel(join(out, '0.0.1'));
  expect(loaded.ok && loaded.value.card.version).toBe('0.0.1');
  const manifest = JSON.parse(readFileSync(join(out, '0.0.1', 'manifest.json'), 'utf8')) as { files: Record<string, string> };
  expect(manifest.files['model.onnx']).toBe(createHash('sha256').update(readFileSync(join(out, '0.0.1', 'model.onnx'))).digest('hex'));
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ rows: { train: expect.any(Number) as number } });
});

it('says in one line what is wrong with its arguments', () => {
  const file = join(out, 'file');
  writeFileSync(file, '');
  for (const [args, words] of [
    [['--bogus'], '--bogus'], [['--seed', '-1', '--out', out], '--seed'], [['--version', '../x', '--out', out], '--version ../x'], [['--out', join(file, 'x')], 'is no folder'],
    [['--json', join(out, 'none', 'r.json'), '--out', out], 'there is no folder'], [['--evaluate', 'nowhere.json'], 'nowhere.json'],
    [['--sessions', '-3'], '--sessions'], [['--sessions', '0'], 'sessions is 1 to'], [['--model', 'other', '--out', out], 'there is all, drift-linear'], [['--tape', 'nowhere.csv', '--out', out], 'nowhere.csv'], [['--seed', 'x', '--out', out], '--seed'],
  ] as const) {
    const run = train(...args);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(words);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  }
});
