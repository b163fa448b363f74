/**
 * npm run simulate: core, venue and faults in one process under virtual time, invariants after each step. The same seed gives
 * the same trace hash. Exits with 1 when an invariant broke, a hash did not come again, or a planted defect was not found.
 */
import { flag, readOptions, whole } from './options.ts';
import { requireNode } from './require-node.ts';

requireNode();
const values = readOptions({
  name: 'simulate',
  what: 'core, venue and faults in one process under virtual time, with invariants after each step',
  options: {
    seeds: whole('how many seeds are run', { min: 1 }, 1000),
    from: whole('the first seed', { min: 0 }, 1),
    trace: flag('prints everything that happened'),
    defects: flag('plants defects in place of running seeds: each must be found'),
  },
  examples: ['--seeds 1000', '--seeds 1 --from 38 --trace', '--defects'],
  docs: 'docs/RELIABILITY.md',
});
const { seeds, from } = values;

const { defects } = await import('../tests/simulation/defects.ts');
const { simulate } = await import('../tests/simulation/simulate.ts');
type Outcome = Awaited<ReturnType<typeof simulate>>;

const failuresShownMax = 20;

process.exitCode = await (values.defects ? findDefects() : runSeeds()) ? 0 : 1;

async function runSeeds(): Promise<boolean> {
  const startedMs = performance.now();
  const sums = new Map<string, number>();
  let virtualMs = 0;
  let looks = 0;
  let broken = 0;
  let first: Outcome | null = null;
  for (let seed = from; seed < from + seeds; seed++) {
    const outcome = await simulate(seed, { keepTrace: values.trace });
    first ??= outcome;
    for (const line of outcome.trace) console.log(line);
    virtualMs += outcome.virtualMs;
    looks += outcome.looks;
    for (const [name, n] of Object.entries(outcome.counts)) sums.set(name, (sums.get(name) ?? 0) + n);
    if (outcome.broken !== null && ++broken <= failuresShownMax) {
      console.log(`seed ${seed}: ${outcome.broken}\n  again: npm run simulate -- --seeds 1 --from ${seed} --trace`);
    }
  }
  const realMs = performance.now() - startedMs;
  const isSame = first !== null && (await simulate(from)).traceHash === first.traceHash;
  console.log(`${seeds} seeds from ${from}: ${seeds - broken} whole, ${broken} broken; invariants looked at ${looks} times`);
  console.log([...sums].map(([name, n]) => `${name} ${n}`).join(', '));
  console.log(`${(seeds / realMs * 1000).toFixed(1)} seeds a second; ${(virtualMs / 1000).toFixed(0)} s of virtual time in ${(realMs / 1000).toFixed(1)} s, ${(virtualMs / realMs).toFixed(0)} to 1`);
  console.log(`trace of seed ${from}: ${first?.traceHash}, ${isSame ? 'the same again' : 'NOT THE SAME AGAIN'}`);
  return broken === 0 && isSame;
}

async function findDefects(): Promise<boolean> {
  let missed = 0;
  for (const defect of defects) {
    let found: Outcome | null = null;
    for (let seed = 1; seed <= defect.seedsMax && !found; seed++) {
      const outcome = await simulate(seed, { defect });
      if (outcome.broken !== null) found = outcome;
    }
    if (!found) missed++;
    console.log(`${defect.name.padEnd(24)}${found ? `found by seed ${found.seed}: ${found.broken}` : `NOT FOUND in ${defect.seedsMax} seeds`}`);
  }
  console.log(`${defects.length - missed} of ${defects.length} planted defects found`);
  return missed === 0;
}
