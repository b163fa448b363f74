/** A model's reading in words: why it abstains, what drives it, what speaks against it. */
import type { FeatureInfo } from '../../shared/contract/signals.ts';
import type { DecisionKind } from '../../shared/domain/decision.ts';
import type { AbstainReason, Odds, Signal, Suggestion, SuggestionStatus } from '../../shared/domain/signal.ts';
import type { Side } from '../../shared/domain/order.ts';
import { formatNumber, formatPercent } from '../ui/format.ts';

export const abstainWords: Readonly<Record<AbstainReason, string>> = {
  EDGE_BELOW_COST: 'edge below cost',
  NO_QUOTE: 'no live quote',
  QUOTE_CROSSED: 'quote crossed',
  NOT_TRADABLE: 'not tradable',
  WARMING_UP: 'warming up',
  FEATURES_MISSING: 'features missing',
  OUT_OF_DISTRIBUTION: 'unlike its training',
  MODEL_UNAVAILABLE: 'model not available',
  EXPLANATION_FAILED: 'reasons do not add up',
  REGIME_FORBIDS: 'stressed market',
  ODDS_TOO_LOW: 'odds too low',
  POSITION_HELD: 'already positioned',
  NO_ROOM_IN_LIMITS: 'no room in the limits',
};

/** For a column that is as wide as a number: seven letters are 43 px. Whoever points at one reads the whole words, and so does a screen reader. */
export const abstainBrief: Readonly<Record<AbstainReason, string>> = {
  EDGE_BELOW_COST: 'no edge', NO_QUOTE: 'no px', QUOTE_CROSSED: 'crossed', NOT_TRADABLE: 'view', WARMING_UP: 'early', FEATURES_MISSING: 'missing', OUT_OF_DISTRIBUTION: 'unlike',
  MODEL_UNAVAILABLE: 'silent', EXPLANATION_FAILED: 'no sum', REGIME_FORBIDS: 'stress', ODDS_TOO_LOW: 'odds', POSITION_HELD: 'held', NO_ROOM_IN_LIMITS: 'no room',
};

export const decisionWords: Readonly<Record<DecisionKind, string>> = { accept: 'accepted', edit: 'edited', reject: 'rejected' };

export const suggestionStatusWords: Readonly<Record<SuggestionStatus, string>> = {
  open: 'open', accepted: 'accepted', edited: 'edited', rejected: 'rejected', expired: 'expired',
};

export interface Driver {
  readonly name: string;
  readonly label: string;
  /** In the explanation's unit; positive supports the side that is suggested. */
  readonly support: number;
  /** -1 to 1, of the largest contribution of the signal. */
  readonly share: number;
}

/** Contributions for and against `side`, each strongest first. */
export function driversOf(signal: Signal, side: Side, features: readonly FeatureInfo[], featureNames: readonly string[]): { readonly for: readonly Driver[]; readonly against: readonly Driver[] } {
  const sign = side === 'buy' ? 1 : -1;
  const labels = new Map(features.map((feature) => [feature.name, feature.label]));
  const widest = Math.max(1e-12, ...signal.explanation.contributions.map((c) => Math.abs(c)));
  const all = signal.explanation.contributions.map((contribution, i): Driver => {
    const name = featureNames[i] ?? `feature ${i + 1}`;
    return { name, label: labels.get(name) ?? name, support: sign * contribution, share: (sign * contribution) / widest };
  });
  return {
    for: all.filter((d) => d.support > 0).sort((a, b) => b.support - a.support),
    against: all.filter((d) => d.support < 0).sort((a, b) => a.support - b.support),
  };
}

/** Whether the suggested order takes what is there or rests at its own price. */
export function takesOrRests({ ordType, side, price, signal: { quote } }: Pick<Suggestion, 'ordType' | 'side' | 'price' | 'signal'>): 'takes' | 'rests' {
  if (ordType === 'market' || price === null) return 'takes';
  return side === 'buy' ? (price >= quote.ask ? 'takes' : 'rests') : price <= quote.bid ? 'takes' : 'rests';
}

/** The likeliest state of the market at the bar of a signal; null while no model says. */
export function regimeOf({ views }: Pick<Signal, 'views'>): { readonly name: string; readonly odds: number } | null {
  const heads = views.find((view) => view.role === 'regime')?.heads ?? [];
  return heads.reduce<{ name: string; odds: number } | null>((best, { name, odds }) => (odds === null || (best && best.odds >= odds) ? best : { name, odds }), null);
}

/** `58 %; of 212 like it 58 % hit, 95 % 51–65 %`. */
export const oddsWords = ({ value, frequency }: Pick<Odds, 'value' | 'frequency'>): string =>
  `${formatPercent(value, 0)}${frequency === null ? ', too few like it to count' : `; of ${formatNumber(frequency.rows, 0)} like it ${formatPercent(frequency.value, 0)} hit, 95 % ${formatNumber(frequency.low * 100, 0)}–${formatPercent(frequency.high, 0)}`}`;
