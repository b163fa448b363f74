/** What a person did with a suggestion, and what they thought of it. */
import type { EpochMicros, PriceTicks, QuantityLots } from './numbers.ts';
import type { OrdType, TimeInForce } from './order.ts';

export type DecisionKind = 'accept' | 'edit' | 'reject';

/** Why a suggestion was rejected or thumbed down; closed, so that reports can count. */
export const judgementReasons = [
  'wrong-direction', 'too-large', 'too-small', 'bad-timing', 'news', 'liquidity', 'data-looks-wrong',
  'feature-misleading', 'already-positioned', 'risk', 'good-call', 'good-reasoning', 'other',
] as const;
export type JudgementReason = (typeof judgementReasons)[number];

export interface DecisionEdit {
  readonly orderQty: QuantityLots;
  readonly ordType: OrdType;
  readonly price: PriceTicks | null;
  readonly timeInForce: TimeInForce;
}

export interface Decision {
  readonly decisionId: string;
  readonly suggestionId: string;
  readonly kind: DecisionKind;
  readonly userId: string;
  /** Set for an edit: what was sent instead. */
  readonly edit: DecisionEdit | null;
  readonly reason: JudgementReason | null;
  readonly note: string | null;
  /** The order that followed; null for a reject. */
  readonly clOrdId: string | null;
  readonly decidedAt: EpochMicros;
}

export interface Feedback {
  readonly feedbackId: string;
  readonly suggestionId: string;
  readonly userId: string;
  readonly thumb: 'up' | 'down';
  /** Name of the feature that the thumb is on; null when it is on the suggestion as a whole. */
  readonly feature: string | null;
  readonly reason: JudgementReason;
  readonly note: string | null;
  readonly givenAt: EpochMicros;
}
