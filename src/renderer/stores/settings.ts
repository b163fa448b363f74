/** What this person likes: theme, palette, density, zone of times. Kept in localStorage; a bad value falls back to the default. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { densityNames, paletteNames, themeNames, type Look } from '../theme/theme.ts';
import type { Zone } from '../ui/format.ts';

export interface Settings extends Look {
  readonly zone: Zone;
  /** A short tone at each new alert. */
  readonly sound: boolean;
}

const key = 'candor.settings';
const zones: readonly Zone[] = ['utc', 'local'];
const defaults: Settings = { theme: 'dark', palette: 'green-red', density: 'normal', zone: 'utc', sound: false };

export const settingsStore = createStore<Settings>(() => readSettings(stored()));

export function changeSettings(change: Partial<Settings>): void {
  settingsStore.setState(change);
  localStorage.setItem(key, JSON.stringify(settingsStore.getState()));
}

export const useSettings = <T,>(select: (settings: Settings) => T): T => useStore(settingsStore, select);

/** Settings out of stored text, each field on its own merits. */
export function readSettings(text: string | null): Settings {
  let found: Record<string, unknown> = {};
  try {
    const parsed: unknown = text === null ? {} : JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) found = parsed as Record<string, unknown>;
  } catch {
    found = {};
  }
  return {
    theme: oneOf(themeNames, found['theme'], defaults.theme),
    palette: oneOf(paletteNames, found['palette'], defaults.palette),
    density: oneOf(densityNames, found['density'], defaults.density),
    zone: oneOf(zones, found['zone'], defaults.zone),
    sound: found['sound'] === true,
  };
}

function oneOf<T>(allowed: readonly T[], value: unknown, otherwise: T): T {
  return allowed.find((a) => a === value) ?? otherwise;
}

function stored(): string | null {
  return typeof localStorage === 'undefined' ? null : localStorage.getItem(key);
}
