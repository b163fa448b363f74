/** The basket that is being made ready: its text, its name, and what became of the last one. It outlives its panel. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { BasketColumn } from '../../../shared/domain/basket.ts';
import { removeRow, replaceCell } from '../../../shared/domain/basket-file.ts';
import { callCore } from '../../connection/call-core.ts';
import { notify } from '../../stores/notices.ts';
import { basketNameOf } from './read-basket-file.ts';

export interface StagedBasket {
  readonly listId: string;
  readonly orders: number;
}

interface BasketDraft {
  /** Null while there is none. */
  readonly csv: string | null;
  readonly listId: string;
  /** The text is shown for editing in place of the table. */
  readonly asText: boolean;
  readonly staging: boolean;
  /** What was staged last, until another basket is opened. */
  readonly staged: StagedBasket | null;
  /** Why the last one was not staged. */
  readonly refusal: string | null;
}

const empty: BasketDraft = { csv: null, listId: '', asText: false, staging: false, staged: null, refusal: null };
const store = createStore<BasketDraft>(() => empty);

export const useBasket = <T,>(select: (draft: BasketDraft) => T): T => useStore(store, select);

export function openBasket(csv: string, fileName: string): void {
  store.setState({ ...empty, csv, listId: basketNameOf(fileName) });
}

export const clearBasket = (): void => store.setState(empty);
export const nameBasket = (listId: string): void => store.setState({ listId });
export const showAsText = (asText: boolean): void => store.setState({ asText });
/** The text stays in view while it is typed, however right it has become. */
export const changeText = (csv: string): void => store.setState({ csv, asText: true, refusal: null });

export function changeCell(line: number, column: BasketColumn, value: string): void {
  store.setState((old) => ({ csv: old.csv === null ? null : replaceCell(old.csv, line, column, value), refusal: null }));
}

export function leaveOutRow(line: number): void {
  store.setState((old) => ({ csv: old.csv === null ? null : removeRow(old.csv, line), refusal: null }));
}

/** Stages all of it or nothing. Sends nothing to the OMS: each order is routed from the blotter. */
export async function stageBasket(): Promise<void> {
  const { csv, listId, staging } = store.getState();
  if (csv === null || staging) return;
  store.setState({ staging: true, refusal: null });
  const result = await callCore('parents.stageBasket', { listId, csv });
  store.setState({ staging: false });
  if (!result.ok) return refuse(result.unknown ? 'unresolved' : 'denied', `${result.why}${result.unknown ? `; look for ${listId} in the blotter before staging it again` : ''}`);
  if (!result.value.ok) return refuse('denied', result.value.why);
  const orders = result.value.parentIds.length;
  store.setState({ ...empty, staged: { listId: result.value.listId, orders } });
  notify('done', `${ordersWord(orders)} staged as ${result.value.listId}; none is sent until it is routed`);
}

function refuse(tone: 'unresolved' | 'denied', why: string): void {
  store.setState({ refusal: why });
  notify(tone, `Basket not staged: ${why}`);
}

export const ordersWord = (count: number): string => `${count} ${count === 1 ? 'order' : 'orders'}`;
