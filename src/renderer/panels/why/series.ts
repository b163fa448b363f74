/**
 * Steps of one series (the book some moments ago, a feature a moment) as one part. Contributions add up, so that the part
 * of a series is the sum of those of its steps: exact, whatever the method. Pure.
 */
import type { Part } from './parts.ts';

/** Each series stands where its first step stood; what belongs to none, or is alone in its series, stays as it is. */
export function foldSeries(parts: readonly Part[]): readonly Part[] {
  const named = new Set(parts.map((part) => part.info?.series));
  // A group that was explained as a whole has no steps of its own; the feature of now bears the name of its series.
  const seriesOf = ({ name, info, members }: Part): string | null => (members !== null ? null : info?.series ?? (named.has(name) ? name : null));
  const bySeries = new Map<string, Part[]>();
  for (const part of parts) {
    const series = seriesOf(part);
    if (series === null) continue;
    const known = bySeries.get(series);
    if (known) known.push(part);
    else bySeries.set(series, [part]);
  }
  return parts.flatMap((part) => {
    const series = seriesOf(part);
    const steps = series === null ? undefined : bySeries.get(series);
    if (series === null || !steps || steps.length < 2) return [part];
    return steps[0] === part ? [seriesPart(series, steps)] : [];
  });
}

function seriesPart(series: string, steps: readonly Part[]): Part {
  const errors = steps.flatMap(({ error }) => (error === null ? [] : [error]));
  const label = seriesLabel(series, steps);
  return {
    name: `series ${series}`, label, unit: '', value: null, standIn: null, usual: null, range: null, outside: null,
    margin: sumOf(steps.map(({ margin }) => margin)), adds: sumOf(steps.map(({ adds }) => adds)),
    // How the errors of steps hang together is not known: their sum is the most that it can be.
    error: errors.length === 0 ? null : sumOf(errors),
    info: null, members: steps.map((step) => step.label), steps,
  };
}

/** In the words of the step that bears the name of the series, else in those that the labels of the steps begin with. */
function seriesLabel(series: string, steps: readonly Part[]): string {
  const own = steps.find(({ name }) => name === series)?.label;
  if (own !== undefined) return own;
  const [first = '', ...others] = steps.map(({ label }) => label);
  const shared = others.reduce((start, label) => { let n = 0; while (n < start.length && start[n] === label[n]) n++; return start.slice(0, n); }, first);
  // Cut at a word, so that "3 s ago" and "30 s ago" do not leave a lone figure.
  const words = shared === first ? first : shared.slice(0, Math.max(0, shared.search(/[\s,(:]+\S*$/)));
  return words.length >= 3 ? words : series.replaceAll('_', ' ');
}

/** A step under its series: when it was; the whole label where that does not say. */
export const stepLabel = ({ name, label, info }: Part): string => /, (\d+ \S+ ago)$/.exec(label)?.[1] ?? (info?.series === undefined || info.series === name ? 'now' : label);

const sumOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
