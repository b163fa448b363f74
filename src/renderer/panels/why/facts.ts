/** How sure, how wide, how large, how robust: the facts under the sum, in words. Pure. */
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { LiveRecord, Novelty, Odds, ReturnBand, Stability, Suggestion } from '../../../shared/domain/signal.ts';
import { breakEvenOdds, payoffOf } from '../../../shared/signals/edge-odds.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { formatFeature } from './parts.ts';

/** `of 212 like it 58 % hit, 95 % 51–65`. */
export function frequencyWords(odds: Pick<Odds, 'frequency'>): string {
  const { frequency: f } = odds;
  if (f === null) return 'too few like it to count';
  return `of ${formatNumber(f.rows, 0)} like it ${formatPercent(f.value, 0)} hit, 95 % ${formatNumber(f.low * 100, 0)}–${formatNumber(f.high * 100, 0)}`;
}

/** The same in the room of a line: `56 % of 2,682 like it, 54–58`. */
export function pastOddsWords({ frequency: f }: Pick<Odds, 'frequency'>): string {
  return f === null ? 'too few like it' : `${formatPercent(f.value, 0)} of ${formatNumber(f.rows, 0)} like it, ${formatNumber(f.low * 100, 0)}–${formatNumber(f.high * 100, 0)}`;
}

/** Whether the odds lie outside what such odds came to: then they are not to be taken as they stand. */
export const isMiscalibrated = ({ value, frequency: f }: Pick<Odds, 'value' | 'frequency'>): boolean => f !== null && (value < f.low || value > f.high);

/** How the band held: on this name where it is followed, else over all of the desk. Null where nothing is followed. */
export function coverageOf({ live }: Pick<ReturnBand, 'live'>, record: LiveRecord | null): Coverage | null {
  if (live) return { inside: live.inside, calls: live.calls, asked: live.asked };
  return record?.band ? { inside: record.band.inside, calls: record.band.calls, asked: record.band.level } : null;
}

export interface Coverage {
  readonly inside: number;
  readonly calls: number;
  /** Coverage that is asked of past outcomes so that the promise is kept. */
  readonly asked: number;
}

/** `live 79 % of 212, asks 82 %`. */
export const coverageWords = ({ inside, calls, asked }: Coverage): string =>
  (calls === 0 ? 'live: none passed yet' : `live ${formatPercent(inside / calls, 0)} of ${formatNumber(calls, 0)}, asks ${formatPercent(asked, 0)}`);

/** Below this share of like calls under noise the call hangs on a rounding. */
const stableShareMin = 0.9;
const shakyShareMax = 0.7;

export type StabilityGrade = 'stands' | 'mostly stands' | 'shaky';
export function stabilityGrade({ same, draws }: Pick<Stability, 'same' | 'draws'>): StabilityGrade {
  const share = draws === 0 ? 1 : same / draws;
  return share >= stableShareMin ? 'stands' : share >= shakyShareMax ? 'mostly stands' : 'shaky';
}

export const stabilityWords = (stability: Stability): string =>
  `${stability.same} of ${stability.draws} copies with noise of ${formatNumber(stability.noise, 1)} training deviations lead to the same call`;

/** Above this distance a row is unlike training even where every feature is within its range. */
const noveltyUnusual = 1.8;

export type NoveltyGrade = 'usual' | 'unusual' | 'unlike training';
export const noveltyGrade = ({ distance, outside }: Novelty): NoveltyGrade => (outside.length > 0 ? 'unlike training' : distance > noveltyUnusual ? 'unusual' : 'usual');

/** The features outside what training saw, with what it saw; empty where all are within. */
export function causesOf({ outside }: Pick<Novelty, 'outside'>, features: readonly FeatureInfo[]): string {
  return outside.map(({ name, value, low, high }) => {
    const info = features.find((one) => one.name === name);
    const [is, from, to] = [value, low, high].map((one) => formatFeature(one, info?.unit ?? ''));
    return `${info?.label ?? name} ${is}, seen ${from} to ${to}`;
  }).join('; ');
}

/** Odds from which on this trade pays for its spread and fees, by what such trades won and lost; null where the card does not say. */
export function wantedOdds(edgeCard: ModelCard | null, { cost, signal }: Pick<Suggestion, 'cost' | 'signal'>): number | null {
  const payoff = edgeCard && payoffOf(edgeCard, signal);
  return payoff && breakEvenOdds({ ...payoff, costBp: cost.spreadBp + cost.feeBp });
}
