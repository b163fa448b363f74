/** The one question that is open, and what the ticket is working on. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Side } from '../../shared/domain/order.ts';

export type OpenAsk =
  | { readonly kind: 'reject'; readonly suggestionId: string }
  | { readonly kind: 'thumb'; readonly suggestionId: string; readonly thumb: 'up' | 'down'; readonly feature: string | null }
  /** Rows of the blotter, by their ids; asked once, with the consequence in numbers. */
  | { readonly kind: 'cancelRows'; readonly rowIds: readonly string[] }
  | { readonly kind: 'repriceRows'; readonly rowIds: readonly string[]; readonly ticks: number }
  /** Parents to route; `rate` is the share of the market's volume to begin with, null for none. */
  | { readonly kind: 'route'; readonly parentIds: readonly string[]; readonly rate: number | null }
  | { readonly kind: 'amend'; readonly parentId: string }
  | { readonly kind: 'assign'; readonly parentIds: readonly string[] }
  | { readonly kind: 'note'; readonly parentId: string }
  | { readonly kind: 'undo'; readonly parentId: string }
  | { readonly kind: 'allocate'; readonly parentId: string };

/** What the ticket shows: an order of the trader's own, an edit of a suggestion, or a change of a working order. */
export type TicketSubject =
  | { readonly kind: 'own'; readonly symbol: string | null; readonly side: Side | null }
  | { readonly kind: 'edit'; readonly suggestionId: string }
  | { readonly kind: 'replace'; readonly clOrdId: string };

interface Asks {
  readonly ask: OpenAsk | null;
  readonly ticket: TicketSubject;
  /** Grows when the ticket is called up, so that it takes the focus. */
  readonly ticketCalls: number;
  /** Suggestions and orders with a command on its way: they take no second one. */
  readonly busy: ReadonlySet<string>;
}

export const askStore = createStore<Asks>(() => ({ ask: null, ticket: { kind: 'own', symbol: null, side: null }, ticketCalls: 0, busy: new Set() }));

export const openAsk = (ask: OpenAsk | null): void => askStore.setState({ ask });
export const callTicket = (ticket: TicketSubject): void => askStore.setState((old) => ({ ticket, ticketCalls: old.ticketCalls + 1 }));
/** Sets the ticket without taking the focus. */
export const setTicket = (ticket: TicketSubject): void => askStore.setState({ ticket });

export function setBusy(key: string, busy: boolean): void {
  askStore.setState((old) => {
    const next = new Set(old.busy);
    if (busy) next.add(key);
    else next.delete(key);
    return { busy: next };
  });
}

export const useAsks = <T,>(select: (asks: Asks) => T): T => useStore(askStore, select);
