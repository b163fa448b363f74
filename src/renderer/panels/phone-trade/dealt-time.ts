/** The time at which a phone trade was dealt, as a person writes it in the desk's zone. Pure. */
import { epochMicros, type EpochMicros } from '../../../shared/domain/numbers.ts';
import { formatTime, type Typed, type Zone } from '../../ui/format.ts';

export interface DealtText {
  /** 2026-11-21 */
  readonly date: string;
  /** 14:05 or 14:05:30 */
  readonly time: string;
}

const datePattern = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const timePattern = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

export const dealtTextOf = (micros: number, zone: Zone): DealtText => ({ date: formatTime(micros, zone, 'date'), time: formatTime(micros, zone, 'time') });

/** Where the clocks go back an hour comes twice: the first is taken, and the time in UTC beside the field says so. */
export function readDealt({ date, time }: DealtText, zone: Zone, nowMicros: number): Typed<EpochMicros> {
  const day = datePattern.exec(date.trim());
  if (!day) return { ok: false, why: 'Write the date as 2026-11-21' };
  const clock = timePattern.exec(time.trim());
  if (!clock) return { ok: false, why: 'Write the time as 14:05 or 14:05:30' };
  const [year = 0, month = 0, dayOfMonth = 0] = day.slice(1).map(whole);
  const [hour = 0, minute = 0, second = 0] = clock.slice(1).map((part) => whole(part ?? '0'));
  const ms = zone === 'utc' ? Date.UTC(year, month - 1, dayOfMonth, hour, minute, second) : new Date(year, month - 1, dayOfMonth, hour, minute, second).getTime();
  const two = (value: number): string => String(value).padStart(2, '0');
  const asWritten = `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)} ${two(hour)}:${two(minute)}:${two(second)}`;
  // A day or an hour that does not exist (31 June, the night the clocks go forward) comes back as another.
  if (!Number.isFinite(ms) || ms < 0 || formatTime(ms * 1000, zone, 'dateTime') !== asWritten) return { ok: false, why: `There is no ${asWritten}${zone === 'utc' ? '' : ' in the local zone'}` };
  if (ms * 1000 > nowMicros) return { ok: false, why: `In the future: it is ${formatTime(nowMicros, zone, 'dateTime')} now` };
  return { ok: true, value: epochMicros(ms * 1000) };
}

const whole = (digits: string): number => Number.parseInt(digits, 10);
