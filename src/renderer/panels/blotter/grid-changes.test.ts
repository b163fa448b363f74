/** How changes get into the grid: in place where no row moves, as a transaction otherwise, and the last value always. */
import type { ColumnState, GetCellValueParams, IRowNode, RowDataTransaction } from 'ag-grid-community';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { putRows, type ChangedGrid } from './grid-changes.ts';

interface Row {
  readonly id: string;
  readonly time: number;
  readonly filled: number;
}

const row = (id: string, time: number, filled = 0): Row => ({ id, time, filled });
const idOf = ({ id }: Row): string => id;

/** Rows by id, the order in which they are shown, and which way changes came. */
function fakeGrid(rows: readonly Row[], sort: { readonly by: 'time' | 'filled' | null; readonly filter: boolean }) {
  const data = new Map(rows.map((one) => [one.id, one]));
  const asked: string[] = [];
  let shown: readonly string[] = [];
  const arrange = (): void => {
    const by = sort.by;
    shown = [...data.values()].sort((a, b) => (by === null ? 0 : b[by] - a[by])).map(idOf);
  };
  arrange();
  const node = (id: string): IRowNode<Row> => ({ get data() { return data.get(id); }, updateData: (next: Row) => void data.set(id, next) }) as IRowNode<Row>;
  const grid = {
    applyTransaction({ add, update, remove }: RowDataTransaction<Row>) {
      asked.push('transaction');
      for (const one of [...add ?? [], ...update ?? []]) data.set(one.id, one);
      for (const one of remove ?? []) data.delete(one.id);
      arrange();
      return null;
    },
    getColumnState: () => [{ colId: 'time', sort: sort.by === 'time' ? 'desc' : null }, { colId: 'filled', sort: sort.by === 'filled' ? 'desc' : null }] as ColumnState[],
    getCellValue: ({ rowNode, colKey }: GetCellValueParams) => (rowNode.data as Row)[colKey as 'time' | 'filled'],
    getRowNode: (id: string) => (data.has(id) ? node(id) : undefined),
    isAnyFilterPresent: () => sort.filter,
    refreshClientSideRowModel(step?: string) { asked.push(step ?? 'all'); arrange(); },
  } as ChangedGrid<Row>;
  return { grid, asked, data, shown: () => shown };
}

const none = { add: [], update: [], remove: [] };

describe('changes of rows', () => {
  it('puts a change that moves nothing into its row alone', () => {
    const { grid, asked, data } = fakeGrid([row('A', 1), row('B', 2)], { by: 'time', filter: false });
    putRows(grid, { ...none, update: [row('A', 1, 5)] }, idOf);
    expect([data.get('A')?.filled, asked]).toEqual([5, []]);
  });

  it('sorts once when a value that the grid is sorted by has changed', () => {
    const { grid, asked, shown } = fakeGrid([row('A', 1, 9), row('B', 2, 1)], { by: 'filled', filter: false });
    putRows(grid, { ...none, update: [row('B', 2, 20), row('A', 1, 10)] }, idOf);
    expect([shown(), asked]).toEqual([['B', 'A'], ['sort']]);
  });

  it('leaves to the grid what adds, removes, may pass a filter, or moves for reasons of its own', () => {
    for (const [changes, moves, filter] of [
      [{ ...none, add: [row('C', 3)] }, false, false], [{ ...none, remove: [row('A', 1)] }, false, false], [{ ...none, update: [row('A', 1, 2)] }, true, false], [{ ...none, update: [row('A', 1, 2)] }, false, true],
    ] as const) {
      const { grid, asked } = fakeGrid([row('A', 1), row('B', 2)], { by: 'time', filter });
      putRows(grid, changes, idOf, moves);
      expect(asked).toEqual(['transaction']);
    }
  });

  it('shows the same rows in the same order as a transaction would, each with the last value sent', () => {
    const updates = fc.array(fc.array(fc.record({ id: fc.constantFrom('A', 'B', 'C', 'X'), time: fc.nat(3), filled: fc.nat(3) }), { maxLength: 6 }), { maxLength: 8 });
    fc.assert(fc.property(updates, fc.constantFrom('time' as const, 'filled' as const, null), (batches, by) => {
      const start = [row('A', 3), row('B', 2), row('C', 1)];
      const ours = fakeGrid(start, { by, filter: false });
      const peer = fakeGrid(start, { by, filter: false });
      for (const batch of batches) {
        const update = batch.filter(({ id }) => id !== 'X');
        putRows(ours.grid, { ...none, update: batch }, idOf);
        peer.grid.applyTransaction({ update });
      }
      expect([...ours.data.values()]).toEqual([...peer.data.values()]);
      expect(ours.shown()).toEqual(peer.shown());
    }));
  });
});
