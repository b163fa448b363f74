/** The training command as a person runs it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const loaded = await loadModel(join(out, '0.0.1'));
  expect(loaded.ok && loaded.value.card.version).toBe('0.0.1');
  const manifest = JSON.parse(readFileSync(join(out, '0.0.1', 'manifest.json'), 'utf8')) as { files: Record<string, string> };
  expect(manifest.files['model.onnx']).toBe(createHash('sha256').update(readFileSync(join(out, '0.0.1', 'model.onnx'))).digest('hex'));
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ rows: { train: expect.any(Number) as number } });
});

it('says in one line what is wrong with its arguments', () => {
  for (const [args, words] of [[['--sessions', '1'], '--out'], [['--model', 'other', '--out', out], 'only drift-linear'], [['--tape', 'nowhere.csv', '--out', out], 'nowhere.csv'], [['--seed', 'x', '--out', out], '--seed']] as const) {
    const run = train(...args);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(words);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  }
});
