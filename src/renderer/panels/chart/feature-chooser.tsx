/** The list of features in words, by group: a few letters find one, Enter draws it, and its line of the glossary stands under the list. */
import { Command as Menu } from 'cmdk';
import { useRef, useState } from 'react';
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import { wordScore } from '../../ui/word-score.ts';
import { byGroup } from './feature-history.ts';

export interface FeatureChooserProps {
  readonly features: readonly FeatureInfo[];
  /** The one that is drawn. */
  readonly chosen: string | null;
  readonly onChoose: (feature: string | null) => void;
  readonly onClose: () => void;
}

const none = 'No feature';
/** What a few letters are looked for in; the name last, so that words win. */
const entryOf = (info: FeatureInfo): string => `${info.label} ${info.group} ${info.name}`;

export function FeatureChooser({ features, chosen, onChoose, onClose }: FeatureChooserProps) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = features.find((info) => info.name === chosen);
  const [at, setAt] = useState(() => (drawn ? entryOf(drawn) : ''));
  // Read before the field below takes the focus.
  const [before] = useState(() => document.activeElement);
  const leave = (): void => {
    onClose();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
  const pointed = features.find((info) => entryOf(info).toLowerCase() === at.toLowerCase());
  return (
    <div ref={box} className="chart-chooser" role="dialog" aria-label="Feature under the price" data-keys="own"
      onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); leave(); } }}
      onBlur={({ relatedTarget }) => { if (relatedTarget instanceof Element && !box.current?.contains(relatedTarget) && !relatedTarget.closest('.chart-opener')) onClose(); }}>
      <Menu label="Features" loop={true} filter={wordScore} value={at} onValueChange={setAt}>
        <Menu.Input autoFocus placeholder="Feature by its words" />
        <Menu.List label="Features by group">
          <Menu.Empty>{features.length === 0 ? 'The core has not named its features yet' : 'No feature of that name'}</Menu.Empty>
          {chosen !== null && <Menu.Item value={none} onSelect={() => onChoose(null)}>{none}</Menu.Item>}
          {byGroup(features).map(({ group, features: list }) => (
            <Menu.Group key={group} heading={group}>
              {list.map((info) => (
                <Menu.Item key={info.name} value={entryOf(info)} onSelect={() => onChoose(info.name)}>
                  <span className="chart-chooser-mark" aria-hidden="true">{info.name === chosen ? '✓' : ''}</span><span className="grow clip">{info.label}</span><span className="faint small">{info.window}</span>
                </Menu.Item>
              ))}
            </Menu.Group>
          ))}
        </Menu.List>
      </Menu>
      <p className="chart-chooser-glossary small" aria-live="polite">{pointed?.glossary ?? ''}</p>
    </div>
  );
}
