/** How much each feature moves the output on held-out rows: mean size of its contribution, widest first. */
import { useState } from 'react';
import { formatPercent, formatSignificant } from '../../ui/format.ts';
import type { Driver } from './drivers.ts';
import { FigureFrame } from './figure-frame.tsx';

const shownFirst = 12;

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
  const share = (importance: number): string => formatPercent(importance / total, 1);
  return (
    <FigureFrame title="What moves it" note={`mean size of the contribution, ${unit}, over ${rows} held-out rows`} asTable={asTable}
      words={`Most: ${drivers.slice(0, 3).map((driver) => `${driver.label} ${share(driver.importance)}`).join(', ')}`}
      table={{ columns: ['Feature', `Mean |contribution|, ${unit}`, 'Share'], rows: drivers.map((driver) => [driver.label, formatSignificant(driver.importance, 3), share(driver.importance)]) }}>
      {() => (
        <ol className="mp-bars">
          {shown.map((driver) => (
            <li key={driver.name} className={driver.name === selected ? 'is-selected' : undefined}>
              <button type="button" tabIndex={-1} onClick={() => onSelect(driver.name)} title={driver.info ? `${driver.label}: ${driver.info.glossary}` : driver.name}>
                <span className="clip">{driver.label}</span>
                <span className="mp-bar"><span style={{ width: `${driver.share * 100}%` }} /></span>
                <span className="figure">{formatSignificant(driver.importance, 2)}</span>
                <span className="figure muted">{share(driver.importance)}</span>
              </button>
            </li>
          ))}
          {(rest.length > 0 || all) && (
            <li><button type="button" className="mp-more" onClick={() => setAll(!all)}>
              {all ? 'fold the small ones' : <><span>{rest.length} others ›</span><span /><span className="figure">{formatSignificant(rest.reduce((sum, driver) => sum + driver.importance, 0), 2)}</span><span className="figure muted">{share(rest.reduce((sum, driver) => sum + driver.importance, 0))}</span></>}
            </button></li>
          )}
        </ol>
      )}
    </FigureFrame>
  );
}
