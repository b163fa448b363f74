/** What is selected: an instrument by colour group, a suggestion, one of its features, an order. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Panels of one colour show the same instrument; 'none' follows nothing. */
export const linkColours = ['blue', 'amber', 'violet'] as const;
export type LinkColour = (typeof linkColours)[number];

interface Selection {
  readonly instrument: Readonly<Record<LinkColour, string | null>>;
  readonly suggestionId: string | null;
  /** Name of the feature whose contribution is selected in why; thumbs go on it while it is. */
  readonly feature: string | null;
  readonly clOrdId: string | null;
  /** When the selection last moved by itself to a renewed suggestion, ms of this machine; 0 for never. */
  readonly followedAtMs: number;
}

export const selectionStore = createStore<Selection>(() => ({
  instrument: { blue: null, amber: null, violet: null }, suggestionId: null, feature: null, clOrdId: null, followedAtMs: 0,
}));

export function selectInstrument(symbol: string, link: LinkColour = 'blue'): void {
  selectionStore.setState((old) => ({ instrument: { ...old.instrument, [link]: symbol } }));
}

/** Selects the suggestion and its instrument in the main group. */
export function selectSuggestion(suggestion: { readonly suggestionId: string; readonly signal: { readonly symbol: string } } | null): void {
  selectionStore.setState((old) => ({
    suggestionId: suggestion?.suggestionId ?? null,
    feature: suggestion?.suggestionId === old.suggestionId ? old.feature : null,
    instrument: suggestion ? { ...old.instrument, blue: suggestion.signal.symbol } : old.instrument,
  }));
}

/** The selected suggestion was renewed by its model: the selection goes with it, and says when, so that no key meant for the old one acts. */
export const followSuggestion = (suggestionId: string): void => selectionStore.setState({ suggestionId, followedAtMs: Date.now() });

export const selectFeature = (feature: string | null): void => selectionStore.setState({ feature });
export const selectOrder = (clOrdId: string | null): void => selectionStore.setState({ clOrdId });

export const useSelection = <T,>(select: (selection: Selection) => T): T => useStore(selectionStore, select);
export const useLinkedInstrument = (link: LinkColour = 'blue'): string | null => useSelection((s) => s.instrument[link]);
