/** Silence with its reason. */
import type { AbstainReason } from '../domain/signal.ts';

export interface Abstention {
  readonly kind: 'abstain';
  readonly reason: AbstainReason;
  /** Why in words with its numbers. */
  readonly detail: string;
}

export const abstain = (reason: AbstainReason, detail: string): Abstention => ({ kind: 'abstain', reason, detail });
