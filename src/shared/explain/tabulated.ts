/** Shapley values of a sum of trees by tables of their leaves, while those stay within a bound of memory. */
import { treeValue, type ExplainedTree, type FeatureRow } from './explained-tree.ts';
import { BackgroundGame, coverGame } from './leaf-games.ts';
import { indexBytes, LeafTables } from './leaf-tables.ts';
import { splitTree } from './split-tree.ts';

export interface TabulatedOptions {
  readonly trees: readonly ExplainedTree[];
  readonly featureCount: number;
  /** Rows whose values stand in for what is not known; null for both ways by training cover. */
  readonly background: readonly FeatureRow[] | null;
  /** Bound of all that is kept. */
  readonly bytesMax?: number;
}

/** Enough for 200 trees of depth 6, eight times over. */
const defaultBytesMax = 128 * 1024 * 1024;

/** Explainer of a sum of trees. One at a time: it keeps its working memory. */
export class TabulatedTreeShap {
  readonly way = 'tables';
  /** Mean of the background, or by training cover. */
  readonly baseValue: number;
  private readonly featureCount: number;
  private readonly tables: LeafTables;
  private readonly gameBytes: number;

  private constructor(tables: LeafTables, featureCount: number, baseValue: number, gameBytes: number) {
    this.tables = tables;
    this.featureCount = featureCount;
    this.baseValue = baseValue;
    this.gameBytes = gameBytes;
  }

  /** Null when the index of patterns would take more than half of the bound, or the patterns of the background more than a quarter. */
  static of({ trees, featureCount, background, bytesMax = defaultBytesMax }: TabulatedOptions): TabulatedTreeShap | null {
    const laid = trees.map((tree) => splitTree(tree));
    if (indexBytes(laid) > bytesMax / 2) return null;
    if (!background) {
      return new TabulatedTreeShap(new LeafTables(laid, featureCount, coverGame(laid), bytesMax), featureCount, laid.reduce((sum, tree) => sum + tree.expected, 0), 0);
    }
    const game = BackgroundGame.of(laid, featureCount, background, bytesMax / 4);
    if (!game) return null;
    const baseValue = background.reduce((sum, row) => sum + trees.reduce((margin, tree) => margin + treeValue(tree, row), 0), 0) / background.length;
    return new TabulatedTreeShap(new LeafTables(laid, featureCount, game, bytesMax - game.bytes), featureCount, baseValue, game.bytes);
  }

  /** Of all tables as they are now; they grow with the patterns that rows show. */
  get bytes(): number {
    return this.tables.bytes + this.gameBytes;
  }

  /** One contribution a feature, in the unit of the margin; their sum and `baseValue` are the margin of the row. */
  explain(row: FeatureRow): Float64Array {
    const contributions = new Float64Array(this.featureCount);
    this.tables.addTo(row, contributions);
    return contributions;
  }
}
