/** Folding by key and click, and what a screen reader is told of a row's place in the tree. */
import type { GridApi, ICellRendererComp, ICellRendererParams, SuppressKeyboardEventParams } from 'ag-grid-community';
import { selectRow } from '../../stores/blotter-row.ts';
import { mark } from '../../stores/marked.ts';
import type { TreeFeed } from './tree-feed.ts';
import { aboveOf, selectableOf, symbolOf, type BlotterRow } from './tree-rows.ts';

/** The column whose cells carry the tree: there Left and Right fold. */
export const treeColumn = 'symbol';

/** Level and fold as the grid's own rows do not tell them. */
export function describeRow(element: HTMLElement, row: BlotterRow): void {
  element.setAttribute('aria-level', String(row.level + 1));
  if (row.childCount > 0) element.setAttribute('aria-expanded', String(row.expanded));
  else element.removeAttribute('aria-expanded');
}

/**
 * Asked by the grid whether a key of a cell is its own. What moves the selection or folds is done here and not when the
 * grid tells of the key, which is a moment later: the next key must find the row and the tree as they are.
 * @returns whether it is the tree's: in the tree's column Left and Right are, while there is something to fold or to go up to.
 */
export function takeKey({ event, node, column, data, api, context }: SuppressKeyboardEventParams<BlotterRow, TreeFeed>): boolean {
  if (!data || event.ctrlKey || event.metaKey || event.altKey) return false;
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by !== 0 && event.type === 'keydown') moveTo(data, api.getDisplayedRowAtIndex((node.rowIndex ?? 0) + by)?.data, event.shiftKey);
  if (column.getColId() !== treeColumn || event.shiftKey) return false;
  const isTaken = event.key === 'ArrowRight' ? data.childCount > 0 && !data.expanded : event.key === 'ArrowLeft' && (data.expanded || data.level > 0);
  if (isTaken && event.type === 'keydown') pressTreeKey(event, data, api, context);
  return isTaken;
}

/** The grid moves its focus by itself. With Shift both rows are marked. */
function moveTo(from: BlotterRow, to: BlotterRow | undefined, marks: boolean): void {
  if (to) selectRow(selectableOf(to), true);
  if (marks) mark([from, ...(to ? [to] : [])].flatMap((row) => (row.kind === 'fill' ? [] : [row.id])));
}

/** Right unfolds; Left folds, or goes up to the row above. */
function pressTreeKey(event: KeyboardEvent, row: BlotterRow, api: GridApi<BlotterRow>, feed: TreeFeed): void {
  event.preventDefault();
  selectRow(selectableOf(row), false);
  if (event.key === 'ArrowRight') return feed.fold(row.id, false);
  if (row.expanded) return feed.fold(row.id, true);
  const above = api.getRowNode(aboveOf(row) ?? '');
  if (typeof above?.rowIndex !== 'number' || !above.data) return;
  api.ensureIndexVisible(above.rowIndex);
  api.setFocusedCell(above.rowIndex, treeColumn);
  // The grid tells of its focus a moment later; the next key must find the row already.
  selectRow(selectableOf(above.data), true);
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
