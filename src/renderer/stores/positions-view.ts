/** How positions are looked at: by what they are grouped, what is unfolded, and whose figures are explained. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export type PositionGrouping = 'instrument' | 'account' | 'strategy';

interface PositionsView {
  readonly by: PositionGrouping;
  /** Ids of rows that are not as they come: groups come unfolded, what is below folded. */
  readonly turned: ReadonlySet<string>;
  /** Id of the row whose figures are explained; null for none. */
  readonly explained: string | null;
}

export const positionsViewStore = createStore<PositionsView>(() => ({ by: 'instrument', turned: new Set(), explained: null }));

export const groupPositions = (by: PositionGrouping): void => positionsViewStore.setState({ by, explained: null });
export const explainPosition = (id: string | null): void => positionsViewStore.setState({ explained: id });

export function turnPosition(id: string): void {
  const { turned } = positionsViewStore.getState();
  positionsViewStore.setState({ turned: turned.has(id) ? new Set([...turned].filter((t) => t !== id)) : new Set([...turned, id]) });
}

export const usePositionsView = <T,>(select: (view: PositionsView) => T): T => useStore(positionsViewStore, select);
