/** Makes instruments and event runs of the series that were read: names, ticks, lots, daily volume (TP-3, TP-6). */
import { must } from '../base/assert.ts';
import type { Instrument } from '../domain/instrument.ts';
import { barSpan, defaultBarSeconds, type BarStamp } from './bar-times.ts';
import type { FileDefects } from './defects.ts';
import type { FileIdentity } from './file-name.ts';
import { fittingStep, stepOf, stepsIn, stepText, type Step } from './fixed-point.ts';
import type { InstrumentFacts } from './instrument-facts.ts';
import { timesOf, type RawBars, type RawSeries } from './raw-series.ts';
import { microsPerDay } from './read-time.ts';

/** One series of one file, with what is known about it before names and sizes. */
export interface Member {
  readonly file: string;
  readonly identity: FileIdentity;
  readonly series: RawSeries;
  /** Null for ticks and depth. */
  readonly barSeconds: number | null;
  readonly stamp: BarStamp;
  readonly facts: InstrumentFacts;
  readonly defects: FileDefects;
}

export interface NamedMembers {
  readonly symbol: string;
  readonly members: readonly Member[];
}

export interface Assembled {
  readonly instrument: Instrument;
  readonly members: readonly Member[];
  readonly tick: Step;
  readonly lot: Step;
}

/** Groups series into instruments under distinct symbols, in order of symbol (TP-3). */
export function nameMembers(members: readonly Member[]): readonly NamedMembers[] {
  const named = new Map<string, Member[]>();
  const put = (symbol: string, member: Member): void => {
    const group = named.get(symbol) ?? [];
    named.set(symbol, [...group, member]);
  };
  for (const [symbol, group] of groupBy(members, (m) => m.identity.symbol)) {
    const sources = groupBy(group, (m) => m.identity.source);
    for (const [source, ofSource] of sources) {
      const sourced = sources.size === 1 || source === '' ? symbol : `${symbol}.${source}`;
      const lengths = groupBy(ofSource.filter((m) => m.barSeconds !== null), (m) => `${m.barSeconds}`);
      const kinds = groupBy(ofSource.filter((m) => m.series.kind === 'bars'), (m) => `${isQuoteBars(m)}`);
      for (const member of ofSource) {
        const length = lengths.size > 1 && member.barSeconds !== null ? `.${lengthWord(member.barSeconds)}` : '';
        const kind = kinds.size > 1 && isQuoteBars(member) ? '.quotebars' : '';
        const wanted = (sourced + length + kind).slice(0, 30);
        let name = wanted;
        for (let n = 2; (named.get(name) ?? []).some((other) => clash(other, member)); n += 1) name = `${wanted}.${n}`;
        put(name, member);
      }
    }
  }
  return [...named].map(([symbol, group]) => ({ symbol, members: group })).sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
}

const isQuoteBars = (m: Member): boolean => m.series.kind === 'bars' && m.series.quotes !== null;

function groupBy(members: readonly Member[], key: (m: Member) => string): Map<string, Member[]> {
  const groups = new Map<string, Member[]>();
  for (const member of members) groups.set(key(member), [...(groups.get(key(member)) ?? []), member]);
  return groups;
}

function lengthWord(seconds: number): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400}day` : seconds % 60 === 0 ? `${seconds / 60}min` : `${seconds}sec`;
}

/** Two series of one kind that overlap in time cannot be one instrument. */
function clash(a: Member, b: Member): boolean {
  if (a.series.kind !== b.series.kind) return false;
  const [x, y] = [timesOf(a.series), timesOf(b.series)];
  return (x[0] ?? 0) <= (y.at(-1) ?? 0) && (y[0] ?? 0) <= (x.at(-1) ?? 0);
}

/** The instrument of a group: reference sizes where they hold every number, finer ones (and a finding) where not. */
export function assemble({ symbol, members }: NamedMembers): Assembled {
  const first = must(members[0], 'a group of series is made for its first member');
  const { facts } = first;
  const tick = commonStep('price', symbol, members, facts.tickSize, (m) => m.series.priceRange.digits, priceColumns);
  const lot = commonStep('size', symbol, members, facts.lotSize, (m) => m.series.sizeRange.digits, sizeColumns);
  const bars = members.find((m) => m.barSeconds !== null);
  const instrument: Instrument = {
    symbol, name: facts.name, assetClass: facts.assetClass, currency: facts.currency,
    currencyMinorDigits: facts.currencyMinorDigits, tickSize: stepText(tick), lotSize: stepText(lot), multiplier: facts.multiplier,
    barSeconds: bars?.barSeconds ?? defaultBarSeconds, feeBp: facts.feeBp, tradable: facts.tradable,
    averageDailyVolumeLots: medianDailyLots(members, lot),
  };
  return { instrument, members, tick, lot };
}

function commonStep(
  what: 'price' | 'size', symbol: string, members: readonly Member[], reference: string | null,
  digitsOf: (m: Member) => number, columnsOf: (s: RawSeries) => readonly (readonly number[])[],
): Step {
  const wanted = reference === null ? null : stepOf(reference);
  const digits = Math.max(...members.map(digitsOf));
  let common: Step | null = null;
  for (const member of members) {
    const fit = fittingStep(wanted, digits, columnsOf(member.series));
    if (fit.offStep > 0) {
      member.defects.addSummary({
        check: `off-${what}-step`, code: 'off-tick', action: 'warned', line: 0, symbol, time: null,
        detail: `${fit.offStep} ${what}s are no multiple of ${reference} (first ${fit.example}); the step is ${stepText(fit.step)} so that each is exact`,
      }, fit.offStep);
    }
    if (common === null || fit.offStep > 0) common = fit.step;
  }
  return must(common, 'a group of series has a member');
}

function priceColumns(series: RawSeries): readonly (readonly number[])[] {
  switch (series.kind) {
    case 'bars': return series.quotes ? [...series.quotes.bid, ...series.quotes.ask] : [series.open, series.high, series.low, series.close];
    case 'quotes': return [series.bid, series.ask];
    case 'trades': return [series.price];
    case 'depth': return [series.bidPrice, series.askPrice];
  }
}

function sizeColumns(series: RawSeries): readonly (readonly number[])[] {
  switch (series.kind) {
    case 'bars': return series.volume ? [series.volume] : series.quotes ? [series.quotes.bidSize, series.quotes.askSize] : [];
    case 'quotes': return series.sizes ? [series.sizes.bid, series.sizes.ask] : [];
    case 'trades': return [series.size];
    case 'depth': return [series.bidSize, series.askSize];
  }
}

/** Whether the volume of a series means something: an index has a column of zeros. */
export const hasVolume = (bars: RawBars, facts: InstrumentFacts): boolean =>
  bars.volume !== null && !(facts.assetClass === 'index' && bars.volume.every((v) => v === 0));

/** Median over UTC days with trading of the day's volume, lots; of the whole tape, so no feature may use it (TP-6). */
function medianDailyLots(members: readonly Member[], lot: Step): number | null {
  const days = new Map<number, number>();
  const add = (time: number, volume: number): void => {
    const day = Math.floor(time / microsPerDay);
    days.set(day, (days.get(day) ?? 0) + stepsIn(volume, lot));
  };
  const traded = members.some((m) => m.series.kind === 'bars' && m.series.volume !== null);
  for (const { series, facts, barSeconds, stamp } of members) {
    if (series.kind === 'trades' && !traded) for (const [i, time] of series.times.entries()) add(time, series.size[i] ?? 0);
    if (series.kind !== 'bars' || !hasVolume(series, facts)) continue;
    const span = barSpan(series, facts, barSeconds ?? defaultBarSeconds, stamp);
    for (const [i, time] of series.stamps.entries()) add(span.start(time), series.volume?.[i] ?? 0);
  }
  const volumes = [...days.values()].filter((v) => v > 0).sort((a, b) => a - b);
  if (volumes.length === 0) return null;
  const middle = volumes.length >> 1;
  const upper = volumes[middle] ?? 0;
  return Math.round(volumes.length % 2 === 1 ? upper : ((volumes[middle - 1] ?? 0) + upper) / 2);
}
