/**
 * A price in, and every answer of the OMS: what the gateway hears is checked, kept, and handed to the rooms. The order
 * of the calls here is the order of the walk in docs/ARCHITECTURE.md.
 */
import { epochMicros } from '../../shared/domain/numbers.ts';
import type { DataDefect } from '../../shared/domain/data-defect.ts';
import type { MarketDataBatch, MarketDataEntry } from '../../shared/wire/market-data.ts';
import type { ToVenue } from '../../shared/wire/venue.ts';
import type { CommandQueue } from './command-queue.ts';
import type { DataQuality } from './data-quality/data-quality.ts';
import { LiveChecks } from './data-quality/live-checks.ts';
import type { VenueGatewayEvents } from './gateways/venue-gateway.ts';
import type { MarketData } from './market-data/market-data.ts';
import type { Orders } from './orders/orders.ts';
import type { Parents } from './parents/parents.ts';
import type { Recorder } from './recorder.ts';
import type { Signals } from './signals/signals.ts';
import type { TradingState } from './trading-state.ts';
import type { VenueStatus } from './venue-status.ts';

export interface VenueEventParts {
  readonly marketData: MarketData;
  readonly dataQuality: DataQuality;
  readonly orders: Orders;
  readonly parents: Pick<Parents, 'onReady' | 'onMessage' | 'onUnsupported'>;
  readonly signals: Signals | null;
  readonly recorder: Recorder;
  readonly queue: CommandQueue;
  readonly trading: TradingState;
  readonly status: VenueStatus;
  /** Called with market time before anything of that time is handled (a replay sets its clock by it). */
  readonly onMarketTime?: (time: number) => void;
}

const deskRequests: ReadonlySet<string> = new Set<ToVenue['msgType']>(['ParentOrderRequest', 'ParentOrdersRequest', 'TradeCaptureReport', 'AllocationInstruction']);

/** Bytes of a refused frame that go into the journal. */
const refusedBytesKept = 256;

export function venueEvents(parts: VenueEventParts): VenueGatewayEvents {
  const { marketData, dataQuality, orders, parents, signals, recorder, queue, trading, status } = parts;
  let checks = new LiveChecks();
  const journal = (what: string, event: Parameters<Recorder['record']>[0][number]): void =>
    trading.watch(what, queue.enqueueInbound(() => recorder.record([event])));
  const found = (defect: DataDefect): void => trading.watch('recording a defect', queue.enqueueInbound(() => dataQuality.found(defect)));
  return {
    onOmsState(state, detail) {
      status.oms(state, detail);
      if (state === 'ready') parents.onReady();
    },
    onLogon(logon) {
      if (marketData.marketTime !== null && logon.marketTime < marketData.marketTime && logon.epoch !== status.logon?.epoch) startOver();
      status.loggedOn(logon);
      parts.onMarketTime?.(logon.marketTime);
      journal('recording the logon', { type: 'OmsLoggedOn', body: { venue: logon.senderCompId, epoch: logon.epoch, protocolVersion: logon.protocolVersion } });
    },
    onInstruments: (instruments) => marketData.setInstruments(instruments),
    onSnapshot: (snapshot) => trading.attempt('a snapshot', () => {
      marketData.heard();
      marketData.applySnapshot(snapshot.quotes, snapshot.depths, snapshot.bars, snapshot.marketTime);
      for (const instrument of marketData.instruments()) signals?.warmUp(instrument.symbol, marketData.bars(instrument.symbol));
    }),
    onBatch: (batch) => trading.attempt(`feed ${batch.mdSeq}`, () => {
      const where = `feed ${batch.mdSeq}`;
      marketData.heard();
      status.batches++;
      for (const entry of batch.entries) takeEntry(entry, where);
      marketData.advanceTo(latest(batch));
    }),
    onFeedAlive: () => marketData.heard(),
    onMarketTime: (time) => parts.onMarketTime?.(time),
    settled: () => queue.idle(),
    onGap(expected, got) {
      status.gaps++;
      journal('recording a gap', { type: 'FeedGapFound', body: { expected, got } });
    },
    ...omsAnswers(parts),
    onRefused(from, why, bytes) {
      status.refused++;
      const bytesHex = Buffer.from(bytes.subarray(0, refusedBytesKept)).toString('hex');
      journal('recording a refused frame', { type: 'FrameRefused', body: { from, why, bytesHex } });
    },
    async reconcile(reports, executions, epoch) {
      const report = await orders.reconcile({ reports, executions, epoch });
      status.reconciled(report);
    },
    onDisconnected(why) {
      marketData.disconnected();
      trading.watch('marking orders unresolved', orders.onDisconnected());
      journal('recording the disconnect', { type: 'OmsDisconnected', body: { why } });
    },
  };

  /** A venue that was started again may play its day from the start: by the old day's clock all of it would be late. */
  function startOver(): void {
    checks = new LiveChecks();
    marketData.startOver();
    signals?.startOver();
  }

  function takeEntry(entry: MarketDataEntry, where: string): void {
    if (entry.type === 'defect') return found({ ...entry, code: entry.code as DataDefect['code'] });
    const { usable, defect } = checks.check(entry, where);
    if (defect) found(defect);
    if (!usable) return;
    if (entry.type === 'quote') marketData.applyQuote(entry);
    else if (entry.type === 'depth') marketData.applyDepth(entry);
    else if (entry.type === 'trade') marketData.applyTrade(entry);
    else marketData.applyBar(entry);
    status.count(entry.type);
  }
}

/** What the OMS says of orders, and of what a desk keeps there, handed to the room that it is for. */
function omsAnswers({ orders, parents, trading }: VenueEventParts): Pick<VenueGatewayEvents, 'onExecution' | 'onStatusCompleted' | 'onQuestionLost' | 'onCancelReject' | 'onDeskMessage' | 'onMassCancelReport' | 'onBusinessReject'> {
  return {
    onExecution: (report) => trading.watch('an execution report', orders.onExecutionReport(report)),
    onStatusCompleted: (answer) => trading.watch('a status answer', orders.onStatusCompleted(answer)),
    onQuestionLost: (requestId) => trading.watch('a lost question', orders.onQuestionLost(requestId)),
    onCancelReject: (reject) => trading.watch('a cancel reject', orders.onCancelReject(reject)),
    onDeskMessage: (message) => trading.watch('an answer about a parent', parents.onMessage(message)),
    onMassCancelReport: (report) => trading.watch('a mass cancel report', orders.onMassCancelReport(report)),
    onBusinessReject(reject, clOrdId) {
      const isOfDesk = reject.businessRejectReason === 'unsupportedMessageType' && deskRequests.has(reject.refMsgType);
      if (isOfDesk) return trading.watch('an OMS without parents', parents.onUnsupported(`the OMS does not take ${reject.refMsgType}: ${reject.text}`));
      trading.watch('a business reject', orders.onBusinessReject({ clOrdId, text: reject.text }));
    },
  };
}

/** Newest time that a batch speaks of. */
function latest(batch: MarketDataBatch): ReturnType<typeof epochMicros> {
  let time = 0;
  for (const entry of batch.entries) {
    const at = entry.type === 'bar' ? entry.end : entry.type === 'defect' ? 0 : entry.venueTime;
    if (at > time) time = at;
  }
  return epochMicros(time);
}
