/** A short tone at each new alert, made here and not loaded; off unless it was switched on. */
import { useEffect } from 'react';
import { settingsStore } from '../stores/settings.ts';
import { streams } from '../stores/streams.ts';

const toneHz = 660;
const toneSeconds = 0.16;
/** No more than one tone in this time, ms: ten alerts are one thing to look at. */
const quietMs = 1500;

export function useAlertSound(): void {
  useEffect(() => {
    const use = streams.use('alerts.inbox', {});
    let lastMs = -Infinity;
    let context: AudioContext | undefined;
    const stop = streams.store('alerts.inbox', {}).subscribe((state, old) => {
      // A snapshot is what was there already; only a delta is news.
      if (!settingsStore.getState().sound || state.version === old.version || !state.changed?.some((row) => row.status.state === 'open')) return;
      const nowMs = performance.now();
      if (nowMs - lastMs < quietMs) return;
      lastMs = nowMs;
      context ??= new AudioContext();
      beep(context);
    });
    return () => { stop(); use.dispose(); void context?.close(); };
  }, []);
}

function beep(context: AudioContext): void {
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  const end = context.currentTime + toneSeconds;
  oscillator.frequency.value = toneHz;
  gain.gain.setValueAtTime(0.12, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, end);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start();
  oscillator.stop(end);
}
