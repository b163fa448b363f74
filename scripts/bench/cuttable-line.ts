/** A TCP line between core and venue that can be cut and restored, as a network does it: the ends live on. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CuttableLine {
  /** Where the core connects to. */
  readonly endpoint: string;
  /** Ends every connection and takes no new one. */
  cut(): Promise<void>;
  /** Takes connections again. @returns when it does, and a promise of when the first has come, both in performance.now() ms. */
  restore(): Promise<{ readonly atMs: number; readonly linkedMs: Promise<number> }>;
}

export async function cuttableLine(target: string): Promise<CuttableLine> {
  const { hostname, port } = new URL(target.replace('tcp:', 'http:'));
  const open = new Set<Socket>();
  let linked: ((ms: number) => void) | null = null;
  const server = createServer((from) => {
    linked?.(performance.now());
    linked = null;
    const to = connect({ host: hostname, port: Number(port) });
    for (const socket of [from, to]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        from.destroy();
        to.destroy();
      });
    }
    from.pipe(to);
    to.pipe(from);
  });
  const listen = (at: number): Promise<number> => new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  const own = await listen(0);
  return {
    endpoint: `tcp://127.0.0.1:${own}`,
    cut: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    }),
    async restore() {
      const linkedMs = new Promise<number>((resolve) => { linked = resolve; });
      await listen(own);
      return { atMs: performance.now(), linkedMs };
    },
  };
}
