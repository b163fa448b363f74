/** Above the grid: which orders are shown, a quick filter, the saved views, the export. */
import type { Ref } from 'react';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import type { ViewName } from './order-filter.ts';

export interface BlotterToolsProps {
  readonly counts: Readonly<Record<ViewName, number>>;
  readonly view: ViewName;
  readonly text: string;
  readonly filterRef: Ref<HTMLInputElement>;
  readonly onView: (view: ViewName) => void;
  readonly onText: (text: string) => void;
  readonly menuOpen: boolean;
  readonly onMenu: () => void;
  readonly onExport: () => void;
  readonly onGrid: () => void;
}

export function BlotterTools({ counts, view, text, filterRef, onView, onText, menuOpen, onMenu, onExport, onGrid }: BlotterToolsProps) {
  return (
    <div className="blotter-tools">
      <Segmented label="Orders shown" value={view} onChange={onView} segments={[
        { value: 'all', label: `All ${counts.all}` }, { value: 'staged', label: `Staged ${counts.staged}` }, { value: 'working', label: `Working ${counts.working}` },
        { value: 'done', label: `Done ${counts.done}` }, { value: 'problems', label: `${counts.problems > 0 ? '▲ ' : ''}Problems ${counts.problems}` },
      ]} />
      <input ref={filterRef} className="blotter-filter" type="search" aria-label="Filter orders" placeholder="Filter ( / )" spellCheck={false} value={text}
        title="Words that a row must hold: symbol, side, status, account, reason, note, id; what stands under a parent is found too. A word with a minus must not be there" onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') { event.stopPropagation(); if (text === '') onGrid(); else onText(''); }
          if (event.key === 'Enter' || event.key === 'ArrowDown') { event.preventDefault(); onGrid(); }
        }} />
      <span className="grow" />
      <Button tone="quiet" pressed={menuOpen} label="Columns and saved views" onPress={onMenu}>View ▾</Button>
      <Button tone="quiet" label="Save what is shown as a file of comma-separated values" onPress={onExport}>CSV</Button>
    </div>
  );
}
