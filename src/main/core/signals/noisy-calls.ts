/** What the models that a call hangs on say of copies of each row with a little noise: side, permission and odds. For its stability (SG-19); no verdict depends on it. */
import { listOf } from '../../../shared/base/list-of.ts';
import { headOdds } from '../../../shared/calibration/calibration-map.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { ModelView } from '../../../shared/domain/signal.ts';
import { proposedSide, type Said } from '../../../shared/signals/policy.ts';
import { noiseScales, noisyCopies, noisyRow, writeCopies, type NoisyRow } from '../../../shared/signals/stability.ts';
import type { AtBarEnd } from './bar-end.ts';
import { viewSide, type ModelRunner, type ScoredModel, type SpeakingModels } from './read-models.ts';

/** Bars in one run, each with its copies: no run is long. */
const rowsPerRun = 16;

/** The models that a call hangs on beside the drift model: the first of each role, which is the one that the policy asks. */
function gates({ others }: SpeakingModels): { readonly regime: ScoredModel | undefined; readonly edge: ScoredModel | undefined } {
  const first = (role: string): ScoredModel | undefined => others.find(({ card }) => card.role === role);
  return { regime: first('regime'), edge: first('edge') };
}

/** As the policy reads it (speakers.ts): the head of that name, or the only one. */
const hitHead = ({ card: { heads } }: ScoredModel): string => (heads.length === 1 ? heads[0]?.name ?? '' : 'hit');

export function noisyRows(models: SpeakingModels, ats: readonly AtBarEnd[]): readonly NoisyRow[] {
  const { regime, edge } = gates(models);
  const scales = noiseScales([models.drift, ...(regime ? [regime] : []), ...(edge ? [edge] : [])].map(({ card }) => card));
  return ats.map((at) => noisyRow(at.features.values, scales, at.bar.end));
}

/** Scores of the copies, 32 a row; null where the model could not be asked. */
export async function noisyScores({ drift }: SpeakingModels, rows: readonly NoisyRow[], runner: ModelRunner): Promise<Float64Array | null> {
  const margins = await marginsOf(drift, rows, () => null, runner);
  return margins && Float64Array.from({ length: rows.length * noisyCopies }, (_, i) => margins[i * drift.card.heads.length] ?? NaN);
}

/** What is said of each copy of each row, also by a model that is silent about the row itself; null where a model could not be asked. */
export async function noisyCalls(models: SpeakingModels, rows: readonly NoisyRow[], scores: Float64Array, runner: ModelRunner): Promise<readonly (readonly Said[])[]> {
  const { regime, edge } = gates(models);
  const sideOf = (row: number, copy: number): Side => proposedSide({ expectedReturnBp: scores[row * noisyCopies + copy] ?? 0 });
  const [stressed, hit] = await Promise.all([
    regime ? noisyOdds(regime, 'stressed', rows, () => null, runner) : null,
    edge ? noisyOdds(edge, hitHead(edge), rows, (row, copy) => viewSide(edge.card, sideOf(row, copy)), runner) : null,
  ]);
  return rows.map((_, row) => Array.from({ length: noisyCopies }, (__, copy): Said => {
    const i = row * noisyCopies + copy;
    return { scoreSigma: scores[i] ?? NaN, stressed: stressed?.[i] ?? null, hit: hit?.[i] ?? null };
  }));
}

/** What was said of the row itself. */
export function saidOf(scoreSigma: number, views: readonly ModelView[], models: SpeakingModels): Said {
  const { regime, edge } = gates(models);
  const oddsOf = (model: ScoredModel | undefined, head: string): number | null => {
    const heads = views.find((view) => view.modelHash === model?.modelHash)?.heads ?? [];
    return heads.find(({ name }) => name === head)?.odds ?? null;
  };
  return { scoreSigma, stressed: oddsOf(regime, 'stressed'), hit: oddsOf(edge, edge ? hitHead(edge) : '') };
}

type SideOf = (row: number, copy: number) => Side | null;

async function noisyOdds(model: ScoredModel, head: string, rows: readonly NoisyRow[], sideOf: SideOf, runner: ModelRunner): Promise<readonly (number | null)[] | null> {
  const { card } = model;
  const column = card.heads.findIndex(({ name }) => name === head);
  const heads = card.heads.length;
  const margins = column < 0 ? null : await marginsOf(model, rows, sideOf, runner);
  if (!margins) return null;
  return Array.from({ length: rows.length * noisyCopies }, (_, i) => headOdds(card.heads, listOf(margins, i * heads, (i + 1) * heads))[column] ?? null);
}

/** Margins of all copies of all rows, copies x heads a row; null where a run failed. */
async function marginsOf({ card, modelHash }: ScoredModel, rows: readonly NoisyRow[], sideOf: SideOf, runner: ModelRunner): Promise<Float32Array | null> {
  const [width, heads] = [card.featureNames.length, card.heads.length];
  const margins = new Float32Array(rows.length * noisyCopies * heads);
  for (let from = 0; from < rows.length; from += rowsPerRun) {
    const batch = rows.slice(from, from + rowsPerRun);
    const features = new Float32Array(batch.length * noisyCopies * width);
    batch.forEach((row, i) => writeCopies(card, row, (copy) => sideOf(from + i, copy), features, i * noisyCopies * width));
    const answer = await runner.score(modelHash, features, batch.length * noisyCopies);
    if (!answer.ok) return null;
    margins.set(answer.value, from * noisyCopies * heads);
  }
  return margins;
}
