/** Rows by key, for panels that need one instrument, quote, order or suggestion out of a stream. */
import type { QuoteRow } from '../../shared/contract/market-data.ts';
import type { Reading } from '../../shared/contract/signals.ts';
import type { Instrument } from '../../shared/domain/instrument.ts';
import type { Order } from '../../shared/domain/order.ts';
import type { ParentOrder } from '../../shared/domain/parent-order.ts';
import type { Suggestion } from '../../shared/domain/signal.ts';
import { streams } from './streams.ts';
import { useStreamPart } from './use-stream.ts';

type KeyOf<Row> = (row: Row) => string;
/** Stores replace their arrays and never change them, so that an index holds as long as its array. */
const indexes = new WeakMap<readonly unknown[], Map<unknown, ReadonlyMap<string, unknown>>>();

/** A map over the rows, made once for each array and key function: give a function that is made once, not on each call. */
export function byKey<Row>(rows: readonly Row[] | undefined, keyOf: KeyOf<Row>): ReadonlyMap<string, Row> {
  if (!rows) return new Map();
  let known = indexes.get(rows);
  if (!known) indexes.set(rows, (known = new Map()));
  let index = known.get(keyOf) as ReadonlyMap<string, Row> | undefined;
  if (!index) known.set(keyOf, (index = new Map(rows.map((row) => [keyOf(row), row]))));
  return index;
}

export const bySymbol = (row: { readonly symbol: string }): string => row.symbol;
const bySuggestionId = (row: { readonly suggestionId: string }): string => row.suggestionId;
const byClOrdId = (row: { readonly clOrdId: string }): string => row.clOrdId;
const byParentId = (row: { readonly parentId: string }): string => row.parentId;

export const instrumentsBySymbol = (rows: readonly Instrument[] | undefined): ReadonlyMap<string, Instrument> => byKey(rows, bySymbol);

export const useInstruments = (): ReadonlyMap<string, Instrument> =>
  instrumentsBySymbol(useStreamPart('marketData.instruments', {}, (state) => state.value));

export const useInstrument = (symbol: string | null): Instrument | undefined =>
  useStreamPart('marketData.instruments', {}, (state) => (symbol === null ? undefined : byKey(state.value, bySymbol).get(symbol)));

export const useQuote = (symbol: string | null): QuoteRow | undefined =>
  useStreamPart('marketData.quotes', {}, (state) => (symbol === null ? undefined : byKey(state.value, bySymbol).get(symbol)));

export const useReading = (symbol: string | null): Reading | undefined =>
  useStreamPart('signals.readings', {}, (state) => (symbol === null ? undefined : byKey(state.value, bySymbol).get(symbol)));

export const useSuggestion = (suggestionId: string | null): Suggestion | undefined =>
  useStreamPart('signals.suggestions', {}, (state) =>
    suggestionId === null ? undefined : byKey(state.value, bySuggestionId).get(suggestionId));

/** The same, outside React: for commands. */
export const instrumentNow = (symbol: string): Instrument | undefined =>
  byKey(streams.store('marketData.instruments', {}).getState().value, bySymbol).get(symbol);
export const quoteNow = (symbol: string): QuoteRow | undefined =>
  byKey(streams.store('marketData.quotes', {}).getState().value, bySymbol).get(symbol);
export const suggestionNow = (suggestionId: string): Suggestion | undefined =>
  byKey(streams.store('signals.suggestions', {}).getState().value, bySuggestionId).get(suggestionId);
export const orderNow = (clOrdId: string): Order | undefined =>
  byKey(streams.store('orders.blotter', {}).getState().value, byClOrdId).get(clOrdId);
export const suggestionsNow = (): readonly Suggestion[] => streams.store('signals.suggestions', {}).getState().value ?? [];
export const ordersNow = (): readonly Order[] => streams.store('orders.blotter', {}).getState().value ?? [];
export const parentNow = (parentId: string): ParentOrder | undefined =>
  byKey(streams.store('parents.blotter', {}).getState().value, byParentId).get(parentId);
/** Who sits here; null before the core has said. */
export const userNow = (): string | null => streams.store('connections.status', {}).getState().value?.userId ?? null;

export const useParent = (parentId: string | null): ParentOrder | undefined =>
  useStreamPart('parents.blotter', {}, (state) => (parentId === null ? undefined : byKey(state.value, byParentId).get(parentId)));
export const useOrder = (clOrdId: string): Order | undefined =>
  useStreamPart('orders.blotter', {}, (state) => byKey(state.value, byClOrdId).get(clOrdId));
