/** Saved views and columns of the blotter: one list, opened in place over the grid. */
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { dropView, nameLengthMax, useSavedViews, type BlotterView } from './saved-views.ts';

export interface ColumnChoice {
  readonly id: string;
  readonly name: string;
  readonly shown: boolean;
}

export interface ViewMenuProps {
  readonly columns: readonly ColumnChoice[];
  readonly onColumn: (id: string, shown: boolean) => void;
  readonly onApply: (view: BlotterView) => void;
  readonly onSave: (name: string) => void;
  readonly onReset: () => void;
  readonly onClose: () => void;
}

export function ViewMenu({ columns, onColumn, onApply, onSave, onReset, onClose }: ViewMenuProps) {
  const views = useSavedViews();
  const [name, setName] = useState('');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { box.current?.focus(); }, []);
  const wanted = name.trim();
  return (
    <div ref={box} className="view-menu" role="dialog" aria-label="Columns and saved views" tabIndex={-1}
      onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); onClose(); } }}>
      <section>
        <h3>Saved views</h3>
        {views.length === 0 && <p className="faint small">None yet. A view keeps columns, widths, sort and filter under a name.</p>}
        <ul>
          {views.map((view) => (
            <li key={view.name}>
              <button type="button" className="view-name" onClick={() => onApply(view)}>{view.name}</button>
              <button type="button" className="notice-close" aria-label={`Delete the view ${view.name}`} onClick={() => dropView(view.name)}>×</button>
            </li>
          ))}
        </ul>
        <form className="view-save" onSubmit={(event) => { event.preventDefault(); if (wanted !== '') { onSave(wanted); setName(''); } }}>
          <input aria-label="Name of the view" placeholder="Name" maxLength={nameLengthMax} value={name} onChange={(event) => setName(event.target.value)} />
          <Button type="submit" disabled={wanted === ''} onPress={() => undefined}>{views.some((v) => v.name === wanted) ? 'Replace' : 'Save this'}</Button>
        </form>
        <Button tone="quiet" label="Columns, widths, sort and filter as they come" onPress={onReset}>Reset to default</Button>
      </section>
      <section>
        <h3>Columns</h3>
        <ul className="view-columns">
          {columns.map((column) => (
            <li key={column.id}><label><input type="checkbox" checked={column.shown} onChange={(event) => onColumn(column.id, event.target.checked)} /> {column.name}</label></li>
          ))}
        </ul>
      </section>
    </div>
  );
}
