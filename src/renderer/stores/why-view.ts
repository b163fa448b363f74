/** Which part of the explanation each panel of it shows, of which model, and whether as a table. By panel, so that two of them may differ. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export const whyParts = ['reasons', 'what-if', 'similar', 'past', 'models', 'source'] as const;
export type WhyPart = (typeof whyParts)[number];

/** One output of one model. */
export interface ChosenHead {
  readonly modelId: string;
  readonly head: string;
}

export interface WhyView {
  readonly part: WhyPart;
  /** Tables in place of charts. */
  readonly table: boolean;
  /** Null for the one that proposes. */
  readonly chosen: ChosenHead | null;
  /** What pairs of features add together. */
  readonly pairs: boolean;
}

const first: WhyView = { part: 'reasons', table: false, chosen: null, pairs: false };
const whyViewStore = createStore<Readonly<Record<string, WhyView>>>(() => ({}));

export const whyViewNow = (panelId: string): WhyView => whyViewStore.getState()[panelId] ?? first;
export const changeWhyView = (panelId: string, change: Partial<WhyView>): void => whyViewStore.setState((old) => ({ [panelId]: { ...(old[panelId] ?? first), ...change } }));
export const useWhyView = (panelId: string): WhyView => useStore(whyViewStore, (views) => views[panelId] ?? first);

/** The next part, or the one before. */
export function turnWhyPart(panelId: string, by: 1 | -1): void {
  const at = whyParts.indexOf(whyViewNow(panelId).part);
  changeWhyView(panelId, { part: whyParts[(at + by + whyParts.length) % whyParts.length] ?? 'reasons' });
}

/** Panels that have something to hand out, by id: the page of the explanation that they show, and the models that they can turn to. */
export interface WhyOffer {
  readonly save: () => void;
  readonly heads: readonly (ChosenHead | null)[];
}

const offers = new Map<string, WhyOffer>();

export function offerWhy(panelId: string, offer: WhyOffer): () => void {
  offers.set(panelId, offer);
  return () => { if (offers.get(panelId) === offer) offers.delete(panelId); };
}

/** The panel's offer; null while it shows nothing. */
export const whyOffer = (panelId: string): WhyOffer | null => offers.get(panelId) ?? null;

/** Explains the next output of the models that spoke, the champion's first. */
export function turnWhyHead(panelId: string, by: 1 | -1): void {
  const heads = whyOffer(panelId)?.heads ?? [];
  if (heads.length === 0) return;
  const { chosen, part } = whyViewNow(panelId);
  const at = Math.max(0, heads.findIndex((head) => head?.modelId === chosen?.modelId && head?.head === chosen?.head));
  changeWhyView(panelId, { chosen: heads[(at + by + heads.length) % heads.length] ?? null, part: part === 'what-if' ? part : 'reasons' });
}
