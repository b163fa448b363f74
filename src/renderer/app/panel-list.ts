/** Every panel: its name, its key, its component. A new panel is one line here and one folder in panels/. */
import type { ComponentType } from 'react';
import { AlertsPanel } from '../panels/alerts/alerts-panel.tsx';
import { ChartPanel } from '../panels/chart/chart-panel.tsx';
import { BacktestPanel } from '../panels/backtest/backtest-panel.tsx';
import { BasketPanel } from '../panels/basket/basket-panel.tsx';
import { BlotterPanel } from '../panels/blotter/blotter-panel.tsx';
import { LadderPanel } from '../panels/ladder/ladder-panel.tsx';
import { ModelsPanel } from '../panels/models/models-panel.tsx';
import { PhonePanel } from '../panels/phone-trade/phone-panel.tsx';
import { PositionsPanel } from '../panels/positions/positions-panel.tsx';
import { ReportPanel } from '../panels/reports/report-panel.tsx';
import { SuggestionPanel } from '../panels/suggestion/suggestion-panel.tsx';
import { SyncPanel } from '../panels/sync/sync-panel.tsx';
import { TicketPanel } from '../panels/ticket/ticket-panel.tsx';
import { TradesPanel } from '../panels/trades/trades-panel.tsx';
import { WatchlistPanel } from '../panels/watchlist/watchlist-panel.tsx';
import { WhyPanel } from '../panels/why/why-panel.tsx';

/** Names of all panels that the layout knows where to put. */
export type PanelId =
  | 'suggestions' | 'chart' | 'blotter' | 'why' | 'ticket' | 'ladder' | 'positions' | 'watchlist' | 'trades' | 'backtest' | 'alerts' | 'report' | 'models' | 'sync' | 'basket' | 'phone';

export interface PanelEntry {
  readonly id: PanelId;
  readonly title: string;
  /** Shows and focuses the panel. */
  readonly keys: string;
  readonly component: ComponentType;
  /** It shows or selects an instrument: it carries the colour of a link group. */
  readonly linked?: true;
  /** More than one can be open. */
  readonly several?: true;
}

export const panelList: readonly PanelEntry[] = [
  { id: 'suggestions', title: 'Suggestions', keys: '1', component: SuggestionPanel, linked: true },
  { id: 'chart', title: 'Chart', keys: '2', component: ChartPanel, linked: true, several: true },
  { id: 'blotter', title: 'Blotter', keys: '3', component: BlotterPanel, linked: true },
  { id: 'why', title: 'Why', keys: '4', component: WhyPanel, linked: true, several: true },
  { id: 'ticket', title: 'Ticket', keys: '5', component: TicketPanel, linked: true },
  { id: 'positions', title: 'Positions', keys: '6', component: PositionsPanel, linked: true },
  { id: 'watchlist', title: 'Watchlist', keys: '7', component: WatchlistPanel, linked: true, several: true },
  { id: 'ladder', title: 'Ladder', keys: 'Shift+L', component: LadderPanel, linked: true, several: true },
  { id: 'trades', title: 'Time and sales', keys: 'Shift+S', component: TradesPanel, linked: true, several: true },
  { id: 'alerts', title: 'Alerts', keys: 'Shift+A', component: AlertsPanel, linked: true },
  { id: 'basket', title: 'Basket', keys: 'Shift+B', component: BasketPanel },
  { id: 'phone', title: 'Phone trades', keys: 'Shift+H', component: PhonePanel, linked: true },
  { id: 'backtest', title: 'Backtest', keys: '8', component: BacktestPanel },
  { id: 'report', title: 'Report', keys: '9', component: ReportPanel },
  { id: 'models', title: 'Models', keys: 'Shift+M', component: ModelsPanel },
  { id: 'sync', title: 'Upstream', keys: '0', component: SyncPanel },
];

/** Most panels of one kind. */
export const sameKindMax = 4;

/** The second chart is `chart-2`: the kind of a panel by its id in the layout. */
export const entryOf = (panelId: string): PanelEntry | undefined => panelList.find((panel) => panel.id === panelId.replace(/-\d+$/, ''));
