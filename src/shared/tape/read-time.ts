/** Dates and times of the data files, read exactly: `2019-02-11`, `2019-02-11T14:31:00Z`, up to nine decimals, UTC. */

export const microsPerSecond = 1_000_000;
export const microsPerMinute = 60 * microsPerSecond;
export const microsPerHour = 60 * microsPerMinute;
export const microsPerDay = 24 * microsPerHour;

const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z)?$/;
const fixed = '0000-00-00T00:00:00';

/** Times outside are typing errors: the wire starts at 1970, and whole microseconds end in 2255. */
const earliest = microsPerDay;
const latest = 84_006 * microsPerDay;

/** Whether a time lies from 1970-01-02 to 2199-12-31. */
export const isPlausibleTime = (micros: number): boolean => micros >= earliest && micros < latest;

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar (Howard Hinnant, days_from_civil). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Day number since 1970-01-01 of a time. */
export const dayOf = (micros: number): number => Math.floor(micros / microsPerDay);
/** 0 Sunday ... 6 Saturday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;
/** `2019-02-11` of a day number. */
export const dateText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
/** ISO 8601 text of a time, to the second when it is whole, else to the millisecond. */
export function timeText(micros: number): string {
  const text = new Date(Math.floor(micros / 1000)).toISOString();
  return micros % microsPerSecond === 0 ? `${text.slice(0, 19)}Z` : text;
}

/** Micros since 1970 of a date or a UTC time (decimals beyond the sixth are cut off); null when it is neither. */
export function readTime(text: string): number | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const part = (i: number): number => digitsOf(match[i] ?? '');
  const year = part(1), month = part(2), day = part(3), hour = part(4), minute = part(5), second = part(6);
  const monthDays = month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (month < 1 || month > 12 || day < 1 || day > monthDays || hour > 23 || minute > 59 || second > 59) return null;
  const fraction = digitsOf((match[7] ?? '').padEnd(6, '0').slice(0, 6));
  return daysFromCivil(year, month, day) * microsPerDay + ((hour * 60 + minute) * 60 + second) * microsPerSecond + fraction;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function digitsOf(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i += 1) value = value * 10 + (text.charCodeAt(i) - fixed.charCodeAt(0));
  return value;
}
