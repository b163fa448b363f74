/** Stream stores: snapshot, deltas, what is kept while the line is down, and who keeps a stream open. */
import { describe, expect, it } from 'vitest';
import { disposable, type Disposable } from '../../shared/base/disposable.ts';
import type { QuoteRow } from '../../shared/contract/market-data.ts';
import type { Bar } from '../../shared/domain/bar.ts';
import type { Fill, FillChange } from '../../shared/domain/fill.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../shared/domain/numbers.ts';
import type { Order } from '../../shared/domain/order.ts';
import { byKey, bySymbol } from './lookups.ts';
import { merges } from './merge.ts';
import { readSettings } from './settings.ts';
import { createStreamStore, writerOf } from './stream-store.ts';
import { Streams, type StreamOpener } from './streams.ts';

const at = (micros: number) => epochMicros(micros);
const row = (symbol: string, lastPrice: number): QuoteRow => ({
  symbol, quote: null, condition: null, state: 'never', receivedAt: null, lastPrice: priceTicks(lastPrice), referencePrice: null,
});
const bar = (start: number, close: number): Bar => ({
  symbol: 'A', start: at(start), end: at(start + 60), open: priceTicks(1), high: priceTicks(9), low: priceTicks(1), close: priceTicks(close), volume: null,
});

describe('stream store', () => {
  it('starts as never arrived, and a delta before the snapshot changes nothing', () => {
    const store = createStreamStore<'marketData.quotes'>();
    writerOf('marketData.quotes', store).delta([row('A', 1)], at(1));
    expect(store.getState()).toMatchObject({ link: 'never', value: undefined, version: 0 });
  });

  it('keeps the last value and marks it when the line is down, and is live again with the next snapshot', () => {
    const store = createStreamStore<'marketData.quotes'>();
    const writer = writerOf('marketData.quotes', store);
    writer.snapshot([row('A', 1)], at(1));
    writer.delta([row('A', 2)], at(2));
    writer.mark('disconnected', 'gone');
    expect(store.getState()).toMatchObject({ link: 'disconnected', value: [row('A', 2)], asOf: 2, version: 2, why: 'gone' });
    writer.snapshot([row('A', 3)], at(3));
    expect(store.getState()).toMatchObject({ link: 'live', value: [row('A', 3)], changed: undefined, why: undefined });
  });

  it('marks a gap without losing the value', () => {
    const store = createStreamStore<'marketData.quotes'>();
    const writer = writerOf('marketData.quotes', store);
    writer.snapshot([row('A', 1)], at(1));
    writer.mark('resyncing');
    expect(store.getState()).toMatchObject({ link: 'resyncing', value: [row('A', 1)] });
  });

  it('does not call what never arrived disconnected', () => {
    const store = createStreamStore<'marketData.quotes'>();
    writerOf('marketData.quotes', store).mark('disconnected');
    expect(store.getState().link).toBe('never');
    writerOf('marketData.quotes', store).mark('refused', 'role');
    expect(store.getState()).toMatchObject({ link: 'refused', why: 'role' });
  });
});

describe('merge', () => {
  it('[OL-31] has fills as they stand: new ones behind, corrected ones where they are, busted ones gone', () => {
    const fill = (clOrdId: string, execId: string, lastQty: number): Fill => ({
      execId, clOrdId, symbol: 'A', side: 'buy', lastPx: priceTicks(1), lastQty: quantityLots(lastQty), feeMinor: moneyMinor(0), liquidity: 'added', transactTime: at(1),
    });
    const stands = (f: Fill, is = true): FillChange => ({ fill: f, stands: is });
    const names = (fills: readonly Fill[]): string => fills.map((f) => `${f.clOrdId}/${f.execId}x${f.lastQty}`).join(' ');
    const merge = merges['orders.fills'];
    const first = merge([], [stands(fill('o', 'a', 1)), stands(fill('o', 'b', 2)), stands(fill('p', 'a', 3))]);
    const corrected = merge(first, [stands(fill('o', 'a', 9)), stands(fill('p', 'b', 4))]);
    expect(names(corrected)).toBe('o/ax9 o/bx2 p/ax3 p/bx4'); // the same ExecID of another order is another fill
    const busted = merge(corrected, [stands(fill('o', 'b', 2), false), stands(fill('q', 'c', 1), false)]);
    expect(names(busted)).toBe('o/ax9 p/ax3 p/bx4');
    expect(names(merge(busted, [stands(fill('p', 'b', 5)), stands(fill('o', 'z', 1))]))).toBe('o/ax9 p/ax3 p/bx5 o/zx1');
    expect(names(merge(first, []))).toBe('o/ax1 o/bx2 p/ax3');
  });

  it('replaces a known row where it stands and appends a new one', () => {
    const merged = merges['marketData.quotes']([row('A', 1), row('B', 1)], [row('A', 2), row('C', 1)]);
    expect(merged.map((r) => [r.symbol, r.lastPrice])).toEqual([['A', 2], ['B', 1], ['C', 1]]);
  });

  it('takes the last of two changes to one new row', () => {
    expect(merges['marketData.quotes']([], [row('A', 1), row('A', 2)]).map((r) => r.lastPrice)).toEqual([2]);
  });

  it('puts new orders in front', () => {
    const order = (clOrdId: string): Order => ({ clOrdId }) as Order;
    expect(merges['orders.blotter']([order('1')], [order('2'), order('1')]).map((o) => o.clOrdId)).toEqual(['2', '1']);
  });

  it('replaces the forming bar and appends the next', () => {
    const bars = merges['marketData.bars']([bar(0, 2)], [{ bar: bar(0, 3), complete: true }, { bar: bar(60, 4), complete: false }]);
    expect(bars.map((b) => [b.start, b.close])).toEqual([[0, 3], [60, 4]]);
  });

  it('never changes the array that it was given', () => {
    const old = Object.freeze([row('A', 1)]);
    expect(() => merges['marketData.quotes'](old, [row('A', 2), row('B', 2)])).not.toThrow();
  });
});

describe('streams', () => {
  function harness() {
    const opened: string[] = [];
    const closed: string[] = [];
    const timers: (() => void)[] = [];
    const streams = new Streams((_ms, run): Disposable => {
      timers.push(run);
      return disposable(() => void timers.splice(timers.indexOf(run), 1));
    });
    const opener: StreamOpener = {
      open: (name) => {
        opened.push(name);
        return disposable(() => void closed.push(name));
      },
    };
    return { opened, closed, timers, streams, opener };
  }

  it('opens a stream once for many users and closes it a while after the last', () => {
    const { opened, closed, timers, streams, opener } = harness();
    streams.attach(opener);
    const one = streams.use('marketData.quotes', {});
    const two = streams.use('marketData.quotes', {});
    one.dispose();
    two.dispose();
    expect([opened.length, closed.length, timers.length]).toEqual([1, 0, 1]);
    timers[0]?.();
    expect(closed).toEqual(['marketData.quotes']);
  });

  it('keeps a stream that is used again before its time', () => {
    const { closed, timers, streams, opener } = harness();
    streams.attach(opener);
    streams.use('marketData.quotes', {}).dispose();
    streams.use('marketData.quotes', {});
    expect([timers.length, closed.length]).toEqual([0, 0]);
  });

  it('opens what is in use when a connection comes, and again when it comes back', () => {
    const { opened, closed, streams, opener } = harness();
    streams.use('marketData.bars', { symbol: 'A' });
    streams.store('marketData.bars', { symbol: 'B' });
    expect(opened).toEqual([]);
    streams.attach(opener);
    streams.attach(opener);
    expect([opened, closed]).toEqual([['marketData.bars', 'marketData.bars'], ['marketData.bars']]);
  });

  it('keeps streams with different parameters apart', () => {
    const { streams } = harness();
    expect(streams.store('marketData.bars', { symbol: 'A' })).not.toBe(streams.store('marketData.bars', { symbol: 'B' }));
    expect(streams.store('marketData.bars', { symbol: 'A' })).toBe(streams.store('marketData.bars', { symbol: 'A' }));
  });
});

describe('byKey', () => {
  it('keeps indexes of one array by different keys apart', () => {
    const rows = [row('A', 1), row('B', 2)];
    const byPrice = (r: QuoteRow): string => `${r.lastPrice}`;
    expect(byKey(rows, byPrice).get('2')).toBe(rows[1]);
    expect(byKey(rows, bySymbol).get('A')).toBe(rows[0]);
    expect(byKey(rows, byPrice)).toBe(byKey(rows, byPrice));
  });
});

describe('settings', () => {
  it('takes each stored field on its own merits', () => {
    expect(readSettings('{"theme":"light","palette":"mauve","density":7,"zone":"local"}'))
      .toEqual({ theme: 'light', palette: 'green-red', density: 'normal', zone: 'local', sound: false });
    expect(readSettings('not json').theme).toBe('dark');
    expect(readSettings('null').theme).toBe('dark');
  });
});
