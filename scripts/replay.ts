/**
 * npm run replay: plays a tape through the venue process, ZeroMQ, the core, the model and the journal with no window,
 * in lockstep, and writes what came of it. The same tape, seed and policy give the same figures and the same journal.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writableFolder } from './folders.ts';
import { checkOutput, writeWhole } from './models/command.ts';
import { choice, flag, names, readOptions, text, texts, whole } from './options.ts';
import { replayTape } from './replay/replay-tape.ts';
import { requireNode } from './require-node.ts';

requireNode();

const values = readOptions({
  name: 'replay',
  what: 'plays a tape through venue, ZeroMQ, core, models and journal in lockstep, with no window, and writes what came of it',
  options: {
    tape: texts('FILE_OR_FOLDER', 'recorded market to play'),
    synthetic: flag('plays the simulator in place of a tape'),
    instruments: names('symbols that are played; all unless given'),
    // In lockstep the workstation sets the pace, so every replay runs as fast as both ends can; the flag is the promise.
    speed: choice(['max'], 'as fast as both ends can; for a paced tape: npm start -- --tape FILE --speed X', 'max'),
    policy: choice(['accept-all', 'none'], 'what is done with suggestions', 'accept-all'),
    seed: whole('of all that is drawn', { min: 0 }, 1),
    'steps-max': whole('steps after which it ends; at the end of the tape unless given', { min: 1 }),
    'data-dir': text('DIR', 'where the journal is kept; nowhere unless given'),
    json: text('FILE', 'the report; standard output unless given'),
  },
  examples: ['--tape recorded/FICO.csv.gz --json replay.json', '--synthetic --seed 7 --steps-max 500 --policy none'],
  docs: 'docs/specs/backtest.md and README.md',
});

function usage(problem: string): never {
  console.error(problem);
  process.exit(1);
}

if (values.tape.length > 0 && values.synthetic) usage('--tape and --synthetic: one of them');
if (values.tape.length === 0 && !values.synthetic) usage('a tape is wanted: --tape FILE_OR_FOLDER (or --synthetic); npm run replay -- --help lists what there is');
// Found out now rather than when the whole tape has been played.
try {
  checkOutput(values.json);
  if (values['data-dir'] !== undefined) writableFolder(values['data-dir'], 1024 ** 2);
} catch (cause) {
  usage(cause instanceof Error ? cause.message : String(cause));
}

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
    tapes: values.tape,
    instruments: values.instruments?.join(',') ?? null,
    policy: values.policy,
    seed: values.seed,
    stepsMax: values['steps-max'] ?? Number.POSITIVE_INFINITY,
    dataDir: values['data-dir'] ?? (scratch as string),
  });
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (values.json !== undefined) writeWhole(values.json, text);
  else process.stdout.write(text);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
} finally {
  if (scratch) rmSync(scratch, { recursive: true, force: true });
}
