/** The blotter's tree: the same rows from any sequence of changes, children under their parents, nothing counted twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenInstruments } from '../../../../tests/fixtures/screen-data.ts';
import { screenFills, screenOrder } from '../../../../tests/fixtures/screen-orders.ts';
import { screenParent, screenParents } from '../../../../tests/fixtures/screen-parents.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { isDone, type Order, type OrdStatus } from '../../../shared/domain/order.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import { rowFilter, viewCounts, viewNames } from './order-filter.ts';
import { blotterTotals, shownOrdersOf } from './order-figures.ts';
import { inTreeOrder } from './tree-order.ts';
import { BlotterTree } from './tree-model.ts';
import { fillRowId, parentRowId } from '../../stores/row-ids.ts';
import { aboveOf, type BlotterRow } from './tree-rows.ts';

const parentIds = ['P1', 'P2', 'P3'];
const statuses: readonly OrdStatus[] = ['new', 'partiallyFilled', 'filled', 'canceled', 'denied', 'unresolved'];
const order = (clOrdId: string, parentId: string | undefined, ordStatus: OrdStatus, cumQty: number): Order => screenOrder({
  clOrdId, symbol: 'ALDR', side: 'buy', price: priceTicks(18_000), orderQty: quantityLots(100), ordStatus, cumQty: quantityLots(cumQty), avgPx: cumQty === 0 ? null : 18_000,
  ...(parentId === undefined ? {} : { parentId }),
}, 0);
const parent = (parentId: string, change: Partial<ParentOrder> = {}): ParentOrder =>
  ({ ...screenParent({ parentId, symbol: 'ALDR', side: 'buy', price: priceTicks(18_100), orderQty: quantityLots(500) }, 0), ...change });
const fill = (clOrdId: string, execId: string, lastQty: number): Fill =>
  ({ execId, clOrdId, symbol: 'ALDR', side: 'buy', lastPx: priceTicks(18_000), lastQty: quantityLots(lastQty), feeMinor: moneyMinor(3), liquidity: 'added', transactTime: epochMicros(1) });

/** What the grid has after the changes, as a grid would keep it. */
class Grid {
  readonly rows = new Map<string, BlotterRow>();
  apply(tree: BlotterTree): void {
    const { add, update, remove } = tree.take();
    for (const row of add) {
      expect(this.rows.has(row.id)).toBe(false);
      this.rows.set(row.id, row);
    }
    for (const row of update) {
      expect(this.rows.has(row.id)).toBe(true);
      this.rows.set(row.id, row);
    }
    for (const row of remove) expect(this.rows.delete(row.id)).toBe(true);
  }
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('parent' as const), id: fc.constantFrom(...parentIds), refusal: fc.constantFrom(null, 'no') }),
  fc.record({ kind: fc.constant('order' as const), id: fc.integer({ min: 0, max: 7 }), status: fc.constantFrom(...statuses), cumQty: fc.constantFrom(0, 40, 100) }),
  fc.record({ kind: fc.constant('fill' as const), id: fc.integer({ min: 0, max: 7 }), exec: fc.integer({ min: 0, max: 2 }), qty: fc.integer({ min: 1, max: 9 }), stands: fc.boolean() }),
  fc.record({ kind: fc.constant('fold' as const), id: fc.constantFrom(...parentIds.map(parentRowId), 'C0', 'C1', 'C2', 'C7'), folded: fc.boolean() }),
  fc.record({ kind: fc.constant('foldAll' as const), folded: fc.boolean() }),
  fc.record({ kind: fc.constant('snapshot' as const), keep: fc.integer({ min: 0, max: 8 }) }),
  fc.record({ kind: fc.constant('take' as const) }),
);
/** Order 0 to 5 are routes of the three parents, 6 and 7 stand alone. */
const parentOf = (id: number): string | undefined => (id < 6 ? parentIds[id % 3] : undefined);

describe('rows of the tree', () => {
  it('[TR-1] are the same from any sequence of changes as from what stands in the end', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [tree, grid] = [new BlotterTree(), new Grid()];
      const held = { parents: new Map<string, ParentOrder>(), orders: new Map<string, Order>(), fills: new Map<string, Fill>() };
      for (const s of steps) {
        if (s.kind === 'take') grid.apply(tree);
        if (s.kind === 'fold') tree.fold(s.id, s.folded);
        if (s.kind === 'foldAll') {
          tree.foldAll(s.folded);
          grid.apply(tree);
          for (const row of tree.all()) if (row.childCount > 0) expect(row.expanded).toBe(!s.folded);
        }
        if (s.kind === 'parent') { const p = parent(s.id, { refusal: s.refusal }); held.parents.set(s.id, p); tree.change({ parents: [p] }); }
        if (s.kind === 'order') { const o = order(`C${s.id}`, parentOf(s.id), s.status, s.cumQty); held.orders.set(o.clOrdId, o); tree.change({ orders: [o] }); }
        if (s.kind === 'fill') { const f = fill(`C${s.id}`, `E${s.exec}`, s.qty); if (s.stands) held.fills.set(fillRowId(f), f); else held.fills.delete(fillRowId(f)); tree.change(s.stands ? { fills: [f] } : { gone: [f] }); }
        if (s.kind === 'snapshot') {
          for (const id of [...held.orders.keys()].slice(s.keep)) held.orders.delete(id);
          for (const id of [...held.parents.keys()].slice(s.keep)) held.parents.delete(id);
          tree.replace({ orders: [...held.orders.values()], parents: [...held.parents.values()] });
        }
      }
      grid.apply(tree);
      const fresh = new BlotterTree();
      fresh.replace({ fills: [...held.fills.values()], orders: [...held.orders.values()], parents: [...held.parents.values()] });
      for (const row of grid.rows.values()) if (row.expanded) fresh.fold(row.id, false);
      const again = new Grid();
      again.apply(fresh);
      const sorted = (rows: Map<string, BlotterRow>) => [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(sorted(grid.rows)).toEqual(sorted(again.rows));
      expect(tree.isNested).toBe([...grid.rows.values()].some((row) => row.level > 0));
      // Whatever is in the grid stands under something that is in it and unfolded.
      for (const row of grid.rows.values()) {
        const above = aboveOf(row);
        if (above !== null) expect(grid.rows.get(above)?.expanded).toBe(true);
      }
    }), { numRuns: 300 });
  });

  it('[TR-1] say nothing of a row that did not change', () => {
    const tree = new BlotterTree();
    const p = parent('P1');
    const o = order('C0', 'P1', 'new', 0);
    tree.replace({ parents: [p], orders: [o], fills: [] });
    tree.take();
    tree.replace({ parents: [p], orders: [o], fills: [] });
    expect(tree.take()).toEqual({ add: [], update: [], remove: [], reshaped: [] });
  });

  it('tell the grid of a parent when only a child changed, because the child may be its problem', () => {
    const tree = new BlotterTree();
    tree.replace({ parents: [parent('P1')], orders: [order('C0', 'P1', 'new', 0)], fills: [] });
    tree.take();
    tree.change({ orders: [order('C0', 'P1', 'unresolved', 0)] });
    expect(tree.take().update).toMatchObject([{ id: parentRowId('P1'), problem: '1 route unresolved', place: 'working' }]);
  });
});

describe('order of the tree', () => {
  it('[TR-2] keeps children under their parent, however the grid sorts', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 8 }), fc.infiniteStream(fc.nat()), (ids, chance) => {
      const tree = new BlotterTree();
      tree.replace({ parents: parentIds.map((id) => parent(id)), orders: ids.map((id) => order(`C${id}`, parentOf(id), 'filled', 100)), fills: ids.map((id) => fill(`C${id}`, 'E1', 100)) });
      tree.foldAll(false);
      tree.take();
      const shuffled = [...tree.all()].map((row) => ({ row, at: chance.next().value })).sort((a, b) => a.at - b.at).map(({ row }) => row);
      const ordered = inTreeOrder(shuffled, (row) => row);
      expect(ordered.map((row) => row.id).sort()).toEqual(shuffled.map((row) => row.id).sort());
      const seen: BlotterRow[] = [];
      for (const row of ordered) {
        const above = aboveOf(row);
        // The nearest row before it that is one level up is the one that it stands under.
        if (above !== null) expect(seen.findLast((before) => before.level === row.level - 1)?.id).toBe(above);
        seen.push(row);
      }
      // Siblings keep the order that the grid gave them.
      const roots = (rows: readonly BlotterRow[]) => rows.filter((row) => row.level === 0).map((row) => row.id);
      expect(roots(ordered)).toEqual(roots(shuffled));
    }));
  });
});

describe('views and filter of the tree', () => {
  const { parents, orders } = screenParents();
  const tree = new BlotterTree();
  tree.replace({ parents, orders: [...orders, order('C7', undefined, 'new', 0)], fills: screenFills(orders) });
  tree.foldAll(false);
  tree.take();
  const passing = (view: (typeof viewNames)[number], text: string): readonly BlotterRow[] => [...tree.all()].filter(rowFilter(tree, view, text));

  it('[TR-3] count what they show, and every root is staged, working or done', () => {
    const counts = viewCounts(tree.all());
    for (const view of viewNames) expect(counts[view]).toBe(passing(view, '').filter((row) => row.level === 0).length);
    expect(counts.staged + counts.working + counts.done).toBe(counts.all);
    expect(counts.all).toBe(parents.length + 1);
  });

  it('[TR-3] put a parent among the problems for its own refusal and for a child that was denied', () => {
    expect(passing('problems', '').filter((row) => row.level === 0).map((row) => row.id).sort()).toEqual([parentRowId('P-7Q2M-0001'), parentRowId('P-7Q2M-0003')]);
  });

  it('[TR-4] show a parent whose route is found, with that route and no other', () => {
    const shown = passing('all', 'price_collar');
    expect(shown.map((row) => row.kind)).toEqual(['parent', 'order']);
    expect(shown.find((row) => row.kind === 'order')).toMatchObject({ order: { ordStatus: 'denied' } });
  });

  it('[TR-4] show everything under a parent that is found itself, and never a child without its parent', () => {
    expect(passing('all', 'rebalance').filter((row) => row.level === 1)).toHaveLength(3);
    for (const text of ['', 'filled', 'brch -denied', 'e1']) {
      const shown = new Map(passing('all', text).map((row) => [row.id, row]));
      for (const row of shown.values()) { const above = aboveOf(row); if (above !== null) expect(shown.has(above)).toBe(true); }
    }
  });
});

describe('totals of the tree', () => {
  it('[TR-5] count each fill once: a parent is not added to its routes', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(0, 40, 100)), { maxLength: 12 }), (made) => {
      const orders = [...new Map(made.map(([id, cum]) => [id, order(`C${id}`, parentOf(id), cum === 100 ? 'filled' : 'new', cum)])).values()];
      const parents = parentIds.map((id) => {
        const own = orders.filter((o) => o.parentId === id);
        return screenParent({ parentId: id, symbol: 'ALDR', side: 'buy', price: priceTicks(18_100), orderQty: quantityLots(500) }, 0, own);
      });
      const fills = screenFills(orders);
      const tree = new BlotterTree();
      tree.replace({ parents, orders, fills });
      tree.take();
      const shown = shownOrdersOf(tree, rowFilter(tree, 'all', ''));
      const totals = blotterTotals(shown, new Map(screenInstruments.map((i) => [i.symbol, i])), new Map());
      expect(totals.currencies[0]?.filledMinor ?? 0).toBe(fills.reduce((sum, f) => sum + f.lastQty * f.lastPx, 0));
      expect(totals.currencies[0]?.leavesMinor ?? 0).toBe(orders.reduce((sum, o) => sum + (isDone(o.ordStatus) ? 0 : o.leavesQty * 18_000), 0));
      expect(new Set(shown.map((o) => o.clOrdId)).size).toBe(orders.length);
    }));
  });
});
