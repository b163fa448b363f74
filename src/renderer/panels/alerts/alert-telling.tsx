/** How alerts are told beside the inbox: sound and desktop notification, whether each can be, and a test of each. */
import type { ReactNode } from 'react';
import { allowDesktop, switchSound, testDesktop, testSound } from '../../actions/tell-alerts.ts';
import { useSoundState, type SoundState } from '../../stores/alert-sound.ts';
import { lookAtPermission, useNotes, type NotePermission } from '../../stores/desktop-notes.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Button } from '../../ui/button.tsx';

export function AlertTelling() {
  return (
    <ul aria-label="How alerts are told">
      <SoundRow />
      <DesktopRow />
    </ul>
  );
}

const soundWords: Readonly<Record<SoundState, string>> = {
  unknown: '', ready: '', blocked: 'this browser keeps the page silent until it is clicked or a key is pressed in it', none: 'this browser has no sound',
};

function SoundRow() {
  const sound = useSettings((s) => s.sound);
  const state = useSoundState();
  const why = sound ? soundWords[state] : '';
  return (
    <TellingRow name="Sound" shape={!sound ? '○' : why === '' ? '●' : '▲'} words={why !== '' ? why : sound ? 'on: a tone at each new alert, by its severity' : 'muted'} isWrong={why !== ''}>
      <Button pressed={sound} onPress={switchSound}>{sound ? 'Mute' : 'Switch on'}</Button>
      <Button onPress={() => void testSound()}>Test the sound</Button>
    </TellingRow>
  );
}

const pageWords: Readonly<Record<NotePermission, string>> = {
  granted: 'on: this browser shows them, also while another window is in front',
  default: 'off: this browser has not been asked yet',
  denied: 'blocked: this browser refuses notifications of this page. Allow them in its settings for this site (left of the address), then look again',
  unsupported: 'this browser has no notifications; alerts are in the inbox alone',
};

function DesktopRow() {
  const shownBy = useStreamPart('alerts.desktop', {}, (s) => s.value?.shownBy);
  const { permission, fault } = useNotes();
  if (shownBy === undefined) return null;
  const isOn = shownBy === 'host' || permission === 'granted';
  const words = fault ?? (shownBy === 'host' ? 'on: this system shows them; a press comes back here' : pageWords[permission]);
  return (
    <TellingRow name="Desktop" shape={isOn && fault === null ? '●' : permission === 'default' ? '○' : '▲'} words={words} isWrong={fault !== null || (!isOn && permission !== 'default')}>
      {shownBy === 'page' && permission === 'default' && <Button onPress={() => void allowDesktop()}>Allow notifications</Button>}
      {shownBy === 'page' && permission === 'denied' && <Button onPress={lookAtPermission}>Look again</Button>}
      {isOn && <Button onPress={() => void testDesktop()}>Test a notification</Button>}
    </TellingRow>
  );
}

interface TellingRowProps {
  readonly name: string;
  readonly shape: string;
  readonly words: string;
  readonly isWrong: boolean;
  readonly children: ReactNode;
}

function TellingRow({ name, shape, words, isWrong, children }: TellingRowProps) {
  return (
    <li className="alert-telling">
      <b>{name}</b>
      <span className={`grow${isWrong ? ' warn-text' : ''}`} role="status"><span aria-hidden="true">{shape}</span> {words}</span>
      {children}
    </li>
  );
}
