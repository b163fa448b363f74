/**
 * What every model says of the bars that ended together: the drift model first, with its reasons, then the others, those of
 * perspective 'side' about the side that it proposes. Each model runs once for all of them. Live signals and the backtest both run this.
 */
import { headOdds } from '../../../shared/calibration/calibration-map.ts';
import { listOf } from '../../../shared/base/list-of.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { modelRoles, type ModelCard } from '../../../shared/domain/model-card.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { ModelView } from '../../../shared/domain/signal.ts';
import { decisionRules } from '../../../shared/signals/decisions.ts';
import { modelInput } from '../../../shared/signals/model-input.ts';
import { silenceOf, silentAs } from '../../../shared/signals/model-silence.ts';
import { proposedSide, type Said } from '../../../shared/signals/policy.ts';
import type { ExplainedRow } from '../../../shared/explain/explained-row.ts';
import type { AtBarEnd } from './bar-end.ts';
import { noisyCalls, noisyRows, noisyScores } from './noisy-calls.ts';

/** The parts of a loaded model that a verdict needs. */
export interface ScoredModel {
  readonly card: ModelCard;
  /** SHA-256 of model.onnx, hex. */
  readonly modelHash: string;
}

export interface SpeakingModels {
  /** Proposes the side: without it nothing is said. */
  readonly drift: ScoredModel;
  /** In the order of their roles. */
  readonly others: readonly ScoredModel[];
}

interface RunFailure { readonly code: string; readonly problem?: string }

/** Silences that a person or a calendar has set: their own words say all. */
const toldInWords = new Set(['SWITCHED_OFF', 'EXPIRED']);
const noScore = (failure: RunFailure | undefined): string => (failure?.problem !== undefined && toldInWords.has(failure.code) ? failure.problem : `no score: ${failure?.code ?? 'RUN_FAILED'}`);

/** Where models run: the inference process live, the backtest's own sessions there. `features` are row-major. */
export interface ModelRunner {
  /** Margins, rows x heads. */
  score(modelHash: string, features: Float32Array, rows: number): Promise<Result<Float32Array, RunFailure>>;
  /** The first head of each row, with its reasons. */
  explain(modelHash: string, features: Float32Array, rows: number): Promise<Result<readonly ExplainedRow[], RunFailure>>;
}

export interface BarReading {
  /** Null where the drift model could not be asked. */
  readonly explained: ExplainedRow | null;
  /** Why it could not, in words; null where it could. */
  readonly problem: string | null;
  /** Of the other models, silent ones included, in the order of their roles. */
  readonly views: readonly ModelView[];
  /** What was said of copies of the row with a little noise; null where nobody asked. */
  readonly copies: readonly Said[] | null;
}

/** Rows in one run; more than that are split, so that no run is long. */
const rowsMax = 512;

/** Roles in the order of the list, then by id: the first of a role is the one that the policy asks. */
export function inOrder<M extends ScoredModel>(models: readonly M[]): readonly M[] {
  return [...models].sort((a, b) => modelRoles.indexOf(a.card.role) - modelRoles.indexOf(b.card.role) || (a.card.modelId < b.card.modelId ? -1 : 1));
}

/** Those that a verdict depends on: second opinions are shown and decide nothing. */
export const decidingModels = <M extends ScoredModel>(models: readonly M[]): readonly M[] => {
  const deciding = new Set<string>(decisionRules.filter((rule) => rule.decision !== 'second opinion').map((rule) => rule.role));
  return models.filter(({ card }) => card.role !== 'drift' && deciding.has(card.role));
};

/** @param ats scorable ones only. @param withStability costs 32 rows more of three models a bar. No verdict looks at it, but a signal states it: without an answer about the drift model's copies there is no reading */
export async function readModels(models: SpeakingModels, ats: readonly AtBarEnd[], runner: ModelRunner, withStability: boolean): Promise<ReadonlyMap<AtBarEnd, BarReading>> {
  const { drift, others } = models;
  const noisy = withStability ? noisyRows(models, ats) : null;
  const [explained, scores] = await Promise.all([
    runRows(ats.map((at) => at.input), (features, rows) => runner.explain(drift.modelHash, features, rows)),
    noisy && noisyScores(models, noisy, runner),
  ]);
  const spoken = ats.flatMap((at, i) => {
    const answer = explained[i];
    return answer?.ok && (!noisy || scores) ? [{ at, place: i, row: answer.value, side: proposedSide({ expectedReturnBp: answer.value.output }) }] : [];
  });
  // One after the other would be as fast: they share one thread over there.
  const [views, copies] = await Promise.all([
    Promise.all(others.map((model) => viewsOf(model, spoken, runner))),
    noisy && scores && noisyCalls(models, noisy, scores, runner),
  ]);
  const readings = new Map<AtBarEnd, BarReading>();
  spoken.forEach(({ at, place, row }, i) => readings.set(at, { explained: row, problem: null, views: views.flatMap((ofModel) => ofModel[i] ?? []), copies: copies?.[place] ?? null }));
  ats.forEach((at, i) => {
    const answer = explained[i];
    if (!readings.has(at)) readings.set(at, { explained: null, problem: noScore(answer && !answer.ok ? answer.error : undefined), views: [], copies: null });
  });
  return readings;
}

interface Asked { readonly at: AtBarEnd; readonly side: Side }

async function viewsOf(model: ScoredModel, asked: readonly Asked[], runner: ModelRunner): Promise<readonly ModelView[]> {
  const { card, modelHash } = model;
  const silences = asked.map(({ at, side }) => silenceOf(card, at.features.values, viewSide(card, side)));
  const inputs = asked.filter((_, i) => silences[i] === null).map(({ at, side }) => modelInput(card, at.features.values, viewSide(card, side)));
  const heads = card.heads.length;
  const answers = await runRows(inputs, async (features, rows) => {
    const margins = await runner.score(modelHash, features, rows);
    return margins.ok ? ok(Array.from({ length: rows }, (_, row) => listOf(margins.value, row * heads, (row + 1) * heads))) : margins;
  });
  let next = 0;
  return asked.map(({ side }, i) => {
    const silence = silences[i] ?? null;
    if (silence) return silentView(model, side, silentAs(silence));
    const answer = answers[next++];
    return answer?.ok ? spokenView(model, viewSide(card, side), answer.value) : silentView(model, side, { problem: noScore(answer?.error) });
  });
}

/** A model of the market is not asked about a side. */
export const viewSide = (card: Pick<ModelCard, 'perspective'>, side: Side): Side | null => (card.perspective === 'side' ? side : null);

const identity = ({ card, modelHash }: ScoredModel) => ({ modelId: card.modelId, modelVersion: card.version, modelHash, role: card.role });

function silentView(model: ScoredModel, side: Side, why: Pick<ModelView, 'problem' | 'outside'>): ModelView {
  return { ...identity(model), side: viewSide(model.card, side), heads: [], ...why };
}

function spokenView(model: ScoredModel, side: Side | null, margins: readonly number[]): ModelView {
  if (margins.some((margin) => !Number.isFinite(margin))) return { ...identity(model), side, heads: [], problem: 'a margin is not a number' };
  return { ...identity(model), side, heads: headsSaid(model.card, margins), problem: null };
}

/** Margins with their calibrated odds, in the order of the card's heads. */
export function headsSaid(card: ModelCard, margins: readonly number[]): ModelView['heads'] {
  const odds = headOdds(card.heads, margins);
  return card.heads.map(({ name }, j) => ({ name, margin: margins[j] ?? NaN, odds: odds[j] ?? null }));
}

/** Runs rows together, `rowsMax` at a time. One answer a row, in order. */
async function runRows<T>(inputs: readonly Float32Array[], run: (features: Float32Array, rows: number, from: number) => Promise<Result<readonly T[], RunFailure>>): Promise<Result<T, RunFailure>[]> {
  const answers: Result<T, RunFailure>[] = [];
  for (let from = 0; from < inputs.length; from += rowsMax) {
    const batch = inputs.slice(from, from + rowsMax);
    const width = batch[0]?.length ?? 0;
    const features = new Float32Array(batch.length * width);
    batch.forEach((input, row) => features.set(input, row * width));
    const said = await run(features, batch.length, from);
    batch.forEach((_, row) => {
      const value = said.ok ? said.value[row] : undefined;
      answers.push(said.ok ? (value === undefined ? err({ code: 'RUN_FAILED' }) : ok(value)) : said);
    });
  }
  return answers;
}
