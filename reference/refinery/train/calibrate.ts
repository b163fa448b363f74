/** From margins to odds and to a band, on rows later than those of training; frequencies on rows later still. Rules MO-5, CL-3 and CL-7. */
import { chooseCalibration, identityFit, isotonicFit, type CalibrationFit } from '../../../src/shared/calibration/choose-calibration.ts';
import { conformalQuantile } from '../../../src/shared/calibration/conformal.ts';
import type { ModelCard, ModelHead } from '../../../src/shared/domain/model-card.ts';
import type { Cases } from './cases.ts';
import { quantile } from './metrics.ts';
import { oddsOf, type Scored } from './scorecard.ts';
import { fitPlatt } from './trainers/platt.ts';

/** Level of the band on the card. */
export const bandLevel = 0.8;
/** Groups of about equal count that past frequencies are stated for. */
const frequencyGroups = 10;

const plattFit: CalibrationFit = ({ margins, hits }) => {
  const { slope, offset } = fitPlatt(Float64Array.from(margins), Float64Array.from(hits), new Float64Array(margins.length).fill(1));
  // A falling map would turn the model's words around: then its margin says nothing.
  return slope > 0 ? { method: 'platt', slope, offset } : null;
};

/** The heads with their maps, fitted on `earlier`, and what came of such odds on `later`. */
export function calibrateHeads(heads: readonly ModelHead[], cases: Cases, earlier: Scored, later: Scored): ModelHead[] {
  const mapped = heads.map((head, h) => {
    if (head.unit !== 'log-odds') return head;
    const hits = Float64Array.from(earlier.part, (i) => cases.y[h]![i]!);
    return { ...head, calibration: chooseCalibration({ margins: earlier.margins[h]!, hits }, [identityFit, plattFit, isotonicFit]) };
  });
  const odds = oddsOf(mapped, later);
  return mapped.map((head, h) => (head.calibration ? { ...head, frequencies: frequencies(odds[h]!, Float64Array.from(later.part, (i) => cases.y[h]![i]!)) } : head));
}

/** Groups that begin and end at quantiles of the odds, the first at 0 and the last at 1. */
function frequencies(odds: Float64Array, hits: Float64Array): ModelHead['frequencies'] {
  const inner = Array.from({ length: frequencyGroups - 1 }, (_, k) => quantile(odds, (k + 1) / frequencyGroups));
  const edges = [0, ...new Set(inner.filter((edge) => edge > 0 && edge < 1)), 1];
  return edges.slice(1).map((high, g) => {
    const low = edges[g]!;
    let [rows, count] = [0, 0];
    odds.forEach((value, k) => {
      if (value < low || !(value < high || high === 1)) return;
      rows += 1;
      count += hits[k]!;
    });
    return { low, high, rows, hits: count };
  });
}

/**
 * The conformal band of a model of the return: what is added to the score of a drift model, below and above, so that `bandLevel` of later outcomes
 * lie within; what is added to the lowest and the highest quantile of a range model (conformalised quantile regression: Romano, Patterson, Candes
 * 2019, NeurIPS, each side on its own). Null for models of odds, and where there are too few rows to promise anything.
 */
export function conformalBand(role: ModelCard['role'], cases: Cases, { part, margins }: Scored): ModelCard['band'] {
  if (role !== 'drift' && role !== 'range') return null;
  const alpha = (1 - bandLevel) / 2;
  const [bottom, top] = [margins[0]!, margins[margins.length - 1]!];
  const y = Array.from(part, (i) => cases.y[0]![i]!);
  const low = -conformalQuantile(y.map((value, k) => bottom[k]! - value), alpha);
  const high = conformalQuantile(y.map((value, k) => value - top[k]!), alpha);
  return Number.isFinite(low) && Number.isFinite(high) ? { level: bandLevel, low, high } : null;
}

/** Of an edge model: what trades brought before cost where they were hits, and lost where they were not; null where one of them never happened. */
export function tradeFacts(role: ModelCard['role'], cases: Cases, part: Int32Array, barrierSigmas: number): NonNullable<ModelCard['trade']> | null {
  if (role !== 'edge') return null;
  const mean = (hit: number): number => {
    const of = part.filter((i) => cases.y[0]![i] === hit);
    return of.reduce((sum, i) => sum + cases.returnBp[i]! / cases.horizonBp[i]!, 0) / of.length;
  };
  const [winSigma, lossSigma] = [mean(1), -mean(0)];
  return winSigma > 0 && lossSigma > 0 ? { targetSigma: barrierSigmas, stopSigma: barrierSigmas, winSigma, lossSigma } : null;
}
