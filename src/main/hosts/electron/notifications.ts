/** Desktop notifications of the main process: a press brings the window forward, then does what it is for. */
import type { Notification } from 'electron';
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import type { Electron } from './electron-api.ts';

/** Notifications that are kept for a press. Electron forgets one that nobody holds, and its press with it. */
const heldMax = 50;

export class Notifications {
  private readonly electron: Pick<Electron, 'Notification'>;
  private readonly held = new Set<Notification>();
  private forward: () => void = () => undefined;

  constructor(electron: Pick<Electron, 'Notification'>) {
    this.electron = electron;
  }

  get isSupported(): boolean {
    return this.electron.Notification.isSupported();
  }

  /** What brings the window forward, once there is one. */
  onPress(forward: () => void): void {
    this.forward = forward;
  }

  show(title: string, body: string, onPress: () => void = () => undefined): void {
    if (!this.isSupported) return;
    const note = new this.electron.Notification({ title, body });
    note.once('click', () => {
      this.held.delete(note);
      this.forward();
      onPress();
    });
    note.once('close', () => this.held.delete(note));
    this.held.add(note);
    dropOldest(this.held, heldMax);
    note.show();
  }
}
