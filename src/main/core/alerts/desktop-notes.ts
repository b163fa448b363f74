/**
 * Desktop notifications: by the host where it shows them itself, else by the page that listens. Few at a time, so that
 * a bad minute does not bury the desktop: what is more is counted and told in one. Rules AL-10 and on in docs/specs/alerts.md.
 */
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { DesktopEvent, DesktopState } from '../../../shared/contract/alerts.ts';
import type { AlertSeverity } from '../../../shared/domain/alert.ts';
import type { Host } from '../host.ts';

/** Notifications of one severity in one window of time; a danger is not held back by what matters less. */
export const notesPerWindowMax = 3;
export const noteWindowMs = 10_000;

export interface DesktopNote {
  readonly title: string;
  readonly body: string;
  /** What a press leads to; null leads to the inbox as a whole. */
  readonly alertId: string | null;
  readonly severity: AlertSeverity;
}

interface Window {
  readonly startMs: number;
  told: number;
  held: number;
}

export class DesktopNotes {
  private readonly host: Pick<Host, 'kind' | 'clock' | 'notify'>;
  private readonly listeners = new Set<(event: DesktopEvent) => void>();
  private readonly windows = new Map<AlertSeverity, Window>();
  private shown = 0;

  constructor(host: Pick<Host, 'kind' | 'clock' | 'notify'>) {
    this.host = host;
  }

  state(): DesktopState {
    return { shownBy: this.host.kind === 'electron' ? 'host' : 'page' };
  }

  onEvent(listener: (event: DesktopEvent) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  tell(note: DesktopNote): void {
    const nowMs = this.host.clock.monotonicMs();
    this.release(nowMs);
    const window = this.windows.get(note.severity) ?? { startMs: nowMs, told: 0, held: 0 };
    this.windows.set(note.severity, window);
    if (window.told >= notesPerWindowMax) {
      window.held++;
      return;
    }
    window.told++;
    this.show(note);
  }

  /** Never held back: who tests wants to see it now. */
  test(): void {
    this.show({ title: 'Candor: a test', body: 'Desktop notifications of alerts look like this', alertId: null, severity: 'info' });
  }

  /** Call now and then: tells how many were held back once their window is over. */
  tick(): void {
    this.release(this.host.clock.monotonicMs());
  }

  private release(nowMs: number): void {
    for (const [severity, { startMs, held }] of this.windows) {
      if (nowMs - startMs < noteWindowMs) continue;
      this.windows.delete(severity);
      if (held === 0) continue;
      // The count opens the next window: a storm that goes on is one notification a window.
      this.windows.set(severity, { startMs: nowMs, told: notesPerWindowMax, held: 0 });
      this.show({ title: `${held} more ${held === 1 ? 'alert' : 'alerts'}`, body: `Held back within ${noteWindowMs / 1000} s; the inbox has them all`, alertId: null, severity });
    }
  }

  private show({ title, body, alertId, severity }: DesktopNote): void {
    // Unique on a desktop, where notes of an earlier run may still stand; drawn from no source that a replay must repeat.
    const noteId = `note-${this.host.clock.nowMicros()}-${++this.shown}`;
    this.host.notify(title, body, () => this.send({ kind: 'pressed', noteId, alertId }));
    if (this.state().shownBy === 'page') this.send({ kind: 'show', noteId, title, body, alertId, severity });
  }

  private send(event: DesktopEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
