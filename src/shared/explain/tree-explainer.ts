/** The way to a tree model's Shapley values that is fastest for its size. All ways have the same values. */
import { treeAt, treeCount, type TreeEnsemble } from '../models/tree-ensemble.ts';
import { InterventionalTreeShap } from './interventional.ts';
import { PathDependentTreeShap } from './path-dependent.ts';
import { TabulatedTreeShap } from './tabulated.ts';

/** Of the sum of the trees: without the ensemble's base, and not divided where it averages. */
export interface TreeExplainer {
  readonly way: 'tables' | 'quadrature' | 'pairwise';
  /** Of what rows share, as it is now. */
  readonly bytes: number;
  readonly baseValue: number;
  explain(row: Float32Array): Float64Array;
}

export interface TreeExplainerOptions {
  readonly background: readonly Float32Array[];
  /** By training cover; the background then only fills the tables. */
  readonly pathDependent: boolean;
}

/** Most leaves for which path-dependent tables are faster than quadrature: beyond it they fall out of the processor's cache. */
const tabulatedLeavesMax = 4096;

/** Rows of the background that fill the tables before the first row is explained. */
const warmRows = 64;

/** Tables against a background where they fit, else pairwise; by cover tables where the trees are small, else quadrature. */
export function treeExplainer(model: TreeEnsemble, { background, pathDependent }: TreeExplainerOptions): TreeExplainer {
  const { featureCount } = model;
  const trees = Array.from({ length: treeCount(model) }, (_, t) => treeAt(model, t));
  const leaves = model.feature.reduce((count, feature) => count + (feature < 0 ? 1 : 0), 0);
  const tables = pathDependent && leaves > tabulatedLeavesMax ? null : TabulatedTreeShap.of({ trees, featureCount, background: pathDependent ? null : background });
  if (tables) {
    for (const row of background.slice(0, warmRows)) tables.explain(row);
    return tables;
  }
  return pathDependent ? new PathDependentTreeShap(trees, featureCount) : new InterventionalTreeShap(trees, featureCount, background);
}
