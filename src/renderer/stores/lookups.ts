/** Rows by key, for panels that need one instrument, quote, order or suggestion out of a stream. */
import type { QuoteRow } from '../../shared/contract/market-data.ts';
import type { Reading } from '../../shared/contract/signals.ts';
import type { Instrument } from '../../shared/domain/instrument.ts';
import type { Order } from '../../shared/domain/order.ts';
import type { Suggestion } from '../../shared/domain/signal.ts';
import { streams } from './streams.ts';
import { useStreamPart } from './use-stream.ts';

const indexes = new WeakMap<readonly unknown[], ReadonlyMap<string, unknown>>();

/** A map over the rows, made once for each array: stores replace their arrays, never change them. */
export function byKey<Row>(rows: readonly Row[] | undefined, keyOf: (row: Row) => string): ReadonlyMap<string, Row> {
  if (!rows) return new Map();
  let index = indexes.get(rows) as ReadonlyMap<string, Row> | undefined;
  if (!index) {
    index = new Map(rows.map((row) => [keyOf(row), row]));
    indexes.set(rows, index);
  }
  return index;
}

const bySymbol = (row: { readonly symbol: string }): string => row.symbol;

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
    suggestionId === null ? undefined : byKey(state.value, (row) => row.suggestionId).get(suggestionId));

/** The same, outside React: for commands. */
export const instrumentNow = (symbol: string): Instrument | undefined =>
  byKey(streams.store('marketData.instruments', {}).getState().value, bySymbol).get(symbol);
export const quoteNow = (symbol: string): QuoteRow | undefined =>
  byKey(streams.store('marketData.quotes', {}).getState().value, bySymbol).get(symbol);
export const suggestionNow = (suggestionId: string): Suggestion | undefined =>
  byKey(streams.store('signals.suggestions', {}).getState().value, (row) => row.suggestionId).get(suggestionId);
export const orderNow = (clOrdId: string): Order | undefined =>
  byKey(streams.store('orders.blotter', {}).getState().value, (row) => row.clOrdId).get(clOrdId);
export const suggestionsNow = (): readonly Suggestion[] => streams.store('signals.suggestions', {}).getState().value ?? [];
export const ordersNow = (): readonly Order[] => streams.store('orders.blotter', {}).getState().value ?? [];
