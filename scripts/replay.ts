/**
 * npm run replay: plays a tape through the venue process, ZeroMQ, the core, the model and the journal with no window,
 * in lockstep, and writes what came of it. The same tape, seed and policy give the same figures and the same journal.
 *
 *   npm run replay -- --tape FILE_OR_FOLDER [--tape ...] [--instruments A,B] [--speed max] [--policy accept-all|none]
 *                     [--seed 1] [--data-dir DIR] --json OUT
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { replayTape } from './replay/replay-tape.ts';
import { requireNode } from './require-node.ts';

requireNode();

const values = readArguments();

function readArguments() {
  try {
    return parseArgs({
      options: {
        tape: { type: 'string', multiple: true },
        synthetic: { type: 'boolean', default: false },
        instruments: { type: 'string' },
        // In lockstep the workstation sets the pace, so every replay runs as fast as both ends can; the flag is the promise.
        speed: { type: 'string', default: 'max' },
        policy: { type: 'string', default: 'accept-all' },
        seed: { type: 'string', default: '1' },
        'steps-max': { type: 'string' },
        'data-dir': { type: 'string' },
        json: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    return usage(cause instanceof Error ? cause.message : String(cause));
  }
}

function usage(problem: string): never {
  console.error(`${problem}\nusage: npm run replay -- --tape FILE_OR_FOLDER [--tape ...] [--instruments A,B] [--speed max] [--policy accept-all|none] [--seed N] [--data-dir DIR] --json OUT`);
  process.exit(2);
}

if (values.tape?.length && values.synthetic) usage('--tape and --synthetic: one of them');
if (values.instruments !== undefined && !/[^,\s]/.test(values.instruments)) usage('--instruments names at least one symbol');
if (!values.tape?.length && !values.synthetic) usage('a tape is wanted: --tape FILE_OR_FOLDER (or --synthetic)');
if (values.policy !== 'accept-all' && values.policy !== 'none') usage(`--policy is accept-all or none, not ${values.policy}`);
if (values.speed !== 'max') usage('a replay runs in lockstep, as fast as possible: --speed max. For a paced tape use npm start -- --tape FILE --speed X');
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) usage(`--seed is a whole number, not ${values.seed}`);
const stepsMax = values['steps-max'] === undefined ? Number.POSITIVE_INFINITY : Number(values['steps-max']);
if (!(stepsMax > 0)) usage(`--steps-max is a number above 0, not ${values['steps-max']}`);
// Found out now rather than when the whole tape has been played.
if (values.json !== undefined && !existsSync(dirname(resolve(values.json)))) usage(`--json ${values.json}: there is no folder ${dirname(resolve(values.json))}`);

const scratch = values['data-dir'] ? null : mkdtempSync(join(tmpdir(), 'candor-replay-'));
// Asked to stop in the middle: the scratch profile goes too. Venue and models end by themselves when we are gone.
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
  process.once(signal, () => {
    if (scratch) rmSync(scratch, { recursive: true, force: true });
    process.exit(code);
  });
}
try {
  const report = await replayTape({
    tapes: values.tape ?? [],
    instruments: values.instruments ?? null,
    policy: values.policy,
    seed,
    stepsMax,
    dataDir: values['data-dir'] ?? (scratch as string),
  });
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (values.json) writeFileSync(values.json, text);
  else process.stdout.write(text);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
} finally {
  if (scratch) rmSync(scratch, { recursive: true, force: true });
}
