/** Where the focus goes in a basket: from one cell that is wrong to the next. */

/** The next cell that is wrong takes the focus; the button that stages when none is. */
export function focusFault(box: HTMLElement, by: 1 | -1): void {
  const faults = [...box.querySelectorAll<HTMLElement>('.basket-cell input[aria-invalid="true"]')];
  const at = faults.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (by === 1 ? 0 : faults.length - 1) : (at + by + faults.length) % Math.max(1, faults.length);
  (faults[next] ?? box.querySelector<HTMLElement>('[data-basket-stage] button:not(:disabled)'))?.focus();
}
