/**
 * Sessions of the New York Stock Exchange since 1990, by rule 7.2 and its predecessors: weekends, nine (from 2022 ten)
 * holidays, and the unscheduled closures named below. Early closes are sessions.
 */
import { daysFromCivil, microsPerDay, microsPerHour, weekdayOf } from './read-time.ts';

/** Whole days on which the exchange was closed out of turn. */
const unscheduled: ReadonlySet<number> = new Set([
  [1994, 4, 27], //                                          funeral of President Nixon
  [2001, 9, 11], [2001, 9, 12], [2001, 9, 13], [2001, 9, 14], // attacks of 11 September
  [2004, 6, 11], //                                          funeral of President Reagan
  [2007, 1, 2], //                                           funeral of President Ford
  [2012, 10, 29], [2012, 10, 30], //                         hurricane Sandy
  [2018, 12, 5], //                                          funeral of President G. H. W. Bush
  [2025, 1, 9], //                                           funeral of President Carter
].map(([year = 0, month = 0, day = 0]) => daysFromCivil(year, month, day)));

const holidaysOf = new Map<number, ReadonlySet<number>>();

/** Whether the exchange held a session on this day (number since 1970-01-01). */
export function isNyseSession(day: number): boolean {
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6 || unscheduled.has(day)) return false;
  const year = new Date(day * 86_400_000).getUTCFullYear();
  let holidays = holidaysOf.get(year);
  if (!holidays) {
    holidays = new Set(nyseHolidays(year));
    holidaysOf.set(year, holidays);
  }
  return !holidays.has(day);
}

function nyseHolidays(year: number): readonly number[] {
  const newYear = daysFromCivil(year, 1, 1);
  return [
    weekdayOf(newYear) === 0 ? newYear + 1 : newYear, //      a Saturday's New Year is not moved to the old year
    ...(year >= 1998 ? [nthWeekday(year, 1, 1, 3)] : []), //  Martin Luther King Day
    nthWeekday(year, 2, 1, 3), //                             Washington's Birthday
    easterSunday(year) - 2, //                                Good Friday
    lastMonday(year, 5), //                                   Memorial Day
    ...(year >= 2022 ? [observed(daysFromCivil(year, 6, 19))] : []),
    observed(daysFromCivil(year, 7, 4)),
    nthWeekday(year, 9, 1, 1), //                             Labor Day
    nthWeekday(year, 11, 4, 4), //                            Thanksgiving
    observed(daysFromCivil(year, 12, 25)),
  ];
}

const observed = (day: number): number => (weekdayOf(day) === 6 ? day - 1 : weekdayOf(day) === 0 ? day + 1 : day);

function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = daysFromCivil(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1);
}

function lastMonday(year: number, month: number): number {
  const last = daysFromCivil(year, month + 1, 1) - 1;
  return last - ((weekdayOf(last) + 6) % 7);
}

/** Gregorian Easter (Meeus, Jones and Butcher; Nature 13, 487, 1876). */
function easterSunday(year: number): number {
  const a = year % 19, b = Math.floor(year / 100), c = year % 100;
  const d = Math.floor(b / 4), e = b % 4, f = Math.floor((b + 8) / 25), g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30, i = Math.floor(c / 4), k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7, m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return daysFromCivil(year, Math.floor(n / 31), (n % 31) + 1);
}

/** Start and end of the regular session (09:30 to 16:00 New York) of a day, microseconds UTC. */
export function regularSession(day: number): { readonly open: number; readonly close: number } {
  const offset = isNewYorkSummer(day) ? 4 : 5;
  const midnight = day * microsPerDay + offset * microsPerHour;
  return { open: midnight + 9.5 * microsPerHour, close: midnight + 16 * microsPerHour };
}

/** Daylight saving time by the rule in force since 2007, and by that of 1987 to 2006 before. */
function isNewYorkSummer(day: number): boolean {
  const year = new Date(day * 86_400_000).getUTCFullYear();
  const from = year >= 2007 ? nthWeekday(year, 3, 0, 2) : nthWeekday(year, 4, 0, 1);
  const until = year >= 2007 ? nthWeekday(year, 11, 0, 1) : nthWeekday(year, 11, 0, 1) - 7;
  return day >= from && day < until;
}
