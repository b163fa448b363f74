/**
 * npm run bench: each figure with its peer in the same run, the jitter floor before and after, versions and CPU. Writes
 * bench.json. Nothing here is asserted in a test: timings depend on the neighbours, ratios and medians are what count.
 *
 *   npm run bench                       all rows, 7 rounds
 *   npm run bench -- --only P14,P8      some rows
 *   npm run bench -- --quick            small workloads, 3 rounds: whether it runs, not what it says
 *   npm run bench -- --rounds 3         fewer rounds of the full workload
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { isQuiet, measureFloor, type Floor } from './bench/floor.ts';
import type { Bench, BenchRow } from './bench/row.ts';
import { requireNode } from './require-node.ts';

requireNode();

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false }, rounds: { type: 'string' }, json: { type: 'string', default: 'bench.json' } },
});

/** Loaded on demand: a row that is not asked for costs nothing. */
const rows: Readonly<Record<string, () => Promise<Bench>>> = {
  P1: async () => (await import('./bench/backtest.ts')).backtest,
  P1M: async () => (await import('./bench/backtest.ts')).backtestOfAll,
  P4: async () => (await import('./bench/tree-inference.ts')).singleRowInference,
  P5: async () => (await import('./bench/tree-inference.ts')).batchInference,
  P6: async () => (await import('./bench/tree-explanations.ts')).treeExplanations,
  P6I: async () => (await import('./bench/background-explanations.ts')).backgroundExplanations,
  P6N: async () => (await import('./bench/network-explanations.ts')).networkExplanations,
  P7: async () => (await import('./bench/signals-explained.ts')).signalsExplained,
  P8: async () => (await import('./bench/tick-to-signal.ts')).tickToSignal,
  P9: async () => (await import('./bench/blotter-frames.ts')).blotterFrames,
  P10: async () => (await import('./bench/tick-to-screen.ts')).tickToScreen,
  P14: async () => (await import('./bench/journal-commit.ts')).journalCommit,
  P16: async () => (await import('./bench/cold-start.ts')).coldStart,
};

const wanted = values.only ? values.only.split(',') : Object.keys(rows);
const unknown = wanted.filter((id) => !(id in rows));
if (unknown.length > 0) {
  console.error(`no such row: ${unknown.join(', ')}; there are ${Object.keys(rows).join(', ')}`);
  process.exit(2);
}

const floorSeconds = values.quick ? 2 : 20;
const rounds = values.rounds ? Number(values.rounds) : values.quick ? 3 : 7;
if (!(Number.isInteger(rounds) && rounds >= 1)) throw new Error(`--rounds is a whole number from 1: ${values.rounds}`);
const sayFloor = (when: string, f: Floor): void =>
  console.log(`jitter floor ${when}: ${f.over1} gaps over 1 ms, ${f.over3} over 3 ms, ${f.over8} over 8 ms in ${f.seconds} s, worst ${f.worstMs.toFixed(1)} ms${isQuiet(f) ? '' : ' (not quiet: tails are void)'}`);

console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}`);
const before = measureFloor(floorSeconds);
sayFloor('before', before);
const done: BenchRow[] = [];
for (const id of wanted) {
  const load = rows[id];
  if (!load) continue;
  const row = await (await load())({ rounds, quick: values.quick }).catch((cause: unknown): BenchRow =>
    ({ id, title: 'did not finish', workload: '', figures: [], problem: cause instanceof Error ? cause.message : String(cause), notes: [] }));
  done.push(row);
  console.log(`\n${row.id} ${row.title}${row.problem ? `  VOID: ${row.problem}` : ''}\n  ${row.workload}`);
  for (const f of row.figures) console.log(`  ${f.name.padEnd(36)} ${f.median.toFixed(1).padStart(12)} ${f.unit.padEnd(4)} (${f.min.toFixed(1)} to ${f.max.toFixed(1)})`);
  for (const note of row.notes) console.log(`  ${note}`);
}
const after = measureFloor(floorSeconds);
sayFloor('\nafter', after);
writeFileSync(values.json, `${JSON.stringify({ at: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, rounds, floor: { before, after }, rows: done }, null, 2)}\n`);
console.log(`written to ${values.json}`);
process.exit(done.some((row) => row.problem) ? 1 : 0);
