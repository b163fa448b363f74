/**
 * npm run torture: the reliability rows that need real processes and faults (docs/RELIABILITY.md). Each row has a control,
 * the same with a protection switched off, which must fail: a row that cannot fail shows nothing.
 *
 *   npm run torture                                        all rows, 10 minutes
 *   npm run torture -- --only wire,unknown --minutes 2     some rows
 *   npm run torture -- --seed 7 --json torture.json        another seed; figures into a file
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { requireNode } from './require-node.ts';
import { tally, type RowResult, type TortureRow } from './torture/row.ts';

requireNode();

const { values } = parseArgs({
  options: {
    only: { type: 'string' }, minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' }, sessions: { type: 'string', default: '1000' },
    json: { type: 'string' }, quiet: { type: 'boolean', default: false },
  },
});

/** Loaded on demand: a row that is not asked for costs nothing. */
const rows: Readonly<Record<string, () => Promise<TortureRow>>> = {
  wire: async () => (await import('./torture/wire.ts')).wire,
  reconcile: async () => (await import('./torture/reconcile.ts')).reconcile,
  unknown: async () => (await import('./torture/unknown.ts')).unknown,
  gap: async () => (await import('./torture/gap.ts')).gap,
  fuzz: async () => (await import('./torture/fuzz.ts')).fuzz,
  epoch: async () => (await import('./torture/epoch.ts')).epoch,
};

const wanted = values.only ? values.only.split(',') : Object.keys(rows);
const unknown = wanted.filter((name) => !(name in rows));
const [minutes, seed, sessionsMax] = [Number(values.minutes), Number(values.seed), Number(values.sessions)];
if (unknown.length > 0 || !(minutes > 0) || !Number.isSafeInteger(seed) || !(sessionsMax >= 1)) {
  console.error(unknown.length > 0 ? `no such row: ${unknown.join(', ')}; there are ${Object.keys(rows).join(', ')}` : '--minutes above 0, --seed a whole number, --sessions at least 1');
  process.exit(2);
}

const load = (): string => loadavg().map((l) => l.toFixed(1)).join(' ');
console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, load ${load()}, Node ${process.version}, seed ${seed}, ${minutes} min for ${wanted.length} rows`);
const startLoad = load();
const results: (RowResult & { readonly seconds: number })[] = [];
let [passed, failed] = [0, 0];
for (const name of wanted) {
  const row = await rows[name]?.();
  if (!row) continue;
  const startedMs = performance.now();
  const result = await row.run({ seed, budgetMs: (minutes * 60_000) / wanted.length, sessionsMax, say: (text) => { if (!values.quiet) console.log(`  ${text}`); } });
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  results.push({ ...result, seconds });
  const sum = tally(result);
  passed += sum.passed;
  failed += sum.failed;
  console.log(`\n${result.id} ${result.title}: ${sum.passed} passed, ${sum.failed} failed; seed ${seed}; invariants looked at ${result.invariantChecks} times, broken ${result.invariantViolations}; ${seconds} s`);
  for (const [figure, value] of Object.entries(result.figures)) console.log(`  ${figure.padEnd(44)} ${value}`);
  for (const c of result.cases.filter((one) => one.problems.length > 0)) console.log(`  FAILED ${c.name}: ${c.problems.slice(0, 5).join('; ')}`);
  for (const c of result.controls) console.log(c.found.length > 0 ? `  control ${c.name} failed as it must: ${c.found[0]}` : `  CONTROL ${c.name} FOUND NOTHING: the row shows nothing${c.accident ? ` (${c.accident})` : ''}`);
}
console.log(`\n${passed} passed, ${failed} failed, seed ${seed}, invariants looked at ${results.reduce((n, r) => n + r.invariantChecks, 0)} times, broken ${results.reduce((n, r) => n + r.invariantViolations, 0)}, load ${load()}`);
if (values.json) {
  writeFileSync(values.json, `${JSON.stringify({ at: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, load: { start: startLoad, end: load() }, seed, minutes, passed, failed, rows: results }, null, 2)}\n`);
}
process.exit(failed === 0 ? 0 : 1);
