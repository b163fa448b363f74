/** What became of what was done: one line each, newest last, in the footer and in the log of this session. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { NoticeTone } from '../ui/notice.tsx';

export interface NoticeEntry {
  readonly id: number;
  readonly tone: NoticeTone;
  readonly text: string;
  readonly atMs: number;
}

const noticesMax = 200;
let lastId = 0;

export const noticeStore = createStore<{ readonly notices: readonly NoticeEntry[]; readonly dismissedId: number }>(() => ({ notices: [], dismissedId: 0 }));

export function notify(tone: NoticeTone, text: string): void {
  const entry = { id: ++lastId, tone, text, atMs: Date.now() };
  noticeStore.setState((old) => ({ notices: [...old.notices, entry].slice(-noticesMax) }));
}

export const dismissNotice = (id: number): void => noticeStore.setState({ dismissedId: id });
export const useLatestNotice = (): NoticeEntry | undefined =>
  useStore(noticeStore, (state) => { const last = state.notices.at(-1); return last && last.id > state.dismissedId ? last : undefined; });
