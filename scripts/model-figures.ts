/**
 * The tables of docs/models.md from what `npm run train -- --model all --json FILE` reported:
 *   node scripts/model-figures.ts "US shares, 1 minute=FILE" ... [--families FILE]
 */
import { readFileSync } from 'node:fs';
import type { ModelMetric } from '../src/shared/domain/model-card.ts';
import type { ModelEvaluation } from '../src/shared/domain/model-evaluation.ts';

interface Report {
  readonly modelId: string;
  readonly problem?: string;
  readonly rows: { readonly train: number; readonly test: number };
  readonly metrics: readonly ModelMetric[];
  readonly comparison: ModelEvaluation['comparison'];
}

/** The figure that stands for a model, and what it would be without skill. */
const headlines: Readonly<Record<string, readonly [metric: string, words: string]>> = {
  'drift-linear': ['informationCoefficient', 'information coefficient'],
  'edge-logistic': ['auc', 'area under ROC'],
  'regime-tree': ['auc.stressed', 'area under ROC, stressed'],
  'direction-forest': ['auc', 'area under ROC'],
  'fill-svm': ['auc', 'area under ROC'],
  'book-deep': ['auc.up', 'area under ROC, up'],
  'range-boost': ['bandCoverage', 'coverage of the 80 % band'],
};

const reports = (file: string): readonly Report[] => [JSON.parse(readFileSync(file, 'utf8')) as Report | Report[]].flat();
const find = (report: Report, name: string): ModelMetric | undefined => report.metrics.find((metric) => metric.name === name);
const thousands = (n: number): string => n.toLocaleString('en-US');

function interval({ value, low, high }: Pick<ModelMetric, 'value' | 'low' | 'high'>, digits: number): string {
  const text = (x: number): string => x.toFixed(digits);
  return low === null || high === null || low === high ? text(value) : `${text(value)} (${text(low)} to ${text(high)})`;
}

function modelRow(report: Report): string {
  if (report.problem !== undefined) return `| \`${report.modelId}\` | | | ${report.problem} | | | |`;
  const [name, words] = headlines[report.modelId] ?? ['', ''];
  const [headline, share, earned] = [find(report, name), find(report, 'callShare'), find(report, 'afterCostBp')];
  const errors = report.metrics.filter((metric) => metric.name.startsWith('ece')).map((metric) => metric.value.toFixed(3)).join(', ');
  return `| \`${report.modelId}\` | ${thousands(report.rows.train)} | ${thousands(report.rows.test)} | ${words} ${headline ? interval(headline, 3) : ''} | ${errors} | ${share ? `${(100 * share.value).toFixed(1)} %` : ''} | ${earned ? interval(earned, 2) : share ? 'no call' : ''} |`;
}

function familyRows(report: Report): string[] {
  const best = report.comparison.map(({ family, label, value, low, high, parameters, isThis }) =>
    `| \`${report.modelId}\` | ${isThis ? `**${family}**` : family} | ${label} | ${thousands(parameters)} | ${interval({ value, low, high }, 3)} |`);
  return best;
}

const given = process.argv.slice(2);
for (const [i, argument] of given.entries()) {
  if (argument === '--families' || given[i - 1] === '--families') continue;
  const [title, file] = argument.split('=');
  if (!title || !file) throw new Error(`${argument}: TITLE=FILE expected`);
  console.log(`**${title}**\n\n| model | learnt from | held out | figure (95 %) | calibration error | calls | after cost, bp a call (95 %) |\n|---|---|---|---|---|---|---|`);
  for (const report of reports(file)) console.log(modelRow(report));
  console.log('');
}
const families = given[given.indexOf('--families') + 1];
if (given.includes('--families') && families) {
  console.log('| model | family | size | numbers learnt | figure (95 %) |\n|---|---|---|---|---|');
  for (const report of reports(families)) for (const row of familyRows(report)) console.log(row);
}
