/** The tone of an alert, made here and not loaded: one at a time, by severity; and whether the browser lets it be heard. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AlertSeverity } from '../../shared/domain/alert.ts';

/** 'blocked': the browser plays nothing before the page is touched. 'none': it has no sound at all. */
export type SoundState = 'unknown' | 'ready' | 'blocked' | 'none';

const soundStore = createStore<{ readonly state: SoundState }>(() => ({ state: 'unknown' }));
export const useSoundState = (): SoundState => useStore(soundStore, (s) => s.state);

/** Hertz of each tone, one after the other: what is urgent rises twice. */
const tones: Readonly<Record<AlertSeverity, readonly number[]>> = { info: [520], warn: [660, 660], danger: [660, 880, 880] };
const toneSeconds = 0.14;
const gapSeconds = 0.05;
const loudness = 0.12;

/** No more than one sound in this time, ms: ten alerts are one thing to look at. */
export const quietMs = 1500;
const urgency: readonly AlertSeverity[] = ['info', 'warn', 'danger'];

export interface Sounded {
  readonly atMs: number;
  readonly severity: AlertSeverity;
}

/** Whether an alert sounds now: not within `quietMs` of the last, unless it is more urgent. Pure. */
export const maySound = (severity: AlertSeverity, nowMs: number, last: Sounded | null): boolean =>
  last === null || nowMs - last.atMs >= quietMs || urgency.indexOf(severity) > urgency.indexOf(last.severity);

let context: AudioContext | undefined;

/** Call at a key or a press, after which a browser lets a page be heard. */
export function unlockSound(): void {
  if (soundStore.getState().state !== 'ready') void open();
}

/** Plays the sound of a severity. @returns false when the browser keeps it back. */
export async function playSound(severity: AlertSeverity): Promise<boolean> {
  const opened = await open();
  if (!opened) return false;
  tones[severity].forEach((hertz, i) => beep(opened, hertz, opened.currentTime + i * (toneSeconds + gapSeconds)));
  return true;
}

/** A browser that waits for a touch never settles the promise of `resume`: its answer is looked at after this long, ms. */
const resumeMsMax = 200;

async function open(): Promise<AudioContext | null> {
  if (typeof AudioContext === 'undefined') {
    soundStore.setState({ state: 'none' });
    return null;
  }
  context ??= new AudioContext();
  if (context.state !== 'running') await Promise.race([context.resume().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, resumeMsMax))]);
  const isOpen = context.state === 'running';
  soundStore.setState({ state: isOpen ? 'ready' : 'blocked' });
  return isOpen ? context : null;
}

function beep(on: AudioContext, hertz: number, start: number): void {
  const [oscillator, gain] = [on.createOscillator(), on.createGain()];
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(loudness, start);
  gain.gain.exponentialRampToValueAtTime(0.001, start + toneSeconds);
  oscillator.connect(gain).connect(on.destination);
  oscillator.start(start);
  oscillator.stop(start + toneSeconds);
}
