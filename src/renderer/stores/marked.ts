/** Rows that are marked in the blotter: parents and orders, by the ids of their rows, for what is done to several at once. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface Marked {
  readonly marked: ReadonlySet<string>;
  /** How far a change of price moves them, ticks. */
  readonly ticks: number;
}

export const markedStore = createStore<Marked>(() => ({ marked: new Set(), ticks: 1 }));

/** Furthest that marked orders are moved at once, ticks. */
export const ticksMax = 1000;
export const setTicks = (ticks: number): void => markedStore.setState({ ticks: Math.min(ticksMax, Math.max(1, Math.round(ticks) || 1)) });

/** Most orders that can be marked at once: what is done to them goes out one by one. */
export const markedMax = 500;

export const setMarked = (ids: Iterable<string>): void => markedStore.setState({ marked: new Set([...ids].slice(0, markedMax)) });
export const clearMarked = (): void => { if (markedStore.getState().marked.size > 0) setMarked([]); };

export function toggleMarked(clOrdId: string): void {
  const { marked } = markedStore.getState();
  setMarked(marked.has(clOrdId) ? [...marked].filter((id) => id !== clOrdId) : [...marked, clOrdId]);
}

/** Of rows that went out of the list: nothing is done to what cannot be seen. */
export function unmark(ids: readonly string[]): void {
  const { marked } = markedStore.getState();
  if (marked.size > 0 && ids.some((id) => marked.has(id))) setMarked([...marked].filter((id) => !ids.includes(id)));
}

/** Adds to what is marked already. */
export const mark = (ids: readonly string[]): void => setMarked([...markedStore.getState().marked, ...ids]);

export const useMarked = (): ReadonlySet<string> => useStore(markedStore, (s) => s.marked);
export const useTicks = (): number => useStore(markedStore, (s) => s.ticks);
