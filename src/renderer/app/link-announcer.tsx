/** Says to a screen reader which instrument a group has moved to, or a pinned panel: the panels themselves change in silence. */
import { useEffect, useState } from 'react';
import { linkColours, type Links } from '../stores/selection-links.ts';
import { selectionStore } from '../stores/selection.ts';
import { titleOf } from './link-panel.ts';

export function LinkAnnouncer() {
  const [text, setText] = useState('');
  useEffect(() => selectionStore.subscribe((now, old) => {
    const moved = now.links === old.links ? null : movedWords(now.links, old.links);
    if (moved !== null) setText(moved);
  }), []);
  return <div className="visually-hidden" aria-live="polite" data-announces="links">{text}</div>;
}

function movedWords(now: Links, old: Links): string | null {
  const colour = linkColours.find((one) => now.instrument[one] !== old.instrument[one]);
  if (colour !== undefined) return `${now.instrument[colour] ?? 'nothing'} in the ${colour} group`;
  for (const [panelId, symbol] of now.pinned) if (old.pinned.has(panelId) && old.pinned.get(panelId) !== symbol) return `${symbol} in ${titleOf(panelId)}`;
  return null;
}
