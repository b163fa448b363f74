/** What is selected: an instrument by colour group, a suggestion, one of its features, an order. */
import { useContext } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { DockedPanel } from '../ui/header-slot.tsx';
import { instrumentIn, linkOf, noLinks, withChosen, type Links, type PanelLink } from './selection-links.ts';

interface Selection {
  readonly links: Links;
  readonly suggestionId: string | null;
  /** Name of the feature whose contribution is selected in why; thumbs go on it while it is. */
  readonly feature: string | null;
  readonly clOrdId: string | null;
  /** Whether a person has chosen an instrument yet: until then the first suggestion brings its own. */
  readonly isChosen: boolean;
  /** When the selection last moved by itself to a renewed suggestion, ms of this machine; 0 for never. */
  readonly followedAtMs: number;
}

/** Panels that there is one of, by their ids in the layout: what is chosen in them moves their group. */
export type SelectingPanel = 'suggestions' | 'blotter' | 'positions' | 'alerts' | 'ticket';

export const selectionStore = createStore<Selection>(() => ({ links: noLinks, suggestionId: null, feature: null, clOrdId: null, isChosen: false, followedAtMs: 0 }));

export const changeLinks = (change: (links: Links) => Links): void => selectionStore.setState((old) => ({ links: change(old.links) }));

/** Chosen in a panel: its whole group shows it. @param panelId its id in the layout; null for the blue group. */
export const selectInstrument = (symbol: string, panelId: string | null): void => selectionStore.setState((old) => ({ links: withChosen(old.links, panelId, symbol), isChosen: true }));

/** What a panel shows now, outside React: for commands. */
export const instrumentNowIn = (panelId: string | null): string | null => instrumentIn(selectionStore.getState().links, panelId);

/** Selects the suggestion, and its instrument in the group of the list of suggestions. */
export function selectSuggestion(suggestion: { readonly suggestionId: string; readonly signal: { readonly symbol: string } } | null): void {
  const panel: SelectingPanel = 'suggestions';
  selectionStore.setState((old) => ({
    suggestionId: suggestion?.suggestionId ?? null,
    feature: suggestion?.suggestionId === old.suggestionId ? old.feature : null,
    links: suggestion ? withChosen(old.links, panel, suggestion.signal.symbol) : old.links,
    isChosen: old.isChosen || suggestion !== null,
  }));
}

/** The first suggestion is selected by itself, so that one key acts on it. It never takes a ladder or a ticket from what a person chose there. */
export function selectFirstSuggestion(suggestion: { readonly suggestionId: string; readonly signal: { readonly symbol: string } }): void {
  if (!selectionStore.getState().isChosen) selectSuggestion(suggestion);
  else selectionStore.setState({ suggestionId: suggestion.suggestionId, feature: null });
}

/** The links of a saved layout: what they show was chosen by a person. */
export const restoreLinks = (links: Links): void => selectionStore.setState({ links, isChosen: links.instrument.blue !== null });

/** The selected suggestion was renewed by its model: the selection goes with it, and says when, so that no key meant for the old one acts. */
export const followSuggestion = (suggestionId: string): void => selectionStore.setState({ suggestionId, followedAtMs: Date.now() });

export const selectFeature = (feature: string | null): void => selectionStore.setState({ feature });
export const selectOrder = (clOrdId: string | null): void => selectionStore.setState({ clOrdId });

/** Selects an order and, where it is known, its instrument in the group of the panel. */
export function selectOrderIn(panel: SelectingPanel, order: { readonly clOrdId: string; readonly symbol: string }): void {
  selectionStore.setState((old) => ({ clOrdId: order.clOrdId, links: withChosen(old.links, panel, order.symbol), isChosen: true }));
}

export const useSelection = <T,>(select: (selection: Selection) => T): T => useStore(selectionStore, select);

/** Id of the panel that asks; null outside of a layout. */
const usePanelId = (): string | null => useContext(DockedPanel)?.panelId ?? null;

/** The instrument of the group that the asking panel follows, or its own when it is pinned. */
export function useLinkedInstrument(): string | null {
  const panelId = usePanelId();
  return useSelection((s) => instrumentIn(s.links, panelId));
}

/** Chooses an instrument for the group of the asking panel. */
export function useSelectInstrument(): (symbol: string) => void {
  const panelId = usePanelId();
  return (symbol) => selectInstrument(symbol, panelId);
}

export const useLinkOf = (panelId: string): PanelLink => useSelection((s) => linkOf(s.links, panelId));
