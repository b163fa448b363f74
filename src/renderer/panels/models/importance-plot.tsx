/** How much each feature moves the output on held-out rows: mean size of its contribution, widest first. */
import { useState, type KeyboardEvent } from 'react';
import { formatPercent, formatSignificant } from '../../ui/format.ts';
import type { Driver } from './drivers.ts';
import { FigureFrame } from './figure-frame.tsx';

const shownFirst = 12;

const idOf = (feature: string): string => `driver-${feature}`;

export interface ImportanceProps {
  readonly drivers: readonly Driver[];
  readonly rows: number;
  readonly unit: string;
  readonly asTable: boolean;
  readonly selected: string;
  readonly onSelect: (feature: string) => void;
}

export function ImportancePlot({ drivers, rows, unit, asTable, selected, onSelect }: ImportanceProps) {
  const [all, setAll] = useState(false);
  const total = drivers.reduce((sum, driver) => sum + driver.importance, 0) || 1;
  const shown = all ? drivers : drivers.slice(0, shownFirst);
  const rest = drivers.slice(shown.length);
  const others = rest.reduce((sum, driver) => sum + driver.importance, 0);
  function press(event: KeyboardEvent): void {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = shown[Math.min(shown.length - 1, Math.max(0, shown.findIndex(({ name }) => name === selected) + move))];
    if (move === 0 || !next) return;
    event.preventDefault();
    onSelect(next.name);
  }
  const share = (importance: number): string => formatPercent(importance / total, 1);
  return (
    <FigureFrame title="What moves it" term="importance" note={`mean size of the contribution, ${unit}, over ${rows} held-out rows`} asTable={asTable} isList
      words={`Most: ${drivers.slice(0, 3).map((driver) => `${driver.label} ${share(driver.importance)}`).join(', ')}`}
      table={{ columns: ['Feature', `Mean |contribution|, ${unit}`, 'Share'], rows: drivers.map((driver) => [driver.label, formatSignificant(driver.importance, 3), share(driver.importance)]) }}>
      {() => (
        <div className="mf-bars-room">
          <div className="mp-bars" role="listbox" aria-label="Features, the one that moves it most first" tabIndex={0} data-keys="arrows" aria-activedescendant={shown.some(({ name }) => name === selected) ? idOf(selected) : undefined} onKeyDown={press}>
            {shown.map((driver) => (
              <div key={driver.name} id={idOf(driver.name)} role="option" aria-selected={driver.name === selected} className={`mp-row${driver.name === selected ? ' is-selected' : ''}`} onClick={() => onSelect(driver.name)}
                title={driver.info ? `${driver.label}: ${driver.info.glossary}` : driver.name}>
                <span className="clip">{driver.label}</span>
                <span className="mp-bar"><span style={{ width: `${driver.share * 100}%` }} /></span>
                <span className="figure">{formatSignificant(driver.importance, 2)}</span>
                <span className="figure muted">{share(driver.importance)}</span>
              </div>
            ))}
          </div>
          {(rest.length > 0 || all) && (
            <button type="button" className="mp-row mp-more" onClick={() => setAll(!all)}>
              {all ? 'fold the small ones' : <><span>{rest.length} others ›</span><span /><span className="figure">{formatSignificant(others, 2)}</span><span className="figure">{share(others)}</span></>}
            </button>
          )}
        </div>
      )}
    </FigureFrame>
  );
}
