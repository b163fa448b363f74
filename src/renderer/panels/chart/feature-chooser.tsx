/** The list of features in words, by group: a few letters find one, Enter draws it, and its line of the glossary stands under the list. */
import { Command as Menu } from 'cmdk';
import { Fragment, useRef, useState } from 'react';
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import { wordScore } from '../../ui/word-score.ts';
import { byGroup, bySeries } from './feature-history.ts';

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
  const [typed, setTyped] = useState('');
  /** Series whose earlier moments are shown, by its newest. */
  const [opened, setOpened] = useState<string | null>(null);
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
        <Menu.Input autoFocus placeholder="Feature by its words" value={typed} onValueChange={setTyped} />
        <Menu.List label="Features by group">
          <Menu.Empty>{features.length === 0 ? 'The core has not named its features yet' : 'No feature of that name'}</Menu.Empty>
          {chosen !== null && <Menu.Item value={none} onSelect={() => onChoose(null)}>{none}</Menu.Item>}
          {byGroup(features).map(({ group, features: list }) => (
            <Menu.Group key={group} heading={group}>
              {bySeries(list).map(({ info, earlier }) => {
                const isOpen = typed !== '' || opened === info.name || earlier.some(({ name }) => name === chosen);
                return (
                  <Fragment key={info.name}>
                    <Row info={info} isDrawn={info.name === chosen} onChoose={onChoose} />
                    {earlier.length > 0 && !isOpen && (
                      <Menu.Item value={`${info.label}, ${earlier.length} earlier moments`} onSelect={() => { setOpened(info.name); setAt(entryOf(earlier[0] ?? info)); }}>
                        <span className="chart-chooser-mark" aria-hidden="true">›</span><span className="grow clip muted">{earlier.length} earlier moments of it</span>
                      </Menu.Item>
                    )}
                    {isOpen && earlier.map((moment) => <Row key={moment.name} info={moment} isDrawn={moment.name === chosen} isEarlier onChoose={onChoose} />)}
                  </Fragment>
                );
              })}
            </Menu.Group>
          ))}
        </Menu.List>
      </Menu>
      <p className="chart-chooser-glossary small" aria-live="polite">{pointed?.glossary ?? ''}</p>
    </div>
  );
}

function Row({ info, isDrawn, isEarlier = false, onChoose }: { readonly info: FeatureInfo; readonly isDrawn: boolean; readonly isEarlier?: boolean; readonly onChoose: (feature: string) => void }) {
  return (
    <Menu.Item value={entryOf(info)} onSelect={() => onChoose(info.name)} className={isEarlier ? 'chart-chooser-earlier' : undefined}>
      <span className="chart-chooser-mark" aria-hidden="true">{isDrawn ? '✓' : ''}</span><span className="grow clip">{info.label}</span><span className="faint small">{info.window}</span>
    </Menu.Item>
  );
}
