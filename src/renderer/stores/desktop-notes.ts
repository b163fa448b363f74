/** Desktop notifications that the page makes, and whether its browser lets it. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { DesktopEvent } from '../../shared/contract/alerts.ts';

/** 'unsupported': this browser has none. 'default': nobody has asked yet. */
export type NotePermission = NotificationPermission | 'unsupported';

interface Notes {
  readonly permission: NotePermission;
  /** Of notifications that could not be shown although they were allowed; null when all were. */
  readonly fault: string | null;
}

const hasNotifications = typeof Notification !== 'undefined';
const permissionNow = (): NotePermission => (hasNotifications ? Notification.permission : 'unsupported');
const notesStore = createStore<Notes>(() => ({ permission: permissionNow(), fault: null }));

export const useNotes = (): Notes => useStore(notesStore);
export const lookAtPermission = (): void => notesStore.setState({ permission: permissionNow() });

/** Asks the user; a browser asks only after a press or a key, and only once. */
export async function askPermission(): Promise<NotePermission> {
  if (hasNotifications) await Notification.requestPermission();
  lookAtPermission();
  return permissionNow();
}

/** Follows what the user changes in the browser's own settings. */
export async function followPermission(): Promise<void> {
  const status = await navigator.permissions.query({ name: 'notifications' }).catch(() => null);
  status?.addEventListener('change', lookAtPermission);
}

/** As many as the browser may still be pressed on: one that nobody holds can be forgotten with its press. */
const heldMax = 50;
const held: Notification[] = [];

/** Makes one, when it is allowed. `onPress` runs after the page came forward. */
export function showNote({ noteId, title, body, severity }: Extract<DesktopEvent, { kind: 'show' }>, onPress: () => void): void {
  lookAtPermission();
  if (permissionNow() !== 'granted') return;
  // The same note of two pages is one on the desktop; what is urgent stays until it is dealt with.
  const note = new Notification(title, { body, tag: noteId, requireInteraction: severity === 'danger' });
  note.addEventListener('click', () => {
    note.close();
    window.focus();
    onPress();
  });
  note.addEventListener('show', () => notesStore.setState({ fault: null }));
  note.addEventListener('error', () => notesStore.setState({ fault: 'The browser allows notifications but could not show the last one' }));
  held.push(note);
  if (held.length > heldMax) held.shift();
}
