/** What only shows when files are opened together: sources that disagree, and a file that starts late (TP-10). */
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks, quantityLots } from '../domain/numbers.ts';
import type { Member } from './assemble.ts';
import { BarBuilder } from './bar-builder.ts';
import { barSpan, defaultBarSeconds } from './bar-times.ts';
import { stepsIn, type Step } from './fixed-point.ts';
import type { RawBars } from './raw-series.ts';
import { dateText, dayOf, microsPerSecond } from './read-time.ts';
import { isNyseSession } from './us-sessions.ts';

/** Prices further apart than this are counted as different, in quote currency. */
const priceTolerance = 0.01;
/** Volumes further apart than this share are counted as different. */
const volumeTolerance = 0.02;
/** A file that starts this many sessions after its neighbours has lost them; later than that it was listed later. */
const lateSessionsMax = 5;
/** Fine enough to compare prices of two files. */
const comparisonStep: Step = { units: 1, digits: 6 };

type BarMember = Member & { readonly series: RawBars };

export function checkTogether(members: readonly Member[]): void {
  const bars = members.filter((m): m is BarMember => m.series.kind === 'bars' && m.series.quotes === null);
  for (const [i, later] of bars.entries()) {
    for (const earlier of bars.slice(0, i)) if (earlier.identity.symbol === later.identity.symbol) compare(earlier, later);
  }
  checkStarts(bars);
}

function compare(a: BarMember, b: BarMember): void {
  const [short, long] = (a.barSeconds ?? 0) <= (b.barSeconds ?? 0) ? [a, b] : [b, a];
  if (short.barSeconds === long.barSeconds) compareCells(a, b);
  else if (!long.series.daily && (long.barSeconds ?? 0) % (short.barSeconds ?? 1) === 0) compareAggregated(short, long);
}

/** Same length: cell by cell on common times. */
function compareCells(a: BarMember, b: BarMember): void {
  const rows = new Map(a.series.stamps.map((stamp, i) => [stamp, i]));
  let common = 0, cells = 0, volumes = 0;
  for (const [j, stamp] of b.series.stamps.entries()) {
    const i = rows.get(stamp);
    if (i === undefined) continue;
    common += 1;
    for (const column of ['open', 'high', 'low', 'close'] as const) {
      const apart = Math.abs(stepsIn(a.series[column][i] ?? 0, comparisonStep) - stepsIn(b.series[column][j] ?? 0, comparisonStep));
      if (apart > stepsIn(priceTolerance, comparisonStep)) cells += 1;
    }
    if (volumesDiffer(a.series.volume?.[i], b.series.volume?.[j])) volumes += 1;
  }
  report(b, cells || volumes, `${cells} price cells are more than ${priceTolerance} away from ${a.file} on ${common} common bars, ${volumes} volumes more than 2 %`);
}

const volumesDiffer = (a: number | null | undefined, b: number | null | undefined): boolean =>
  typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) > volumeTolerance * a;

/** Different lengths: the shorter bars put together against the longer ones, where both cover the span. */
function compareAggregated(short: BarMember, long: BarMember): void {
  const builder = new BarBuilder({ symbol: long.identity.symbol, barSeconds: long.barSeconds ?? defaultBarSeconds });
  const built: Bar[] = [];
  const length = (long.barSeconds ?? 0) * microsPerSecond;
  for (const bar of comparableBars(short)) {
    if ((bar.start % length) + (bar.end - bar.start) > length) return; // off the grid of the longer bars
    const done = builder.takeBar(bar);
    if (done) built.push(done);
  }
  if (builder.current) built.push(builder.current);
  const given = new Map<number, Bar>([...comparableBars(long)].map((bar) => [bar.start, bar]));
  let common = 0, apart = 0, volumes = 0;
  for (const bar of built) {
    const other = given.get(bar.start);
    if (!other) continue;
    common += 1;
    if (other.open !== bar.open || other.high !== bar.high || other.low !== bar.low || other.close !== bar.close) apart += 1;
    if (volumesDiffer(bar.volume, other.volume)) volumes += 1;
  }
  report(long, apart || volumes, `${apart} of ${common} bars do not have the prices that the shorter bars of ${short.file} add up to; ${volumes} volumes are more than 2 % away`);
}

function* comparableBars(member: BarMember): Generator<Bar, void, undefined> {
  const { series, identity } = member;
  const span = barSpan(series, member.facts, member.barSeconds ?? defaultBarSeconds, member.stamp);
  const price = (value: number | undefined): Bar['open'] => priceTicks(stepsIn(value ?? 0, comparisonStep));
  for (const [i, stamp] of series.stamps.entries()) {
    yield {
      symbol: identity.symbol, start: epochMicros(span.start(stamp)), end: epochMicros(span.end(stamp)),
      open: price(series.open[i]), high: price(series.high[i]), low: price(series.low[i]), close: price(series.close[i]),
      volume: series.volume ? quantityLots(Math.min(Number.MAX_SAFE_INTEGER, Math.round((series.volume[i] ?? 0) * 1e4))) : null,
    };
  }
}

function report(member: BarMember, count: number, detail: string): void {
  const { defects, identity, series } = member;
  defects.addSummary({
    check: 'sources-disagree', code: 'sources-disagree', action: 'warned', line: 0, time: series.stamps.at(-1) ?? null, symbol: identity.symbol, detail,
  }, count);
}

/** Among files of one folder and bar length that mostly start on one session, those that start a few sessions later. */
function checkStarts(members: readonly BarMember[]): void {
  const groups = Map.groupBy(members.filter((m) => m.facts.calendar === 'nyse'), (m) => `${m.file.slice(0, m.file.lastIndexOf('/') + 1)} ${m.barSeconds}`);
  for (const group of groups.values()) {
    const starts = Map.groupBy(group, (m) => dayOf(m.series.stamps[0] ?? 0));
    const [usual, sharing] = [...starts].reduce((best, entry) => (entry[1].length > best[1].length ? entry : best));
    if (sharing.length * 2 <= group.length || group.length < 3) continue;
    for (const [first, late] of starts) {
      if (first <= usual) continue;
      let missed = 0;
      for (let day = usual; day < first && missed <= lateSessionsMax; day += 1) if (isNyseSession(day)) missed += 1;
      if (missed > lateSessionsMax) continue;
      for (const { defects, identity, series } of late) {
        defects.addSummary({
          check: 'late-start', code: 'gap', action: 'warned', line: series.lines[0] ?? 0, time: series.stamps[0] ?? null, symbol: identity.symbol,
          detail: `starts on ${dateText(first)}; ${sharing.length} of ${group.length} files beside it start on ${dateText(usual)}`,
        }, missed);
      }
    }
  }
}
