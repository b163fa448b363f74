/** Sound and desktop notification: switched, allowed and tested, and the line that says what came of it. */
import { callCore } from '../connection/call-core.ts';
import { playSound, unlockSound } from '../stores/alert-sound.ts';
import { askPermission, lookAtPermission } from '../stores/desktop-notes.ts';
import { notify } from '../stores/notices.ts';
import { changeSettings, settingsStore } from '../stores/settings.ts';
import { streams } from '../stores/streams.ts';

export function switchSound(): void {
  const sound = !settingsStore.getState().sound;
  changeSettings({ sound });
  if (sound) unlockSound();
  notify('done', sound ? 'Sound of alerts is on' : 'Sound of alerts is muted');
}

/** Also while muted: what is tested is whether it would be heard. */
export async function testSound(): Promise<void> {
  const isHeard = await playSound('warn');
  if (!isHeard) notify('denied', 'No sound: this browser keeps the page silent; click into it and test again');
  else notify('done', settingsStore.getState().sound ? 'Sound played' : 'Sound played; alerts themselves are muted');
}

export async function allowDesktop(): Promise<void> {
  if (isHosts()) return notify('plain', 'Nothing to allow: this system shows the notifications itself');
  const permission = await askPermission();
  if (permission === 'granted') notify('done', 'Desktop notifications are on');
  else if (permission === 'unsupported') notify('denied', 'This browser has no notifications');
  else notify('denied', permission === 'denied' ? 'Desktop notifications are blocked by this browser; allow them in its settings for this site' : 'Desktop notifications stay off: the browser\'s question was not answered');
}

/** By the way that alerts go: page, core, and back to this desktop. */
export async function testDesktop(): Promise<void> {
  lookAtPermission();
  if (!isHosts() && (typeof Notification === 'undefined' || Notification.permission !== 'granted')) return notify('denied', 'No test: this browser does not let the page show notifications');
  const result = await callCore('alerts.testDesktop', {});
  if (!result.ok) notify(result.unknown ? 'unresolved' : 'denied', `Test notification: ${result.why}`);
  else notify('done', 'Test notification sent to the desktop');
}

const isHosts = (): boolean => streams.store('alerts.desktop', {}).getState().value?.shownBy === 'host';
