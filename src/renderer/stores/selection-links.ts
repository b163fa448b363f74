/** Which panel follows which colour group, and which instrument each group shows. Pure: the store in selection.ts holds it. */

/** Panels of one colour show the same instrument. */
export const linkColours = ['blue', 'orange', 'green', 'purple'] as const;
export type LinkColour = (typeof linkColours)[number];
/** 'none' is pinned: the panel keeps an instrument of its own, and choosing in it moves no other. */
export type PanelLink = LinkColour | 'none';
export const panelLinks: readonly PanelLink[] = [...linkColours, 'none'];

export interface Links {
  /** What each group shows; null before anything was chosen in it. */
  readonly instrument: Readonly<Record<LinkColour, string | null>>;
  /** Group of each panel, by its id in the layout; one that is not named here is blue. */
  readonly panels: ReadonlyMap<string, PanelLink>;
  /** What each pinned panel shows. */
  readonly pinned: ReadonlyMap<string, string>;
}

export const noLinks: Links = { instrument: { blue: null, orange: null, green: null, purple: null }, panels: new Map(), pinned: new Map() };

/** @param panelId null outside of a layout: the blue group. */
export const linkOf = (links: Links, panelId: string | null): PanelLink => (panelId === null ? 'blue' : links.panels.get(panelId) ?? 'blue');

/** The instrument that a panel shows; null when none was chosen for it yet. */
export function instrumentIn(links: Links, panelId: string | null): string | null {
  const link = linkOf(links, panelId);
  return link === 'none' ? links.pinned.get(panelId ?? '') ?? null : links.instrument[link];
}

/** An instrument was chosen in a panel: every panel of its group shows it; a pinned panel alone does. */
export function withChosen(links: Links, panelId: string | null, symbol: string): Links {
  const link = linkOf(links, panelId);
  if (link === 'none') return { ...links, pinned: new Map(links.pinned).set(panelId ?? '', symbol) };
  return links.instrument[link] === symbol ? links : { ...links, instrument: { ...links.instrument, [link]: symbol } };
}

/** A panel joins a group or is pinned. The first in a group that shows nothing yet brings its instrument along. */
export function withLink(links: Links, panelId: string, link: PanelLink): Links {
  const symbol = instrumentIn(links, panelId);
  const panels = new Map(links.panels).set(panelId, link);
  const pinned = new Map(links.pinned);
  if (link !== 'none') {
    pinned.delete(panelId);
    return { panels, pinned, instrument: { ...links.instrument, [link]: links.instrument[link] ?? symbol } };
  }
  if (symbol !== null) pinned.set(panelId, symbol);
  return { ...links, panels, pinned };
}

/** A panel was closed. */
export function withoutPanel(links: Links, panelId: string): Links {
  const [panels, pinned] = [new Map(links.panels), new Map(links.pinned)];
  panels.delete(panelId);
  pinned.delete(panelId);
  return { ...links, panels, pinned };
}

/** The first colour that none of these panels has; pinned when they have them all. */
export function freeLink(links: Links, panelIds: readonly string[]): PanelLink {
  const taken = new Set(panelIds.map((id) => linkOf(links, id)));
  return linkColours.find((colour) => !taken.has(colour)) ?? 'none';
}

/** As plain text for the saved layout. */
export const linksToJson = (links: Links): unknown => ({ instrument: links.instrument, panels: [...links.panels], pinned: [...links.pinned] });

/** Longest symbol and id that a saved layout is believed; and most panels. */
const wordMax = 64;
const savedMax = 200;

/** Out of a saved layout, each part on its own merits. */
export function linksFromJson(saved: unknown): Links {
  const parts = isRecord(saved) ? saved : {};
  const instrument = isRecord(parts['instrument']) ? parts['instrument'] : {};
  return {
    instrument: { blue: word(instrument['blue']), orange: word(instrument['orange']), green: word(instrument['green']), purple: word(instrument['purple']) },
    panels: new Map(pairs(parts['panels']).flatMap(([id, link]) => { const known = panelLinks.find((one) => one === link); return known ? [[id, known] as const] : []; })),
    pinned: new Map(pairs(parts['pinned']).flatMap(([id, symbol]) => { const known = word(symbol); return known === null ? [] : [[id, known] as const]; })),
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const word = (value: unknown): string | null => (typeof value === 'string' && value !== '' && value.length <= wordMax ? value : null);

function pairs(value: unknown): readonly (readonly [string, unknown])[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, savedMax).flatMap((pair: unknown) => (Array.isArray(pair) && word(pair[0]) !== null ? [[String(pair[0]), pair[1] as unknown] as const] : []));
}
