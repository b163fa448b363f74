/** The blotter's views that this person named: columns, widths, sort, filter. Kept in localStorage; what makes no sense is left out. */
import type { ColumnState } from 'ag-grid-community';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { viewNames, type ViewName } from './order-filter.ts';

export interface BlotterView {
  readonly name: string;
  readonly columns: readonly ColumnState[];
  readonly view: ViewName;
  readonly text: string;
}

const key = 'candor.blotter.views';
const currentKey = 'candor.blotter.current';
export const savedViewsMax = 20;
export const nameLengthMax = 32;
const columnsMax = 64;
const widthMax = 2000;

const stored = (which: string): string | null => (typeof localStorage === 'undefined' ? null : localStorage.getItem(which));

const store = createStore<{ readonly views: readonly BlotterView[] }>(() => ({ views: readViews(stored(key)) }));

export const useSavedViews = (): readonly BlotterView[] => useStore(store, (s) => s.views);

/** Keeps it under its name, in the place of one of the same name. The oldest gives way when there are too many. */
export const saveView = (view: BlotterView): void => keep(withView(store.getState().views, view));
export const dropView = (name: string): void => keep(store.getState().views.filter((view) => view.name !== name));

/** The columns as they were left, of no name; null when they are as they come. */
export const keptColumns = (): readonly ColumnState[] | null => readColumns(parsed(stored(currentKey)));
export const keepColumns = (columns: readonly ColumnState[]): void => localStorage.setItem(currentKey, JSON.stringify(columns));
export const forgetColumns = (): void => localStorage.removeItem(currentKey);

export const withView = (views: readonly BlotterView[], view: BlotterView): readonly BlotterView[] =>
  [...views.filter((v) => v.name !== view.name), view].slice(-savedViewsMax);

export function readViews(text: string | null): readonly BlotterView[] {
  const found = parsed(text);
  if (!Array.isArray(found)) return [];
  return (found as unknown[]).flatMap((one): BlotterView[] => {
    const { name, columns, view, text: filter } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    const read = readColumns(columns);
    const known = viewNames.find((v) => v === view);
    if (typeof name !== 'string' || name === '' || name.length > nameLengthMax || !read || !known || typeof filter !== 'string') return [];
    return [{ name, columns: read, view: known, text: filter.slice(0, 200) }];
  }).slice(0, savedViewsMax);
}

/** A column's state, field by field: what the grid would choke on does not reach it. */
function readColumns(found: unknown): readonly ColumnState[] | null {
  if (!Array.isArray(found) || found.length === 0 || found.length > columnsMax) return null;
  const columns = (found as unknown[]).flatMap((one): ColumnState[] => {
    const { colId, hide, width, sort, sortIndex, flex } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    if (typeof colId !== 'string' || colId === '') return [];
    return [{
      colId, hide: hide === true, sort: sort === 'asc' || sort === 'desc' ? sort : null,
      ...(typeof width === 'number' && width > 0 && width <= widthMax ? { width } : {}),
      ...(typeof flex === 'number' && flex > 0 ? { flex } : { flex: null }),
      ...(Number.isSafeInteger(sortIndex) ? { sortIndex: sortIndex as number } : {}),
    }];
  });
  return columns.length > 0 ? columns : null;
}

function keep(views: readonly BlotterView[]): void {
  store.setState({ views });
  localStorage.setItem(key, JSON.stringify(views));
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
