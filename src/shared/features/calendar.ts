/** Features of the clock and the calendar, all in UTC. */
import type { EpochMicros } from '../domain/numbers.ts';
import type { FeatureSpec } from './feature-spec.ts';
import type { SessionClock } from './session-clock.ts';

const ofClock = { group: 'calendar', needs: 'bars', unit: 'ratio', windowBars: 0, staleAfterBars: 2, directional: false, actionable: false } as const;
const longBars = 'bars of half a day or longer';

export const calendarSpecs = [
  { ...ofClock, name: 'time_sin', label: 'Time of day (sine)', meaning: 'sine of the UTC time of day of the bar end, one turn a day', missing: longBars, glossary: 'The time of day as a place on a circle, first of two: markets behave by the clock.' },
  { ...ofClock, name: 'time_cos', label: 'Time of day (cosine)', meaning: 'cosine of the UTC time of day of the bar end, one turn a day', missing: longBars, glossary: 'The time of day as a place on a circle, second of two.' },
  { ...ofClock, needs: 'sessions', name: 'session_progress', label: 'Share of the session gone', meaning: 'time since the start of the session over the length of the longer of the last two whole sessions, at most 1', missing: `no whole session was seen yet, or ${longBars}`, glossary: '0 at the open, 0.5 at half time, 1 at the close.' },
  { ...ofClock, needs: 'sessions', name: 'closing_hour', label: 'Last hour of the session', meaning: '0 until an hour before the session should end (by the longer of the last two whole sessions), then in proportion to 1 at its end', missing: `no whole session that ended in a pause was seen yet, or ${longBars}`, glossary: 'How close the close is: 0.5 is half an hour before it.' },
  { ...ofClock, name: 'weekday_sin', label: 'Day of the week (sine)', meaning: 'sine of the UTC weekday of the bar, Monday 0, one turn a week', missing: 'before the first bar', glossary: 'The weekday as a place on a circle, first of two.' },
  { ...ofClock, name: 'weekday_cos', label: 'Day of the week (cosine)', meaning: 'cosine of the UTC weekday of the bar, Monday 0, one turn a week', missing: 'before the first bar', glossary: 'The weekday as a place on a circle, second of two.' },
  { ...ofClock, name: 'month_turn', label: 'Turn of the month', meaning: '1 on the first and last UTC day of a month, a quarter less for each day between, at least 0', missing: 'before the first bar', glossary: 'Near 1 funds rebalance: flows that have little to do with the price.' },
] as const satisfies readonly FeatureSpec[];

export type CalendarName = (typeof calendarSpecs)[number]['name'];

const dayMicros = 86_400e6;
const hourMicros = 3600e6;

/** Features at the end of a bar; `asOf` null before the first. */
export function calendarValues(asOf: EpochMicros | null, clock: SessionClock): Record<CalendarName, number | null> {
  if (asOf === null) return { time_sin: null, time_cos: null, session_progress: null, closing_hour: null, weekday_sin: null, weekday_cos: null, month_turn: null };
  const turn = (2 * Math.PI * (asOf % dayMicros)) / dayMicros;
  // The day that the bar lies in: a bar that ends at midnight belongs to the day before.
  const day = Math.floor((asOf - 1) / dayMicros);
  // 1970-01-01 was a Thursday.
  const weekTurn = (2 * Math.PI * ((((day + 3) % 7) + 7) % 7)) / 7;
  return {
    time_sin: clock.daily ? null : Math.sin(turn), time_cos: clock.daily ? null : Math.cos(turn),
    ...ofSession(asOf, clock),
    weekday_sin: Math.sin(weekTurn), weekday_cos: Math.cos(weekTurn), month_turn: monthTurn(day),
  };
}

function ofSession(asOf: number, clock: SessionClock): { session_progress: number | null; closing_hour: number | null } {
  const length = clock.usualLength;
  if (length === null || clock.start === null) return { session_progress: null, closing_hour: null };
  const left = clock.start + length - asOf;
  return {
    session_progress: Math.min(1, (asOf - clock.start) / length),
    closing_hour: clock.endsInPause ? Math.min(1, Math.max(0, 1 - left / hourMicros)) : null,
  };
}

/** @param day days since 1970 */
function monthTurn(day: number): number {
  const date = new Date(day * 86_400e3);
  const ofMonth = date.getUTCDate();
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return Math.max(0, 1 - Math.min(ofMonth - 1, days - ofMonth) / 4);
}
