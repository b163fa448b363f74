/**
 * npm run score: what a model says of each row of a file, in its own session. `raw`: the margin. `calibrated`: odds by the card's map; of an ONNX
 * file the probability where its link is logistic, else the margin. docs/specs/explain-commands.md.
 */
import { headOdds } from '../src/shared/calibration/calibration-map.ts';
import { outputOf } from '../src/shared/models/link.ts';
import { cautions, checkOutput, headFor, runCommand, tableFor, writeReport } from './models/command.ts';
import { openModel, type OpenModel } from './models/open-model.ts';
import { needed, readOptions, text } from './options.ts';
import { requireNode } from './require-node.ts';

requireNode();

const args = readOptions({
  name: 'score',
  what: 'what a model says of each row of a file',
  options: {
    model: needed('DIR_OR_ONNX', 'an artefact\'s folder or an ONNX file'),
    rows: needed('CSV', 'a CSV file of features'),
    head: text('NAME', 'which output stands in raw and calibrated; the first unless given'),
    publisher: text('KEY', 'public key of a publisher whose artefacts are taken too (npm run keys -- --publisher prints it)'),
    json: text('FILE', 'the report; standard output unless given'),
  },
  examples: ['--model resources/models/range-boost/1.0.0 --rows rows.csv --json scores.json', '--model their.onnx --rows rows.csv'],
  docs: 'docs/specs/explain-commands.md',
});

async function main(): Promise<void> {
  checkOutput(args.json, [args.model, args.rows]);
  const model = await openModel(args.model, args.publisher);
  try {
    const table = tableFor(model, args.rows);
    const { head, index } = headFor(model, args.head);
    const margins = await model.margins(table.rows);
    const rows = margins.map((margin, i) => {
      const calibrated = calibratedOf(model, margin);
      return {
        line: table.lines[i], raw: margin[index], calibrated: calibrated[index],
        heads: model.heads.map(({ name }, k) => ({ name, raw: margin[k], calibrated: calibrated[k] })),
        ...(table.missing[i]?.length ? { missing: table.missing[i].map((j) => table.names?.[j] ?? j) } : {}),
      };
    });
    const warnings = [
      ...(args.head === undefined && model.heads.length > 1 ? [`the model has heads ${model.heads.map((h) => h.name).join(', ')}: raw and calibrated are those of ${head.name}, --head chooses, heads has all`] : []),
      ...cautions(model, margins),
    ];
    writeReport(args.json, {
      model: { source: model.source, modelId: model.card?.modelId ?? null, version: model.card?.version ?? null, sha256: model.modelHash, form: head.model.kind },
      head: head.name, heads: model.heads.map((h) => h.name), unit: head.unit, calibration: calibrationWords(model, index), warnings, rows,
    }, `${rows.length} rows of ${model.source} scored`);
    for (const warning of warnings) process.stderr.write(`${warning}\n`);
  } finally {
    await model.close();
  }
}

/** One a head: odds where there are any, else the margin. */
function calibratedOf(model: OpenModel, margins: Float64Array): readonly number[] {
  const odds = model.card ? headOdds(model.card.heads, Array.from(margins)) : model.heads.map((head, k) => outputOf(head.model.link, margins[k] ?? NaN));
  return odds.map((value, k) => value ?? margins[k] ?? NaN);
}

const calibrationWords = ({ card, heads }: OpenModel, index: number): string =>
  (card ? card.heads[index]?.calibration?.method ?? 'none: the margin is the answer' : heads[index]?.model.link === 'logistic' ? 'none: logistic of the margin' : 'none: the margin is the answer');

await runCommand(main);
