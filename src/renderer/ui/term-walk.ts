/**
 * The words of a panel by keyboard: F1 goes to the first that is in view and from word to word, arrows go on and back, Escape
 * returns to where the focus was. A word takes the focus only while it is walked on, so that Tab never stops at it.
 */

/** Where the focus returns to when the walk ends. */
let returnTo: HTMLElement | null = null;

/** The next word of the panel that has the focus. @returns false when the panel has none */
export function walkTerms(root: Document = document): boolean {
  const active = root.activeElement instanceof HTMLElement ? root.activeElement : null;
  if (active?.dataset['term'] !== undefined) return step(active, 1);
  const panel = active?.closest<HTMLElement>('[data-panel]') ?? root.querySelector<HTMLElement>('[data-panel="why"]');
  if (!panel) return false;
  const all = termsIn(panel);
  // Of what is selected first: the word that is asked about stands in the row that the eye is on.
  const selected = panel.querySelector('[aria-selected="true"]');
  const first = all.find((term) => selected?.contains(term)) ?? all.find(isInView) ?? all[0];
  if (!first) return false;
  returnTo = active;
  stepOnto(first);
  return true;
}

const termsIn = (panel: Element): readonly HTMLElement[] => [...panel.querySelectorAll<HTMLElement>('[data-term]')].filter((term) => term.getClientRects().length > 0);

const isInView = (term: Element): boolean => {
  const { top, bottom } = term.getBoundingClientRect();
  const panel = term.closest('[data-panel]')?.getBoundingClientRect();
  return panel !== undefined && top >= panel.top && bottom <= panel.bottom;
};

/** On to the next word, or back; round at the ends. */
function step(from: HTMLElement, by: 1 | -1): boolean {
  const all = termsIn(from.closest('[data-panel]') ?? from.ownerDocument.body);
  const next = all[(all.indexOf(from) + by + all.length) % all.length];
  if (next) stepOnto(next);
  return next !== undefined;
}

function stepOnto(term: HTMLElement): void {
  term.tabIndex = -1;
  term.addEventListener('keydown', press);
  term.addEventListener('blur', () => {
    term.removeEventListener('keydown', press);
    term.removeAttribute('tabindex');
  }, { once: true });
  term.scrollIntoView({ block: 'nearest' });
  term.focus({ preventScroll: true });
}

const ways: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function press(event: KeyboardEvent): void {
  const term = event.currentTarget as HTMLElement;
  const by = ways[event.key];
  if (by === undefined && event.key !== 'Escape') return;
  // Arrows move the selection otherwise, and Escape clears it.
  event.preventDefault();
  event.stopPropagation();
  if (by !== undefined) step(term, by);
  else endWalk(term);
}

/** Back to where the focus was; to the panel when that is no longer there. */
function endWalk(term: HTMLElement): void {
  const back = returnTo?.isConnected ? returnTo : term.closest<HTMLElement>('[data-panel]');
  returnTo = null;
  back?.focus();
}
