/** The screen's own connection to the core. Written by connection/. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { FeedState } from '../../shared/domain/connection.ts';

export interface LinkState {
  readonly state: 'connecting' | 'connected' | 'disconnected';
  /** When it last changed between connected and not, this machine's clock in ms; undefined before the first connection. */
  readonly since: number | undefined;
  readonly attempts: number;
  readonly why: string | undefined;
}

export const linkStore = createStore<LinkState>(() => ({ state: 'connecting', since: undefined, attempts: 0, why: undefined }));
export const useLink = (): LinkState => useStore(linkStore);

/** How fresh something is on this screen: what the core called live is not, while the screen hears nothing from it. */
export function useFreshness(state: FeedState): FeedState {
  const isCut = useStore(linkStore, (link) => link.state !== 'connected');
  return isCut && state !== 'never' ? 'disconnected' : state;
}
