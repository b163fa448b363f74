/** Joins the menu of views to the grid: what is saved, applied and reset is the grid's columns and the filter. */
import type { GridApi } from 'ag-grid-community';
import { useState } from 'react';
import { notify } from '../../stores/notices.ts';
import type { ViewName } from './order-filter.ts';
import type { BlotterRow } from './tree-rows.ts';
import { forgetColumns, keepColumns, saveView, type BlotterView } from './saved-views.ts';
import { ViewMenu, type ColumnChoice } from './view-menu.tsx';

export interface BlotterViewsProps {
  readonly api: GridApi<BlotterRow>;
  readonly view: ViewName;
  readonly text: string;
  readonly onFilter: (filter: { readonly view: ViewName; readonly text: string }) => void;
  readonly onClose: () => void;
}

export function BlotterViews({ api, view, text, onFilter, onClose }: BlotterViewsProps) {
  const [choices, setChoices] = useState(() => columnChoices(api));

  function showColumn(id: string, shown: boolean): void {
    api.setColumnsVisible([id], shown);
    keepColumns(api.getColumnState());
    setChoices(columnChoices(api));
  }

  function apply(saved: BlotterView): void {
    api.applyColumnState({ state: [...saved.columns], applyOrder: true });
    keepColumns(api.getColumnState());
    onFilter(saved);
    onClose();
  }

  function reset(): void {
    forgetColumns();
    api.resetColumnState();
    onFilter({ view: 'all', text: '' });
    onClose();
  }

  function save(name: string): void {
    saveView({ name, columns: api.getColumnState(), view, text });
    notify('done', `View ${name} saved`);
  }

  return <ViewMenu columns={choices} onColumn={showColumn} onApply={apply} onSave={save} onReset={reset} onClose={onClose} />;
}

const columnChoices = (api: GridApi<BlotterRow>): readonly ColumnChoice[] => (api.getColumns() ?? [])
  .filter((column) => column.getColId() !== 'mark')
  .map((column) => ({ id: column.getColId(), name: column.getColDef().headerName ?? column.getColId(), shown: column.isVisible() }));
