/** Where panels stand before anybody has moved them: one arrangement for wide screens, one for laptops. */
import type { DockviewApi } from 'dockview-react';
import { panelList, type PanelId } from './panel-list.ts';

interface Place {
  readonly id: PanelId;
  readonly beside?: PanelId;
  readonly direction?: 'left' | 'right' | 'below' | 'within';
  readonly share?: number;
}

/** Share of the whole width (left, right) or height (below). The first of each group is the one shown. */
const wide: readonly Place[] = [
  { id: 'chart' },
  { id: 'suggestions', beside: 'chart', direction: 'left', share: 0.235 },
  { id: 'why', beside: 'chart', direction: 'right', share: 0.225 },
  { id: 'blotter', beside: 'chart', direction: 'below', share: 0.34 },
  { id: 'watchlist', beside: 'suggestions', direction: 'below', share: 0.34 },
  { id: 'ticket', beside: 'why', direction: 'below', share: 0.52 },
  { id: 'positions', beside: 'ticket', direction: 'below', share: 0.2 },
  { id: 'backtest', beside: 'chart', direction: 'within' },
  { id: 'report', beside: 'chart', direction: 'within' },
  { id: 'models', beside: 'chart', direction: 'within' },
  { id: 'basket', beside: 'chart', direction: 'within' },
  { id: 'phone', beside: 'chart', direction: 'within' },
  { id: 'alerts', beside: 'blotter', direction: 'within' },
  { id: 'sync', beside: 'blotter', direction: 'within' },
  { id: 'ladder', beside: 'why', direction: 'within' },
  { id: 'trades', beside: 'watchlist', direction: 'within' },
];

/** On a laptop positions share the blotter's place, and the side columns take a larger part. */
const narrow: readonly Place[] = [
  { id: 'chart' },
  { id: 'suggestions', beside: 'chart', direction: 'left', share: 0.265 },
  { id: 'why', beside: 'chart', direction: 'right', share: 0.255 },
  { id: 'blotter', beside: 'chart', direction: 'below', share: 0.36 },
  { id: 'watchlist', beside: 'suggestions', direction: 'below', share: 0.32 },
  { id: 'ticket', beside: 'why', direction: 'below', share: 0.45 },
  { id: 'positions', beside: 'blotter', direction: 'within' },
  { id: 'backtest', beside: 'chart', direction: 'within' },
  { id: 'report', beside: 'chart', direction: 'within' },
  { id: 'models', beside: 'chart', direction: 'within' },
  { id: 'basket', beside: 'chart', direction: 'within' },
  { id: 'phone', beside: 'chart', direction: 'within' },
  { id: 'alerts', beside: 'blotter', direction: 'within' },
  { id: 'sync', beside: 'blotter', direction: 'within' },
  { id: 'ladder', beside: 'why', direction: 'within' },
  { id: 'trades', beside: 'watchlist', direction: 'within' },
];

const narrowBelow = 1500;

export function applyDefaultLayout(api: DockviewApi): void {
  api.clear();
  const known = new Map(panelList.map((panel) => [panel.id, panel]));
  for (const place of api.width < narrowBelow ? narrow : wide) {
    const panel = known.get(place.id);
    if (!panel) continue;
    const options = { id: panel.id, component: panel.id, title: panel.title, inactive: place.direction === 'within' };
    const beside = place.beside === undefined ? undefined : api.getPanel(place.beside);
    if (!beside || place.direction === undefined) api.addPanel(options);
    else {
      api.addPanel({
        ...options,
        position: { referencePanel: beside, direction: place.direction },
        ...(place.share === undefined ? {} : place.direction === 'below'
          ? { initialHeight: Math.round(api.height * place.share) } : { initialWidth: Math.round(api.width * place.share) }),
      });
    }
  }
  api.getPanel('suggestions')?.api.setActive();
}
