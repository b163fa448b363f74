/** The layout that this person left, kept for each size of screen, so that a desk and a laptop each keep their own. */
import type { DockviewApi, SerializedDockview } from 'dockview-react';

const version = 1;
const keyNow = (): string => `candor.layout.${version}.${screen.width}x${screen.height}`;

/** Restores the kept layout; false when there is none that can be restored. */
export function restoreLayout(api: DockviewApi): boolean {
  const text = localStorage.getItem(keyNow());
  if (text === null) return false;
  try {
    api.fromJSON(JSON.parse(text) as SerializedDockview);
    return api.panels.length > 0;
  } catch {
    // A layout from another version, or one that names a panel that is gone: the default takes its place.
    localStorage.removeItem(keyNow());
    return false;
  }
}

export const keepLayout = (api: DockviewApi): void => localStorage.setItem(keyNow(), JSON.stringify(api.toJSON()));
export const forgetLayout = (): void => localStorage.removeItem(keyNow());
