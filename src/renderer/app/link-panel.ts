/** Links a panel to a colour group or pins it, says so, and holds for which panel the menu of groups is open. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { notify } from '../stores/notices.ts';
import { linkOf, withLink, type PanelLink } from '../stores/selection-links.ts';
import { changeLinks, instrumentNowIn, selectionStore } from '../stores/selection.ts';
import { entryOf } from './panel-list.ts';

const menuStore = createStore<{ readonly panelId: string | null }>(() => ({ panelId: null }));

export const openLinkMenu = (panelId: string): void => menuStore.setState({ panelId });
export const closeLinkMenu = (): void => menuStore.setState({ panelId: null });
export const useLinkMenu = (): string | null => useStore(menuStore, (s) => s.panelId);

/** The panel's title, with its number when it is not the first of its kind. */
export function titleOf(panelId: string): string {
  const number = /-(\d+)$/.exec(panelId)?.[1];
  const title = entryOf(panelId)?.title ?? panelId;
  return number === undefined ? title : `${title} ${number}`;
}

export function linkPanel(panelId: string, link: PanelLink): void {
  changeLinks((links) => withLink(links, panelId, link));
  const symbol = instrumentNowIn(panelId);
  notify('done', `${titleOf(panelId)} ${linkWords(link)}${symbol === null ? '' : link === 'none' ? `; it stays on ${symbol}` : `, which shows ${symbol}`}`);
}

const linkWords = (link: PanelLink): string => (link === 'none' ? 'is pinned' : `is in the ${link} group`);

/** What a screen reader says of a panel's link. */
export function linkName(panelId: string): string {
  const link = linkOf(selectionStore.getState().links, panelId);
  return `${titleOf(panelId)} ${linkWords(link)}; change it`;
}
