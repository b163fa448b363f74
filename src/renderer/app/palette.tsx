/** The palette: every command, instrument, panel and feature by a few letters. */
import { Command as Menu } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import type { FeatureInfo } from '../../shared/contract/signals.ts';
import { linkOf } from '../stores/selection-links.ts';
import { selectInstrument, selectionStore } from '../stores/selection.ts';
import { useInstruments } from '../stores/lookups.ts';
import { KeyHint } from '../ui/key-hint.tsx';
import { commandGroups, type Command } from './commands.ts';
import { wordScore } from '../ui/word-score.ts';

export interface PaletteProps {
  readonly commands: readonly Command[];
  readonly linkedPanel: () => string;
  /** Asked for before the palette is opened: who types fast finds them. */
  readonly features: readonly FeatureInfo[];
  /** Draws a feature in the chart. */
  readonly onFeature: (feature: string) => void;
  readonly onClose: () => void;
}

export function Palette({ commands, linkedPanel, features, onFeature, onClose }: PaletteProps) {
  const instruments = useInstruments();
  const box = useRef<HTMLDivElement>(null);
  // Read before the field below takes the focus.
  const [before] = useState(() => document.activeElement);
  const [panelId] = useState(linkedPanel);
  const link = linkOf(selectionStore.getState().links, panelId);
  useEffect(() => {
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus(); };
  }, [before]);
  const pick = (run: () => void) => (): void => { onClose(); requestAnimationFrame(run); };
  return (
    <div ref={box} className="overlay" role="dialog" aria-modal="true" aria-label="Command palette" data-keys="own"
      onMouseDown={(event) => { if (event.target === box.current) onClose(); }} onKeyDown={(event) => { if (event.key === 'Escape') onClose(); }}>
      <Menu className="palette" label="Commands, instruments, panels and features" loop={true} filter={wordScore}>
        <Menu.Input autoFocus placeholder="Command, instrument, panel or feature" />
        <Menu.List>
          <Menu.Empty>Nothing of that name</Menu.Empty>
          {commandGroups.map((group) => (
            <Menu.Group key={group} heading={group}>
              {commands.filter((command) => command.group === group).map((command) => (
                <Menu.Item key={command.id} value={`${command.title} ${command.id}`} onSelect={pick(command.run)}>
                  <span className="grow clip">{command.title}</span>{command.keys[0] !== undefined && <KeyHint keys={command.keys[0]} />}
                </Menu.Item>
              ))}
            </Menu.Group>
          ))}
          <Menu.Group heading={link === 'none' ? 'Instruments, for this pinned panel' : `Instruments, for the ${link} group`}>
            {[...instruments.values()].map((instrument) => (
              <Menu.Item key={instrument.symbol} value={`${instrument.symbol} ${instrument.name}`} onSelect={pick(() => selectInstrument(instrument.symbol, panelId))}>
                <b>{instrument.symbol}</b><span className="grow clip muted">{instrument.name}</span><span className="faint small">{instrument.assetClass}</span>
              </Menu.Item>
            ))}
          </Menu.Group>
          <Menu.Group heading="Features, drawn under the price of the chart">
            {features.map((info) => (
              <Menu.Item key={info.name} value={`${info.label} ${info.group} ${info.name}`} onSelect={pick(() => onFeature(info.name))}>
                <span className="grow clip">{info.label}</span><span className="faint small">{info.group}</span>
              </Menu.Item>
            ))}
          </Menu.Group>
        </Menu.List>
      </Menu>
    </div>
  );
}
