/** The log: one JSON object a line in the profile, and warnings on the terminal. Bounded on disk and in memory. */
import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../shared/base/clock.ts';
import type { Host, LogLevel } from '../core/host.ts';

export interface Log {
  write: Host['log'];
  /** Resolves when everything is handed to the system. */
  close(): Promise<void>;
}

/** A file that grows beyond this gives way to a new one; one old file is kept. Bytes. */
const fileBytesMax = 16 * 1024 * 1024;
/** Lines wait this long for company, ms. */
const flushMs = 250;
/** Lines that may wait; more are dropped and counted. */
const waitingMax = 10_000;
const lineLengthMax = 8_192;

export function openLog(folder: string, clock: Clock): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'candor.log');
  let file = openSync(path, 'a', 0o600);
  let bytes = statSync(path).size;
  let waiting: string[] = [];
  let dropped = 0;
  const timer = clock.every(flushMs, flush);

  function flush(): void {
    if (waiting.length === 0) return;
    if (dropped > 0) waiting.push(line(clock, 'warn', 'log lines dropped', { dropped }));
    dropped = 0;
    const text = waiting.join('');
    waiting = [];
    try {
      if (bytes > fileBytesMax) turnOver();
      bytes += writeSync(file, text);
    } catch {
      // A full disk must not stop the desk: the journal, which matters, has its own alarm.
      dropped += 1;
    }
  }

  /** The old file is let go only when there is a new one to write to. */
  function turnOver(): void {
    renameSync(path, `${path}.1`);
    const next = openSync(path, 'a', 0o600);
    closeSync(file);
    file = next;
    bytes = 0;
  }

  return {
    write(level, message, facts) {
      if (waiting.length >= waitingMax) dropped += 1;
      else waiting.push(line(clock, level, message, facts));
      if (level === 'warn' || level === 'error') process.stderr.write(`${level}: ${printable(message)}\n`);
    },
    async close() {
      timer.dispose();
      flush();
      closeSync(file);
    },
  };
}

function line(clock: Clock, level: LogLevel, message: string, facts: Readonly<Record<string, unknown>> | undefined): string {
  const at = new Date(Math.floor(clock.nowMicros() / 1000)).toISOString();
  let text: string;
  try {
    text = JSON.stringify({ at, level, message, ...facts }, (_key, value: unknown) => (value instanceof Error ? (value.stack ?? value.message) : value));
  } catch {
    text = JSON.stringify({ at, level, message, facts: 'not sayable in JSON' });
  }
  if (text.length > lineLengthMax) text = JSON.stringify({ at, level, message: message.slice(0, 1024), cut: text.length });
  return `${text}\n`;
}

/** Text from the wire must not move the cursor or clear the screen of whoever reads the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
