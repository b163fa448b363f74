/** A card's held-out figures with their intervals; of several outputs side by side. */
import type { ModelCard, ModelMetric } from '../../../shared/domain/model-card.ts';
import { formatNumber } from '../../ui/format.ts';
import { IntervalMark } from '../../ui/interval-mark.tsx';
import { Term } from '../../ui/term.tsx';
import { holdsNeutral, metricInterval, metricTerm, metricsByHead, metricValue, neutralOf, unitWord } from './card-metrics.ts';

export function MetricsTables({ card }: { readonly card: ModelCard }) {
  const { byHead, whole } = metricsByHead(card);
  return (
    <>
      {byHead.length > 0 && (
        <table className="grid-table md-heads">
          <caption className="visually-hidden">Held-out metrics of each output</caption>
          <thead><tr><th className="text"><Term of="held out">Held out</Term>, 95 % interval{rowsWords(byHead.flatMap(({ values }) => values))}</th>{card.heads.map(({ name, label }) => <th key={name}>{label}</th>)}</tr></thead>
          <tbody>
            {byHead.map(({ name, label, values }) => (
              <tr key={name}>
                <td className="text"><Named name={name} label={label} /></td>
                {values.map((metric, k) => <td key={k} className="figure">{metric && <>{metricValue(metric.value, metric)}{unitWord(metric.unit)}<span className="mp-under figure">{metricInterval(metric)}</span>{holdsNeutral(metric) && <span className="mp-under md-none">no skill shown</span>}</>}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {whole.length > 0 && (
        <table className="grid-table md-metrics">
          <caption className="visually-hidden">Held-out metrics</caption>
          <thead><tr><th className="text"><Term of="held out">Held out</Term></th><th>Value</th><td className="md-mark" /><th className="text">95 % interval</th><th>Rows</th></tr></thead>
          <tbody>{whole.map((metric) => <MetricRow key={metric.name} metric={metric} />)}</tbody>
        </table>
      )}
    </>
  );
}

/** With its word of the glossary, where it is one. */
function Named({ name, label }: { readonly name: string; readonly label: string }) {
  const term = metricTerm(name);
  return term === null ? label : <Term of={term}>{label}</Term>;
}

/** `, 29,178 rows` where all were measured on as many. */
function rowsWords(metrics: readonly (ModelMetric | null)[]): string {
  const counts = new Set(metrics.flatMap((metric) => (metric ? [metric.rows] : [])));
  const [rows] = counts;
  return counts.size === 1 && rows !== undefined ? `, ${formatNumber(rows, 0)} rows` : '';
}

function MetricRow({ metric }: { readonly metric: ModelMetric }) {
  const { label, value, low, high, unit, rows } = metric;
  const neutral = neutralOf(metric.name);
  const reach = neutral === null || low === null || high === null ? null : { neutral, half: 1.1 * Math.max(Math.abs(low - neutral), Math.abs(high - neutral)), low, high };
  return (
    <tr>
      <td className="text"><Named name={metric.name} label={label} /></td>
      <td className="figure">{metricValue(value, metric)}{unitWord(unit)}</td>
      <td className="md-mark">{reach && <IntervalMark estimate={{ value, low: reach.low, high: reach.high, n: rows }} from={reach.neutral - reach.half} to={reach.neutral + reach.half} neutral={reach.neutral} />}</td>
      <td className="text figure figure-small muted">{metricInterval(metric)}{holdsNeutral(metric) && <span className="md-none"> none shown</span>}</td>
      <td className="figure muted">{formatNumber(rows, 0)}</td>
    </tr>
  );
}
