/**
 * Which day the synthetic market plays next. A profile's journal must not see the same market day twice, so each start
 * begins on a day after all that were played before, and not before today.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const msPerDay = 86_400_000;
const sessionSeconds = 23_400;
/** How often the days in play are written down, milliseconds: a machine that loses power forgets less than a day. */
const writeEveryMs = 5000;

export interface DemoCalendar {
  /** YYYY-MM-DD. */
  readonly firstDay: string;
  /** Keeps writing down which days are in play, while this process lives. */
  used(speed: number): void;
}

export function demoCalendar(path: string, nowMs = Date.now()): DemoCalendar {
  const today = Math.floor(nowMs / msPerDay) * msPerDay;
  const firstDayMs = Math.max(today, nextDay(path));
  const write = (daysPlayed: number): void => writeFileSync(path, `${JSON.stringify({ nextDay: isoDay(firstDayMs + daysPlayed * msPerDay) })}\n`);
  return {
    firstDay: isoDay(firstDayMs),
    used(speed) {
      const startedMs = performance.now();
      write(1);
      const secondsPlayed = (): number => ((performance.now() - startedMs) / 1000) * (Number.isFinite(speed) ? speed : 1);
      setInterval(() => write(1 + Math.ceil(secondsPlayed() / sessionSeconds)), writeEveryMs).unref();
    },
  };
}

function nextDay(path: string): number {
  try {
    const { nextDay: day } = JSON.parse(readFileSync(path, 'utf8')) as { nextDay: string };
    const ms = Date.parse(`${day}T00:00:00Z`);
    return Number.isNaN(ms) ? 0 : ms;
  } catch {
    return 0; // the first start of this profile
  }
}

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
