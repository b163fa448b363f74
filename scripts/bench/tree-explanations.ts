/** P6: exact Shapley values of the four tree models, by training cover and against a background, against the paper's algorithm and the pairwise walk. */
import { InterventionalTreeShap } from '../../src/shared/explain/interventional.ts';
import { treeExplainer, type TreeExplainer } from '../../src/shared/explain/tree-explainer.ts';
import { margin } from '../../src/shared/models/model.ts';
import { treeAt, treeCount, type TreeEnsemble } from '../../src/shared/models/tree-ensemble.ts';
import type { Bench, Figure } from './row.ts';
import { acrossRounds } from './summary.ts';
import { TextbookTreeShap } from './textbook-shap.ts';
import { benchModels, type BenchModel, type BenchModels } from './tree-models.ts';

const backgroundRows = 100;
const tolerance = 1e-9;

interface Way {
  readonly name: string;
  /** Rows a round. */
  readonly rows: number;
  explain(row: Float32Array): Float64Array;
}

export const treeExplanations: Bench = ({ rounds, quick }) => {
  const made = benchModels(quick);
  const figures: Figure[] = [];
  const notes: string[] = [];
  const problems: string[] = [];
  for (const model of made.models) measure(model, { made, rounds, quick, figures, notes, problems });
  return Promise.resolve({
    id: 'P6', title: 'exact Shapley values of trees',
    workload: `the four models of P4 on rows that none was trained on, each row once; background of ${backgroundRows} training rows; one thread`,
    figures, problem: problems[0] ?? null, notes,
  });
};

interface Run {
  readonly made: BenchModels;
  readonly rounds: number;
  readonly quick: boolean;
  readonly figures: Figure[];
  readonly notes: string[];
  readonly problems: string[];
}

function measure(model: BenchModel, run: Run): void {
  const { made: { unseen, featureCount, background }, rounds, quick, figures, notes, problems } = run;
  const { ensemble, name } = model;
  const trees = Array.from({ length: treeCount(ensemble) }, (_, t) => treeAt(ensemble, t));
  const leaves = ensemble.feature.filter((f) => f < 0).length;
  const others = background(backgroundRows);
  const cover = built(() => treeExplainer(ensemble, { background: others, pathDependent: true }));
  const intervention = built(() => treeExplainer(ensemble, { background: others, pathDependent: false }));
  const textbook = new TextbookTreeShap(trees, featureCount);
  const pairwise = new InterventionalTreeShap(trees, featureCount, others);
  const work = quick ? 0.1 : 1;
  const rowsFor = (costly: number): number => Math.max(3, Math.round((work * 3e6) / leaves / costly));
  const ways: Way[] = [
    { name: 'by cover', rows: rowsFor(1), explain: (row) => cover.made.explain(row) },
    { name: 'by cover, textbook', rows: rowsFor(10), explain: (row) => textbook.explain(row) },
    { name: 'against background', rows: rowsFor(1), explain: (row) => intervention.made.explain(row) },
    { name: 'against background, pairwise', rows: rowsFor(100), explain: (row) => pairwise.explain(row) },
  ];
  const x = unseen((rounds + 2) * rowsFor(1));
  let next = 0;
  const rowAt = (i: number): Float32Array => x.subarray(i * featureCount, (i + 1) * featureCount);
  for (; next < 5; next++) problems.push(...differences(name, ways.map((way) => way.explain(rowAt(next)))));
  const taken = ways.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [w, way] of ways.entries()) {
      const startedMs = performance.now();
      for (let i = 0; i < way.rows; i++) way.explain(rowAt(next + i));
      if (round >= 0) taken[w]!.push((way.rows / (performance.now() - startedMs)) * 1000); // one round to warm up
    }
    next += rowsFor(1) - (round < 0 ? 5 : 0);
  }
  ways.forEach((way, w) => figures.push({ name: `${name}: ${way.name}`, unit: 'rows/s', ...acrossRounds(taken[w]!) }));
  const many = Math.round((quick ? 0.02 : 1) * (leaves < 4000 ? 100_000 : 1e8 / leaves));
  const gaps = ([['by cover', cover.made], ['against background', intervention.made]] as const).map(([way, explainer]) => {
    const checked = way === 'by cover' ? many : Math.ceil(many / 10);
    const gap = worstGap({ explainer, ensemble, x: unseen(checked) });
    if (!(gap < tolerance)) problems.push(`${name}: ${way} parts miss the whole by ${gap}`);
    return `${gap.toExponential(1)} on ${checked} rows ${way}`;
  });
  const sizeOf = ({ buildMs, made: { way, bytes } }: Built): string => `${way} built in ${buildMs.toFixed(0)} ms, now ${(bytes / 1e6).toFixed(1)} MB`;
  notes.push(`${name}, ${leaves} leaves: by cover ${sizeOf(cover)}; against background ${sizeOf(intervention)}. Parts less whole at most ${gaps.join(', ')}.`);
}

interface Built {
  readonly made: TreeExplainer;
  readonly buildMs: number;
}

function built(make: () => TreeExplainer): Built {
  const startedMs = performance.now();
  const made = make();
  return { made, buildMs: performance.now() - startedMs };
}

/** The product's values against its peers'. */
function differences(name: string, [cover, textbook, background, pairwise]: readonly Float64Array[]): string[] {
  const worst = (a: Float64Array | undefined, b: Float64Array | undefined): number => (a ?? new Float64Array(1).fill(NaN)).reduce((most, value, j) => Math.max(most, Math.abs(value - (b?.[j] ?? NaN))), 0);
  const [byCover, byBackground] = [worst(cover, textbook), worst(background, pairwise)];
  return byCover < tolerance && byBackground < tolerance ? [] : [`${name}: ${byCover} from the textbook, ${byBackground} from the pairwise walk`];
}

function worstGap({ explainer, ensemble, x }: { readonly explainer: TreeExplainer; readonly ensemble: TreeEnsemble; readonly x: Float32Array }): number {
  let worst = 0;
  for (let at = 0; at < x.length; at += ensemble.featureCount) {
    const parts = explainer.explain(x.subarray(at, at + ensemble.featureCount)).reduce((sum, part) => sum + part, explainer.baseValue);
    worst = Math.max(worst, Math.abs(parts + ensemble.base - margin(ensemble, x, at)));
  }
  return worst;
}
