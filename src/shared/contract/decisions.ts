/** What the screen may say about suggestions. */
import { z } from 'zod';
import { judgementReasons, type Decision, type Feedback } from '../domain/decision.ts';
import { idShape, priceTicksShape, quantityLotsShape } from '../domain/shapes.ts';
import { command, stream } from './kinds.ts';
import type { SubmitOutcome } from './orders.ts';

const reason = z.enum(judgementReasons);
const note = z.string().max(500).nullable();

export type DecisionOutcome =
  | { readonly ok: true; readonly decisionId: string; readonly order: SubmitOutcome | null }
  | { readonly ok: false; readonly why: string };

export const decisionsContract = {
  'decisions.accept': command<DecisionOutcome>()(z.object({ suggestionId: idShape })),
  'decisions.edit': command<DecisionOutcome>()(z.object({
    suggestionId: idShape,
    orderQty: quantityLotsShape,
    ordType: z.enum(['limit', 'market']),
    price: priceTicksShape.nullable(),
    timeInForce: z.enum(['day', 'ioc', 'fok', 'gtc']),
    reason: reason.nullable(),
    note,
  })),
  'decisions.reject': command<DecisionOutcome>()(z.object({ suggestionId: idShape, reason, note })),
  'decisions.giveFeedback': command<{ readonly ok: true; readonly feedbackId: string } | { readonly ok: false; readonly why: string }>()(z.object({
    suggestionId: idShape, thumb: z.enum(['up', 'down']), feature: z.string().max(64).nullable(), reason, note,
  })),
  /** The newest 1,000 decisions and thumbs, newest first; deltas prepend. */
  'decisions.log': stream<
    { readonly decisions: readonly Decision[]; readonly feedback: readonly Feedback[] },
    { readonly decisions: readonly Decision[]; readonly feedback: readonly Feedback[] }
  >()(z.object({})),
};
