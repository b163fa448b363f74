/** The colour of a panel's link group in its header: a square with the letter of the colour; a press opens the choice. */
import { useLinkOf } from '../stores/selection.ts';
import { LinkMark } from '../ui/link-mark.tsx';
import { linkName, openLinkMenu } from './link-panel.ts';

export function LinkChip({ panelId }: { readonly panelId: string }) {
  const link = useLinkOf(panelId);
  const name = linkName(panelId);
  return (
    <button type="button" className="link-chip" data-link-of={panelId} aria-haspopup="menu" aria-label={name} aria-keyshortcuts="G" title={`${name} (G)`} onClick={() => openLinkMenu(panelId)}>
      <LinkMark link={link} />
    </button>
  );
}
