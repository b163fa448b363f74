import { expect, it } from 'vitest';
import { nothingTraded, type ParentOrder } from '../../../shared/domain/parent-order.ts';
import { epochMicros, quantityLots } from '../../../shared/domain/numbers.ts';
import { messageBytesMax } from '../../../shared/channel/carrier.ts';
import { messageSize } from '../../../shared/channel/size.ts';
import { parentsShown } from './parents.ts';

const parent = (n: number, over: Partial<ParentOrder> = {}): ParentOrder => ({
  parentId: `p${n}`.padEnd(32, '0'), symbol: 'ACME', side: 'buy', ordType: 'market', price: null, orderQty: quantityLots(1), timeInForce: 'day', account: 'MAIN', strategy: 'index', canceled: true,
  care: false, assignedTo: 'trader', lockedBy: null, stagedBy: 'trader', stagedAt: epochMicros(1), listId: 'basket', suggestionId: null,
  provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' }, notes: [], tradedBy: [], elsewhere: nothingTraded, status: 'canceled', cumQty: quantityLots(0), avgPx: null,
  workingQty: quantityLots(0), unroutedQty: quantityLots(0), arrivalMid: 1, children: [], allocations: [], updatedAt: epochMicros(1), version: null, asking: null, refusal: null, undo: null, ...over,
});

it('[OL-30] a page gets every open parent and the newest that are done, in one message however long their notes', () => {
  const notes = Array.from({ length: 50 }, (_, i) => ({ noteId: `note-${i}`.padEnd(36, '-'), userId: 'trader', at: epochMicros(1), text: 'x'.repeat(500) }));
  const open = parent(0, { status: 'staged' });
  const short = parentsShown([...Array.from({ length: 1500 }, (_, i) => parent(i + 1)), open], (p) => p.status === 'staged');
  expect(short.length).toBeGreaterThan(900);
  expect(short.length).toBeLessThanOrEqual(1001);
  expect(short.at(-1)).toBe(open);
  const long = parentsShown([...Array.from({ length: 1500 }, (_, i) => parent(i + 1, { notes })), open], (p) => p.status === 'staged');
  expect(long.at(-1)).toBe(open);
  expect(long.length).toBeGreaterThan(20);
  for (const shown of [short, long]) expect(messageSize(shown, messageBytesMax)).toBeLessThan(messageBytesMax);
});
