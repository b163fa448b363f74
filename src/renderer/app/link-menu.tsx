/** The choice of a panel's link group, at its mark: one letter, arrows and Enter, or the mouse. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { panelLinks, type PanelLink } from '../stores/selection-links.ts';
import { useLinkOf } from '../stores/selection.ts';
import { LinkMark, linkLetters } from '../ui/link-mark.tsx';
import { closeLinkMenu, linkPanel, titleOf, useLinkMenu } from './link-panel.ts';

export function LinkMenu() {
  const panelId = useLinkMenu();
  return panelId === null ? null : <Choices key={panelId} panelId={panelId} />;
}

const words: Readonly<Record<PanelLink, string>> = { blue: 'Blue group', orange: 'Orange group', green: 'Green group', purple: 'Purple group', none: 'None: pinned to its instrument' };
const menuWidth = 230;

function Choices({ panelId }: { readonly panelId: string }) {
  const now = useLinkOf(panelId);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const away = (event: MouseEvent): void => { if (event.target instanceof Node && !box.current?.contains(event.target)) closeLinkMenu(); };
    box.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
    document.addEventListener('mousedown', away);
    return () => {
      document.removeEventListener('mousedown', away);
      // The next key acts in the panel that was linked.
      const panel = document.querySelector<HTMLElement>(`[data-panel="${panelId}"]`);
      const target = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : panel;
      target?.focus();
    };
  }, [panelId]);

  function choose(link: PanelLink): void {
    closeLinkMenu();
    linkPanel(panelId, link);
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = panelLinks.find((link) => linkLetters[link] === event.key.toUpperCase());
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (letter !== undefined && !event.repeat) choose(letter);
    else if (event.key === 'Escape' || event.key === 'Tab') closeLinkMenu();
    else if (by !== 0) move(box.current, by);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div ref={box} className="link-menu" role="menu" aria-label={`Link group of ${titleOf(panelId)}`} data-keys="own" style={placeAt(panelId)} onKeyDown={press}>
      {panelLinks.map((link) => (
        <button key={link} type="button" role="menuitemradio" aria-checked={link === now} tabIndex={-1} onClick={() => choose(link)}>
          <LinkMark link={link} /><span className="grow">{words[link]}</span><span aria-hidden="true">{link === now ? '✓' : ''}</span>
        </button>
      ))}
    </div>
  );
}

function move(menu: HTMLElement | null, by: number): void {
  const items = [...(menu?.querySelectorAll<HTMLElement>('[role="menuitemradio"]') ?? [])];
  const at = items.findIndex((item) => item === document.activeElement);
  items[(at + by + items.length) % items.length]?.focus();
}

/** Under the panel's mark, inside of the window. */
function placeAt(panelId: string): { readonly left: number; readonly top: number; readonly width: number } {
  const mark = document.querySelector(`[data-link-of="${panelId}"]`) ?? document.querySelector(`[data-panel="${panelId}"]`);
  const { left, bottom, top } = mark?.getBoundingClientRect() ?? { left: 0, bottom: 0, top: 0 };
  const below = mark?.matches('[data-link-of]') ? bottom + 4 : top + 4;
  return { left: Math.max(4, Math.min(left, innerWidth - menuWidth - 4)), top: Math.max(4, Math.min(below, innerHeight - 150)), width: menuWidth };
}
