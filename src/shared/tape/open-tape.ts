/**
 * Opens recorded files as one tape: tells each layout by its header, reads it, names what is wrong with it, and merges
 * all of them in time order. The rules are in docs/specs/tapes.md (TP-1 to TP-10).
 */
import { err, ok, type Result } from '../base/result.ts';
import { epochMicros } from '../domain/numbers.ts';
import { assemble, nameMembers, type Assembled, type Member, type NamedMembers } from './assemble.ts';
import { barSecondsOf, barSpan, defaultBarSeconds, stampOf } from './bar-times.ts';
import { checkBars } from './bar-checks.ts';
import { checkTogether } from './cross-checks.ts';
import { CsvRows } from './csv-rows.ts';
import { FileDefects, type PlacedDefect } from './defects.ts';
import { mergeRuns, type EventRun } from './event-merge.ts';
import { eventRuns } from './event-runs.ts';
import { fileIdentity } from './file-name.ts';
import { mergeOverrides, noOverrides, overriddenFacts, readOverrides, type InstrumentOverrides } from './instrument-overrides.ts';
import { recogniseLayout, type Layout } from './layouts.ts';
import { timesOf, type RawSeries } from './raw-series.ts';
import { readTime } from './read-time.ts';
import { readBars, type ReadContext } from './read-bars.ts';
import { readDepth } from './read-depth.ts';
import { readQuotes, readTrades } from './read-ticks.ts';
import type { Tape, TapeEvent, TapeFile } from './tape.ts';

export interface OpenTapeOptions {
  /** Keep these symbols only; a plain symbol (`EURUSD`) also keeps its variants (`EURUSD.fxcm`). */
  readonly instruments?: readonly string[];
}

interface OpenedFile {
  readonly defects: FileDefects;
  readonly members: readonly (Member & { readonly rows: number })[];
}

/**
 * The tape of some files. A file that cannot be read becomes an `unreadable-file` defect while others load; the result is
 * an error only when nothing loads or when an instrument asked for is not there.
 */
export function openTape(files: readonly TapeFile[], options: OpenTapeOptions = {}): Result<Tape, string> {
  const sheets = files.filter((file) => isOverrides(file.name));
  const data = files.filter((file) => !isOverrides(file.name));
  const overrides = sheets.map((sheet) => readOverrides(sheet.name, sheet.text)).reduce(mergeOverrides, noOverrides);
  const opened = data.map((file) => openFile(file, overrides));
  const members = opened.flatMap((file) => file.members);
  const reasons = opened.flatMap((file) => (file.members.length === 0 ? file.defects.done().map((d) => `${d.defect.where}: ${d.defect.detail}`) : []));
  checkTogether(members);
  if (members.length === 0) return err(reasons[0] === undefined ? 'no files were given' : `nothing could be read: ${reasons.slice(0, 5).join('; ')}`);
  const named = nameMembers(members);
  const missing = (options.instruments ?? []).filter((wanted) => !named.some((n) => answersTo(n, wanted)));
  if (missing.length > 0) return err(`no instrument ${missing.join(', ')}; there are ${named.map((n) => n.symbol).join(', ')}`.slice(0, 500));
  const kept = options.instruments ? named.filter((n) => options.instruments?.some((wanted) => answersTo(n, wanted))) : named;
  const made = kept.map(assemble);
  return ok(tapeOf(data, made, placeDefects([problemsOf(overrides), ...opened], kept), countsOf(opened, made)));
}

const isOverrides = (name: string): boolean => /(^|[/\\])instruments\.json$/.test(name);

const answersTo = (named: NamedMembers, wanted: string): boolean =>
  named.symbol === wanted || named.members.some((m) => m.identity.symbol === wanted);

function problemsOf({ problems }: InstrumentOverrides): OpenedFile {
  const defects = new FileDefects('instruments.json');
  for (const detail of problems) {
    defects.add({ check: 'overrides', code: 'unreadable-file', action: 'quarantined', line: 0, time: null, symbol: null, detail });
  }
  return { defects, members: [] };
}

function openFile(file: TapeFile, overrides: InstrumentOverrides): OpenedFile {
  const defects = new FileDefects(file.name);
  const rows = new CsvRows(file.text);
  const refuse = (detail: string): OpenedFile => {
    defects.add({ check: 'unreadable-file', code: 'unreadable-file', action: 'quarantined', line: Math.max(1, rows.line), time: null, symbol: null, detail });
    return { defects, members: [] };
  };
  if (!rows.advance()) return refuse('the file is empty');
  const layout = recogniseLayout(Array.from({ length: rows.width }, (_, column) => rows.field(column)));
  if (!layout.ok) return refuse(layout.error);
  const identity = fileIdentity(file.name);
  const context: ReadContext = {
    rows, layout: layout.value, defects, fileSymbol: identity.symbol,
    facts: (symbol) => overriddenFacts(symbol ?? identity.symbol, overrides),
  };
  if (isNewestFirst(file.text, layout.value)) {
    rows.turnAround();
    defects.addSummary({
      check: 'newest-first', code: 'time-not-increasing', action: 'repaired', line: 0, time: null, symbol: null,
      detail: 'the file is newest first; it was read from its last line up',
    }, 1);
  }
  const members = readSeries(context).filter(({ series }) => timesOf(series).length > 0).map(({ series, rows: count }) => {
    const symbol = series.kind === 'bars' ? (series.symbol ?? identity.symbol) : identity.symbol;
    const facts = context.facts(symbol);
    const barSeconds = series.kind === 'bars' ? barSecondsOf(series) : null;
    const stamp = overrides.bySymbol.get(symbol)?.barStamp ?? (series.kind === 'bars' ? stampOf(file.name, series, facts) : 'start');
    if (series.kind === 'bars') checkBars({ bars: series, barSeconds: barSeconds ?? defaultBarSeconds, symbol, facts, defects });
    return { file: file.name, identity: { ...identity, symbol }, series, barSeconds, stamp, facts, defects, rows: count };
  });
  return members.length > 0 ? { defects, members } : refuse('no row could be read');
}

/** Whether bars run from the newest to the oldest, as some vendors write them: by the first and the last row. */
function isNewestFirst(text: string, layout: Layout): boolean {
  if (layout.kind === 'depth' || layout.kind === 'quotes' || layout.kind === 'trades' || layout.column('symbol') >= 0) return false;
  const lines = text.trimEnd();
  const column = layout.column(layout.clock === 'date' ? 'date' : 'ts');
  const timeOf = (line: string): number | null => readTime((line.split(',')[column] ?? '').trim());
  const header = lines.indexOf('\n');
  const first = timeOf(lines.slice(header + 1, lines.indexOf('\n', header + 1))), last = timeOf(lines.slice(lines.lastIndexOf('\n') + 1));
  return first !== null && last !== null && first > last;
}

function readSeries(context: ReadContext): readonly { readonly series: RawSeries; readonly rows: number }[] {
  switch (context.layout.kind) {
    case 'bars': case 'price-only': case 'quote-bars': return readBars(context);
    case 'quotes': return [readQuotes(context)];
    case 'trades': return [readTrades(context)];
    case 'depth': return [readDepth(context)];
  }
}

function countsOf(opened: readonly OpenedFile[], made: readonly Assembled[]): Tape['counts'] {
  const counts = { bars: 0, quotes: 0, trades: 0, depths: 0 };
  const kept = new Set(made.flatMap((m) => m.members.map((member) => member.series)));
  for (const { members } of opened) {
    for (const { series, rows } of members) {
      if (!kept.has(series)) continue;
      if (series.kind === 'bars') counts.bars += rows;
      else if (series.kind === 'quotes') counts.quotes += rows;
      else if (series.kind === 'trades') counts.trades += rows;
      else counts.depths += rows;
    }
  }
  return counts;
}

/** Defects of all files under the symbols that the tape gives, at the times of the events they concern. */
function placeDefects(opened: readonly OpenedFile[], kept: readonly NamedMembers[]): readonly PlacedDefect[] {
  const placed: PlacedDefect[] = [];
  for (const file of opened) {
    const names = new Map<string, string>();
    for (const { symbol, members } of kept) {
      for (const member of members) if (member.defects === file.defects) names.set(member.identity.symbol, symbol);
    }
    for (const { time, defect } of file.defects.done()) {
      const known = defect.symbol === null ? null : (names.get(defect.symbol) ?? ([...names.values()].includes(defect.symbol) ? defect.symbol : undefined));
      if (known === undefined) continue;
      const member = file.members.find((m) => m.identity.symbol === defect.symbol) ?? file.members[0];
      placed.push({ time: eventTime(member, time), defect: { ...defect, symbol: known } });
    }
  }
  return placed;
}

/** When a finding at a row's own time may be known: at the end of its bar. */
function eventTime(member: Member | undefined, time: number | null): number | null {
  if (!member || member.series.kind !== 'bars') return time ?? (member ? (timesOf(member.series)[0] ?? null) : null);
  const span = barSpan(member.series, member.facts, member.barSeconds ?? defaultBarSeconds, member.stamp);
  return span.end(time ?? member.series.stamps[0] ?? 0);
}

function tapeOf(files: readonly TapeFile[], made: readonly Assembled[], defects: readonly PlacedDefect[], counts: Tape['counts']): Tape {
  const runs = made.flatMap(eventRuns);
  const firstTime = runs.reduce((least, run) => Math.min(least, run.time(0)), Infinity);
  const timed = defects.map((d) => ({ time: d.time ?? firstTime, defect: d.defect })).sort((a, b) => a.time - b.time);
  const defectRun: EventRun<TapeEvent> = {
    length: timed.length,
    rank: -1,
    time: (i) => timed[i]?.time ?? firstTime,
    event: (i) => {
      const { time, defect } = timed[i] as (typeof timed)[number];
      return { type: 'defect', time: epochMicros(time), defect };
    },
  };
  return {
    source: files.map((file) => file.name).join(', ').slice(0, 500),
    instruments: made.map((m) => m.instrument),
    counts,
    events: () => mergeRuns([defectRun, ...runs]),
  };
}
