/**
 * npm run bench: each figure with its peer in the same run, the jitter floor before and after, versions and CPU. Writes
 * bench.json. Nothing here is asserted in a test: timings depend on the neighbours, ratios and medians are what count.
 */
import { cpus } from 'node:os';
import { isQuiet, measureFloor, type Floor } from './bench/floor.ts';
import type { Bench, BenchRow } from './bench/row.ts';
import { checkOutput, runCommand, writeWhole } from './models/command.ts';
import { choices, flag, readOptions, text, whole } from './options.ts';
import { requireNode } from './require-node.ts';

requireNode();

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
  P8B: async () => (await import('./bench/bars-together.ts')).barsTogether,
  P9: async () => (await import('./bench/blotter-frames.ts')).blotterFrames,
  P10: async () => (await import('./bench/tick-to-screen.ts')).tickToScreen,
  P14: async () => (await import('./bench/journal-commit.ts')).journalCommit,
  P16: async () => (await import('./bench/cold-start.ts')).coldStart,
  P16M: async () => (await import('./bench/models-ready.ts')).modelsReady,
  S7: async () => (await import('./bench/model-verification.ts')).modelVerification,
};

const values = readOptions({
  name: 'bench',
  what: 'each figure with its peer in the same run, the jitter floor before and after',
  options: {
    only: choices(Object.keys(rows), 'rows that are measured'),
    quick: flag('small workloads, 3 rounds: whether it runs, not what it says'),
    rounds: whole('rounds of each row', { min: 1, unless: 'unless given: 7, quick 3' }),
    json: text('FILE', 'the figures', 'bench.json'),
  },
  examples: ['', '--only P14,P8', '--quick', '--rounds 3 --json figures.json'],
  docs: 'docs/PERFORMANCE.md',
});
const { only: wanted } = values;
await runCommand(() => { checkOutput(values.json); return Promise.resolve(); });
if (process.exitCode === 1) process.exit();

const floorSeconds = values.quick ? 2 : 20;
const rounds = values.rounds ?? (values.quick ? 3 : 7);
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
writeWhole(values.json, `${JSON.stringify({ at: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, rounds, floor: { before, after }, rows: done }, null, 2)}\n`);
console.log(`written to ${values.json}`);
process.exit(done.some((row) => row.problem) ? 1 : 0);
