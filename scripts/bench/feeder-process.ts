/** Starts the feeder and speaks to it. */
import { startReady, type ReadyProcess } from '../child-process.ts';

export interface FeederReady {
  readonly orders: string;
  readonly marketData: string;
  /** What its stamps are ahead of this machine's monotonic clock, microseconds. */
  readonly offset: number;
  /** First bid of a counted market. */
  readonly counterBase: number;
}

/** What one command of the feeder has sent. */
export interface Sent {
  readonly ticks: number;
  readonly bars: number;
  readonly batches: number;
  /** Sum of the bids. */
  readonly checksum: number;
  /** Batches given up before they were sent. */
  readonly dropped: number;
}

export interface Feeder {
  readonly ready: FeederReady;
  /** Resolves when all has been handed to the feeder's socket. */
  run(command: `go ${number}` | `go ${number} ${number}` | `burst ${number}`): Promise<Sent>;
  stop(): Promise<void>;
}

export async function startFeeder(args: readonly string[]): Promise<Feeder> {
  let finish: ((sent: Sent) => void) | null = null;
  let fail: ((why: Error) => void) | null = null;
  const feeder: ReadyProcess<FeederReady> = await startReady<FeederReady>('scripts/bench/feeder.ts', args, {
    onLine(line) {
      if (line.startsWith('{"done":true')) finish?.(JSON.parse(line) as Sent);
    },
  });
  feeder.child.once('exit', () => fail?.(new Error('the feeder ended before it had sent all')));
  return {
    ready: feeder.ready,
    run: (command) => new Promise((resolve, reject) => {
      finish = resolve;
      fail = reject;
      feeder.child.stdin?.write(`${command}\n`);
    }),
    stop: () => feeder.stop(),
  };
}
