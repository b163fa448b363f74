/**
 * npm start: the workstation on an embedded default. Builds what is not built, starts the reference venue and refinery,
 * then Candor: in Electron where its binary is there or can be fetched, else on the loopback host with the URL printed.
 *
 *   npm start                                  a synthetic session, ten market seconds a second
 *   npm start -- --tape FILE [--speed 60]      a recorded tape
 *   npm start -- --loopback                    no Electron, even where it is installed
 *   npm start -- --port 8123                   the loopback host on a port of your choice
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopProcess } from './child-process.ts';
import { demoCalendar } from './demo-calendar.ts';
import { startEmbedded } from './embedded.ts';
import { requireNode } from './require-node.ts';

requireNode();

/** What keeps it from starting is said in words, without a stack. */
function fail(cause: unknown, code: number): never {
  console.error(cause instanceof Error ? cause.message.trim() : String(cause));
  process.exit(code);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        tape: { type: 'string', multiple: true },
        instruments: { type: 'string' },
        seed: { type: 'string' },
        speed: { type: 'string', default: '10' },
        warmup: { type: 'string', default: '120' },
        'data-dir': { type: 'string' },
        port: { type: 'string' },
        loopback: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    return fail(cause, 2);
  }
}

const values = readArguments();

const dataDir = values['data-dir'] ?? process.env.CANDOR_DATA_DIR ?? join(homedir(), '.candor');
try {
  mkdirSync(dataDir, { recursive: true });
} catch (cause) {
  fail(`the data folder ${dataDir} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}`, 1);
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
  ...(values.tape ? values.tape.flatMap((t) => ['--tape', t]) : ['--synthetic', '--loop', '--first-day', firstDay]),
  ...(values.instruments ? ['--instruments', values.instruments] : []),
  // Another day is another market, unless a seed is asked for.
  '--seed', values.seed ?? String(Date.parse(firstDay) / 86_400_000), '--speed', values.speed, '--warmup', values.warmup,
  '--ledger', join(dataDir, 'venue-ledger.jsonl'),
];

buildIfStale();
if (!values.tape) used(Number(values.speed));
const embedded = await startEmbedded({ venueArgs, dataDir, onLine: (line) => console.log(line) }).catch((cause: unknown) => fail(cause, 1));
const environment = { ...process.env, ...embedded.environment, CANDOR_DATA_DIR: dataDir, ...(values.port ? { CANDOR_PORT: values.port } : {}) };
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
