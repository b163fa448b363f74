/** Ids of rows: made in one place and read back in the same. */
import { describe, expect, it } from 'vitest';
import { clOrdIdOfRow, clOrdIdsOf, fillRowId, parentIdOfRow, parentIdsOf, parentRowId } from './row-ids.ts';

const rowIds = ['C-1', parentRowId('P-1'), fillRowId({ clOrdId: 'C-2', execId: 'E 7' })];

describe('ids of the blotter\'s rows', () => {
  it('say which parent or order a row is of', () => {
    expect(rowIds.map(parentIdOfRow)).toEqual([null, 'P-1', null]);
    expect(rowIds.map(clOrdIdOfRow)).toEqual(['C-1', null, 'C-2']);
  });

  it('keep fills out of what is done to parents and orders', () => {
    expect(parentIdsOf(rowIds)).toEqual(['P-1']);
    expect(clOrdIdsOf(rowIds)).toEqual(['C-1']);
  });
});
