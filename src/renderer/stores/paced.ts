/**
 * A stream's store as React sees it, for streams that can change thousands of times a second: at once after a pause,
 * then at most once a period, and always with the last value in the end. Grids and commands read the stream's own store.
 */
import type { Disposable } from '../../shared/base/disposable.ts';
import type { StreamName } from '../../shared/contract/contract.ts';
import { createStore } from 'zustand/vanilla';
import type { StreamState, StreamStore } from './stream-store.ts';

/** Lists as long as a session, by stream: least time between two renderings of what shows them, ms. */
export const pacedMs: { readonly [K in StreamName]?: number } = { 'orders.blotter': 250, 'parents.blotter': 250, 'orders.fills': 250 };

/** Lasts as long as `source` does. @param later runs once after a delay. */
export function pacedStore<K extends StreamName>(source: StreamStore<K>, periodMs: number, later: (delayMs: number, run: () => void) => Disposable): StreamStore<K> {
  const paced = createStore<StreamState<K>>(() => source.getState());
  let resting = false;
  const show = (): void => {
    if (!resting) {
      resting = true;
      later(periodMs, () => {
        resting = false;
        if (paced.getState() !== source.getState()) show();
      });
    }
    paced.setState(source.getState(), true);
  };
  source.subscribe((state, old) => {
    // How alive the stream is, and a whole new list, are shown at once.
    if (!resting || state.link !== old.link || state.why !== old.why || state.changed === undefined) show();
  });
  return paced;
}
