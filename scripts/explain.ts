/** npm run explain: why a model said what it said of each row of a file. What it is explained against, and what the output holds: docs/specs/explain-commands.md. */
import { explanationMethods } from '../src/shared/domain/explanation.ts';
import { networkShareOf } from '../src/shared/explain/tolerance.ts';
import { backgroundFor } from './models/background.ts';
import { cautions, checkOutput, headFor, runCommand, tableFor, writeReport } from './models/command.ts';
import { chooseMethod, reporterOf } from './models/explain-rows.ts';
import { interactionsOf } from './models/interactions.ts';
import { openModel, type OpenModel } from './models/open-model.ts';
import { choice, flag, needed, readOptions, text } from './options.ts';
import { requireNode } from './require-node.ts';

requireNode();

const args = readOptions({
  name: 'explain',
  what: 'why a model said what it said of each row of a file',
  options: {
    model: needed('DIR_OR_ONNX', 'an artefact\'s folder or an ONNX file'),
    rows: needed('CSV', 'a CSV file of features'),
    background: text('CSV', 'rows that stand for what is not known; the card\'s, the training cover of trees or the mean of the rows unless given'),
    method: choice(explanationMethods, 'how; the form\'s own unless given'),
    head: text('NAME', 'which output; the first unless given'),
    interactions: flag('what pairs of features add together, a matrix a row'),
    publisher: text('KEY', 'public key of a publisher whose artefacts are taken too (npm run keys -- --publisher prints it)'),
    json: text('FILE', 'the report; standard output unless given'),
  },
  examples: ['--model resources/models/edge-logistic/1.0.0 --rows rows.csv --json why.json', '--model their.onnx --rows rows.csv --background training.csv --interactions'],
  docs: 'docs/specs/explain-commands.md',
});

async function main(): Promise<void> {
  checkOutput(args.json, [args.model, args.rows, args.background]);
  const asked = args.method ?? null;
  const model = await openModel(args.model, args.publisher);
  try {
    const table = tableFor(model, args.rows);
    const { head, index } = headFor(model, args.head);
    const background = backgroundFor({ model, head, asked, file: args.background ?? null, rows: table.rows });
    const method = chooseMethod(head.model, { asked, hasBackground: background.from !== 'mean of the rows', backgroundRows: background.rows.length, coversKnown: model.coversKnown });
    const isByCover = method === 'tree-path-dependent';
    const explain = reporterOf(head.model, { method, background: background.rows, arithmetic: { ...model.arithmetic, networkShare: await networkShareIn(model, background.rows) } });
    const interactions = args.interactions ? interactionsOf(head.model, method, background.rows) : null;
    const margins = await model.margins(table.rows);
    const rows = table.rows.map((row, i) => ({
      line: table.lines[i], head: head.name, ...explain(row, margins[i]?.[index] ?? NaN),
      ...(table.missing[i]?.length ? { missing: table.missing[i].map((j) => table.names?.[j] ?? j) } : {}),
      ...(interactions ? { interactions: interactions(row) } : {}),
    }));
    const warnings = [
      ...(args.head === undefined && model.heads.length > 1 ? [`the model has heads ${model.heads.map((h) => h.name).join(', ')}: ${head.name} is explained, --head chooses`] : []),
      ...(isByCover || background.warning === null ? [] : [background.warning]),
      ...cautions(model, margins),
    ];
    const failed = rows.filter((row) => row.verdict === 'failed');
    const gap = rows.reduce((largest, row) => (Number.isFinite(row.gap) ? Math.max(largest, Math.abs(row.gap)) : largest), 0);
    writeReport(args.json, {
      model: { source: model.source, modelId: model.card?.modelId ?? null, version: model.card?.version ?? null, sha256: model.modelHash, form: head.model.kind },
      head: head.name, heads: model.heads.map((h) => h.name), unit: head.unit, link: head.model.link, method,
      background: isByCover ? { from: 'training cover of the trees', rows: null } : { from: background.from, rows: background.rows.length },
      names: table.names, warnings, rows,
    }, `${rows.length} rows of ${model.source} (${head.name}) by ${method}, largest gap ${gap}`);
    for (const warning of warnings) process.stderr.write(`${warning}\n`);
    if (failed.length > 0) failWith(`${failed.length} of ${rows.length} rows FAILED: parts and output are further apart than arithmetic explains (line ${listed(failed.map((row) => row.line ?? 0))})`);
  } finally {
    await model.close();
  }
}

/** The report is written; what reads it must not take failed explanations for explanations. */
function failWith(words: string): void {
  process.stderr.write(`${words}\n`);
  process.exitCode = failedRowsExitCode;
}

const failedRowsExitCode = 2;
const listedMax = 5;
const listed = (lines: readonly number[]): string => `${lines.slice(0, listedMax).join(', ')}${lines.length > listedMax ? ', ...' : ''}`;

/** How far this session is from the formula on the rows of the background: only networks are asked. */
async function networkShareIn({ heads, margins }: OpenModel, rows: readonly Float32Array[]): Promise<number> {
  const models = heads.map((head) => head.model);
  const said = models.some((model) => model.kind === 'network') ? await margins(rows) : [];
  return networkShareOf(models, rows, (row, head) => said[row]?.[head] ?? NaN);
}

await runCommand(main);
