/**
 * One explanation as a page of its own: no scripts, nothing fetched, a policy that forbids both, every string from the wire escaped.
 * It can be mailed, printed and archived, and says by itself what was said, when, by which model, and that the parts add up. Pure.
 */
import { additivityGap, isAdditive } from '../../../shared/domain/explanation.ts';
import { formatNumber } from '../../ui/format.ts';
import type { PageRow, PageRows } from './page-rows.ts';
import { against, formatAdds, formatFeature, formatTiny, valueWords } from './parts.ts';
import { phraseOf } from './phrases.ts';
import { methodWords, oddsAt, type Reasoning } from './reasoning.ts';
import { layOutWaterfall, placeOf, whisker, type Waterfall, type WaterfallRow } from './waterfall.ts';

export interface PageFacts {
  readonly title: string;
  /** The call in words. */
  readonly sentence: string;
  /** Numbers, models, quote and times: what and how much, already in words. */
  readonly rows: PageRows;
  /** Which way counts as for the call: +1 up, -1 down. */
  readonly sign: 1 | -1;
  readonly of: Reasoning;
  /** When the page was made, in words. */
  readonly madeAt: string;
}

/** Text for HTML and for attributes in double quotes. */
export const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

const policy = "default-src 'none'; style-src 'unsafe-inline'";
const style = `body{font:14px/1.45 system-ui,sans-serif;color:#16191f;background:#fff;max-width:820px;margin:24px auto;padding:0 16px}
html{color-scheme:light}h1{font-size:18px;margin:0 0 4px}h2{font-size:14px;margin:20px 0 6px}.sentence{font-size:16px;border-left:4px solid #555;padding-left:10px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}td,th{padding:2px 8px;border-bottom:1px solid #ddd;text-align:right}
th{font-weight:500;color:#555}td:first-child,th:first-child{text-align:left}.facts td{text-align:left}.facts td:first-child{color:#555;width:170px}
.facts td{overflow-wrap:anywhere}.failed{border:2px solid #a50f5c;padding:8px}.note{color:#555}svg{max-width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:#16191f}.against{border-left:4px solid #a8690b;padding-left:10px}
@media print{body{margin:0;max-width:none;font-size:11px}h2{break-after:avoid}tr,svg,.against{break-inside:avoid}thead{display:table-header-group}}@page{margin:14mm}`;

/** The whole document. */
export function explanationPage({ title, sentence, rows, of, sign, madeAt }: PageFacts): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head>
<body><h1>${escaped(title)}</h1>
<p class="sentence">${escaped(sentence)}</p>
${facts('Odds, band and edge', rows.call)}
<h2>Reasons of ${escaped(explainedOf(of))}</h2>
${isAdditive(of.explanation) ? drawn(of, sign) : failed(of)}
<h2>What each model says</h2>
${facts('What each model says', rows.models)}
<h2>Where it comes from</h2>
${facts('Where it comes from', [...proofRows(of), ...rows.source])}
${isAdditive(of.explanation) ? everyFeature(of) : ''}
<p class="note">Made by Candor, ${escaped(madeAt)}. This page holds no scripts and fetches nothing.</p></body></html>
`;
}

const facts = (name: string, rows: readonly PageRow[]): string => `<table class="facts" aria-label="${escaped(name)}"><tbody>${rows.map(([term, text]) => `<tr><td>${escaped(term)}</td><td>${escaped(text)}</td></tr>`).join('')}</tbody></table>`;

const explainedOf = ({ explanation: e, card }: Reasoning): string => `${e.modelId}: ${card?.heads.find(({ name }) => name === e.head)?.label ?? e.head}`;

const unitOf = (of: Reasoning): string => (of.explanation.unit === 'sigma' ? 'sigma' : 'log-odds');

function proofRows(of: Reasoning): readonly (readonly [string, string])[] {
  const { explanation: e, card } = of;
  const head = card?.heads.find(({ name }) => name === e.head);
  const [base, output] = [oddsAt(head, e.baseValue), oddsAt(head, e.output)];
  const percent = (odds: number): string => `${formatNumber(odds * 100, 1)} %`;
  return [
    ['Explained', `${e.modelId} ${e.modelVersion}, output ${e.head}${head ? ` (${head.label})` : ''}`],
    ['Model hash', e.modelHash],
    ['Feature schema', e.featureSchemaHash],
    ['Method', `${e.method}: ${methodWords[e.method]}`],
    ['Background', e.backgroundId],
    ['Base value', `${formatNumber(e.baseValue, 6, 'always')} ${unitOf(of)}`],
    ['Output', `${formatNumber(e.output, 6, 'always')} ${unitOf(of)}`],
    ['Additivity gap', `${formatTiny(additivityGap(e.baseValue, e.contributions, e.output))} ${unitOf(of)}, tolerance ${formatTiny(e.tolerance)}`],
    ...(e.unit === 'log-odds' ? [['Unit', `contributions add up to log-odds, not to odds${base === null || output === null ? '' : `: base is ${percent(base)}, output is ${percent(output)}${(card?.heads.length ?? 1) > 1 ? ' against the rest' : ''}`}`] as const] : []),
  ];
}

const failed = (of: Reasoning): string => `<p class="failed"><strong>Explanation failed.</strong> Base value and contributions do not add up to the output (gap ${escaped(formatTiny(of.explanation.gap))}, tolerance ${escaped(formatTiny(of.explanation.tolerance))}): no bars are drawn, since they would explain another number.</p>`;

function drawn(of: Reasoning, sign: 1 | -1): string {
  const { explanation: e, rows, scale } = of;
  const plot = layOutWaterfall({ parts: rows, base: e.baseValue * scale.perMargin, output: e.output * scale.perMargin, expanded: false });
  const counter = against(rows, sign).slice(0, 2);
  return `<p class="note">From base value to output, ${scale.unit === 'bp' ? 'basis points' : 'log-odds: they add up, odds do not'}.</p>
${waterfallSvg(plot, scale.digits)}
<p class="against"><strong>Against it:</strong> ${counter.length === 0 ? 'no feature contributes against it' : counter.map((part) => `${escaped(phraseOf(part))} (${escaped(formatAdds(part.adds, scale))} ${escaped(scale.unit)})`).join('; ')}.</p>`;
}

/** All contributions, largest first; the steps of a series under it, counted once in the sum. */
function everyFeature({ explanation: e, rows, scale }: Reasoning): string {
  const bySize = [...rows].sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds) || (a.name < b.name ? -1 : 1)).flatMap((part) => [part, ...(part.steps ?? []).map((step) => ({ ...step, label: `\u2003${step.label}` }))]);
  const estimated = e.standardErrors !== null;
  const cell = (text: string): string => `<td>${escaped(text)}</td>`;
  return `<h2>Every feature</h2>
<table><thead><tr><th>Feature</th><th>Value</th><th>Usual</th><th>Adds ${escaped(scale.unit)}</th>${estimated ? '<th>±95 %</th>' : ''}</tr></thead><tbody>${bySize.map((part) =>
    `<tr>${cell(part.label)}${cell(valueWords(part))}${cell(formatFeature(part.usual, part.unit))}${cell(formatNumber(part.adds, scale.digits + 2, 'always'))}${estimated ? cell(part.error === null ? '' : formatNumber(whisker * part.error, scale.digits + 2)) : ''}</tr>`).join('')}</tbody></table>`;
}

const [rowHeight, labelWidth, plotWidth, figureWidth] = [22, 250, 430, 90] as const;

/** The same steps as on screen, as lines and rectangles; the table under it says all of it in text. */
function waterfallSvg(plot: Waterfall, digits: number): string {
  const height = rowHeight * (plot.rows.length + 1);
  const x = (value: number): number => Math.round((labelWidth + plotWidth * placeOf(plot, value)) * 10) / 10;
  const ticks = plot.ticks.map((tick) => `<line x1="${x(tick)}" x2="${x(tick)}" y1="${rowHeight}" y2="${height}" stroke="${tick === 0 ? '#777' : '#e2e2e2'}"/><text x="${x(tick)}" y="14" text-anchor="middle">${escaped(formatNumber(tick, tick % 1 === 0 ? 0 : 2, 'always'))}</text>`).join('');
  const width = labelWidth + plotWidth + figureWidth;
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Waterfall of contributions; the table has every number">${ticks}${plot.rows.map((row, i) => rowSvg(row, rowHeight * (i + 1), x, width, digits)).join('')}</svg>`;
}

/** What fits beside the plot; the table has it whole. */
const shortened = (label: string): string => (label.length > labelCharsMax ? `${label.slice(0, labelCharsMax - 1)}…` : label);
const labelCharsMax = 36;

function rowSvg(row: WaterfallRow, y: number, x: (value: number) => number, width: number, digits: number): string {
  const [from, to] = [x(row.from), x(row.to)];
  const isSum = row.kind === 'base' || row.kind === 'output';
  const label = row.kind === 'part' ? `${shortened(row.part.label)} ${valueWords(row.part)}` : row.kind === 'others' ? `${row.count} others` : row.kind === 'base' ? 'Base value' : 'Output';
  const fill = isSum ? '#666' : row.to >= row.from ? '#0a7450' : '#bd2b2b';
  const error = row.kind === 'part' && row.part.error !== null ? whisker * row.part.error : 0;
  const line = error > 0 ? `<line x1="${x(row.to - error)}" x2="${x(row.to + error)}" y1="${y + 11}" y2="${y + 11}" stroke="#16191f"/>` : '';
  return `<text x="0" y="${y + 15}">${escaped(label)}</text><rect x="${Math.min(from, to)}" y="${y + 5}" width="${Math.max(1, Math.abs(to - from))}" height="12" fill="${fill}"/>${line}<text x="${width}" y="${y + 15}" text-anchor="end">${escaped(formatAdds(isSum ? row.to : row.to - row.from, { digits }))}</text>`;
}
