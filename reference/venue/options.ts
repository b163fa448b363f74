/** The command line of the reference venue, checked. */
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../src/shared/base/result.ts';
import { bindRefusal } from '../access.ts';
import { speedMax } from './realtime-pace.ts';

export interface VenueCommandLine {
  /** Files and folders; empty for a synthetic market. */
  readonly tapes: readonly string[];
  readonly instruments: readonly string[] | null;
  readonly seed: number;
  /** Day of the first session of a synthetic market, milliseconds at midnight UTC; null for the usual one. */
  readonly firstDayMs: number | null;
  /** Sessions of a synthetic market. */
  readonly sessions: number;
  /** Market seconds a wall second. */
  readonly speed: number;
  readonly isLockstep: boolean;
  /** A synthetic market goes on with the next seed when it ends. */
  readonly isLooping: boolean;
  /** The market starts at once; otherwise it waits for the first Logon. */
  readonly startsAtOnce: boolean;
  readonly warmupBars: number;
  /** Market time that a cancel or replace waits for its answer, milliseconds. */
  readonly changeDelayMs: number;
  readonly orderPort: number;
  readonly marketDataPort: number;
  /** Address of an interface, such as 127.0.0.1 or *. */
  readonly bind: string;
  /** CURVE: the server's key file and the list of who is let in; both or neither. */
  readonly serverKeyFile: string | null;
  readonly allowFile: string | null;
  /** Null: no admin socket. */
  readonly adminPort: number | null;
  readonly ledgerFile: string | null;
  readonly exitsWithParent: boolean;
  /** Given from outside instead of derived. */
  readonly epoch: string | null;
}

export const usage = `node reference/venue/main.ts [--tape FILE_OR_FOLDER ... | --synthetic] [options]
  --tape PATH           a recorded file or a folder of them; may be given again
  --synthetic           a seeded synthetic market (also when no tape is given)
  --instruments A,B     only these symbols
  --seed N              of the synthetic market; 1 unless given
  --first-day DATE      of the synthetic market, YYYY-MM-DD
  --sessions N          of the synthetic market; 5 unless given
  --speed X|max         market seconds a wall second; 1 unless given
  --lockstep            market time moves only by TapeAdvanceRequest
  --loop                a synthetic market goes on with the next seed at its end
  --start-at-once       do not wait for the first Logon (real time only)
  --warmup N            play N bars before letting anybody in
  --change-delay-ms N   market time from a cancel or replace to its answer; 0 (at once, nothing pending) unless given
  --order-port N        0 (any free port) unless given
  --market-data-port N  0 (any free port) unless given
  --server-key FILE     CURVE: our key file; with --allow, and needed beyond this machine
  --allow FILE          CURVE: who is let in; read again while running
  --bind ADDRESS        127.0.0.1 unless given
  --admin-port N        for tests: take commands of the market's staff here (0 for any free port)
  --ledger FILE         append every change of the OMS's ledger to this JSON-lines file
  --epoch ID            instead of the one derived from tape and seed
  --exit-with-parent    exit when standard input closes`;

/** The options, or what is wrong with them. */
export function parseCommandLine(args: readonly string[]): Result<VenueCommandLine, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args], allowPositionals: false, options: {
        tape: { type: 'string', multiple: true }, synthetic: { type: 'boolean' }, instruments: { type: 'string' },
        seed: { type: 'string' }, 'first-day': { type: 'string' }, sessions: { type: 'string' }, speed: { type: 'string' }, lockstep: { type: 'boolean' },
        loop: { type: 'boolean' }, 'start-at-once': { type: 'boolean' }, warmup: { type: 'string' }, 'change-delay-ms': { type: 'string' },
        'order-port': { type: 'string' }, 'market-data-port': { type: 'string' }, ledger: { type: 'string' }, 'admin-port': { type: 'string' }, 'server-key': { type: 'string' }, allow: { type: 'string' }, bind: { type: 'string' },
        epoch: { type: 'string' }, 'exit-with-parent': { type: 'boolean' },
      },
    }));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
  const problems: string[] = [];
  const whole = (name: string, text: string | undefined, unless: number, most: number): number => {
    const value = text === undefined ? unless : Number(text);
    if (!Number.isSafeInteger(value) || value < 0 || value > most) problems.push(`--${name} ${text}: a whole number from 0 to ${most}`);
    return value;
  };
  const speed = values.speed === 'max' ? speedMax : Number(values.speed ?? 1);
  if (!(speed > 0) || speed > speedMax) problems.push(`--speed ${values.speed}: a number above 0, or max`);
  const isSynthetic = values.synthetic === true;
  if (isSynthetic && values.tape) problems.push('--tape and --synthetic: one of them');
  if (values.loop === true && values.tape) problems.push('--loop: only for a synthetic market');
  if (values.epoch !== undefined && !/^[!-~]{1,40}$/.test(values.epoch)) problems.push(`--epoch ${values.epoch}: 1 to 40 printable ASCII characters`);
  const firstDayMs = values['first-day'] === undefined ? null : Date.parse(`${values['first-day']}T00:00:00Z`);
  if (Number.isNaN(firstDayMs)) problems.push(`--first-day ${values['first-day']}: a date such as 2026-01-05`);
  const [bind, serverKeyFile, allowFile] = [values.bind ?? '127.0.0.1', values['server-key'] ?? null, values.allow ?? null];
  const unsafe = bindRefusal(bind, serverKeyFile, allowFile);
  if (unsafe !== null) problems.push(unsafe);
  const line: VenueCommandLine = {
    firstDayMs,
    tapes: values.tape ?? [],
    instruments: values.instruments === undefined ? null : values.instruments.split(',').filter((s) => s !== ''),
    seed: whole('seed', values.seed, 1, 2 ** 31 - 1),
    sessions: whole('sessions', values.sessions, 5, 2000),
    speed,
    isLockstep: values.lockstep === true,
    isLooping: values.loop === true,
    startsAtOnce: values['start-at-once'] === true,
    warmupBars: whole('warmup', values.warmup, 0, 1_000_000),
    changeDelayMs: whole('change-delay-ms', values['change-delay-ms'], 0, 3_600_000),
    orderPort: whole('order-port', values['order-port'], 0, 65_535),
    marketDataPort: whole('market-data-port', values['market-data-port'], 0, 65_535),
    bind, serverKeyFile, allowFile,
    adminPort: values['admin-port'] === undefined ? null : whole('admin-port', values['admin-port'], 0, 65_535),
    ledgerFile: values.ledger ?? null,
    exitsWithParent: values['exit-with-parent'] === true,
    epoch: values.epoch ?? null,
  };
  return problems.length > 0 ? err(problems.join('\n')) : ok(line);
}
