/** Trades that clients dealt elsewhere and report (FIX TradeCaptureReport): booked once by their id, taken back by it. Rules PA-11 to PA-13 in docs/wire-protocol.md. */
import { moneyMinor, type EpochMicros } from '../../src/shared/domain/numbers.ts';
import type { FromVenueOf, HeaderField, ToVenueOf } from '../../src/shared/wire/venue.ts';
import { append } from './append.ts';
import type { Booked, Ledger, LedgerListener } from './ledger.ts';
import { lotsRefusal } from './order-refusals.ts';

/** Reports kept in a run, taken back ones too. */
export const capturesMax = 100_000;

type Report = ToVenueOf<'TradeCaptureReport'>;
type Ack = Omit<FromVenueOf<'TradeCaptureReportAck'>, HeaderField>;

export interface Capture extends Booked {
  readonly client: string;
  readonly report: Report;
}

export interface TradeCapturesOptions {
  readonly ledger: Ledger;
  readonly hasSymbol: (symbol: string) => boolean;
  /** A parent that the desk shares. */
  readonly parent: (parentId: string) => Pick<Report, 'symbol' | 'side'> | undefined;
  readonly marketTime: () => EpochMicros;
  readonly listener: LedgerListener;
}

export class TradeCaptures {
  private readonly options: TradeCapturesOptions;
  private readonly byId = new Map<string, Capture>();
  private readonly byParent = new Map<string, Capture[]>();

  constructor(options: TradeCapturesOptions) {
    this.options = options;
  }

  take(client: string, report: Report): Ack {
    const known = this.byId.get(`${client} ${report.tradeReportId}`);
    const refusal = known ? differenceText(known.report, report) : report.tradeReportTransType === 'cancel' ? `no trade ${report.tradeReportId}` : this.refusal(report);
    if (refusal === null) {
      if (!known) this.book(client, report);
      else if (report.tradeReportTransType === 'cancel' && known.standing) this.cancel(known);
    }
    const { tradeReportId, tradeReportTransType } = report;
    return { msgType: 'TradeCaptureReportAck', tradeReportId, tradeReportTransType, trdRptStatus: refusal === null ? 'accepted' : 'rejected', text: refusal };
  }

  /** Every report of a client, those that were taken back too, in the order in which they came. */
  all(client: string): readonly Capture[] {
    return [...this.byId.values()].filter((capture) => capture.client === client);
  }

  /** Trades of a client's parent in an instrument that stand and are booked to no account. */
  of(client: string, parentId: string, symbol: string, side: Report['side']): NonNullable<Capture['standing']>[] {
    const isOf = ({ client: whose, report }: Capture): boolean => whose === client && report.symbol === symbol && report.side === side && report.account === null;
    return (this.byParent.get(parentId) ?? []).filter(isOf).flatMap((capture) => capture.standing ?? []);
  }

  private refusal({ symbol, side, lastQty, parentId }: Report): string | null {
    if (!this.options.hasSymbol(symbol)) return `unknown symbol ${symbol}`;
    const lots = lotsRefusal(lastQty);
    if (lots !== null) return lots;
    const parent = parentId === null ? undefined : this.options.parent(parentId);
    if (parent && (parent.symbol !== symbol || parent.side !== side)) return `parent ${parentId} is to ${parent.side} ${parent.symbol}`;
    if (this.byId.size >= capturesMax) return `already ${capturesMax} trade reports`;
    return null;
  }

  private book(client: string, report: Report): void {
    const { side, lastPx, lastQty, symbol } = report;
    // What it cost is between the desk and whom it dealt with: no fee of ours.
    const capture: Capture = { client, report, standing: { side, lastPx, lastQty, feeMinor: moneyMinor(0) } };
    this.byId.set(`${client} ${report.tradeReportId}`, capture);
    if (report.parentId !== null) append(this.byParent, report.parentId, capture);
    this.write(capture);
    this.options.ledger.book(client, symbol, capture);
  }

  private cancel(capture: Capture): void {
    capture.standing = null;
    this.write(capture);
    this.options.ledger.recount(capture.client, capture.report.symbol);
  }

  private write({ client, report, standing }: Capture): void {
    const { tradeReportId, parentId, account, symbol, side, lastPx, lastQty, counterparty, transactTime } = report;
    this.options.listener({
      type: 'tradeCapture', client, tradeReportId, isStanding: standing !== null, parentId, account, symbol, side, lastPx, lastQty, counterparty,
      transactTime, at: this.options.marketTime(),
    });
  }
}

/** What of two reports with one id is not the same, in words; null when nothing is. */
function differenceText(known: Report, again: Report): string | null {
  const names = ['parentId', 'account', 'symbol', 'side', 'lastPx', 'lastQty', 'counterparty', 'transactTime'] as const;
  const different = names.filter((name) => known[name] !== again[name]);
  return different.length === 0 ? null : `trade ${known.tradeReportId} was reported with another ${different.join(', ')}`;
}
