/** Schemas of the bodies that go upstream, one a type: what the refinery can learn from. Version and history: version.ts. */
import { z } from 'zod';
import { judgementReasons } from '../domain/decision.ts';
import { explanationMethods } from '../domain/explanation.ts';
import { modelRoles } from '../domain/model-card.ts';
import type { JournalEventOf, JournalEventType } from '../domain/journal-event.ts';
import { epochMicrosShape, idShape, priceTicksShape, quantityLotsShape, symbolShape } from '../domain/shapes.ts';
import { ordTypeShape, quoteShape, sideShape, timeInForceShape } from './venue.ts';

const hashShape = z.string().regex(/^[0-9a-f]{64}$/);
const noteShape = z.string().max(4000).nullable();

const explanationShape = z.object({
  modelId: idShape, modelVersion: idShape, modelHash: hashShape, featureSchemaHash: hashShape,
  head: z.string().max(64), method: z.enum(explanationMethods), backgroundId: z.string().max(128), baseValue: z.number(), contributions: z.array(z.number()).max(1000), standardErrors: z.array(z.number()).max(1000).nullable(),
  output: z.number(), gap: z.number(), tolerance: z.number(), unit: z.enum(['sigma', 'log-odds']),
});

const viewShape = z.object({
  modelId: idShape, modelVersion: idShape, modelHash: hashShape, role: z.enum(modelRoles), side: sideShape.nullable(), problem: noteShape,
  heads: z.array(z.object({ name: z.string().max(64), margin: z.number(), odds: z.number().nullable() })).max(3),
});

const noveltyShape = z.object({
  distance: z.number(),
  outside: z.array(z.object({ name: z.string().max(64), value: z.number(), low: z.number(), high: z.number(), widths: z.number() })).max(1000),
});

const oddsShape = z.object({
  modelId: idShape, modelVersion: idShape, head: z.string().max(64), value: z.number(),
  frequency: z.object({ value: z.number(), low: z.number(), high: z.number(), rows: z.number().int() }).nullable(),
}).nullable();

const signalShape = z.object({
  signalId: idShape, symbol: symbolShape, asOf: epochMicrosShape, features: z.array(z.number().nullable()).max(1000), scoreSigma: z.number(),
  horizonVolatilityBp: z.number(), expectedReturnBp: z.number(), horizonBars: z.number().int().positive(),
  band: z.object({ lowBp: z.number(), highBp: z.number(), level: z.number() }), explanation: explanationShape,
  views: z.array(viewShape).max(16), novelty: noveltyShape, stability: z.object({ same: z.number().int(), draws: z.number().int(), noise: z.number() }), quote: quoteShape,
});

const suggestionShape = z.object({
  suggestionId: idShape, signal: signalShape, side: sideShape, orderQty: quantityLotsShape, ordType: ordTypeShape, price: priceTicksShape.nullable(),
  timeInForce: timeInForceShape, edgeBp: z.number(),
  cost: z.object({ spreadBp: z.number(), feeBp: z.number(), impactBp: z.number(), totalBp: z.number() }),
  netEdgeBp: z.number(), breakEvenQty: quantityLotsShape.nullable(), odds: oddsShape, betSize: z.number().nullable(), fillOdds: oddsShape, stopPrice: priceTicksShape, madeAt: epochMicrosShape,
  expiresAt: epochMicrosShape, status: z.enum(['open', 'accepted', 'edited', 'rejected', 'expired']),
});

const decisionShape = z.object({
  decisionId: idShape, suggestionId: idShape, kind: z.enum(['accept', 'edit', 'reject']), userId: idShape,
  edit: z.object({ orderQty: quantityLotsShape, ordType: ordTypeShape, price: priceTicksShape.nullable(), timeInForce: timeInForceShape }).nullable(),
  reason: z.enum(judgementReasons).nullable(), note: noteShape, clOrdId: idShape.nullable(), decidedAt: epochMicrosShape,
});

const feedbackShape = z.object({
  feedbackId: idShape, suggestionId: idShape, userId: idShape, thumb: z.enum(['up', 'down']), feature: z.string().max(128).nullable(),
  reason: z.enum(judgementReasons), note: noteShape, givenAt: epochMicrosShape,
});

type UpstreamType = 'DecisionMade' | 'FeedbackGiven' | 'OutcomeMeasured';

/** The compiler holds each schema to the journal's own type. */
export const upstreamBodySchemas: { readonly [T in UpstreamType]: z.ZodType<JournalEventOf<T>['body']> } = {
  DecisionMade: z.object({ decision: decisionShape, suggestion: suggestionShape }),
  FeedbackGiven: z.object({ feedback: feedbackShape, suggestion: suggestionShape }),
  OutcomeMeasured: z.object({ suggestionId: idShape, horizonEnd: epochMicrosShape, returnBp: z.number(), sideReturnBp: z.number(), netBp: z.number() }),
};

/** Why a body is not what its type says; null when it is. */
export function bodyFault(type: string, body: unknown): string | null {
  const schema: z.ZodType | undefined = Object.hasOwn(upstreamBodySchemas, type) ? upstreamBodySchemas[type as UpstreamType & JournalEventType] : undefined;
  if (!schema) return `unknown type ${type}`;
  const parsed = schema.safeParse(body);
  if (parsed.success) return null;
  const issue = parsed.error.issues[0];
  return `${type}.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not parse'}`;
}
