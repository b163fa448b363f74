/** What a page is given of orders, when there are more than a message holds. */
import { describe, expect, it } from 'vitest';
import { limitBuy } from '../../../../tests/kit/desk.ts';
import { messageBytesMax } from '../../../shared/channel/carrier.ts';
import { encodeMessage } from '../../../shared/channel/codec.ts';
import { messageSize } from '../../../shared/channel/size.ts';
import type { Decision, Feedback } from '../../../shared/domain/decision.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Order } from '../../../shared/domain/order.ts';
import { submittedOrder } from '../orders/orders-projection.ts';
import { judgementsShown, judgementsShownMax } from './decisions.ts';
import { doneOrdersShownMax, fillsShown, fillsShownMax, ordersShown } from './orders.ts';

/** As wide as the wire lets an order be: ids of 64 characters and words of 512. */
const wideId = (i: number): string => `${i}-`.padEnd(64, 'x');
const order = (i: number, ordStatus: Order['ordStatus']): Order => ({
  ...submittedOrder({
    clOrdId: wideId(i), intent: { ...limitBuy(1_000_000_000), suggestionId: wideId(i) }, userId: wideId(0), arrivalMid: 10_000.5,
    check: { limitsVersion: 'v', referencePrice: 1, quoteAgeMs: 1, positionQty: quantityLots(0), workingQty: quantityLots(0) },
  }, epochMicros(Date.UTC(2030, 0, 1) * 1000)),
  ordStatus, lastClOrdId: wideId(i + 1), pendingClOrdId: wideId(i + 2), orderId: wideId(i + 3), avgPx: 10_000.123, text: 'y'.repeat(512),
});
const fill = (i: number): Fill => ({
  execId: wideId(i), clOrdId: wideId(i), symbol: 'ACME', side: 'buy', lastPx: priceTicks(10_000), lastQty: quantityLots(1_000_000_000), feeMinor: moneyMinor(1_000_000),
  liquidity: 'removed', transactTime: epochMicros(Date.UTC(2030, 0, 1) * 1000),
});

const decision = (i: number): Decision => ({
  decisionId: wideId(i), suggestionId: wideId(i), kind: 'edit', userId: wideId(0), clOrdId: wideId(i), reason: 'other', note: 'z'.repeat(500), decidedAt: epochMicros(1e15),
  edit: { orderQty: quantityLots(1_000_000_000), ordType: 'limit', price: priceTicks(10_000), timeInForce: 'day' },
});
const thumb = (i: number): Feedback => ({
  feedbackId: wideId(i), suggestionId: wideId(i), userId: wideId(0), thumb: 'down', feature: wideId(i), reason: 'other', note: 'z'.repeat(500), givenAt: epochMicros(1e15),
});

describe('orders to the screen', () => {
  it('[OL-30] gives every open order, the newest that are done, in their order', () => {
    const all = Array.from({ length: doneOrdersShownMax + 500 }, (_, i) => order(i, i % 100 === 99 ? 'new' : 'filled'));
    const shown = ordersShown(all);
    expect(shown.filter((o) => o.ordStatus === 'new')).toEqual(all.filter((o) => o.ordStatus === 'new'));
    expect(shown.filter((o) => o.ordStatus === 'filled')).toEqual(all.filter((o) => o.ordStatus === 'filled').slice(0, doneOrdersShownMax));
    expect(shown).toEqual(all.filter((o) => shown.includes(o)));
  });

  it('[OL-30] the most that is shown fits one message', () => {
    const orders = ordersShown(Array.from({ length: doneOrdersShownMax }, (_, i) => order(i, 'rejected')));
    const fills = fillsShown(Array.from({ length: fillsShownMax + 1 }, (_, i) => fill(i)));
    const many = Array.from({ length: judgementsShownMax + 1 });
    const judgements = judgementsShown({ decisions: many.map((_, i) => decision(i)), feedback: many.map((_, i) => thumb(i)) });
    expect(judgements.decisions.map((d) => d.decisionId)).toEqual(many.slice(1).map((_, i) => wideId(i))); // newest first: the oldest is left out
    for (const snapshot of [orders, fills, judgements]) {
      expect(encodeMessage(snapshot)).toBeDefined(); // over the WebSocket
      expect(messageSize(snapshot, messageBytesMax)).toBeLessThan(messageBytesMax); // over a port
    }
  });
});
