/** The reference refinery as a process: the firm's model service, receiving what its traders decided. `--help` says how. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../src/shared/base/result.ts';
import { systemClock } from '../system-clock.ts';
import { openInbox, reportInbox } from './inbox/inbox.ts';
import { bindRefusal, openAccess, readKeys } from '../access.ts';
import { startInboxServer, type InboxServer } from './inbox/server.ts';

const usage = `node reference/refinery/main.ts --data DIR [options]
  --data DIR            where the inbox lives (made if missing)
  --port N              0 (any free port) unless given
  --server-key FILE     CURVE: our key file; with --allow, and needed beyond this machine
  --allow FILE          CURVE: who is let in; read again while running
  --bind ADDRESS        127.0.0.1 unless given
  --report              print what the inbox holds, as JSON, and exit
  --exit-with-parent    exit when standard input closes
  --die-before-ack N    a fault: end by SIGKILL after committing the Nth batch, before acknowledging it`;

interface CommandLine {
  readonly dataDir: string;
  readonly port: number;
  readonly bind: string;
  readonly serverKeyFile: string | null;
  readonly allowFile: string | null;
  readonly isReport: boolean;
  readonly exitsWithParent: boolean;
  /** 0: never. */
  readonly diesBeforeAck: number;
}

const log = (text: string): void => void process.stderr.write(`refinery: ${text}\n`);

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return void process.stdout.write(`${usage}\n`);
  const line = parseCommandLine(args);
  if (!line.ok) {
    log(`${line.error}\n${usage}`);
    process.exitCode = 2;
    return;
  }
  const path = join(line.value.dataDir, 'inbox.sqlite');
  if (line.value.isReport) return void process.stdout.write(`${JSON.stringify(reportInbox(path))}\n`);
  mkdirSync(line.value.dataDir, { recursive: true });
  await serve(path, line.value);
}

async function serve(path: string, line: CommandLine): Promise<void> {
  const inbox = openInbox(path);
  const { serverKeyFile, allowFile, bind } = line;
  const keys = serverKeyFile === null ? null : readKeys(serverKeyFile);
  if (keys && !keys.ok) throw new Error(keys.error);
  const access = keys && allowFile !== null ? await openAccess({ keys: keys.value, allowFile, log, onRevoked: () => server.dropConnections() }) : null;
  const server: InboxServer = await startInboxServer({
    inbox, port: line.port, bind, ...(access ? { access } : {}), log, nowMicros: () => systemClock.nowMicros(),
    onCommitted: (batches) => {
      if (batches === line.diesBeforeAck) process.kill(process.pid, 'SIGKILL');
    },
  });
  const stop = (): void => {
    access?.dispose();
    server.dispose();
    inbox.dispose();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (line.exitsWithParent) process.stdin.on('end', stop).on('error', stop).resume();
  process.stdout.write(`${JSON.stringify({ ready: true, endpoint: server.endpoint, refineryId: inbox.refineryId })}\n`);
}

function parseCommandLine(args: readonly string[]): Result<CommandLine, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args], allowPositionals: false,
      options: {
        data: { type: 'string' }, port: { type: 'string' }, bind: { type: 'string' }, 'server-key': { type: 'string' }, allow: { type: 'string' }, report: { type: 'boolean' },
        'exit-with-parent': { type: 'boolean' }, 'die-before-ack': { type: 'string' },
      },
    }));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
  const port = Number(values.port ?? 0);
  const diesBeforeAck = Number(values['die-before-ack'] ?? 0);
  if (values.data === undefined) return err('--data is missing');
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535) return err(`--port ${values.port}: a whole number from 0 to 65535`);
  if (!Number.isSafeInteger(diesBeforeAck) || diesBeforeAck < 0) return err(`--die-before-ack ${values['die-before-ack']}: a whole number, not negative`);
  const [bind, serverKeyFile, allowFile] = [values.bind ?? '127.0.0.1', values['server-key'] ?? null, values.allow ?? null];
  const unsafe = bindRefusal(bind, serverKeyFile, allowFile);
  if (unsafe !== null) return err(unsafe);
  return ok({ dataDir: values.data, port, bind, serverKeyFile, allowFile, isReport: values.report === true, exitsWithParent: values['exit-with-parent'] === true, diesBeforeAck });
}

await main();
