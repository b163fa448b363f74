/** Market data over PUB/SUB: one numbered stream of batches. Rules MD-1 to MD-9 in docs/wire-protocol.md. */
import { z } from 'zod';
import { epochMicrosShape, idShape, priceTicksShape, quantityLotsShape, symbolShape, textShape } from '../domain/shapes.ts';
import { barShape, depthShape, quoteShape } from './venue.ts';

/** The one topic; first frame of each multipart message. */
export const marketDataTopic = 'MD';

export const marketDataEntryShape = z.discriminatedUnion('type', [
  quoteShape.extend({ type: z.literal('quote') }),
  depthShape.extend({ type: z.literal('depth') }),
  z.object({
    type: z.literal('trade'), symbol: symbolShape, price: priceTicksShape, size: quantityLotsShape,
    aggressor: z.enum(['buy', 'sell']).nullable(), venueTime: epochMicrosShape,
  }),
  /** A bar that is complete. */
  barShape.extend({ type: z.literal('bar') }),
  /** What the venue found wrong in the tape that it plays. */
  z.object({
    type: z.literal('defect'), code: z.string(), action: z.enum(['quarantined', 'repaired', 'warned']), where: textShape,
    symbol: symbolShape.nullable(), detail: textShape, count: z.number().int().positive(),
  }),
]);
export type MarketDataEntry = z.infer<typeof marketDataEntryShape>;

export const marketDataBatchSchema = z.object({
  msgType: z.literal('MarketDataIncrementalRefresh'),
  epoch: idShape,
  /** 1, 2, 3, ... per epoch; a batch without entries is a heartbeat and repeats the last number. */
  mdSeq: z.number().int().nonnegative(),
  sendingTime: epochMicrosShape,
  entries: z.array(marketDataEntryShape),
});
export type MarketDataBatch = z.infer<typeof marketDataBatchSchema>;
