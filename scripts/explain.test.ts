/** The explain and score commands as a person runs them, on models of every family: other people's files and our own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { boostingDefaults, trainBoosting } from '../reference/refinery/train/trainers/boosting.ts';
import { modelOnnx } from '../reference/refinery/train/trainers/model-onnx.ts';
import { denseStack } from '../reference/refinery/train/trainers/network-shape.ts';
import { networkDefaults, trainNetwork } from '../reference/refinery/train/trainers/network.ts';
import { studyPart, studyRows } from '../reference/refinery/train/trainers/study-rows.ts';
import { must } from '../src/shared/base/assert.ts';
import type { ModelCard } from '../src/shared/domain/model-card.ts';
import { shapleyValues } from '../src/shared/explain/coalitions.ts';
import { logistic } from '../src/shared/models/link.ts';
import { margin, type Model } from '../src/shared/models/model.ts';
import { treeAt, treeCount, type TreeEnsemble, type TreeView } from '../src/shared/models/tree-ensemble.ts';
import { readModelGraph } from '../src/shared/onnx/model-graph.ts';

// Each starts processes, which a busy machine takes seconds for.
vi.setConfig({ testTimeout: 60_000 });
const out = mkdtempSync(join(tmpdir(), 'candor-explain-'));
afterAll(() => rmSync(out, { recursive: true }));
const run = (script: 'explain' | 'score', ...args: string[]) => spawnSync(process.execPath, [`scripts/${script}.ts`, ...args], { encoding: 'utf8' });

interface Explained {
  head: string; unit: string; method: string; background: { from: string; rows: number | null }; names: string[] | null; warnings: string[];
  rows: { line: number; head: string; output: number; base: number; contributions: number[]; standardErrors: number[] | null; gap: number; tolerance: number; verdict: string; method: string; interactions?: number[][] }[];
}
interface Scored { warnings: string[]; calibration: string; rows: { raw: number; calibrated: number; heads: { name: string; raw: number; calibrated: number }[] }[] }

let files = 0;
function csv(rows: readonly ArrayLike<number>[], header?: readonly string[]): string {
  const file = join(out, `${files++}.csv`);
  writeFileSync(file, `${header ? `${header.join(',')}\n` : ''}${rows.map((row) => Array.from(row).join(',')).join('\n')}\n`);
  return file;
}

function json<T>(script: 'explain' | 'score', ...args: string[]): T {
  return reported<T>(0, script, ...args);
}

/** The report of a command that is to end so. */
function reported<T>(status: number, script: 'explain' | 'score', ...args: string[]): T {
  const file = join(out, `${files++}.json`);
  const done = run(script, ...args, '--json', file);
  if (done.status !== status) throw new Error(`exit code ${done.status}: ${done.stderr}`);
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

const fixtures = 'tests/fixtures/models';
const given = (JSON.parse(readFileSync(`${fixtures}/expected.json`, 'utf8')) as { rows: number[][] }).rows.map((row) => Float32Array.from(row));
const [rows, background] = [given.slice(0, 3), given.slice(3, 8)];
const headOf = (file: string): Model => {
  const graph = readModelGraph(new Uint8Array(readFileSync(file)));
  if (!graph.ok) throw new Error(graph.error.detail);
  return must(graph.value.heads[0], 'a graph has a head');
};

/** The definition, in the evaluator's terms. */
const byDefinition = (model: Model, row: Float32Array, others: readonly Float32Array[]): Float64Array =>
  shapleyValues(row.length, (coalition) => others.reduce((sum, other) => sum + margin(model, row.map((value, j) => ((coalition >> j) & 1 ? value : other[j] ?? 0))), 0) / others.length);

const families = [
  ['sk-linear', 'linear-closed-form'], ['sk-logistic', 'linear-closed-form'], ['sk-tree', 'tree-interventional'], ['sk-forest', 'tree-interventional'],
  ['sk-boosting-classifier', 'tree-interventional'], ['lgbm', 'tree-interventional'], ['xgb-classifier', 'tree-interventional'],
  ['sk-svr', 'rbf-interventional'], ['sk-mlp', 'groups-exact'], ['sk-mlp-tanh', 'groups-exact'], ['torch-mlp-sigmoid', 'groups-exact'],
] as const;

describe('npm run explain', () => {
  it.each(families)('[XC-3] [XC-5] %s by %s: within 1e-9 of all coalitions, against the session\'s own output', async (name, method) => {
    const file = `${fixtures}/${name}.onnx`;
    const explained = json<Explained>('explain', '--model', file, '--rows', csv(rows, ['a', 'b', 'c', 'd', 'e']), '--background', csv(background));
    expect([explained.method, explained.names, explained.background]).toEqual([method, ['a', 'b', 'c', 'd', 'e'], { from: '--background', rows: 5 }]);
    const model = headOf(file);
    expect(explained.unit).toBe(model.link === 'logistic' ? 'log-odds' : 'value');
    const session = await InferenceSession.create(file);
    for (const [i, row] of rows.entries()) {
      const said = must(explained.rows[i], 'one result a row');
      byDefinition(model, row, background).forEach((c, j) => expect(Math.abs((said.contributions[j] ?? NaN) - c), `row ${i}, feature ${j}`).toBeLessThan(1e-9 * (1 + Math.abs(c))));
      expect(said.gap).toBe(said.contributions.reduce((sum, c) => sum + c, said.base) - said.output);
      expect(Math.abs(said.gap)).toBeLessThan(1e-5 * (1 + Math.abs(said.output)));
      expect([said.verdict, Math.abs(said.gap) <= said.tolerance, said.tolerance < 1e-3 * (1 + Math.abs(said.output))]).toEqual(['passed', true, true]);
      expect([said.line, said.method, said.standardErrors]).toEqual([i + 2, method, null]);
      const result = await session.run({ [must(session.inputNames[0], 'an input')]: new Tensor('float32', row, [1, row.length]) });
      const values = Array.from(must(result[must(session.outputNames.at(-1), 'an output')], 'it answers').data as Float32Array);
      const own = model.link === 'logistic' ? logistic(said.output) : said.output;
      expect(Math.abs(own - must(values.at(-1), 'a value'))).toBeLessThan(1e-12);
    }
    await session.release();
  });

  it('[XC-4] [XC-6] goes by training cover where a file of trees has it and no background is given', () => {
    const study = studyRows(300);
    const wide = studyPart(study, 'label', 0, 300);
    const few = { ...wide, featureCount: 6, x: Float32Array.from({ length: 300 * 6 }, (_, k) => wide.x[Math.floor(k / 6) * wide.featureCount + (k % 6)] ?? 0) };
    const { ensemble } = trainBoosting(few, { ...boostingDefaults, loss: { kind: 'logistic' }, rounds: 12, depthMax: 4 });
    const file = join(out, 'boosting.onnx');
    writeFileSync(file, modelOnnx(ensemble, []));
    const row = few.x.slice(0, 6);
    const explained = json<Explained>('explain', '--model', file, '--rows', csv([row]), '--interactions');
    expect([explained.method, explained.background.from, explained.warnings]).toEqual(['tree-path-dependent', 'training cover of the trees', []]);
    const said = must(explained.rows[0], 'one row');
    shapleyValues(6, (coalition) => coverValue(ensemble, row, coalition)).forEach((c, j) => expect(Math.abs((said.contributions[j] ?? NaN) - c)).toBeLessThan(1e-9));
    // Rows of interactions sum to contributions.
    said.interactions?.forEach((pairs, j) => expect(pairs.reduce((sum, v) => sum + v, 0)).toBeCloseTo(said.contributions[j] ?? NaN, 9));
    expect(said.interactions).toHaveLength(6);
    expect(Math.abs(said.gap)).toBeLessThan(1e-6);
  });

  it('[XC-4] explains any other file against the mean of its rows, and says so', () => {
    const explained = json<Explained>('explain', '--model', `${fixtures}/sk-svr.onnx`, '--rows', csv(rows));
    expect(explained.background).toEqual({ from: 'mean of the rows', rows: 1 });
    expect(explained.warnings).toEqual([expect.stringMatching(/^no --background: explained against the mean of these 3 rows/)]);
    const mean = Float32Array.from(rows[0] ?? [], (_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / rows.length);
    expect(explained.rows[0]?.base).toBeCloseTo(margin(headOf(`${fixtures}/sk-svr.onnx`), mean), 9);
  });

  it('[XC-5] samples permutations of a wide network, with errors, and the sum is exact', () => {
    const study = studyPart(studyRows(400), 'label', 0, 400);
    const { model } = trainNetwork(study, { ...networkDefaults, layers: denseStack(30, [8]), loss: 'logistic', epochs: 2, seed: 1 });
    const file = join(out, 'network.onnx');
    writeFileSync(file, modelOnnx(model, []));
    const [some, others] = [[study.x.slice(0, 30)], [1, 2, 3].map((i) => study.x.slice(30 * i, 30 * i + 30))];
    const args = ['--model', file, '--rows', csv(some), '--background', csv(others)];
    const explained = json<Explained>('explain', ...args);
    const said = must(explained.rows[0], 'one row');
    expect(said.method).toBe('permutation-antithetic');
    expect(said.standardErrors?.every((error) => error >= 0 && error < 0.1)).toBe(true);
    expect(said.base).toBeCloseTo(others.reduce((sum, other) => sum + margin(model, other), 0) / 3, 6);
    expect(Math.abs(said.gap)).toBeLessThan(2e-6);
    expect(json<Explained>('explain', ...args)).toEqual(explained);
  });

  it('[XC-11] says which rows failed, writes them all the same, and ends with exit code 2', () => {
    const file = `${fixtures}/sk-logistic.onnx`;
    const far = csv([rows[0] ?? [], [1e6, 1e6, 1e6, 1e6, 1e6]]);
    const done = run('explain', '--model', file, '--rows', far, '--background', csv(background));
    expect(done.status).toBe(2);
    expect(done.stderr.trim().split('\n').at(-1)).toBe('1 of 2 rows FAILED: parts and output are further apart than arithmetic explains (line 2)');
    expect((JSON.parse(done.stdout) as Explained).rows.map((row) => [row.line, row.verdict])).toEqual([[1, 'passed'], [2, 'failed']]);
  });

  it('[XC-5] takes any method that fits, and one that does not fit is refused', () => {
    const args = ['--model', `${fixtures}/sk-forest.onnx`, '--rows', csv(rows), '--background', csv(background)];
    const [own, all] = [json<Explained>('explain', ...args), json<Explained>('explain', ...args, '--method', 'groups-exact')];
    expect(all.method).toBe('groups-exact');
    own.rows.forEach((row, i) => row.contributions.forEach((c, j) => expect(all.rows[i]?.contributions[j]).toBeCloseTo(c, 9)));
    const refused = run('explain', ...args, '--method', 'rbf-interventional');
    expect([refused.status, refused.stderr]).toEqual([1, '--method rbf-interventional: a model of the form \'trees\' is explained by tree-interventional, tree-path-dependent, groups-exact, permutation-antithetic\n']);
  });

  it.each([
    [['--rows', 'x.csv'], '--model is missing'],
    [['--model', `${fixtures}/sk-tree.onnx`], '--rows is missing'],
    [['--model', 'nowhere.onnx', '--rows', 'x.csv'], 'nowhere.onnx: there is no such file or folder'],
    [['--model', `${fixtures}/sk-tree.onnx`, '--rows', 'nowhere.csv'], 'nowhere.csv: there is no such file'],
    [['--model', `${fixtures}/sk-zipmap.onnx`, '--rows', 'x.csv'], 'MAP_OUTPUT'],
    [['--model', 'package.json', '--rows', 'x.csv'], 'UNREADABLE_MODEL'],
    [['--model', 'EMPTY', '--rows', 'x.csv'], 'FILE_MISSING'],
    [['--model', fixtures, '--rows', 'x.csv'], 'EXTRA_FILE'],
    [['--model', 'resources/models/drift-linear', '--rows', 'x.csv'], 'resources/models/drift-linear/1.0.0'],
    [['--model', `${fixtures}/sk-tree.onnx`, '--rows', 'BAD'], ':1:2: "NaN" is no number'],
    [['--model', `${fixtures}/sk-tree.onnx`, '--rows', 'GOOD', '--head', 'up'], '--head up: the model has variable'],
    [['--model', `${fixtures}/sk-tree.onnx`, '--rows', 'GOOD', '--method', 'magic'], '--method magic: one of'],
    [['--model', `${fixtures}/sk-tree.onnx`, '--rows', 'GOOD', '--method', 'tree-path-dependent'], 'does not say how many training rows'],
    [['--model', `${fixtures}/sk-tree.onnx`, '--rows', 'GOOD', '--json', 'no/such/out.json'], 'there is no folder'],
    [['--model', `${fixtures}/sk-tree.onnx`, '--rows', 'GOOD', '--json', 'EMPTY'], 'is a folder'],
    [['--model', `${fixtures}/sk-tree.onnx`, '--rows', 'GOOD', '--json', 'GOOD'], 'would be written over'],
    ...(process.platform === 'win32' ? [] : [[['--model', '/dev/zero', '--rows', 'GOOD'], 'neither a file nor a folder'] as const]),
    [['--speed', '2'], "Unknown option '--speed'"],
  ] as const)('%j: exit code 1 and one line: %s', (args, words) => {
    const places: Readonly<Record<string, string>> = { BAD: csv([[1, NaN, 3, 4, 5]]), GOOD: csv(rows), EMPTY: mkdtempSync(join(out, 'empty-')) };
    const done = run('explain', ...args.map((arg) => places[arg] ?? arg));
    expect([done.status, done.stdout]).toEqual([1, '']);
    expect(done.stderr).toContain(words);
    expect(done.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('npm run score', () => {
  it('[XC-7] gives margins and probabilities of a file, one row a line', () => {
    const file = `${fixtures}/xgb-classifier.onnx`;
    const scored = json<Scored>('score', '--model', file, '--rows', csv(rows));
    expect(scored.rows).toHaveLength(3);
    scored.rows.forEach((row, i) => {
      expect(Math.abs(row.raw - margin(headOf(file), must(rows[i], 'a row')))).toBeLessThan(1e-5);
      expect(row.calibrated).toBeCloseTo(logistic(row.raw), 12);
      expect(row.heads).toEqual([{ name: 'probabilities', raw: row.raw, calibrated: row.calibrated }]);
    });
    expect([scored.calibration, scored.warnings.length]).toEqual(['none: logistic of the margin', 1]);
  });

  it('[XC-8] says where a probability of 0 or 1 leaves no log-odds', () => {
    const far = csv([[1e6, 1e6, 1e6, 1e6, 1e6], ...rows]);
    const file = `${fixtures}/sk-logistic.onnx`;
    const explained = reported<Explained>(2, 'explain', '--model', file, '--rows', far, '--background', csv(background));
    expect([explained.rows[0]?.output, explained.rows[0]?.gap, explained.rows[1]?.gap === null]).toEqual([null, null, false]);
    expect(explained.rows.map((row) => row.verdict)).toEqual(['failed', 'passed', 'passed', 'passed']);
    const words = /^1 of 4 rows: the session's probability is 0 or 1 in float32/;
    expect(explained.warnings).toContainEqual(expect.stringMatching(words));
    expect(json<Scored>('score', '--model', file, '--rows', far).warnings).toContainEqual(expect.stringMatching(words));
  });

  it('[XC-8] says where a margin overflows', () => {
    const file = join(out, 'steep.onnx');
    writeFileSync(file, modelOnnx({ kind: 'linear', featureCount: 2, coefficients: Float32Array.of(3e38, 3e38), intercept: 0, link: 'identity' }, []));
    for (const script of ['score', 'explain'] as const) {
      const said = reported<Scored | Explained>(script === 'explain' ? 2 : 0, script, '--model', file, '--rows', csv([[1, 1], [0, 0]]), ...(script === 'explain' ? ['--background', csv([[0, 0]])] : []));
      expect(said.warnings).toEqual(['1 of 2 rows: the session\'s output is no finite float32, so that there is no margin to explain']);
    }
  });

  it('[XC-9] and what is wrong, in one line', () => {
    const done = run('score', '--model', `${fixtures}/sk-tree.onnx`, '--rows', csv([[1, 2]]));
    expect([done.status, done.stderr.split(':').slice(1).join(':')]).toEqual([1, '1: 2 columns, the model takes 5\n']);
  });
});

describe('of a shipped artefact', () => {
  const [version] = readdirSync('resources/models/drift-linear');
  const folder = join('resources/models/drift-linear', must(version, 'drift-linear ships'));
  const card = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as ModelCard;
  const row = card.missingDefaults.map((value, j) => Math.fround(value + (card.featureDeviations[j] ?? 0)));

  it('[XC-1] [XC-4] rows are explained against the card\'s background, by names, whatever the order of the columns', () => {
    const turned = csv([[...row].reverse()], [...card.featureNames].reverse());
    const explained = json<Explained>('explain', '--model', folder, '--rows', turned);
    expect([explained.method, explained.background.from, explained.names]).toEqual(['linear-closed-form', `card: ${card.background.id}`, card.featureNames]);
    const said = must(explained.rows[0], 'one row');
    const linear = must(card.linear, 'it is linear');
    const mean = (j: number): number => card.background.rows.reduce((sum, other) => sum + (other[j] ?? 0), 0) / card.background.rows.length;
    row.forEach((value, j) => expect(said.contributions[j]).toBeCloseTo((linear.coefficients[j] ?? 0) * (value - mean(j)), 6));
    expect(Math.abs(said.gap)).toBeLessThan(1e-5);
    const scored = json<Scored>('score', '--model', folder, '--rows', turned);
    expect(scored.rows[0]?.raw).toBe(said.output);
  });
});

/** What trees say by training cover when only a coalition's features are known (Lundberg et al. 2020, algorithm 1). */
function coverValue(ensemble: TreeEnsemble, row: Float32Array, coalition: number): number {
  const visit = (tree: TreeView, node: number): number => {
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) return tree.value[node] ?? 0;
    const [left, right] = [tree.left[node] ?? 0, tree.right[node] ?? 0];
    if ((coalition >> feature) & 1) return visit(tree, (row[feature] ?? 0) <= (tree.threshold[node] ?? 0) ? left : right);
    const [a, b] = [tree.cover[left] ?? 0, tree.cover[right] ?? 0];
    return (a * visit(tree, left) + b * visit(tree, right)) / (a + b);
  };
  return Array.from({ length: treeCount(ensemble) }, (_, t) => visit(treeAt(ensemble, t), 0)).reduce((sum, v) => sum + v, ensemble.base);
}
