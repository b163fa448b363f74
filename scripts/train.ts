/**
 * Trains models and writes their artefacts:
 *   npm run train -- --model ID|all [--tape FILE_OR_FOLDER ...] [--seed N] [--sessions N] [--version X.Y.Z] --out DIR [--json FILE]
 * One model is written to DIR/<version>, all seven to DIR/<model>/<version>. Without a tape they train on the simulator's synthetic market.
 * Without --out nothing is written: for the figures alone. With --evaluate CARD nothing is trained and the model beside that card is measured on the
 * tape. The same arguments give the same bytes.
 */
import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readTapeFiles } from '../reference/read-tape-files.ts';
import { readMarket, type MarketRows } from '../reference/refinery/train/dataset.ts';
import { evaluateModel } from '../reference/refinery/train/evaluate-model.ts';
import { recipeOf, recipes } from '../reference/refinery/train/recipes/roster.ts';
import { trainModel, type Trained } from '../reference/refinery/train/train-model.ts';
import { writeArtefact } from '../reference/refinery/train/write-artefact.ts';
import { syntheticTape } from '../reference/simulator/synthetic-tape.ts';
import { AssertionError } from '../src/shared/base/assert.ts';
import { modelCardSchema } from '../src/shared/domain/model-card.ts';
import { epochMicros } from '../src/shared/domain/numbers.ts';
import { readModelGraph } from '../src/shared/onnx/model-graph.ts';
import { openTape } from '../src/shared/tape/open-tape.ts';
import { quoteAroundBars } from '../src/shared/tape/quote-around-bars.ts';
import type { Tape } from '../src/shared/tape/tape.ts';
import { checkOutput } from './models/command.ts';

const args = argumentsGiven();

function argumentsGiven() {
  return orEnd(() => parseArgs({
    options: {
      model: { type: 'string', default: 'drift-linear' },
      tape: { type: 'string', multiple: true },
      seed: { type: 'string', default: '1' },
      sessions: { type: 'string', default: '60' },
      version: { type: 'string', default: '1.0.0' },
      evaluate: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'string' },
    },
  }).values);
}

/** What goes wrong is one line on standard error and exit code 1. */
function orEnd<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    process.stderr.write(`${(error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ')}\n`);
    process.exit(1);
  }
}

const wholeNumber = (text: string, name: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`--${name} is a whole number, got ${text}`);
  return value;
};

const started = performance.now();
const progress = (words: string): void => void process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${words}\n`);

function history(seed: number): { tape: Tape; description: string } {
  if (args.tape?.length) {
    const files = readTapeFiles(args.tape);
    if (!files.ok) throw new Error(files.error);
    const opened = openTape(files.value);
    if (!opened.ok) throw new Error(opened.error);
    // As the venue plays it: quotes are made around bars where the tape has none.
    const tape = quoteAroundBars(opened.value);
    return { tape, description: `recorded tape: ${files.value.map((file) => basename(file.name)).join(', ')}` };
  }
  const sessions = wholeNumber(args.sessions, 'sessions');
  const tape = syntheticTape({ seed, sessions, start: epochMicros(Date.UTC(2025, 0, 6, 14, 30) * 1000) });
  return { tape, description: `synthetic market (${tape.source}, ${sessions} sessions, ${tape.instruments.length} invented instruments); no real market data` };
}

/** Found out before minutes of training. */
function checkArguments(): void {
  if (!/^\d+\.\d+\.\d+$/.test(args.version)) throw new Error(`--version ${args.version}: three numbers, as 1.0.0`);
  checkOutput(args.json);
  if (args.evaluate !== undefined && !existsSync(args.evaluate)) throw new Error(`--evaluate ${args.evaluate}: there is no such file`);
  let above = resolve(args.out ?? '.');
  while (!existsSync(above)) above = dirname(above);
  if (!statSync(above).isDirectory()) throw new Error(`--out ${args.out}: ${above} is no folder`);
  accessSync(above, constants.W_OK);
}

function main(): void {
  checkArguments();
  const wanted = args.model === 'all' ? recipes : recipes.filter((recipe) => recipe.modelId === args.model);
  if (wanted.length === 0) throw new Error(`--model ${args.model}: there is all, ${recipes.map((recipe) => recipe.modelId).join(', ')}`);
  const seed = wholeNumber(args.seed, 'seed');
  const { tape, description } = history(seed);
  const market = readMarket(tape);
  progress(`${market.rows} rows of ${tape.instruments.length} instruments from ${tape.source}`);
  if (args.evaluate) return report({ tape: tape.source, ...evaluate(args.evaluate, market, seed) });
  const reports = wanted.map(({ modelId }) => trainOne(modelId, market, { seed, description }));
  report(args.model === 'all' ? reports : reports[0]);
}

function trainOne(modelId: string, market: MarketRows, { seed, description }: { seed: number; description: string }): unknown {
  const recipe = recipeOf(modelId);
  if (!recipe) throw new Error(`no recipe for ${modelId}`);
  let trained: Trained;
  try {
    trained = trainModel(recipe, market, { version: args.version, seed, description });
  } catch (error) {
    // One label may be too rare on a tape; the other models are still worth having.
    if (args.model !== 'all' || !(error instanceof AssertionError)) throw error;
    progress(`${modelId}: ${error.message}`);
    process.exitCode = 1;
    return { modelId, problem: error.message };
  }
  const folder = args.out === undefined ? null : writeArtefact(args.model === 'all' ? join(args.out, modelId) : args.out, trained);
  const told = trained.report.metrics.filter(({ low }) => low !== null).slice(0, 1).map(({ name, value, low, high }) => `${name} ${value.toFixed(4)} (${low?.toFixed(4)} to ${high?.toFixed(4)})`);
  progress(`${modelId}: ${told.join('')}${folder === null ? '' : ` in ${folder}`}`);
  return { folder, ...trained.report };
}

function evaluate(cardFile: string, market: MarketRows, seed: number): object {
  const card = modelCardSchema.parse(JSON.parse(readFileSync(cardFile, 'utf8')));
  const graph = readModelGraph(readFileSync(join(dirname(cardFile), 'model.onnx')));
  if (!graph.ok) throw new Error(`model.onnx beside ${cardFile}: ${JSON.stringify(graph.error)}`);
  return evaluateModel(card, graph.value.heads, market, seed);
}

function report(facts: unknown): void {
  const text = JSON.stringify(facts, null, 1);
  if (args.json) writeFileSync(args.json, `${text}\n`);
  process.stdout.write(`${text}\n`);
}

orEnd(main);
