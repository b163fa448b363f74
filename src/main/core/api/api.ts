/** Contract name to room function: everything that a page may reach, and nothing else. */
import { alertsCalls, alertsStreams } from './alerts.ts';
import { backtestCalls, backtestStreams } from './backtest.ts';
import { connectionsCalls, connectionsStreams } from './connections.ts';
import { decisionsCalls, decisionsStreams } from './decisions.ts';
import type { CallHandlers, StreamHandlers } from './handlers.ts';
import { marketDataStreams } from './market-data.ts';
import { ordersCalls, ordersStreams } from './orders.ts';
import { parentsCalls, parentsStreams } from './parents.ts';
import { portfolioCalls, portfolioStreams } from './portfolio.ts';
import { reportsCalls } from './reports.ts';
import { riskCalls, riskStreams } from './risk.ts';
import { signalsCalls, signalsStreams } from './signals.ts';
import { syncStreams } from './sync.ts';
import type { Rooms } from '../core.ts';

export const createCalls = (rooms: Rooms): CallHandlers => ({
  ...ordersCalls(rooms),
  ...parentsCalls(rooms),
  ...decisionsCalls(rooms),
  ...signalsCalls(rooms),
  ...portfolioCalls(rooms),
  ...riskCalls(rooms),
  ...connectionsCalls(rooms),
  ...backtestCalls(rooms),
  ...reportsCalls(rooms),
  ...alertsCalls(rooms),
});

export const createStreams = (rooms: Rooms): StreamHandlers => ({
  ...marketDataStreams(rooms),
  ...signalsStreams(rooms),
  ...ordersStreams(rooms),
  ...parentsStreams(rooms),
  ...decisionsStreams(rooms),
  ...portfolioStreams(rooms),
  ...riskStreams(rooms),
  ...connectionsStreams(rooms),
  ...syncStreams(rooms),
  ...backtestStreams(rooms),
  ...alertsStreams(rooms),
});
