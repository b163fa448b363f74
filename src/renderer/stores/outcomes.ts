/** What became of each of several things done at once: one list, until it is closed or replaced. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { NoticeTone } from '../ui/notice.tsx';

export interface RowOutcome {
  /** Whose outcome it is, as a person would name it. */
  readonly name: string;
  readonly tone: NoticeTone;
  readonly text: string;
}

export interface OutcomeList {
  readonly title: string;
  readonly outcomes: readonly RowOutcome[];
}

/** Asked or done, as against not taken, denied or not known. */
export const isTaken = ({ tone }: Pick<RowOutcome, 'tone'>): boolean => tone === 'waiting' || tone === 'done';

export const outcomeStore = createStore<{ readonly list: OutcomeList | null }>(() => ({ list: null }));

export const showOutcomes = (list: OutcomeList | null): void => outcomeStore.setState({ list });
export const useOutcomes = (): OutcomeList | null => useStore(outcomeStore, (s) => s.list);
