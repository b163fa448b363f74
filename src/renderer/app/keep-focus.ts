/**
 * The focus is never lost: when the part that has it is taken away (a suggestion that expired, a row that was folded, a
 * history that was closed), its panel takes it, so that the next key still acts where the trader was looking.
 */
import { disposable, type Disposable } from '../../shared/base/disposable.ts';

export function keepFocus(root: Document = document): Disposable {
  let last: Element | null = null;
  let panel: HTMLElement | null = null;
  const remember = (event: FocusEvent): void => {
    last = event.target instanceof Element ? event.target : null;
    // Asked for now: an element that was taken away no longer knows where it stood.
    panel = last?.closest<HTMLElement>('[data-panel]') ?? panel;
  };
  const restore = (): void => {
    if (root.activeElement !== root.body || last === null || last.isConnected) return;
    const target = panel?.querySelector<HTMLElement>('[data-focus-first]') ?? panel?.querySelector<HTMLElement>('[tabindex="0"]') ?? panel;
    last = null;
    target?.focus();
  };
  root.addEventListener('focusin', remember);
  const observer = new MutationObserver(restore);
  observer.observe(root.body, { childList: true, subtree: true });
  return disposable(() => {
    root.removeEventListener('focusin', remember);
    observer.disconnect();
  });
}
