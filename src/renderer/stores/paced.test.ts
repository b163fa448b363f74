/** What React sees of a fast stream: at most one change a period, never an old one in the end; and merges that remember where rows stand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disposable } from '../../shared/base/disposable.ts';
import type { QuoteRow } from '../../shared/contract/market-data.ts';
import { epochMicros } from '../../shared/domain/numbers.ts';
import type { Order } from '../../shared/domain/order.ts';
import { merges } from './merge.ts';
import { pacedStore } from './paced.ts';
import { createStreamStore, writerOf } from './stream-store.ts';
import { Streams } from './streams.ts';
import { keepSame } from './use-stream.ts';

const order = (clOrdId: string, cumQty = 0): Order => ({ clOrdId, cumQty }) as Order;
const at = epochMicros(1);

function harness() {
  const timers: (() => void)[] = [];
  const store = createStreamStore<'orders.blotter'>();
  const paced = pacedStore(store, 100, (_ms, run) => { timers.push(run); return disposable(() => undefined); });
  const seen: (number | undefined)[] = [];
  paced.subscribe((state) => seen.push(state.value?.[0]?.cumQty));
  return { writer: writerOf('orders.blotter', store), paced, seen, endPeriod: () => timers.shift()?.(), timers, store };
}

describe('paced store', () => {
  it('shows the first change after a pause at once, and those of a period together at its end', () => {
    const { writer, seen, endPeriod } = harness();
    writer.snapshot([order('A')], at);
    endPeriod();
    for (const cumQty of [1, 2, 3]) writer.delta([order('A', cumQty)], at);
    expect(seen).toEqual([0, 1]);
    endPeriod();
    expect(seen).toEqual([0, 1, 3]);
    endPeriod();
    expect(seen).toEqual([0, 1, 3]);
    writer.delta([order('A', 4)], at);
    expect(seen.at(-1)).toBe(4);
  });

  it('tells of a lost connection and of a new list at once', () => {
    const { writer, paced, seen } = harness();
    writer.snapshot([order('A')], at);
    writer.delta([order('A', 1)], at);
    writer.mark('disconnected', 'gone');
    expect(paced.getState()).toMatchObject({ link: 'disconnected', why: 'gone' });
    writer.snapshot([order('A', 7)], at);
    expect([paced.getState().link, seen.at(-1)]).toEqual(['live', 7]);
  });

  it('holds the last value sent when all is quiet, whatever came when', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.constant('delta' as const), fc.constant('period' as const), fc.constant('snapshot' as const), fc.constant('mark' as const)), { maxLength: 60 }), (steps) => {
      const { writer, paced, store, endPeriod, timers } = harness();
      writer.snapshot([order('A')], at);
      steps.forEach((step, n) => {
        if (step === 'delta') writer.delta([order('A', n)], at);
        else if (step === 'snapshot') writer.snapshot([order('A', n)], at);
        else if (step === 'mark') writer.mark('resyncing');
        else endPeriod();
      });
      for (let n = 0; timers.length > 0 && n < 10; n++) endPeriod();
      expect(timers).toEqual([]);
      expect(paced.getState()).toBe(store.getState());
    }));
  });

  it('paces the list of orders for React, and not the store that grids and commands read', () => {
    const streams = new Streams(() => disposable(() => undefined));
    expect(streams.shown('orders.blotter', {})).not.toBe(streams.store('orders.blotter', {}));
    expect(streams.shown('marketData.quotes', {})).toBe(streams.store('marketData.quotes', {}));
  });
});

describe('parts of a stream', () => {
  it('keeps the part as it was while its items are the same', () => {
    const keep = keepSame<unknown>();
    const first = [order('A')];
    expect(keep(first)).toBe(first);
    expect(keep([...first])).toBe(first);
    expect(keep([...first, order('B')])).toHaveLength(2);
    expect(keep({ a: 1 })).toEqual({ a: 1 });
    const known = keep({ a: 1 });
    expect(keep({ a: 1 })).toBe(known);
    expect(keep({ a: 2 })).not.toBe(known);
    expect(keep(undefined)).toBeUndefined();
  });
});

describe('merges that remember where rows stand', () => {
  const ids = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F');
  const deltas = fc.array(fc.array(fc.record({ id: ids, cumQty: fc.nat(99) }), { maxLength: 5 }), { maxLength: 20 });

  it('says the same as looking for every row anew', () => {
    fc.assert(fc.property(deltas, fc.boolean(), (all, isAgain) => {
      let value: readonly Order[] = [order('A'), order('B')];
      for (const delta of all) {
        const changed = delta.map(({ id, cumQty }) => order(id, cumQty));
        const before = value;
        value = merges['orders.blotter'](before, changed);
        expect(value).toEqual(slowUpsert(before, changed));
        // The same array asked twice answers the same: its index was handed on, and is made anew.
        if (isAgain) expect(merges['orders.blotter'](before, changed)).toEqual(value);
      }
    }));
  });

  it('appends quotes, and finds them again', () => {
    const quote = (symbol: string, lastPrice: number): QuoteRow => ({ symbol, lastPrice }) as QuoteRow;
    let rows: readonly QuoteRow[] = [];
    for (let n = 0; n < 6; n++) rows = merges['marketData.quotes'](rows, [quote(`S${n % 4}`, n), quote('S0', n)]);
    expect(rows.map((row) => [row.symbol, row.lastPrice])).toEqual([['S0', 5], ['S1', 5], ['S2', 2], ['S3', 3]]);
  });
});

function slowUpsert(old: readonly Order[], changed: readonly Order[]): readonly Order[] {
  const last = new Map(changed.map((row) => [row.clOrdId, row]));
  const fresh = [...last.values()].filter((row) => !old.some((o) => o.clOrdId === row.clOrdId));
  return [...fresh, ...old.map((row) => last.get(row.clOrdId) ?? row)];
}
