/** Starts a process of ours that says on its first line of output that it is ready, and ends it politely. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ReadyProcess<Ready> {
  readonly child: ChildProcess;
  readonly ready: Ready;
  /** SIGTERM, then SIGKILL after 3 s. Resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Runs a TypeScript file of this repository under this Node and waits for `{"ready":true,...}` on its output.
 * @throws when it ends or stays silent for `timeoutMs`; the message carries what it wrote to its error output.
 */
export function startReady<Ready>(file: string, args: readonly string[], options: { readonly timeoutMs?: number; readonly environment?: NodeJS.ProcessEnv; readonly onLine?: (line: string) => void } = {}): Promise<ReadyProcess<Ready>> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'pipe'], env: options.environment ?? process.env });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => { errors = (errors + chunk.toString()).slice(-4000); });
  const timeoutMs = options.timeoutMs ?? 60_000;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${file} was not ready within ${timeoutMs} ms\n${errors}`));
    }, timeoutMs);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`${file} ended (${signal ?? code}) before it was ready\n${errors}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{"ready":true')) return options.onLine?.(line);
      clearTimeout(timer);
      resolve({ child, ready: JSON.parse(line) as Ready, stop: () => stopProcess(child) });
    });
  });
}

export function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), 3000);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
