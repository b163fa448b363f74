/** S7: what it takes to believe an artefact of 5 MB: its bytes, their hashes, the signature, the card, the graph that is read from them, and its probes. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArtefact, type ArtefactFiles } from '../../src/main/core/models/artefact-files.ts';
import { checkProbes } from '../../src/main/core/models/check-card.ts';
import { checkArtefact, loadModel } from '../../src/main/core/models/load-model.ts';
import { readingPolicy, verifyManifest } from '../../src/main/core/models/verify-manifest.ts';
import { must } from '../../src/shared/base/assert.ts';
import { seededRandom } from '../../src/shared/base/random.ts';
import { modelCardSchema } from '../../src/shared/domain/model-card.ts';
import { joinTrees, type TreeEnsemble, type TreeView } from '../../src/shared/models/tree-ensemble.ts';
import { readModelGraph } from '../../src/shared/onnx/model-graph.ts';
import { artefactOf } from '../../tests/fixtures/artefact.ts';
import type { Bench } from './row.ts';
import { acrossRounds } from './summary.ts';

const depth = 7;
const width = 40;
/** Some 5 MB. */
const trees = 500;
const loadsARound = 5;

/** Full trees, nodes in the order of a walk from the root. */
function fullTrees(count: number): TreeEnsemble {
  const random = seededRandom(11);
  const made = Array.from({ length: count }, (): TreeView => {
    const size = 2 ** (depth + 1) - 1;
    const tree = { feature: new Int32Array(size).fill(-1), threshold: new Float32Array(size), left: new Int32Array(size), right: new Int32Array(size), value: new Float64Array(size), cover: new Float64Array(size) };
    let used = 0;
    const grow = (level: number): number => {
      const node = used++;
      tree.cover[node] = 2 ** (depth - level);
      if (level === depth) {
        tree.value[node] = Math.fround(random.normal());
        return node;
      }
      tree.feature[node] = random.integer(width);
      tree.threshold[node] = Math.fround(random.normal());
      tree.left[node] = grow(level + 1);
      tree.right[node] = grow(level + 1);
      return node;
    };
    grow(0);
    return tree;
  });
  return joinTrees(made, { featureCount: width, base: 0, aggregate: 'sum', link: 'identity' });
}

const of = (files: ArtefactFiles, name: string): Uint8Array => must(files.get(name), 'it was written');

/** What a load is made of, each by itself. @returns false when it refuses */
const parts: readonly { readonly name: string; run(files: ArtefactFiles): boolean }[] = [
  { name: 'of that: hashes', run: (files) => [...files.values()].every((bytes) => createHash('sha256').update(bytes).digest('hex').length === 64) },
  { name: 'of that: manifest and signature', run: (files) => verifyManifest(of(files, 'manifest.json'), readingPolicy).ok },
  { name: 'of that: card', run: (files) => modelCardSchema.safeParse(JSON.parse(new TextDecoder().decode(of(files, 'card.json')))).success },
  { name: 'of that: graph read and checked', run: (files) => readModelGraph(of(files, 'model.onnx')).ok },
];

/** What this process has used of the processor, which neighbours stretch less than the time on the wall. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export const modelVerification: Bench = async ({ rounds, quick }) => {
  const files = artefactOf([{ name: 'score', model: fullTrees(quick ? 50 : trees) }]);
  const megabytes = of(files, 'model.onnx').length / 1e6;
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-'));
  try {
    for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
    const figures = [...parts.map(({ name }) => name), 'of that: probes by the evaluators', 'of that: files read', 'whole artefact, processor time', 'whole artefact loaded'];
    const taken = new Map(figures.map((name) => [name, [] as number[]]));
    let failures = 0;
    const timed = async (name: string, isCounted: boolean, run: () => boolean | Promise<boolean>): Promise<void> => {
      const from = performance.now();
      if (!await run()) failures++;
      if (isCounted) taken.get(name)?.push(performance.now() - from);
    };
    const whole = checkArtefact(files);
    if (!whole.ok) throw new Error(`${whole.error.code}: ${whole.error.detail}`);
    const graph = readModelGraph(of(files, 'model.onnx'));
    if (!graph.ok) throw new Error(graph.error.code);
    for (let round = -1; round < rounds; round++) {
      for (let i = 0; i < loadsARound; i++) {
        const isCounted = round >= 0;
        const before = processorMs();
        await timed('whole artefact loaded', isCounted, async () => (await loadModel(folder)).ok);
        if (isCounted) taken.get('whole artefact, processor time')?.push(processorMs() - before);
        await timed('of that: files read', isCounted, async () => (await readArtefact(folder)).ok);
        for (const { name, run } of parts) await timed(name, isCounted, () => run(files));
        await timed('of that: probes by the evaluators', isCounted, () => checkProbes(graph.value, whole.value.manifest) === null);
      }
    }
    const broken = new Map(files).set('model.onnx', of(files, 'model.onnx').map((byte, i) => (i === 1_000 ? byte ^ 1 : byte)));
    const refuses = !checkArtefact(broken).ok;
    return {
      id: 'S7', title: 'an artefact is verified',
      workload: `${megabytes.toFixed(1)} MB of model.onnx: ${quick ? 50 : trees} full trees of depth ${depth}, ${((quick ? 50 : trees) * (2 ** (depth + 1) - 1)).toFixed(0)} nodes, ${width} features; ${loadsARound} loads a round, files warm in the page cache`,
      figures: figures.toReversed().map((name) => ({ name, unit: 'ms', ...acrossRounds(taken.get(name) ?? []) })),
      problem: failures > 0 ? `${failures} of them were refused` : refuses ? null : 'the same artefact with one bit changed was taken',
      notes: ['What is taken is the bytes, their hashes, signature and structure, the evaluators built from them, and the probes; no session of the runtime, which follows in the inference process.'],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
