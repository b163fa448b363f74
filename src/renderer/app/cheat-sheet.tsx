/** Every key in one view, made from the commands themselves. */
import { useEffect, useRef } from 'react';
import { KeyHint } from '../ui/key-hint.tsx';
import { commandGroups, type Command } from './commands.ts';

export function CheatSheet({ commands, onClose }: { readonly commands: readonly Command[]; readonly onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus(); };
  }, []);
  return (
    <div className="overlay" onMouseDown={(event) => { if (event.target === event.currentTarget) onClose(); }}>
      <div ref={box} className="sheet" role="dialog" aria-modal="true" aria-label="Keys" tabIndex={0} onKeyDown={(event) => { if (event.key === 'Escape' || event.key === '?') { event.stopPropagation(); onClose(); } }}>
        <div className="sheet-columns">{commandGroups.map((group) => (
          <section key={group}>
            <h2>{group}</h2>
            <dl>
              {commands.filter((command) => command.group === group && command.keys.length > 0).map((command) => (
                <div key={command.id}><dt>{command.keys.map((keys) => <KeyHint key={keys} keys={keys.replace('Shift+?', '?')} />)}</dt><dd>{command.title}</dd></div>
              ))}
            </dl>
          </section>
        ))}</div>
        <p className="faint small">In the ticket: arrows step by one tick or lot, Shift by ten, Page keys by a hundred; Enter sends, Shift Enter stages, Esc leaves it. In the blotter: arrows move, Right and Left unfold and fold a row, * all of them, Enter opens the history, / filters, the menu key lists what can be done to a row, Ctrl Z takes back the last change of a parent; Space marks a row, Shift with arrows more, Ctrl A all; with rows marked c cancels them, + and - move their limits, and w, p, t and l work the parents among them. In the ladder: arrows move the price, Shift by ten, Home to the ask, End to the bid, Space to the middle; b buys and s sells at the cursor, Enter rests there, x cancels there, [ and ] change the size. In the alerts: x acknowledges, z snoozes, Shift X acknowledges all, Enter selects what it is about. In the watchlist: arrows choose as they go. The key of a panel, pressed again, goes to the next of its kind. Keys never act while a field has the focus.</p>
      </div>
    </div>
  );
}
