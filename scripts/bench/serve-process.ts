/** The product on the loopback host as a process, as `npm start` runs it, for the benches that measure from outside. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stopProcess } from '../child-process.ts';

export interface ServedCore {
  readonly child: ChildProcess;
  /** One-time link. */
  readonly url: string;
  /** From the start of the process to the link, ms: journal open, replayed, and everything served. */
  readonly servedMs: number;
  stop(): Promise<void>;
}

export function serveProcess(options: { readonly dataDir: string; readonly orders: string; readonly marketData: string }): Promise<ServedCore> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['src/main/serve.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, CANDOR_DATA_DIR: options.dataDir, CANDOR_VENUE_ORDERS: options.orders, CANDOR_VENUE_MARKET_DATA: options.marketData, CANDOR_REFINERY: 'tcp://127.0.0.1:1' },
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the core ended with ${code} before it served`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /http:\/\/\S+/.exec(line);
      if (found) resolve({ child, url: found[0], servedMs: performance.now() - startedMs, stop: () => stopProcess(child) });
    });
  });
}
