/**
 * What is told to the OMS until it answers: phone trades and allocations. Their ids make them safe to tell twice, so
 * each logon tells again what is not answered (docs/wire-protocol.md, PA rules). Orders are never sent this way.
 */
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import type { FromVenueOf } from '../../../shared/wire/venue.ts';
import type { Host } from '../host.ts';
import type { OmsGateway, UnsequencedToVenue } from '../orders/oms-gateway.ts';
import type { ParentsProjection, PhoneTrade } from './parents-projection.ts';

export interface DeskLineParts {
  readonly host: Pick<Host, 'clock'>;
  readonly projection: ParentsProjection;
  readonly gateway: Pick<OmsGateway, 'state' | 'send'>;
}

export class DeskLine {
  private readonly parts: DeskLineParts;

  constructor(parts: DeskLineParts) {
    this.parts = parts;
  }

  /** Tells everything that is not answered yet, if there is a session; else the next logon does. */
  tell(): void {
    if (this.parts.gateway.state !== 'ready') return;
    const { phoneTrades, allocations } = this.parts.projection.untold();
    for (const trade of phoneTrades) {
      if (trade.pending === 'cancel') this.send(tradeCaptureReport(trade, 'new')); // a cancel follows what it cancels, told or not
      this.send(tradeCaptureReport(trade, trade.pending ?? 'new'));
    }
    for (const { parent, allocation } of allocations) {
      const { parentId, symbol, side } = parent.state;
      const { allocId, quantity, avgPx, shares } = allocation;
      const transactTime = epochMicros(this.parts.host.clock.nowMicros());
      this.send({ msgType: 'AllocationInstruction', allocId, parentId, symbol, side, quantity, avgPx, allocs: [...shares], transactTime });
    }
  }

  /** The event that an answer makes; null when it answers nothing that is open. */
  phoneTradeAnswer(ack: FromVenueOf<'TradeCaptureReportAck'>): JournalEvent | null {
    const trade = this.parts.projection.phoneTrade(ack.tradeReportId);
    if (trade?.pending !== ack.tradeReportTransType) return null;
    return {
      type: 'PhoneTradeAnswered',
      body: { clOrdId: trade.clOrdId, transType: ack.tradeReportTransType, accepted: ack.trdRptStatus === 'accepted', text: ack.text },
    };
  }

  allocationAnswer({ allocId, allocStatus, text }: FromVenueOf<'AllocationReport'>): JournalEvent | null {
    const parentId = this.parts.projection.parentOf(allocId);
    const known = parentId === null ? null : this.parts.projection.kept(parentId);
    const allocation = known?.allocations.find((a) => a.allocId === allocId);
    if (parentId === null || allocation?.status !== 'pending') return null;
    return { type: 'AllocationAnswered', body: { allocId, parentId, accepted: allocStatus === 'accepted', text } };
  }

  private send(message: UnsequencedToVenue): void {
    this.parts.gateway.send(message); // a line that refuses it is down: the next logon tells it again
  }
}

const tradeCaptureReport = ({ clOrdId, intent, fill, counterparty }: PhoneTrade, tradeReportTransType: 'new' | 'cancel'): UnsequencedToVenue => ({
  msgType: 'TradeCaptureReport',
  tradeReportId: clOrdId,
  tradeReportTransType,
  parentId: intent.parentId ?? null,
  account: intent.account ?? null,
  symbol: fill.symbol,
  side: fill.side,
  lastPx: fill.lastPx,
  lastQty: fill.lastQty,
  counterparty,
  transactTime: fill.transactTime,
});
