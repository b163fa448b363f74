/**
 * The focus is never lost: when the part that has it is taken away (a suggestion that expired, a row that was folded, a
 * history that was closed), its panel takes it, so that the next key still acts where the trader was looking. A panel that
 * has nothing to focus yet holds it until its content is there: a ladder takes its first key as soon as its book has come.
 */
import { disposable, type Disposable } from '../../shared/base/disposable.ts';

/** The panel that holds the focus for content that is on its way; null when none does. */
let holding: HTMLElement | null = null;

/** Focuses what is first in a panel; the panel itself until there is something. */
export function focusFirst(panel: HTMLElement): void {
  const first = panel.querySelector<HTMLElement>('[data-focus-first]');
  const target = first ?? panel.querySelector<HTMLElement>('[tabindex="0"], input, button:not([tabindex="-1"])') ?? panel;
  target.focus();
  holding = target === panel ? panel : null;
}

export function keepFocus(root: Document = document): Disposable {
  let last: Element | null = null;
  let panel: HTMLElement | null = null;
  const remember = (event: FocusEvent): void => {
    last = event.target instanceof Element ? event.target : null;
    // Asked for now: an element that was taken away no longer knows where it stood.
    panel = last?.closest<HTMLElement>('[data-panel]') ?? panel;
    if (last !== holding) holding = null;
  };
  const restore = (): void => {
    if (holding && root.activeElement === holding && holding.querySelector('[data-focus-first]')) return focusFirst(holding);
    if (root.activeElement !== root.body || last === null || last.isConnected) return;
    last = null;
    if (panel) focusFirst(panel);
  };
  root.addEventListener('focusin', remember);
  const observer = new MutationObserver(restore);
  observer.observe(root.body, { childList: true, subtree: true });
  return disposable(() => {
    root.removeEventListener('focusin', remember);
    observer.disconnect();
  });
}
