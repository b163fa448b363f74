/** The screen's own connection to the core. Written by connection/. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export interface LinkState {
  readonly state: 'connecting' | 'connected' | 'disconnected';
  /** When it last changed between connected and not, this machine's clock in ms; undefined before the first connection. */
  readonly since: number | undefined;
  readonly attempts: number;
  readonly why: string | undefined;
}

export const linkStore = createStore<LinkState>(() => ({ state: 'connecting', since: undefined, attempts: 0, why: undefined }));
export const useLink = (): LinkState => useStore(linkStore);
