/** The layout that this person left with its link groups, kept for each size of screen, so that a desk and a laptop each keep their own. */
import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { linksFromJson, linksToJson, noLinks } from '../stores/selection-links.ts';
import { changeLinks, restoreLinks, selectionStore } from '../stores/selection.ts';

/** 2: with the link groups. */
const version = 2;
const keyNow = (): string => `candor.layout.${version}.${screen.width}x${screen.height}`;

interface Saved {
  readonly dock: SerializedDockview;
  readonly links: unknown;
}

/** Restores the kept layout; false when there is none that can be restored. */
export function restoreLayout(api: DockviewApi): boolean {
  const text = localStorage.getItem(keyNow());
  if (text === null) return false;
  try {
    const saved = JSON.parse(text) as Saved;
    // First, so that no panel is drawn with another's instrument.
    restoreLinks(linksFromJson(saved.links));
    api.fromJSON(saved.dock);
    return api.panels.length > 0;
  } catch {
    // A layout from another version, or one that names a panel that is gone: the default takes its place.
    restoreLinks(noLinks);
    localStorage.removeItem(keyNow());
    return false;
  }
}

export function keepLayout(api: DockviewApi): void {
  const saved: Saved = { dock: api.toJSON(), links: linksToJson(selectionStore.getState().links) };
  localStorage.setItem(keyNow(), JSON.stringify(saved));
}

/** Every panel is blue again; what the groups show stays. */
export function forgetLayout(): void {
  localStorage.removeItem(keyNow());
  changeLinks((links) => ({ ...noLinks, instrument: links.instrument }));
}
