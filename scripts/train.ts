/**
 * npm run train: trains models and writes their artefacts. One model is written to DIR/<version>, all seven to DIR/<model>/<version>, each whole or
 * not at all. Without a tape they train on the simulator's synthetic market; without --out for the figures alone. With --evaluate nothing is trained
 * and the model beside that card is measured on the tape. The same arguments give the same bytes.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readTapeFiles } from '../reference/read-tape-files.ts';
import { readMarket, type MarketRows } from '../reference/refinery/train/dataset.ts';
import { evaluateModel } from '../reference/refinery/train/evaluate-model.ts';
import { recipeOf, recipes } from '../reference/refinery/train/recipes/roster.ts';
import { rowsTable } from '../reference/refinery/train/rows-table.ts';
import { trainModel, type Trained } from '../reference/refinery/train/train-model.ts';
import { writeArtefact } from '../reference/refinery/train/write-artefact.ts';
import { syntheticTape } from '../reference/simulator/synthetic-tape.ts';
import { AssertionError } from '../src/shared/base/assert.ts';
import { modelCardSchema, modelVersionPattern } from '../src/shared/domain/model-card.ts';
import { epochMicros } from '../src/shared/domain/numbers.ts';
import type { LeakAlarm } from '../src/shared/domain/leak-alarm.ts';
import { readModelGraph } from '../src/shared/onnx/model-graph.ts';
import { featureSchemaHash } from '../src/shared/features/schema.ts';
import { openTape } from '../src/shared/tape/open-tape.ts';
import { quoteAroundBars } from '../src/shared/tape/quote-around-bars.ts';
import type { Tape } from '../src/shared/tape/tape.ts';
import { writableFolder } from './folders.ts';
import { checkOutput, named, writePieces, writeWhole } from './models/command.ts';
import { choice, flag, readOptions, text, texts, whole } from './options.ts';

const modelIds = recipes.map((recipe) => recipe.modelId);

const args = readOptions({
  name: 'train',
  what: 'trains models and writes their artefacts, signed by the demonstration publisher',
  options: {
    model: choice(['all', ...modelIds], 'which model', 'drift-linear'),
    tape: texts('FILE_OR_FOLDER', 'recorded market to train on; the simulator unless given'),
    seed: whole('of the simulator and of all that is drawn in training', { min: 0 }, 1),
    sessions: whole('sessions of the simulator', { min: 1 }, 60),
    version: text('X.Y.Z', 'of the artefacts', '1.0.0'),
    evaluate: text('CARD', 'card.json of a model that is measured on the market; nothing is trained'),
    out: text('DIR', 'where artefacts are written; figures alone unless given'),
    replace: flag('writes over an artefact of the same version; else only the same bytes may be there'),
    rows: text('CSV', 'also writes the rows that the model learns from, with part, label and weight, to train one elsewhere'),
    json: text('FILE', 'the report, beside standard output'),
  },
  examples: ['--out models', '--model all --out models --json report.json', '--model edge-logistic --tape recorded/2024 --version 1.1.0 --out models', '--model direction-forest --tape recorded/2024 --out ours --rows rows.csv', '--evaluate models/1.0.0/card.json --tape recorded/2025'],
  docs: 'docs/models.md and docs/specs/trainers.md',
});

/** What goes wrong is one line on standard error and exit code 1. */
function orEnd(work: () => void): void {
  try {
    work();
  } catch (error) {
    process.stderr.write(`${(error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ')}\n`);
    process.exit(1);
  }
}

const started = performance.now();
const progress = (words: string): void => void process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${words}\n`);

function history(): { tape: Tape; description: string } {
  const { seed, sessions } = args;
  if (args.tape.length > 0) {
    const files = readTapeFiles(args.tape);
    if (!files.ok) throw new Error(files.error);
    const opened = openTape(files.value);
    if (!opened.ok) throw new Error(opened.error);
    // As the venue plays it: quotes are made around bars where the tape has none.
    const tape = quoteAroundBars(opened.value);
    return { tape, description: `recorded tape: ${files.value.map((file) => basename(file.name)).join(', ')}` };
  }
  const tape = syntheticTape({ seed, sessions, start: epochMicros(Date.UTC(2025, 0, 6, 14, 30) * 1000) });
  return { tape, description: `synthetic market (${tape.source}, ${sessions} sessions, ${tape.instruments.length} invented instruments); no real market data` };
}

/** Bytes of an artefact, generously: most of it is the evaluation. */
const artefactBytes = 32 * 1024 ** 2;

/** Found out before minutes of training. @returns the folder of each model that is trained; null where nothing is written */
function checkArguments(): ReadonlyMap<string, string | null> {
  const { model, version, out } = args;
  if (!modelVersionPattern.test(version)) throw new Error(`--version ${version}: three numbers, as 1.0.0`);
  checkOutput(args.json);
  checkOutput(args.rows, [args.json], '--rows');
  if (args.rows !== undefined && (model === 'all' || args.evaluate !== undefined)) throw new Error(`--rows ${args.rows}: the rows of one model that is trained: name it with --model, without --evaluate`);
  if (args.evaluate !== undefined && !existsSync(args.evaluate)) throw new Error(`--evaluate ${args.evaluate}: there is no such file`);
  const folders = new Map((model === 'all' ? modelIds : [model]).map((id) => [id, out === undefined || args.evaluate !== undefined ? null : model === 'all' ? join(out, id) : out]));
  for (const folder of folders.values()) {
    if (folder === null) continue;
    named('--out', () => writableFolder(folder, folders.size * artefactBytes));
    if (!args.replace && !canBeSame(join(folder, version))) throw new Error(`--out: ${join(folder, version)}: another artefact of this version is there; ${wayOn}`);
  }
  return folders;
}

const wayOn = '--replace writes over it, another --version beside it';

/** Whether what stands in the folder, if anything, may be what training comes to: it read the same features. */
function canBeSame(folder: string): boolean {
  if (!existsSync(folder)) return true;
  try {
    return (JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as { featureSchemaHash?: unknown }).featureSchemaHash === featureSchemaHash;
  } catch {
    return false;
  }
}

function main(): void {
  const folders = checkArguments();
  const { tape, description } = history();
  const market = readMarket(tape);
  progress(`${market.rows} rows of ${tape.instruments.length} instruments from ${tape.source}`);
  if (args.evaluate !== undefined) return report({ tape: tape.source, ...evaluate(args.evaluate, market, args.seed) });
  const reports = [...folders].map(([modelId, folder]) => trainOne(modelId, market, description, folder));
  report(args.model === 'all' ? reports : reports[0]);
}

function trainOne(modelId: string, market: MarketRows, description: string, out: string | null): unknown {
  const recipe = recipeOf(modelId);
  if (!recipe) throw new Error(`no recipe for ${modelId}`);
  if (args.rows !== undefined) writePieces(args.rows, rowsTable(recipe, market));
  let trained: Trained;
  try {
    trained = trainModel(recipe, market, { version: args.version, seed: args.seed, description });
  } catch (error) {
    // One label may be too rare on a tape; the other models are still worth having.
    if (args.model !== 'all' || !(error instanceof AssertionError)) throw error;
    progress(`${modelId}: ${error.message}`);
    process.exitCode = 1;
    return { modelId, problem: error.message };
  }
  const folder = out === null ? null : written(out, trained);
  const told = trained.report.metrics.filter(({ low }) => low !== null).slice(0, 1).map(({ name, value, low, high }) => `${name} ${value.toFixed(4)} (${low?.toFixed(4)} to ${high?.toFixed(4)})`);
  progress(`${modelId}: ${told.join('')}${folder === null ? '' : ` in ${folder}`}`);
  alarm(modelId, trained.report.leakAlarm);
  return { folder, ...trained.report };
}

/** The figure is also in the report, as `leakAlarm`. */
function alarm(modelId: string, found: LeakAlarm | null): void {
  if (found) progress(`${modelId}: LEAK ALARM: ${found.metric} ${found.value.toFixed(4)} (${found.low.toFixed(4)} to ${found.high.toFixed(4)}) is beyond ${found.limit}, which is a leak of the future until proved otherwise`);
}

function written(out: string, trained: Trained): string {
  try {
    return writeArtefact(out, trained, args.replace ? 'replace' : 'keep');
  } catch (cause) {
    throw new Error(`--out: ${cause instanceof Error ? cause.message : String(cause)}${args.replace ? '' : `; ${wayOn}`}`, { cause });
  }
}

function evaluate(cardFile: string, market: MarketRows, seed: number): object {
  const card = modelCardSchema.parse(JSON.parse(readFileSync(cardFile, 'utf8')));
  const graph = readModelGraph(readFileSync(join(dirname(cardFile), 'model.onnx')));
  if (!graph.ok) throw new Error(`model.onnx beside ${cardFile}: ${JSON.stringify(graph.error)}`);
  const measured = evaluateModel(card, graph.value.heads, market, seed);
  alarm(measured.modelId, measured.leakAlarm);
  return measured;
}

function report(facts: unknown): void {
  const told = JSON.stringify(facts, null, 1);
  if (args.json !== undefined) writeWhole(args.json, `${told}\n`);
  process.stdout.write(`${told}\n`);
}

orEnd(main);
