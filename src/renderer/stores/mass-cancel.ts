/** Which orders are asked about to be canceled all at once; null while nothing is asked. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CancelScope } from '../panels/mass-cancel/mass-cancel.ts';

interface MassCancel {
  readonly scope: CancelScope | null;
  /** The instrument that the question can be narrowed to: that of the panel in which it was asked. */
  readonly symbol: string | null;
}

export const massCancelStore = createStore<MassCancel>(() => ({ scope: null, symbol: null }));

export const setCancelScope = (scope: CancelScope | null): void => massCancelStore.setState({ scope });
export const useMassCancel = (): MassCancel => useStore(massCancelStore);
