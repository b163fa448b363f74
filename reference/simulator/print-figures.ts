/** Prints the figures that README.md states. Usage: node reference/simulator/print-figures.ts [sessions, 40] [seed, 1] */
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import { informationCoefficient, minuteReturns, predictorNames, seriesOf, sessionProfile, type Series } from './measure.ts';
import { roster } from './roster.ts';
import { autocorrelation, correlation, excessKurtosis, mean } from './statistics.ts';
import { syntheticTape } from './synthetic-tape.ts';

const [sessions = 40, seed = 1] = process.argv.slice(2).map(Number);
const start = epochMicros(Date.UTC(2026, 0, 5, 14, 30) * 1000);
const round = (value: number, digits = 3): string => value.toFixed(digits);

function instrumentRow(s: Series): Record<string, string> {
  const entry = roster.find((e) => e.instrument.symbol === s.symbol);
  const returns = minuteReturns(s);
  const sizes = returns.map(Math.abs);
  const daily = Math.sqrt(mean(returns.map((r) => r * r)) * 390);
  const volumeADay = (mean(s.volume) * 390) / (entry?.instrument.averageDailyVolumeLots ?? 1);
  const change = s.mid.map((mid, i) => (i > 0 ? mid - (s.mid[i - 1] ?? mid) : 0));
  return {
    symbol: s.symbol, 'vol/day %': round(daily * 100, 2), kurtosis: round(excessKurtosis(returns), 1),
    'acf abs r 1': round(autocorrelation(sizes, 1), 2), 'acf abs r 10': round(autocorrelation(sizes, 10), 2), 'acf abs r 60': round(autocorrelation(sizes, 60), 2),
    'acf r 1': round(autocorrelation(returns, 1)), 'spread bp': round(mean(s.spread.map((v, i) => (1e4 * v) / (s.mid[i] ?? 1))), 2),
    '15 bar vol bp': round((daily * 1e4) / Math.sqrt(26), 1), 'volume/ADV': round(volumeADay, 2),
    'flow~r': round(correlation(s.signedVolume, change), 2), 'spread~abs r': round(correlation(s.spread.slice(1), s.mid.slice(1).map((m, i) => Math.abs(m - (s.mid[i] ?? m)))), 2),
    'touch~spread': round(correlation(s.touch, s.spread), 2), 'quiet bars %': round((100 * s.volume.filter((v) => v === 0).length) / s.volume.length, 1),
  };
}

function table(rows: readonly Record<string, string>[]): string[] {
  const names = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))];
}

function foresight(series: readonly Series[], horizon: number): string {
  const { alone, combined, samples } = informationCoefficient(series, horizon);
  const each = predictorNames.map((name, k) => `${name} ${round(alone[k] ?? 0)}`).join(', ');
  return `${horizon} bars: combined out of sample ${round(combined)}; alone: ${each} (${samples} samples)`;
}

function profiles(s: Series): string[] {
  const sizes = s.mid.map((m, i) => (i > 0 && s.session[i] === s.session[i - 1] ? Math.abs(Math.log(m / (s.mid[i - 1] ?? m))) : 0));
  const text = (values: readonly number[]): string => sessionProfile(s, values, 10).map((v) => round(v, 2)).join(' ');
  return [`${s.symbol}, tenths of the session: volume ${text(s.volume)}`, `${s.symbol}, tenths of the session: abs r ${text(sizes)}`];
}

const series = seriesOf(syntheticTape({ seed, start, sessions }));
const lines = [...table(series.map(instrumentRow)), ...[1, 5, 15, 30].map((horizon) => foresight(series, horizon)), ...series.slice(0, 1).flatMap(profiles)];
process.stdout.write(`${lines.join('\n')}\n`);
