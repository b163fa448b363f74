/** An alert that was called up from outside of its panel: by a press on its desktop notification. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface AlertCall {
  /** Null calls up the inbox as a whole. */
  readonly alertId: string | null;
  /** Grows with each call; 0 before the first. */
  readonly calls: number;
}

const callStore = createStore<AlertCall>(() => ({ alertId: null, calls: 0 }));

export const callAlert = (alertId: string | null): void => callStore.setState((old) => ({ alertId, calls: old.calls + 1 }));
export const useAlertCall = (): AlertCall => useStore(callStore);
