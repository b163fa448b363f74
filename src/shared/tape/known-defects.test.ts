/** The checks against the list of faults that was made of the real data by hand; skipped where the data is absent. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DataDefect } from '../domain/data-defect.ts';
import { openTape } from './open-tape.ts';

const folder = process.env['CANDOR_DATA'] ?? '../shared/data';
const list = join(folder, 'known_defects.csv');
const withData = describe.skipIf(!existsSync(list));

interface Known { readonly file: string; readonly check: string; readonly count: number; readonly where: string; readonly nature: string; readonly detail: string }
interface Placed extends DataDefect { readonly time: number }

/** Layouts that no tape has yet: order events, snapshots by distance, native formats. */
const outOfScope = /^(raw|alt)\/|lobster|l3_|lob15/;

function knownDefects(): readonly Known[] {
  return readFileSync(list, 'utf8').trim().split('\n').slice(1).map((line) => {
    const fields = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) => (m[1] ?? '').replace(/^"|"$/g, ''));
    return { file: fields[0] ?? '', check: fields[1] ?? '', count: Number(fields[2]), where: fields[3] ?? '', nature: fields[4] ?? '', detail: fields[5] ?? '' };
  }).filter((k) => !outOfScope.test(k.file));
}

const read = (name: string): { readonly name: string; readonly text: string } => {
  const bytes = readFileSync(join(folder, name));
  return { name, text: (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8') };
};

/** Files that a finding needs beside its own. */
const companions: Readonly<Record<string, (file: string) => readonly string[]>> = {
  two_sources_disagree: () => ['daily/us_etf/SPY.csv'],
  disagrees_with_15min_file: (file) => [file.replace('1min', '15min')],
};

const cache = new Map<string, readonly Placed[]>();
function defectsOf(files: readonly string[]): readonly Placed[] {
  const key = files.join();
  const cached = cache.get(key);
  if (cached) return cached;
  const tape = openTape(files.map(read));
  if (!tape.ok) throw new Error(tape.error);
  const defects = [...tape.value.events()].flatMap((e) => (e.type === 'defect' ? [{ ...e.defect, time: e.time }] : []));
  cache.set(key, defects);
  return defects;
}

const total = (defects: readonly Placed[], code: string, detail = /./): number =>
  defects.filter((d) => d.code === code && detail.test(d.detail)).reduce((sum, d) => sum + d.count, 0);
/** UTC date of the bar that a defect is placed at the end of. */
const dateOf = (d: Placed): string => new Date((d.time - 1) / 1000).toISOString().slice(0, 10);
const onDay = (defects: readonly Placed[], code: string, where: string): boolean =>
  defects.some((d) => d.code === code && dateOf(d) === where.slice(0, 10));
const datesIn = (where: string): readonly string[] => where.match(/\d{4}-\d{2}-\d{2}/g) ?? [];

type Finds = (defects: readonly Placed[], known: Known) => boolean;
const exactly = (code: string, detail?: RegExp): Finds => (defects, known) => total(defects, code, detail) === known.count;
const dayOf = (code: string): Finds => (defects, known) => onDay(defects, code, known.where);

/** How each check of the list shows here. A check that is not in this table is not looked for. */
const finders: readonly (readonly [RegExp, Finds])[] = [
  [/^local_clock_before_exchange_clock$/, exactly('clock-skew')],
  [/^gap_>4_days$/, (defects, known) => datesIn(known.where).every((date) => defects.some((d) => d.code === 'gap' && d.detail.includes(date)))],
  [/^spread_exactly_0\.001$/, exactly('placeholder-spread')],
  [/^open_equals_previous_close$/, exactly('stale-open')],
  [/^bar_on_non_session$/, exactly('off-session')],
  [/^missing_session$/, (defects, known) => datesIn(known.where).every((date) => defects.some((d) => d.code === 'gap' && d.detail.includes(date)))],
  [/^ohlc_inconsistent$/, (defects, known) => total(defects, 'open-outside-range') + total(defects, 'close-outside-range') + total(defects, 'high-below-low') === known.count],
  [/^close_jump_/, dayOf('price-jump')],
  [/^spike_and_reversal_>0\.(05|25)$/, dayOf('price-jump')],
  [/^(split_without|dividend_|adj_close_step)/, dayOf('corporate-action')],
  [/^(two_sources_disagree|disagrees_with_15min_file)$/, exactly('sources-disagree')],
  [/^crossed_(open|close)$/, (defects, known) => total(defects, 'crossed', new RegExp(`at the ${known.check.slice(8)}`)) === known.count],
  [/^crossed_quote$/, exactly('crossed')],
  [/^locked_/, exactly('locked')],
  [/^flat_bar/, (defects, known) => total(defects.filter((d) => !known.file.includes('SHFE') || d.symbol === known.detail), 'flat-bar') === known.count],
  [/^zero_volume$/, exactly('zero-volume')],
  [/^gap_>(1|60)_/, exactly('gap')],
  [/^bar_outside_0930_1600_NY$/, exactly('off-session')],
  [/^exact_duplicate_of_previous_row$/, exactly('duplicate-row')],
  [/^sub_penny_price$/, exactly('off-tick')],
  [/^nonpositive_price$/, exactly('non-positive-price')],
];

const findersOf = (known: Known): Finds | undefined => finders.find(([pattern]) => pattern.test(known.check))?.[1];

withData('known defects of the real data (skipped without the recorded data)', () => {
  const found = (known: Known): boolean | null => {
    const find = findersOf(known);
    if (!find) return null;
    const files = [...(companions[known.check]?.(known.file) ?? []), known.file];
    const beside = known.file.endsWith('15min_2019/DFS.csv') ? ['AAPL', 'AMT', 'AMZN'].map((s) => known.file.replace('DFS', s)) : [];
    return find(defectsOf([...beside, ...files]), known);
  };

  it('[TP-9] finds every error in a layout that tapes read', () => {
    const errors = knownDefects().filter((k) => k.nature === 'error');
    const missed = errors.filter((k) => found(k) !== true).map((k) => `${k.file} ${k.check} ${k.count}`);
    expect(missed).toEqual([]);
    expect(errors.length).toBe(29);
  }, 120_000);

  it('[TP-9] counts thin trading and conventions as the list does, wherever it looks for them', () => {
    const others = knownDefects().filter((k) => k.nature !== 'error' && findersOf(k));
    const differing = others.filter((k) => found(k) !== true).map((k) => `${k.file} ${k.check} ${k.count}`);
    expect(differing).toEqual([]);
    expect(others.length).toBeGreaterThan(80);
  }, 120_000);

  it('[TP-9] keeps every market event on the tape', () => {
    const events = knownDefects().filter((k) => k.nature === 'market_event');
    const quarantined = events.flatMap((k) => defectsOf([k.file]).filter((d) => d.action === 'quarantined'
      && datesIn(k.where).some((date) => dateOf(d) === date) && d.code !== 'crossed'));
    expect(quarantined).toEqual([]);
    expect(events.length).toBeGreaterThan(15);
  }, 120_000);
});
