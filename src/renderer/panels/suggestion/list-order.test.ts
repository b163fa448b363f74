/** The list of suggestions keeps still under the hand that works it. */
import { describe, expect, it } from 'vitest';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { Suggestion, SuggestionStatus } from '../../../shared/domain/signal.ts';
import { inListOrder, lacksOrder } from './list-order.ts';

const made = (suggestionId: string, madeAt: number, status: SuggestionStatus = 'open'): Suggestion => ({ suggestionId, madeAt: epochMicros(madeAt), status }) as Suggestion;
const ids = (list: readonly Suggestion[]): string => list.map((s) => s.suggestionId).join('');

describe('list of suggestions', () => {
  it('shows open ones first, newest first', () => {
    const { open, done } = inListOrder([made('a', 1), made('b', 3, 'rejected'), made('c', 2)], null);
    expect([ids(open), ids(done)]).toEqual(['ca', 'b']);
  });

  it('leaves a decided one where it stood until the selection moves on', () => {
    const before = inListOrder([made('a', 1), made('b', 2), made('c', 3)], 'b');
    const after = inListOrder([made('a', 1), made('b', 2, 'accepted'), made('c', 3)], 'b');
    const moved = inListOrder([made('a', 1), made('b', 2, 'accepted'), made('c', 3)], 'a');
    expect([ids(before.open), ids(after.open), ids(moved.open), ids(moved.done)]).toEqual(['cba', 'cba', 'ca', 'b']);
  });

  it('orders equal times by id, so that two updates never swap rows', () => {
    expect(ids(inListOrder([made('b', 1), made('a', 1)], null).open)).toBe('ab');
  });

  it('keeps a limited number of closed ones', () => {
    expect(inListOrder(Array.from({ length: 100 }, (_, i) => made(`s${i}`, i, 'expired')), null).done.length).toBe(40);
  });

  it('[DC-3] tells a decision whose order was never made, once the orders are known', () => {
    const order = {} as Order;
    expect(lacksOrder(made('a', 1, 'accepted'), undefined, true)).toBe(true);
    expect(lacksOrder(made('a', 1, 'edited'), undefined, true)).toBe(true);
    expect(lacksOrder(made('a', 1, 'accepted'), undefined, false)).toBe(false);
    expect(lacksOrder(made('a', 1, 'accepted'), order, true)).toBe(false);
    expect(lacksOrder(made('a', 1, 'rejected'), undefined, true)).toBe(false);
  });
});
