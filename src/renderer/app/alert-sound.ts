/** Sounds at each new alert, while sound is on. */
import { useEffect } from 'react';
import type { AlertRow } from '../../shared/contract/alerts.ts';
import type { AlertSeverity } from '../../shared/domain/alert.ts';
import { maySound, playSound, unlockSound, type Sounded } from '../stores/alert-sound.ts';
import { settingsStore } from '../stores/settings.ts';
import { streams } from '../stores/streams.ts';

export function useAlertSound(): void {
  useEffect(() => {
    const use = streams.use('alerts.inbox', {});
    let last: Sounded | null = null;
    const stop = streams.store('alerts.inbox', {}).subscribe((state, old) => {
      // A snapshot is what was there already; only a delta is news.
      const severity = state.version === old.version ? null : mostUrgent(state.changed ?? []);
      if (severity === null || !settingsStore.getState().sound || !maySound(severity, performance.now(), last)) return;
      last = { atMs: performance.now(), severity };
      void playSound(severity);
    });
    const touched = (): void => { if (settingsStore.getState().sound) unlockSound(); };
    window.addEventListener('keydown', touched);
    window.addEventListener('pointerdown', touched);
    return () => {
      stop();
      use.dispose();
      window.removeEventListener('keydown', touched);
      window.removeEventListener('pointerdown', touched);
    };
  }, []);
}

const severities: readonly AlertSeverity[] = ['danger', 'warn', 'info'];

const mostUrgent = (rows: readonly AlertRow[]): AlertSeverity | null =>
  severities.find((severity) => rows.some((row) => row.severity === severity && row.status.state === 'open')) ?? null;
