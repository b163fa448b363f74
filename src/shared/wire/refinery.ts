/** What goes upstream to the refinery (DEALER to ROUTER): at least once from the outbox, applied once by its key. */
import { z } from 'zod';
import { epochMicrosShape, idShape } from '../domain/shapes.ts';

export const refineryProtocolVersion = 1;

export const upstreamRecordShape = z.object({
  /** Deduplication key: workstation id and journal sequence number. */
  key: z.string().max(128),
  seq: z.number().int().positive(),
  at: epochMicrosShape,
  type: z.string().max(64),
  body: z.unknown(),
  /** Journal hash of the record: the receiver is a witness of the chain. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type UpstreamRecord = z.infer<typeof upstreamRecordShape>;

export const toRefinerySchema = z.discriminatedUnion('msgType', [
  z.object({ msgType: z.literal('Hello'), protocolVersion: z.number().int(), workstationId: idShape }),
  z.object({ msgType: z.literal('RecordBatch'), batchId: z.number().int().positive(), workstationId: idShape, records: z.array(upstreamRecordShape).max(1000) }),
]);
export type ToRefinery = z.infer<typeof toRefinerySchema>;

export const fromRefinerySchema = z.discriminatedUnion('msgType', [
  z.object({ msgType: z.literal('Welcome'), protocolVersion: z.number().int(), refineryId: idShape }),
  z.object({
    msgType: z.literal('RecordBatchAck'), batchId: z.number().int().positive(),
    /** Keys stored, now or earlier. */
    stored: z.array(z.string()),
    /** Keys that the refinery cannot use, with the reason: parked here, shown, never sent again by itself. */
    refused: z.array(z.object({ key: z.string(), why: z.string() })),
  }),
]);
export type FromRefinery = z.infer<typeof fromRefinerySchema>;
