/** A model's reading in words: why it abstains, what drives it, what speaks against it. */
import type { FeatureInfo } from '../../shared/contract/signals.ts';
import type { DecisionKind } from '../../shared/domain/decision.ts';
import type { AbstainReason, Signal, SuggestionStatus } from '../../shared/domain/signal.ts';
import type { Side } from '../../shared/domain/order.ts';

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
