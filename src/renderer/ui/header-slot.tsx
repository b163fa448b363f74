/** Lets a panel put its subject, age and actions into the one header line that its dock group already has. */
import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react';

/** Header elements by panel id, as the dock makes and drops them. */
export class HeaderSlots {
  private readonly elements = new Map<string, HTMLElement>();
  private readonly listeners = new Set<() => void>();

  put(panelId: string, element: HTMLElement): () => void {
    this.elements.set(panelId, element);
    this.tell();
    return () => {
      if (this.elements.get(panelId) !== element) return;
      this.elements.delete(panelId);
      this.tell();
    };
  }

  get(panelId: string): HTMLElement | null {
    return this.elements.get(panelId) ?? null;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Where this panel lives; null outside a dock, where the panel draws its own header. */
export const DockedPanel = createContext<Docked | null>(null);

export interface Docked {
  readonly slots: HeaderSlots;
  readonly panelId: string;
  /** As on its tab: the second of a kind has a number. */
  readonly title: string;
  /** What shows and changes the group that the panel is linked to; null for one that has no instrument. */
  readonly link: ReactNode;
}

const nowhere = { subscribe: () => () => {} };

/** 'own': draw a header; null: docked and hidden; an element: put the header's parts in there. */
export function useHeaderSlot(): HTMLElement | null | 'own' {
  const docked = useContext(DockedPanel);
  return useSyncExternalStore(
    docked ? docked.slots.subscribe : nowhere.subscribe,
    () => (docked ? docked.slots.get(docked.panelId) : 'own'),
  );
}
