/** What a backtest runs over: the bars that this session has recorded, or a tape on disk. Rules BT-12 and BT-13 in docs/specs/backtest.md. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { openTape } from '../../../shared/tape/open-tape.ts';
import { quoteAroundBars } from '../../../shared/tape/quote-around-bars.ts';
import { quoteAroundTrades } from '../../../shared/tape/quote-around-trades.ts';
import type { Tape } from '../../../shared/tape/tape.ts';
import type { BacktestJob, RecordedBars } from './backtest-messages.ts';
import { withBuiltBars } from './built-bars.ts';
import { readTapeFiles } from './read-tape-files.ts';

export interface BacktestData {
  /** With quotes wherever it had none, and with bars likewise. */
  readonly tape: Tape;
  /** What was read, in words. */
  readonly source: string;
  /** SHA-256, hex: of the files' bytes, or of instruments and bars in canonical JSON. */
  readonly hash: string;
}

const dayMicros = 86_400e6;

/** The data, or a problem with its name. */
export function loadData({ definition, recorded }: Pick<BacktestJob, 'definition' | 'recorded'>): Result<BacktestData, string> {
  const { data, symbols } = definition;
  const loaded = data.kind === 'tape' ? tapeOnDisk(data.path, symbols) : recordedTape(recorded, symbols, data.sessionsMax);
  return loaded.ok ? ok({ ...loaded.value, tape: withoutHindsight(loaded.value.tape) }) : loaded;
}

function tapeOnDisk(path: string, symbols: readonly string[]): Result<BacktestData, string> {
  const read = readTapeFiles(path);
  if (!read.ok) return read;
  const opened = openTape(read.value.files, symbols.length > 0 ? { instruments: symbols } : {});
  if (!opened.ok) return opened;
  const tape = withBuiltBars(quoteAroundTrades(quoteAroundBars(opened.value)));
  return ok({ tape, source: `tape ${tape.source}`, hash: read.value.hash });
}

function recordedTape(recorded: RecordedBars | null, symbols: readonly string[], sessionsMax: number): Result<BacktestData, string> {
  if (!recorded) return err('no recorded bars came with the job');
  const instruments = recorded.instruments.filter((i) => symbols.length === 0 || symbols.includes(i.symbol));
  const missing = symbols.filter((symbol) => !instruments.some((i) => i.symbol === symbol));
  if (missing.length > 0) return err(`no bars of ${missing.join(', ')} were recorded`);
  const bars = lastDays(recorded.bars.filter((bar) => instruments.some((i) => i.symbol === bar.symbol)), sessionsMax);
  if (bars.length === 0) return err('no bars were recorded');
  const hash = createHash('sha256').update(canonicalJson(instruments));
  for (const bar of bars) hash.update(canonicalJson(bar));
  return ok({ tape: quoteAroundBars(tapeOfBars(recorded.source, instruments, bars)), source: `${recorded.source}, the last ${sessionsMax} days at most`, hash: hash.digest('hex') });
}

/** Bars of the newest `daysMax` UTC days that have any. */
function lastDays(bars: readonly Bar[], daysMax: number): readonly Bar[] {
  const dayOf = (bar: Bar): number => Math.floor(bar.start / dayMicros);
  const days = [...new Set(bars.map(dayOf))].sort((a, b) => b - a).slice(0, daysMax);
  const first = days.at(-1) ?? 0;
  return bars.filter((bar) => dayOf(bar) >= first);
}

function tapeOfBars(source: string, instruments: readonly Instrument[], bars: readonly Bar[]): Tape {
  const place = new Map(instruments.map((instrument, i) => [instrument.symbol, i]));
  const sorted = [...bars].sort((a, b) => a.end - b.end || (place.get(a.symbol) ?? 0) - (place.get(b.symbol) ?? 0));
  return {
    source, instruments, counts: { bars: bars.length, quotes: 0, trades: 0, depths: 0 },
    events: () => sorted.map((bar) => ({ type: 'bar', time: bar.end, bar })),
  };
}

/** A daily volume published beside a tape is the median of the whole of it (TP-6): known only afterwards. Without it, it is estimated from the bars before. */
const withoutHindsight = (tape: Tape): Tape => ({ ...tape, instruments: tape.instruments.map((i) => ({ ...i, averageDailyVolumeLots: null })) });
