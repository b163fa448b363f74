/** How the loopback host ends when it is asked to: in a process of its own, by real signals. */
import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';

const host = new URL('loopback-host.ts', import.meta.url).href;
const program = `
const { stopOnSignal } = await import('${host}');
const alive = setInterval(() => {}, 1000);
stopOnSignal(() => new Promise((done) => {
  process.stdout.write('stopping');
  process.stdin.once('data', () => { clearInterval(alive); process.stdout.write(', saved'); done(); });
}), { after: (ms, run) => setTimeout(run, ms) });
process.stdout.write('ready ');
`;

/** Sends `first`, then `second` while it stops; then lets it finish. */
function end(first: NodeJS.Signals, second: NodeJS.Signals): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  let [isAsked, isAskedAgain] = [false, false];
  child.stdin.on('error', () => undefined); // It may have ended.
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
    if (!isAsked && said.includes('ready')) { isAsked = true; child.kill(first); }
    // The answer on standard input comes after the second signal was handled: its pipe is read a turn of the loop later.
    if (!isAskedAgain && said.includes('stopping')) { isAskedAgain = true; child.kill(second); setTimeout(() => child.stdin.write('done'), 200); }
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, said })));
}

it.skipIf(process.platform === 'win32')('[HO-45] another signal does not cut the stop short', async () => {
  expect(await end('SIGINT', 'SIGTERM')).toEqual({ code: 0, said: 'ready stopping, saved' });
}, 30_000);

it.skipIf(process.platform === 'win32')('[HO-45] the same signal again ends it at once', async () => {
  expect(await end('SIGINT', 'SIGINT')).toEqual({ code: 130, said: 'ready stopping' });
}, 30_000);
