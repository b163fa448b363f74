/**
 * A word of the glossary: dotted underline; its meaning, and what is to be said of this number, in a card on hover and on focus.
 * No tab stop of its own: F1 or Shift W walks the words of a panel (term-walk.ts), Escape closes the card.
 */
import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { termWords, type TermName } from '../words/terms.ts';
import './term.css';

export interface TermProps {
  readonly of: TermName;
  readonly children?: ReactNode;
  /** What is to be said of this one number beside what the word means: where it comes from, what it was compared with. */
  readonly note?: string | undefined;
}

/** A pointer that only passes opens nothing; one that goes from the word to its card keeps it open. */
const openDelayMs = 250;
const closeDelayMs = 150;

export function Term({ of, children, note }: TermProps) {
  const id = useId();
  const word = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const soon = (open: boolean): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(open), open ? openDelayMs : closeDelayMs);
  };
  const now = (open: boolean): void => { clearTimeout(timer.current); setOpen(open); };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <span ref={word} className={isOpen ? 'term is-open' : 'term'} data-term={of} aria-describedby={isOpen ? id : undefined}
        onMouseEnter={() => soon(true)} onMouseLeave={() => soon(false)} onFocus={() => now(true)} onBlur={() => now(false)}>{children ?? of}</span>
      {isOpen && <TermCard id={id} of={of} note={note} word={word.current} onClose={() => now(false)} onHover={(over) => (over ? now(true) : soon(false))} />}
    </>
  );
}

interface TermCardProps extends Pick<TermProps, 'of' | 'note'> {
  readonly id: string;
  readonly word: HTMLElement | null;
  readonly onClose: () => void;
  readonly onHover: (over: boolean) => void;
}

const gap = 4;

/** Below the word where there is room, else above it; always whole in the window. */
function TermCard({ id, of, note, word, onClose, onHover }: TermCardProps) {
  const card = useRef<HTMLDivElement>(null);
  const view = word?.ownerDocument ?? document;
  const place = (): void => {
    const [box, at] = [card.current, word?.getBoundingClientRect()];
    if (!box || !at) return;
    const { clientWidth, clientHeight } = view.documentElement;
    const below = at.bottom + gap + box.offsetHeight <= clientHeight;
    box.style.left = `${Math.max(gap, Math.min(at.left, clientWidth - box.offsetWidth - gap))}px`;
    box.style.top = `${below ? at.bottom + gap : Math.max(gap, at.top - gap - box.offsetHeight)}px`;
  };
  useLayoutEffect(place);
  useEffect(() => {
    const hasFocus = (): boolean => view.activeElement === word;
    const press = (event: KeyboardEvent): void => {
      // A word with the focus gives it back, and closes so. Of a pointer's card only the card is closed: what else Escape does waits for the next.
      if (event.key !== 'Escape' || hasFocus()) return;
      event.preventDefault();
      event.stopPropagation();
      onClose();
    };
    const scroll = (): void => (hasFocus() ? place() : onClose());
    view.addEventListener('keydown', press, true);
    view.addEventListener('scroll', scroll, true);
    return () => { view.removeEventListener('keydown', press, true); view.removeEventListener('scroll', scroll, true); };
  });
  return createPortal(
    <div ref={card} id={id} role="tooltip" className="term-card" onMouseEnter={() => onHover(true)} onMouseLeave={() => onHover(false)}>
      <p><strong>{of}</strong> {termWords(of)}</p>
      {note !== undefined && note !== '' && <p className="term-note">{note}</p>}
    </div>, view.body);
}
