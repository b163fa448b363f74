import { describe, expect, it } from 'vitest';
import { screenInstruments } from '../../../../tests/fixtures/screen-data.ts';
import { screenFills, screenOrder, screenOrders } from '../../../../tests/fixtures/screen-orders.ts';
import { screenParents } from '../../../../tests/fixtures/screen-parents.ts';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Order } from '../../../shared/domain/order.ts';
import { cancelable, openOf, repriced, rowsBetween } from './bulk.ts';
import { blotterRows, withBelow } from './blotter-csv.ts';
import { BlotterTree } from './tree-model.ts';
import { rowFilter, viewCounts, viewNames, type ViewName } from './order-filter.ts';
import { advShare, blotterTotals, distanceBp, feesByOrder, slippageBp } from './order-figures.ts';
import { parentRowId } from '../../stores/row-ids.ts';
import type { OrderRow } from './tree-rows.ts';
import { readViews, savedViewsMax, withView } from './saved-views.ts';
import { toCsv } from '../../ui/csv.ts';

const orders = screenOrders();
const rowOf = (o: Order): OrderRow => ({ kind: 'order', id: o.clOrdId, level: 0, childCount: 0, expanded: false, order: o });
const flat = { get: () => undefined, below: () => [] };
const shows = (view: ViewName, text: string) => (o: Order): boolean => rowFilter(flat, view, text)(rowOf(o));
const instruments = new Map(screenInstruments.map((i) => [i.symbol, i]));
const order = (change: Partial<Order> = {}): Order =>
  screenOrder({ clOrdId: 'c1', symbol: 'ALDR', side: 'buy', price: priceTicks(18_000), orderQty: quantityLots(100), ordStatus: 'new', ...change }, 0);

describe('views and filter', () => {
  it('counts what each view would show, and every order is working or done', () => {
    const counts = viewCounts(orders.map(rowOf));
    for (const view of viewNames) expect(counts[view]).toBe(orders.filter(shows(view, '')).length);
    expect(counts.staged + counts.working + counts.done).toBe(counts.all);
  });

  it('keeps an unresolved order both working and a problem, and an external one a problem', () => {
    const unresolved = order({ ordStatus: 'unresolved' });
    expect(viewNames.map((view) => shows(view, '')(unresolved))).toEqual([true, false, true, false, true]);
    expect(shows('problems', '')(order({ external: true }))).toBe(true);
  });

  it('finds every word wherever it stands, and leaves out what has a minus', () => {
    const shown = (text: string) => orders.filter(shows('all', text)).map((o) => `${o.symbol} ${o.ordStatus}`);
    expect(shown('aldr BUY')).toEqual(['ALDR new', 'ALDR filled']);
    expect(shown('aldr buy -filled')).toEqual(['ALDR new']);
    expect(shown('price_collar')).toEqual(['ELMX denied']);
    expect(shown('  -  ')).toHaveLength(orders.length);
  });
});

describe('figures', () => {
  it('slippage is positive where the fill is worse than the mid at arrival, on either side', () => {
    const filled = { avgPx: 18_018, arrivalMid: 18_000 };
    expect(slippageBp({ ...filled, side: 'buy' })).toBeCloseTo(10);
    expect(slippageBp({ ...filled, side: 'sell' })).toBeCloseTo(-10);
    expect(slippageBp({ avgPx: null, arrivalMid: 18_000, side: 'buy' })).toBeNull();
    expect(slippageBp({ avgPx: 18_000, arrivalMid: null, side: 'buy' })).toBeNull();
  });

  it('knows no share of a volume that is unknown, and no distance without a live quote', () => {
    expect(advShare(order(), instruments.get('ALDR'))).toBeCloseTo(100 / 4_200_000);
    expect(advShare(order(), instruments.get('EURUSD'))).toBeNull();
    expect(distanceBp(order(), undefined)).toBeNull();
  });

  it('totals add up by currency to the minor unit: filled, net and fees', () => {
    const fees = feesByOrder(screenFills(orders));
    const { currencies, orders: count } = blotterTotals(orders, instruments, fees);
    const usd = currencies[0];
    expect([count, currencies.length, usd?.orders]).toEqual([orders.length, 1, orders.length]);
    const filled = (side: Order['side']): number => orders.filter((o) => o.side === side).reduce((sum, o) => sum + Math.round((o.avgPx ?? 0) * o.cumQty), 0);
    expect(usd?.filledMinor).toBe(filled('buy') + filled('sell'));
    expect(usd?.netMinor).toBe(filled('buy') - filled('sell'));
    expect(usd?.feesMinor).toBe([...fees.values()].reduce((a, b) => a + b, 0));
  });

  it('adds lots of one instrument and never of two', () => {
    const two = [order({ cumQty: quantityLots(40) }), order({ clOrdId: 'c2', side: 'sell', cumQty: quantityLots(100) })];
    expect(blotterTotals(two, instruments, new Map()).net).toEqual({ symbol: 'ALDR', lots: -60 });
    expect(blotterTotals([...two, order({ symbol: 'BRCH' })], instruments, new Map()).net).toBeNull();
  });
});

describe('several at once', () => {
  const some = [
    order(), order({ clOrdId: 'c2', side: 'sell', price: priceTicks(18_100), ordStatus: 'partiallyFilled', cumQty: quantityLots(30), leavesQty: quantityLots(70) }),
    order({ clOrdId: 'c3', ordStatus: 'pendingNew' }), order({ clOrdId: 'c4', ordStatus: 'filled' }), order({ clOrdId: 'c5', ordType: 'market', price: null }),
  ];

  it('cancels what the lifecycle lets be canceled', () => {
    expect(cancelable(some).map((o) => o.clOrdId)).toEqual(['c1', 'c2', 'c3', 'c5']);
  });

  it('moves limits towards the market, or away, and leaves alone what takes no change', () => {
    expect(repriced(some, 3)).toEqual([{ clOrdId: 'c1', orderQty: 100, price: 18_003 }, { clOrdId: 'c2', orderQty: 100, price: 18_097 }]);
    expect(repriced(some, -3).map((r) => r.price)).toEqual([17_997, 18_103]);
    expect(repriced(some, 0)).toEqual([]);
  });

  it('tells what is open in money', () => {
    expect(openOf(some.slice(0, 2), instruments)[0]?.leavesMinor).toBe(100 * 18_000 + 70 * 18_100);
  });

  it('takes every row between two, in either direction', () => {
    const shown = ['a', 'b', 'c', 'd'];
    expect([rowsBetween(shown, 'b', 'd'), rowsBetween(shown, 'd', 'b'), rowsBetween(shown, 'x', 'b')]).toEqual([['b', 'c', 'd'], ['b', 'c', 'd'], []]);
  });
});

describe('saved views', () => {
  const view = (name: string) => ({ name, columns: [{ colId: 'symbol', hide: false, width: 84, sort: 'asc' as const, flex: null, sortIndex: 0 }], view: 'working' as const, text: 'aldr' });

  it('come back as they were kept', () => {
    expect(readViews(JSON.stringify([view('mine')]))).toEqual([view('mine')]);
  });

  it('replace their namesake and keep a bound', () => {
    const many = Array.from({ length: savedViewsMax }, (_, i) => view(`v${i}`));
    expect(withView(many, { ...view('v3'), text: 'new' })).toHaveLength(savedViewsMax);
    expect(withView(many, view('one more'))[0]?.name).toBe('v1');
  });

  it('leave out what makes no sense', () => {
    expect(readViews('{')).toEqual([]);
    expect(readViews(JSON.stringify([{ ...view(''), }, { ...view('a'), columns: 'x' }, { ...view('b'), view: 'nope' }, null, 7]))).toEqual([]);
    expect(readViews(JSON.stringify([{ ...view('w'), columns: [{ colId: 'symbol', width: -5, sort: 'sideways' }] }]))[0]?.columns).toEqual([{ colId: 'symbol', hide: false, sort: null, flex: null }]);
  });
});

describe('export', () => {
  it('[TR-6] writes what is shown in its order, numbers as numbers, and no formula', () => {
    const nasty = order({ text: '=HYPERLINK("http://x")', ordStatus: 'rejected', price: priceTicks(18_005) });
    const rows = blotterRows([rowOf(nasty)], ['clOrdId', 'symbol', 'price', 'orderQty', 'reason', 'unknown'], { instruments, fees: new Map(), quoteOf: () => undefined });
    expect(rows[0]).toEqual(['Level', 'Kind', 'Under ID', 'ID', 'Symbol', 'Limit px', 'Qty', 'Reason']);
    expect(rows[1]).toEqual([0, 'order', null, 'c1', 'ALDR', 180.05, 100, '=HYPERLINK("http://x")']);
    expect(toCsv(rows)).toContain(`"'=HYPERLINK(""http://x"")"`);
  });

  it('[TR-6] writes the tree, what is folded too, each row with its level and what it stands under; a note is no formula', () => {
    const { parents, orders: children } = screenParents();
    const noted = parents.map((p) => (p.parentId === 'P-7Q2M-0001' ? { ...p, notes: [{ noteId: 'n', userId: 'u', at: p.stagedAt, text: '=cmd|x' }] } : p));
    const tree = new BlotterTree();
    tree.replace({ parents: noted, orders: children, fills: screenFills(children) });
    tree.take();
    const passes = rowFilter(tree, 'all', '');
    const roots = [...tree.all()].filter((row) => row.id === parentRowId('P-7Q2M-0001'));
    const rows = blotterRows(withBelow(roots, tree, passes), ['orderQty', 'cumQty', 'note'], { instruments, fees: new Map(), quoteOf: () => undefined });
    expect(rows.slice(1).map((row) => row[0])).toEqual([0, 1, 2, 1, 2, 1]);
    expect(rows.slice(1).map((row) => row[1])).toEqual(['parent', 'route', 'fill', 'route', 'fill', 'route']);
    expect(rows[2]?.[2]).toBe('P-7Q2M-0001');
    expect(rows[3]?.[2]).toBe(children[0]?.clOrdId);
    // What the file adds up to on one level is what traded: here 3,000 and 1,100.
    for (const level of [0, 1, 2]) expect(rows.slice(1).filter((row) => row[0] === level).reduce((sum, row) => sum + Number(row[4]), 0)).toBe(4_100);
    expect(toCsv(rows)).toContain(`'=cmd|x`);
  });
});
