/**
 * npm start: the workstation on an embedded default. Builds what is not built, starts the reference venue and refinery,
 * then Candor: in Electron where its binary is there or can be fetched, else on the loopback host with the URL printed.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stopProcess } from './child-process.ts';
import { demoCalendar } from './demo-calendar.ts';
import { startEmbedded } from './embedded.ts';
import { writableFolder } from './folders.ts';
import { decimal, flag, names, readOptions, text, texts, whole } from './options.ts';
import { requireNode } from './require-node.ts';

requireNode();

/** Room that a session's journal and store are given at the least. */
const journalBytes = 32 * 1024 ** 2;

/** What keeps it from starting is said in words, without a stack. */
function fail(cause: unknown, code: number): never {
  console.error(cause instanceof Error ? cause.message.trim() : String(cause));
  process.exit(code);
}

const values = readOptions({
  name: 'start',
  what: 'the workstation with the reference venue and refinery, in Electron or on the loopback host',
  options: {
    tape: texts('FILE_OR_FOLDER', 'recorded market to play; the simulator unless given'),
    instruments: names('symbols that are played; all unless given'),
    seed: whole('of the simulator', { min: 0, unless: 'unless given: another each day' }),
    speed: decimal('market seconds a second', { min: 0.001, max: 100_000 }, 10),
    warmup: whole('bars that are there from the beginning', { min: 0 }, 120),
    'data-dir': text('DIR', 'where journal and settings are kept; CANDOR_DATA_DIR or ~/.candor unless given'),
    port: whole('of the loopback host; a free one unless given', { min: 0, max: 65_535 }),
    loopback: flag('no Electron, even where it is installed'),
  },
  examples: ['', '--tape recorded/FICO.csv.gz --speed 60', '--loopback --port 8123 --data-dir /tmp/candor'],
  docs: 'README.md',
});

const dataDir = values['data-dir'] ?? process.env.CANDOR_DATA_DIR ?? join(homedir(), '.candor');
try {
  writableFolder(dataDir, journalBytes);
} catch (cause) {
  fail(`the data folder ${cause instanceof Error ? cause.message : String(cause)}`, 1);
}

/** Newest change under a folder, so that a build that is older is made again. */
function newest(folder: string): number {
  let latest = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.includes('.test.')) latest = Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return latest;
}

function buildIfStale(): void {
  const built = 'out/renderer/index.html';
  if (existsSync(built) && statSync(built).mtimeMs > newest('src')) return;
  console.log('Building the screens (a few seconds, only after a change).');
  const done = spawnSync(process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'], { stdio: 'inherit' });
  if (done.status !== 0) {
    console.error('The build failed; see above.');
    process.exit(1);
  }
}

/** Electron's binary is there when its install script has written path.txt. It is fetched on first need where the network allows. */
function electronBinary(): string | null {
  const headless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  // Chromium's sandbox does not run as root on Linux, and Candor does not run without its sandbox.
  const root = process.platform === 'linux' && process.getuid?.() === 0;
  if (values.loopback || headless || root) return null;
  const there = 'node_modules/electron/path.txt';
  if (!existsSync(there)) spawnSync(process.execPath, ['node_modules/electron/install.js'], { stdio: 'ignore', timeout: 120_000 });
  return existsSync(there) ? 'node_modules/electron/cli.js' : null;
}

const { firstDay, used } = demoCalendar(join(dataDir, 'demo-calendar.json'));
const venueArgs = [
  ...(values.tape.length > 0 ? values.tape.flatMap((t) => ['--tape', t]) : ['--synthetic', '--loop', '--first-day', firstDay]),
  ...(values.instruments ? ['--instruments', values.instruments.join(',')] : []),
  // Another day is another market, unless a seed is asked for.
  '--seed', String(values.seed ?? Date.parse(firstDay) / 86_400_000), '--speed', String(values.speed), '--warmup', String(values.warmup),
  '--ledger', join(dataDir, 'venue-ledger.jsonl'),
];

buildIfStale();
if (values.tape.length === 0) used(values.speed);
const embedded = await startEmbedded({ venueArgs, dataDir, onLine: (line) => console.log(line) }).catch((cause: unknown) => fail(cause, 1));
const environment = { ...process.env, ...embedded.environment, CANDOR_DATA_DIR: dataDir, ...(values.port === undefined ? {} : { CANDOR_PORT: String(values.port) }) };
const electron = electronBinary();
if (!electron) console.log('Electron is not available here (no binary, no display, or run as root): serving on the loopback host instead.');
const app: ChildProcess = electron
  ? spawn(process.execPath, [electron, '.'], { stdio: 'inherit', env: environment })
  : spawn(process.execPath, ['src/main/serve.ts'], { stdio: 'inherit', env: environment });

let stopping = false;
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await stopProcess(app);
  await embedded.stop();
  process.exit(code);
}
app.on('exit', (code) => void stop(code ?? 1));
embedded.venue.child.on('exit', () => !stopping && console.error('The reference venue ended; the workstation shows it as disconnected.'));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
// npm that is killed does not tell what it started: whoever loses its parent ends too.
const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) void stop(0); }, 1000).unref();
