/** Calls up the form for a phone trade: of a parent, whose instrument and side it then has, or of none. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface PhoneCall {
  readonly parentId: string | null;
  /** Grows with every call, so that the form takes the focus. */
  readonly calls: number;
}

const store = createStore<PhoneCall>(() => ({ parentId: null, calls: 0 }));

/** From the blotter with a parent; from anywhere with null. */
export const openPhoneTrade = (parentId: string | null): void => store.setState((old) => ({ parentId, calls: old.calls + 1 }));
/** The form lets go of its parent, without a new call. */
export const leaveParent = (): void => store.setState({ parentId: null });
export const usePhoneCall = (): PhoneCall => useStore(store);
