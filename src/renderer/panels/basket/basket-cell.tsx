/** A cell that is wrong: a field in its place, what is wrong under it, checked again when it is left. */
import { useId, useState, type KeyboardEvent } from 'react';
import type { BasketColumn } from '../../../shared/domain/basket.ts';
import { focusFault } from './basket-focus.ts';
import { changeCell } from './basket-store.ts';

export interface BasketCellProps {
  readonly line: number;
  readonly column: BasketColumn;
  readonly head: string;
  /** As it stands in the file. */
  readonly text: string;
  readonly what: string;
}

export function BasketCell({ line, column, head, text, what }: BasketCellProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const commit = (): void => {
    if (typed === null || typed === text) return;
    changeCell(line, column, typed);
    setTyped(null);
  };
  function press(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      // Once takes back what was typed; again leaves the cell, so that the window's keys act.
      if (typed === null) event.currentTarget.closest<HTMLElement>('.basket-box')?.focus();
      else setTyped(null);
    }
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const panel = event.currentTarget.closest<HTMLElement>('.basket');
    commit();
    if (!panel) return;
    panel.dataset['entered'] = 'yes';
    focusFault(panel, 1);
  }
  return (
    <span className="basket-wrong">
      <input type="text" aria-label={`${head}, line ${line}`} aria-invalid aria-describedby={id} spellCheck={false} autoComplete="off" value={typed ?? text}
        onChange={(event) => setTyped(event.target.value)} onBlur={commit} onKeyDown={press} onFocus={(event) => event.target.select()} />
      <span id={id} className="basket-what"><span aria-hidden="true">✕ </span>{what}</span>
    </span>
  );
}
