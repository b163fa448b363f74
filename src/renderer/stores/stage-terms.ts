/** Where a staged parent belongs, as the ticket asks for it. Account, strategy and assignee stay for the next; care and note are of one order. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export interface StageTerms {
  readonly account: string | null;
  readonly strategy: string | null;
  readonly care: boolean;
  /** `me` is whoever sits here; null is the pool of the desk. */
  readonly assignedTo: string | null;
  readonly note: string;
  /** Whether the ticket shows them. */
  readonly shown: boolean;
}

export const me = '.me';

const store = createStore<StageTerms>(() => ({ account: null, strategy: null, care: false, assignedTo: me, note: '', shown: false }));

export const stageTermsNow = (): StageTerms => store.getState();
export const useStageTerms = (): StageTerms => useStore(store);
export const changeStageTerms = (change: Partial<StageTerms>): void => store.setState(change);
/** After a parent was staged. */
export const nextStageTerms = (): void => store.setState({ care: false, note: '' });
