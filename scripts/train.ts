/**
 * Trains a model and writes its artefact:
 *   npm run train -- --model drift-linear [--tape FILE_OR_FOLDER ...] [--seed N] [--sessions N] [--version X.Y.Z] --out DIR [--json FILE]
 * Without a tape it trains on the simulator's synthetic market. With --evaluate CARD it trains nothing and measures the
 * model of that card on the tape. The same arguments give the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { readTapeFiles } from '../reference/read-tape-files.ts';
import { buildDataset } from '../reference/refinery/train/dataset.ts';
import { blockCorrelation, rSquaredAgainstZero } from '../reference/refinery/train/metrics.ts';
import { scoreRows, trainDefaults, trainLinear } from '../reference/refinery/train/train-linear.ts';
import { writeArtefact } from '../reference/refinery/train/write-artefact.ts';
import { syntheticTape } from '../reference/simulator/synthetic-tape.ts';
import { epochMicros } from '../src/shared/domain/numbers.ts';
import { modelCardSchema } from '../src/shared/domain/model-card.ts';
import { openTape } from '../src/shared/tape/open-tape.ts';
import { quoteAroundBars } from '../src/shared/tape/quote-around-bars.ts';
import type { Tape } from '../src/shared/tape/tape.ts';

const { values: args } = parseArgs({
  options: {
    model: { type: 'string', default: 'drift-linear' },
    tape: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    sessions: { type: 'string', default: '60' },
    version: { type: 'string', default: trainDefaults.version },
    evaluate: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'string' },
  },
});

const wholeNumber = (text: string, name: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`--${name} is a whole number, got ${text}`);
  return value;
};

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

function main(): void {
  if (args.model !== 'drift-linear') throw new Error(`--model ${args.model}: only drift-linear can be trained`);
  const seed = wholeNumber(args.seed, 'seed');
  const { tape, description } = history(seed);
  if (args.evaluate) return report(evaluate(tape, args.evaluate, seed));
  if (!args.out) throw new Error('--out DIR is missing: the folder that will hold <version>/model.onnx, card.json and manifest.json');
  const trained = trainLinear(tape, { ...trainDefaults, version: args.version, seed, description });
  report({ folder: writeArtefact(args.out, trained), ...trained.report });
}

function evaluate(tape: Tape, cardFile: string, seed: number): unknown {
  const card = modelCardSchema.parse(JSON.parse(readFileSync(cardFile, 'utf8')));
  const data = buildDataset(tape, card.horizonBars);
  if (!card.linear || !card.band) throw new Error(`${cardFile} is not the card of a linear model of the return`);
  const fit = { coefficients: Float32Array.from(card.linear.coefficients), intercept: card.linear.intercept, means: Float32Array.from(card.missingDefaults) };
  const { score, y, block } = scoreRows(data, Int32Array.from({ length: data.rows }, (_, i) => i), fit);
  const { low, high } = card.band;
  const inside = y.filter((value, i) => value - (score[i] ?? 0) >= low && value - (score[i] ?? 0) <= high).length;
  return {
    tape: tape.source, rows: data.rows, informationCoefficient: blockCorrelation(score, y, block, seed),
    rSquared: rSquaredAgainstZero(score, y), bandCoverage: inside / Math.max(1, data.rows),
  };
}

function report(facts: unknown): void {
  const text = JSON.stringify(facts, null, 1);
  if (args.json) writeFileSync(args.json, `${text}\n`);
  process.stdout.write(`${text}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
