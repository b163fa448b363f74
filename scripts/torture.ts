/**
 * npm run torture: the reliability rows that need real processes and faults (docs/RELIABILITY.md). Each row has a control,
 * the same with a protection switched off, which must fail: a row that cannot fail shows nothing.
 */
import { cpus, loadavg } from 'node:os';
import { checkOutput, runCommand, writeWhole } from './models/command.ts';
import { choices, decimal, flag, readOptions, text, whole } from './options.ts';
import { requireNode } from './require-node.ts';
import { tally, type RowResult, type TortureRow } from './torture/row.ts';

requireNode();

/** Loaded on demand: a row that is not asked for costs nothing. */
const rows: Readonly<Record<string, () => Promise<TortureRow>>> = {
  wire: async () => (await import('./torture/wire.ts')).wire,
  reconcile: async () => (await import('./torture/reconcile.ts')).reconcile,
  unknown: async () => (await import('./torture/unknown.ts')).unknown,
  gap: async () => (await import('./torture/gap.ts')).gap,
  fuzz: async () => (await import('./torture/fuzz.ts')).fuzz,
  epoch: async () => (await import('./torture/epoch.ts')).epoch,
};

const values = readOptions({
  name: 'torture',
  what: 'the reliability rows that need real processes and faults, each with a control that must fail',
  options: {
    only: choices(Object.keys(rows), 'rows that are run'),
    minutes: decimal('minutes for all rows together', { min: 0.01 }, 10),
    seed: whole('of all that is drawn', { min: 0 }, 1),
    sessions: whole('sessions of the wire row, at the most', { min: 1 }, 1000),
    json: text('FILE', 'the figures'),
    quiet: flag('no line for each step'),
  },
  examples: ['', '--only wire,unknown --minutes 2', '--seed 7 --json torture.json'],
  docs: 'docs/RELIABILITY.md',
});
const { only: wanted, minutes, seed, sessions: sessionsMax } = values;
await runCommand(() => { checkOutput(values.json); return Promise.resolve(); });
if (process.exitCode === 1) process.exit();

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
if (values.json !== undefined) {
  writeWhole(values.json, `${JSON.stringify({ at: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, load: { start: startLoad, end: load() }, seed, minutes, passed, failed, rows: results }, null, 2)}\n`);
}
process.exit(failed === 0 ? 0 : 1);
