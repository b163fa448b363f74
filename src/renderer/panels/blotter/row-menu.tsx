/** What can be done to a row, in place at the pointer or at the row: the same actions as the keys, each with its key. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import { canCancel, canReplace } from '../../words/order-words.ts';
import { isOpenParent, undoWord } from '../../words/parent-words.ts';
import { askAllocate, askAssign, askCancel, askChange, askNote, askPhoneTrade, askRoute, askUndo, toggleLock } from '../../actions/ask-rows.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import type { BlotterRow } from './tree-rows.ts';

export interface RowAction {
  readonly title: string;
  readonly keys: string;
  readonly run: () => void;
  /** It makes no sense for the row as it stands. */
  readonly off: boolean;
}

/** @param isMine whether this user has locked it. */
export function rowActions(row: BlotterRow, isMine: boolean, history: () => void, fold: () => void): readonly RowAction[] {
  const last: RowAction[] = [
    { title: row.expanded ? 'Fold' : 'Unfold', keys: row.expanded ? 'ArrowLeft' : 'ArrowRight', run: fold, off: row.childCount === 0 },
    { title: 'History', keys: 'Enter', run: history, off: false },
  ];
  if (row.kind === 'fill') return last;
  if (row.kind === 'order') {
    const { ordStatus } = row.order;
    return [
      { title: 'Change price or size', keys: 'm', run: askChange, off: !canReplace(ordStatus) },
      { title: 'Cancel', keys: 'c', run: askCancel, off: !canCancel(ordStatus) },
      ...last,
    ];
  }
  const { parent } = row;
  const off = !isOpenParent(parent);
  return [
    { title: 'Route', keys: 'w', run: () => askRoute(), off: off || parent.unroutedQty === 0 },
    { title: 'Route at a share of the volume', keys: 'p', run: () => askRoute(true), off: off || parent.unroutedQty === 0 },
    { title: 'Phone trade', keys: 'h', run: askPhoneTrade, off: off || parent.unroutedQty === 0 },
    { title: 'Amend', keys: 'm', run: askChange, off },
    { title: isMine ? 'Release' : 'Lock', keys: 'l', run: toggleLock, off },
    { title: 'Assign', keys: 't', run: askAssign, off },
    { title: 'Note', keys: 'n', run: askNote, off },
    { title: 'Allocate to accounts', keys: 'o', run: askAllocate, off: parent.cumQty === 0 },
    { title: parent.undo === null ? 'Undo' : `Undo ${undoWord[parent.undo]}`, keys: '$mod+z', run: askUndo, off: parent.undo === null },
    { title: 'Cancel', keys: 'c', run: askCancel, off },
    ...last,
  ];
}

export interface RowMenuProps {
  readonly actions: readonly RowAction[];
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

const width = 230;
const itemHeight = 24;

export function RowMenu({ actions, at, onClose }: RowMenuProps) {
  const box = useRef<HTMLDivElement>(null);
  // Once, and not with each new `onClose`: while rows change the panel is drawn several times a second, and the choice must stay where the arrows took it.
  useEffect(() => box.current?.querySelector<HTMLElement>('[role="menuitem"]:not([aria-disabled="true"])')?.focus(), []);
  useEffect(() => {
    const leave = (event: PointerEvent): void => { if (event.target instanceof Node && !box.current?.contains(event.target)) onClose(); };
    document.addEventListener('pointerdown', leave);
    return () => document.removeEventListener('pointerdown', leave);
  }, [onClose]);
  const pick = (action: RowAction): void => { if (action.off) return; onClose(); requestAnimationFrame(action.run); };
  function press(event: KeyboardEvent): void {
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') { event.preventDefault(); onClose(); }
    if (move === 0) return;
    event.preventDefault();
    const index = items.findIndex((item) => item === document.activeElement);
    items[(index + move + items.length) % items.length]?.focus();
  }
  const style = { left: Math.max(0, Math.min(at.x, window.innerWidth - width - 4)), top: Math.max(0, Math.min(at.y, window.innerHeight - actions.length * itemHeight - 12)), width };
  // Over everything, since a panel clips what it holds.
  return createPortal((
    <div ref={box} className="row-menu" role="menu" aria-label="What can be done to the row" data-keys="own" style={style} onKeyDown={press}>
      {actions.map((action) => (
        <button key={action.title} type="button" role="menuitem" aria-disabled={action.off} tabIndex={-1} onClick={() => pick(action)}>
          <span className="grow">{action.title}</span><KeyHint keys={action.keys} />
        </button>
      ))}
    </div>
  ), document.body);
}
