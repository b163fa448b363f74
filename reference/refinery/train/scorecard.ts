/** How a model did on rows that it never saw: figures with 95 % intervals by bootstrapping whole days. */
import { headOdds } from '../../../src/shared/calibration/calibration-map.ts';
import type { ModelCard, ModelHead, ModelMetric } from '../../../src/shared/domain/model-card.ts';
import { areaStatistic, blockInterval, blocksOf, calibrationErrorStatistic, meanStatistic, type Blocks } from './bootstrap.ts';
import type { Cases } from './cases.ts';
import { blockCorrelation, rootMeanSquareError, rSquaredAgainstZero, type Interval } from './metrics.ts';

/** What a model said of some cases. */
export interface Scored {
  readonly part: Int32Array;
  /** One array a head, one margin a case of `part`. */
  readonly margins: readonly Float64Array[];
}

export type Judged = Pick<ModelCard, 'heads' | 'role' | 'band' | 'trade'>;

/** Calibrated odds, one array a head; NaN where a head has none. */
export function oddsOf(heads: readonly ModelHead[], { part, margins }: Scored): Float64Array[] {
  const odds = heads.map(() => new Float64Array(part.length));
  for (let k = 0; k < part.length; k++) headOdds(heads, margins.map((m) => m[k]!)).forEach((value, h) => { odds[h]![k] = value ?? NaN; });
  return odds;
}

/** @param rates frequency of each head's label in training, the odds of knowing nothing; of quantile heads their constant quantile */
export const scorecard = (card: Judged, cases: Cases, scored: Scored, rates: readonly number[], seed: number): ModelMetric[] =>
  // Where one class never came there is no area under its curve: no figure, and not one that is no number.
  allMetrics(card, cases, scored, rates, seed).filter(({ value }) => Number.isFinite(value));

function allMetrics(card: Judged, cases: Cases, scored: Scored, rates: readonly number[], seed: number): ModelMetric[] {
  const frame: Frame = { card, cases, scored, blocks: blocksOf(pick(cases.time, scored.part), cases.barSeconds), seed };
  if (card.role === 'drift') return [...returnMetrics(frame), ...afterCost(frame, [], rates)];
  if (card.role === 'range') return rangeMetrics(frame, rates);
  const odds = oddsOf(card.heads, scored);
  return [...card.heads.flatMap((head, h) => oddsMetrics(frame, h, odds[h]!, rates[h]!, card.heads.length > 1 ? head : null)), ...afterCost(frame, odds, rates)];
}

interface Frame { readonly card: Judged; readonly cases: Cases; readonly scored: Scored; readonly blocks: Blocks; readonly seed: number }

const pick = (values: Float64Array, part: Int32Array): Float64Array => Float64Array.from(part, (i) => values[i]!);

function returnMetrics({ card, cases, scored: { part, margins }, blocks, seed }: Frame): ModelMetric[] {
  const [score, y] = [margins[0]!, pick(cases.y[0]!, part)];
  const { low, high, level } = card.band ?? { low: NaN, high: NaN, level: NaN };
  const inside = score.map((s, k) => Number(y[k]! - s >= low && y[k]! - s <= high));
  return [
    metric('informationCoefficient', 'Information coefficient', blockCorrelation(score, y, Float64Array.from(blocks.index), seed), 'ratio', part.length),
    metric('rSquared', 'Variance explained', plain(rSquaredAgainstZero(score, y)), 'share', part.length),
    metric('rmseSigma', 'Typical error', plain(rootMeanSquareError(score, y)), 'sigma', part.length),
    metric('bandCoverage', `Band of ${Math.round(100 * level)} % holds`, blockInterval(blocks, meanStatistic(blocks, inside), seed), 'share', part.length),
  ];
}

function oddsMetrics({ cases, scored: { part, margins }, blocks, seed }: Frame, h: number, odds: Float64Array, rate: number, head: ModelHead | null): ModelMetric[] {
  const hits = pick(cases.y[h]!, part);
  const [suffix, words] = head ? [`.${head.name}`, ` (${head.label.toLowerCase()})`] : ['', ''];
  const brier = odds.map((p, k) => (p - hits[k]!) ** 2);
  const loss = odds.map((p, k) => nats(p, hits[k]!));
  const gain = loss.map((l, k) => nats(rate, hits[k]!) - l);
  const mean = (values: Float64Array): Interval => blockInterval(blocks, meanStatistic(blocks, values), seed);
  return [
    metric(`auc${suffix}`, `Tells cases apart${words}`, blockInterval(blocks, areaStatistic(blocks, margins[h]!, hits), seed, 400), 'share', part.length),
    metric(`brier${suffix}`, `Brier score${words}`, mean(brier), 'ratio', part.length),
    metric(`logLoss${suffix}`, `Log loss${words}`, mean(loss), 'nats', part.length),
    metric(`logLossGain${suffix}`, `Log loss saved against the training frequency${words}`, mean(gain), 'nats', part.length),
    metric(`ece${suffix}`, `Calibration error${words}`, blockInterval(blocks, calibrationErrorStatistic(blocks, odds, hits), seed), 'share', part.length),
    metric(`frequency${suffix}`, `How often it came so${words}`, mean(hits), 'share', part.length),
  ];
}

/** Odds are kept this far from 0 and 1 in losses, so that one wrong certainty does not decide. */
const oddsFloor = 1e-3;
const nats = (odds: number, hit: number): number => -Math.log(Math.max(oddsFloor, hit > 0 ? odds : 1 - odds));

function rangeMetrics({ card, cases, scored: { part, margins }, blocks, seed }: Frame, constants: readonly number[]): ModelMetric[] {
  const y = pick(cases.y[0]!, part);
  const mean = (values: ArrayLike<number>): Interval => blockInterval(blocks, meanStatistic(blocks, values), seed);
  const quantiles = card.heads.map((head, h) => {
    const alpha = quantileOf(head.name);
    const loss = y.map((value, k) => pinball(value, margins[h]![k]!, alpha));
    const gain = y.map((value, k) => pinball(value, constants[h]!, alpha) - loss[k]!);
    return { head, loss: mean(loss), gain: mean(gain), below: mean(y.map((value, k) => Number(value <= margins[h]![k]!))) };
  });
  const { low, high, level } = card.band ?? { low: 0, high: 0, level: NaN };
  const [bottom, top] = [margins[0]!, margins[margins.length - 1]!];
  const inside = y.map((value, k) => Number(value >= bottom[k]! + low && value <= top[k]! + high));
  const whole = inside.map((_, k) => Number(cases.rangeLow[part[k]!]! >= bottom[k]! + low && cases.rangeHigh[part[k]!]! <= top[k]! + high));
  const width = y.map((_, k) => top[k]! + high - bottom[k]! - low);
  return [
    metric('bandCoverage', `Band of ${Math.round(100 * level)} % holds`, mean(inside), 'share', part.length),
    metric('pathWithinBand', 'The whole way lies within the band', mean(whole), 'share', part.length),
    metric('bandWidth', 'Width of the band', mean(width), 'sigma', part.length),
    ...quantiles.flatMap(({ head, loss, gain, below }) => [
      metric(`pinball.${head.name}`, `Pinball loss (${head.label.toLowerCase()})`, loss, 'sigma', part.length),
      metric(`pinballGain.${head.name}`, `Pinball loss saved against a constant (${head.label.toLowerCase()})`, gain, 'sigma', part.length),
      metric(`shareBelow.${head.name}`, `Share of outcomes below it (${head.label.toLowerCase()})`, below, 'share', part.length),
    ]),
  ];
}

/** 'q90' is 0.9. */
export const quantileOf = (name: string): number => Number.parseInt(name.slice(1), 10) / 100;
/** Koenker and Bassett 1978. */
export const pinball = (y: number, score: number, alpha: number): number => (y >= score ? alpha * (y - score) : (1 - alpha) * (score - y));

/** Odds from which a model of one answer is taken at its word. */
const callOdds = 0.5;

/** What acting on the model's calls brought after spread and fees, mean of a call; no figure without a call. */
function afterCost(frame: Frame, odds: readonly Float64Array[], rates: readonly number[]): ModelMetric[] {
  const { card, cases, scored: { part }, blocks, seed } = frame;
  if (card.role === 'regime') return [];
  const sides = Float64Array.from(part, (_, k) => callOf(frame, odds, rates, k));
  const rows = Array.from(part.keys()).filter((k) => sides[k] !== 0);
  const share = metric('callShare', 'Share of rows with a call', blockInterval(blocks, meanStatistic(blocks, sides.map(Math.abs)), seed), 'share', part.length);
  if (rows.length === 0) return [share];
  const acted = blocksOf(Float64Array.from(rows, (k) => cases.time[part[k]!]!), cases.barSeconds);
  const payoff = Float64Array.from(rows, (k) => sides[k]! * cases.returnBp[part[k]!]! - cases.costBp[part[k]!]!);
  const label = card.role === 'fill' ? 'Saved by resting, a call' : 'After cost, a call';
  return [share, metric('afterCostBp', label, blockInterval(acted, meanStatistic(acted, payoff), seed), 'bp', rows.length)];
}

/** 1: act as asked, or buy; -1: sell; 0: no call. */
function callOf({ card, cases, scored: { part, margins } }: Frame, odds: readonly Float64Array[], rates: readonly number[], k: number): number {
  const i = part[k]!;
  if (!Number.isFinite(cases.costBp[i]) || !Number.isFinite(cases.returnBp[i])) return 0;
  if (card.role === 'drift') {
    const expectedBp = margins[0]![k]! * cases.horizonBp[i]!;
    return Math.abs(expectedBp) > cases.costBp[i]! ? Math.sign(expectedBp) : 0;
  }
  if (card.role === 'path') return likeliest(odds, k) - 1;
  // Most orders fill: only better odds than usual are a reason to rest.
  if (card.role === 'fill') return Number(odds[0]![k]! > rates[0]!);
  if (card.role !== 'edge' || !card.trade) return Number(odds[0]![k]! > callOdds);
  // As the policy does: win and loss of such trades weighed by the odds, against the cost of this one.
  const { winSigma, lossSigma } = card.trade;
  const expected = odds[0]![k]! * winSigma - (1 - odds[0]![k]!) * lossSigma;
  return Number(expected * cases.horizonBp[i]! > cases.costBp[i]!);
}

/** Head with the highest odds, the first of equal ones: 0 down, 1 flat, 2 up. */
const likeliest = (odds: readonly Float64Array[], k: number): number => odds.reduce((best, of, h) => (of[k]! > odds[best]![k]! ? h : best), 0);

const plain = (value: number): { value: number; low: null; high: null } => ({ value, low: null, high: null });

const metric = (name: string, label: string, { value, low, high }: { value: number; low: number | null; high: number | null }, unit: string, rows: number): ModelMetric =>
  ({ name, label, value, low, high, unit, rows });
