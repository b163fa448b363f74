/** Every panel: its name, its key, its component. A new panel is one line here and one folder in panels/. */
import type { ComponentType } from 'react';
import { AlertsPanel } from '../panels/alerts/alerts-panel.tsx';
import { ChartPanel } from '../panels/chart/chart-panel.tsx';
import { BacktestPanel } from '../panels/backtest/backtest-panel.tsx';
import { BlotterPanel } from '../panels/blotter/blotter-panel.tsx';
import { LadderPanel } from '../panels/ladder/ladder-panel.tsx';
import { ModelsPanel } from '../panels/models/models-panel.tsx';
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
  | 'suggestions' | 'chart' | 'blotter' | 'why' | 'ticket' | 'ladder' | 'positions' | 'watchlist' | 'trades' | 'backtest' | 'alerts' | 'report' | 'models' | 'sync';

export interface PanelEntry {
  readonly id: PanelId;
  readonly title: string;
  /** Shows and focuses the panel. */
  readonly keys: string;
  readonly component: ComponentType;
}

export const panelList: readonly PanelEntry[] = [
  { id: 'suggestions', title: 'Suggestions', keys: '1', component: SuggestionPanel },
  { id: 'chart', title: 'Chart', keys: '2', component: ChartPanel },
  { id: 'blotter', title: 'Blotter', keys: '3', component: BlotterPanel },
  { id: 'why', title: 'Why', keys: '4', component: WhyPanel },
  { id: 'ticket', title: 'Ticket', keys: '5', component: TicketPanel },
  { id: 'positions', title: 'Positions', keys: '6', component: PositionsPanel },
  { id: 'watchlist', title: 'Watchlist', keys: '7', component: WatchlistPanel },
  { id: 'ladder', title: 'Ladder', keys: 'Shift+L', component: LadderPanel },
  { id: 'trades', title: 'Time and sales', keys: 'Shift+S', component: TradesPanel },
  { id: 'alerts', title: 'Alerts', keys: 'Shift+A', component: AlertsPanel },
  { id: 'backtest', title: 'Backtest', keys: '8', component: BacktestPanel },
  { id: 'report', title: 'Report', keys: '9', component: ReportPanel },
  { id: 'models', title: 'Models', keys: 'Shift+M', component: ModelsPanel },
  { id: 'sync', title: 'Upstream', keys: '0', component: SyncPanel },
];
