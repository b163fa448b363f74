/** Missing sessions, missing bars and bars where there was no session. */
import type { BarCheckContext } from './bar-checks.ts';
import { reportRow, reportSeries } from './bar-checks.ts';
import { dateText, dayOf, daysFromCivil, microsPerSecond, timeText, weekdayOf } from './read-time.ts';
import { isNyseSession, regularSession } from './us-sessions.ts';

/** Days from bar to bar that weekend and holidays explain: currencies pause for Christmas and New Year only. */
const gapDaysMax = { fx: 4, other: 5 } as const;
/** From here on the VIX is also computed on most exchange holidays (Cboe global trading hours). */
const holidayIndexFrom = daysFromCivil(2022, 5, 1);

export function checkGaps(context: BarCheckContext): void {
  const { bars, facts } = context;
  if (facts.calendar === 'nyse') checkSessions(context);
  if (!bars.daily) {
    checkSteps(context);
    if (facts.calendar === 'nyse') checkHours(context);
    return;
  }
  if (facts.calendar === 'nyse' || facts.calendar === 'none') return;
  const daysMax = facts.calendar === 'every-day' ? 1 : facts.assetClass === 'fx' ? gapDaysMax.fx : gapDaysMax.other;
  for (let i = 1; i < bars.stamps.length; i += 1) {
    const from = dayOf(bars.stamps[i - 1] ?? 0), to = dayOf(bars.stamps[i] ?? 0);
    if (to - from > daysMax) reportRow(context, i, 'gap', 'gap', `no bar between ${dateText(from)} and ${dateText(to)}`);
  }
}

/** Sessions between the first and the last bar that have none, and bars on days without a session. */
function checkSessions(context: BarCheckContext): void {
  const { stamps, refused } = context.bars;
  const refusedDays = new Set(refused.map(dayOf));
  const openOnHolidays = context.facts.tradesOnHolidays ? holidayIndexFrom : Infinity;
  let before: number | null = null;
  for (const [i, stamp] of stamps.entries()) {
    const day = dayOf(stamp);
    if (day === before) continue;
    if (!isNyseSession(day) && (day < openOnHolidays || isWeekend(day))) reportRow(context, i, 'off-session', 'off-session', `a bar on ${dateText(day)}, when the exchange was closed`);
    for (let missing = (before ?? day) + 1; missing < day; missing += 1) {
      if (isNyseSession(missing) && !refusedDays.has(missing)) reportRow(context, i, 'session', 'gap', `session ${dateText(missing)} is missing`);
    }
    before = day;
  }
}

const isWeekend = (day: number): boolean => weekdayOf(day) === 0 || weekdayOf(day) === 6;

/** Steps longer than one bar within a UTC day. */
function checkSteps(context: BarCheckContext): void {
  const { bars, barSeconds } = context;
  for (let i = 1; i < bars.stamps.length; i += 1) {
    const from = bars.stamps[i - 1] ?? 0, to = bars.stamps[i] ?? 0;
    const steps = Math.round((to - from) / (barSeconds * microsPerSecond));
    if (steps > 1 && dayOf(from) === dayOf(to)) {
      reportRow(context, i, 'step', 'gap', `${steps - 1} bars of ${barSeconds} s missing between ${timeText(from)} and ${timeText(to)}`);
    }
  }
}

/** Bars outside 09:30 to 16:00 New York, counted once. A stamp at 16:00 is outside only where it names the start. */
function checkHours(context: BarCheckContext): void {
  const { stamps } = context.bars;
  let early = 0, late = 0, atClose = 0, atOpen = 0;
  for (const stamp of stamps) {
    const { open, close } = regularSession(dayOf(stamp));
    if (stamp < open) early += 1;
    else if (stamp === open) atOpen += 1;
    else if (stamp === close) atClose += 1;
    else if (stamp > close) late += 1;
  }
  const outside = early + late + (atOpen > 0 ? atClose : 0);
  reportSeries(context, outside, 'off-session', `${outside} bars outside 09:30 to 16:00 New York (${early} before)`);
}
