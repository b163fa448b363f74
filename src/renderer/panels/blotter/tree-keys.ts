/** Folding by key and click, and what a screen reader is told of a row's place in the tree. */
import type { GridApi, ICellRendererComp, ICellRendererParams, SuppressKeyboardEventParams } from 'ag-grid-community';
import type { TreeFeed } from './tree-feed.ts';
import { aboveOf, symbolOf, type BlotterRow } from './tree-rows.ts';

/** The column whose cells carry the tree: there Left and Right fold. */
export const treeColumn = 'symbol';

/** Level and fold as the grid's own rows do not tell them. */
export function describeRow(element: HTMLElement, row: BlotterRow): void {
  element.setAttribute('aria-level', String(row.level + 1));
  if (row.childCount > 0) element.setAttribute('aria-expanded', String(row.expanded));
  else element.removeAttribute('aria-expanded');
}

/** In the tree's column Left and Right are the tree's while there is something to fold or to go up to. */
export function isTreeKey({ event, column, data }: Pick<SuppressKeyboardEventParams<BlotterRow>, 'event' | 'column' | 'data'>): boolean {
  if (!data || column.getColId() !== treeColumn || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'ArrowRight') return data.childCount > 0 && !data.expanded;
  return event.key === 'ArrowLeft' && (data.expanded || data.level > 0);
}

/** Right unfolds; Left folds, or goes up to the row above. */
export function pressTreeKey(event: KeyboardEvent, row: BlotterRow, api: GridApi<BlotterRow>, feed: TreeFeed): void {
  event.preventDefault();
  if (event.key === 'ArrowRight') return feed.fold(row.id, false);
  if (row.expanded) return feed.fold(row.id, true);
  const above = api.getRowNode(aboveOf(row) ?? '')?.rowIndex;
  if (above === null || above === undefined) return;
  api.ensureIndexVisible(above);
  api.setFocusedCell(above, treeColumn);
}

/** A symbol behind its fold, set in by its level. Made without React: it is in every row that scrolls by. */
export class TreeCell implements ICellRendererComp<BlotterRow> {
  private readonly box = document.createElement('span');
  private readonly twisty = document.createElement('span');
  private readonly text = document.createElement('span');

  init(params: ICellRendererParams<BlotterRow>): void {
    this.box.className = 'tree-cell';
    this.twisty.className = 'twisty';
    this.twisty.setAttribute('aria-hidden', 'true');
    this.box.append(this.twisty, this.text);
    this.show(params);
  }

  getGui(): HTMLElement {
    return this.box;
  }

  refresh(params: ICellRendererParams<BlotterRow>): boolean {
    this.show(params);
    const element = params.eGridCell.closest<HTMLElement>('[role="row"]');
    if (element && params.data) describeRow(element, params.data);
    return true;
  }

  private show({ data }: ICellRendererParams<BlotterRow>): void {
    if (!data) return;
    this.box.style.setProperty('--level', String(data.level));
    this.twisty.textContent = data.childCount === 0 ? '' : data.expanded ? '▾' : '▸';
    this.text.textContent = symbolOf(data);
  }
}
