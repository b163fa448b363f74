/** What a feature that is not known is taken to be: the file's rows, the card's, or the mean of the rows that are explained. */
import type { ExplanationMethod } from '../../src/shared/domain/explanation.ts';
import { tableFor } from './command.ts';
import type { OpenHead, OpenModel } from './open-model.ts';

/** More would take hours and change nothing: a sample does. */
const backgroundRowsMax = 2_000;

export interface Background {
  readonly from: string;
  readonly rows: readonly Float32Array[];
  /** What the reader must know of it; null where it is a background that somebody chose. */
  readonly warning: string | null;
}

export interface BackgroundAsked {
  readonly model: OpenModel;
  readonly head: OpenHead;
  readonly asked: ExplanationMethod | null;
  readonly file: string | null;
  /** The rows that are explained. */
  readonly rows: readonly Float32Array[];
}

export const meanOfRows = 'mean of the rows';

/** Throws where the file is no background. */
export function backgroundFor({ model, asked, file, rows }: BackgroundAsked): Background {
  if (file !== null) {
    if (asked === 'tree-path-dependent') throw new Error('--method tree-path-dependent takes no --background: it goes by the training cover in the file');
    const table = tableFor(model, file);
    if (table.rows.length > backgroundRowsMax) throw new Error(`${file}: ${table.rows.length} rows of background, limit ${backgroundRowsMax}: give a sample`);
    return { from: '--background', rows: table.rows, warning: null };
  }
  if (model.card) return { from: `card: ${model.card.background.id}`, rows: model.card.background.rows.map((row) => Float32Array.from(row)), warning: null };
  return {
    from: meanOfRows, rows: [meanRow(rows, model.width)],
    warning: `no --background: explained against the mean of these ${rows.length} rows, which says why a row differs from its neighbours in this file and not from what is usual`,
  };
}

function meanRow(rows: readonly Float32Array[], width: number): Float32Array {
  const sums = new Float64Array(width);
  for (const row of rows) row.forEach((value, j) => { sums[j] = (sums[j] ?? 0) + value; });
  return Float32Array.from(sums, (sum) => sum / rows.length);
}
