/** What the footer shows of the venue: states and counts since this core started. */
import type { OmsState } from '../../shared/domain/connection.ts';
import type { VenueLogon } from './gateways/venue-gateway.ts';
import type { ReconciliationReport } from './orders/reconcile.ts';

export class VenueStatus {
  omsState: OmsState = 'disconnected';
  detail: string | null = null;
  logon: VenueLogon | null = null;
  lastReconciliation: ReconciliationReport | null = null;
  batches = 0;
  gaps = 0;
  refused = 0;
  bars = 0;
  quotes = 0;
  trades = 0;
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  oms(state: OmsState, detail: string | null): void {
    this.omsState = state;
    this.detail = detail;
    this.changed();
  }

  loggedOn(logon: VenueLogon): void {
    this.logon = logon;
    this.changed();
  }

  reconciled(report: ReconciliationReport): void {
    this.lastReconciliation = report;
    if (report.breaks.length > 0) this.detail = `${report.breaks.length} breaks at the last reconciliation: ${report.breaks[0]}`;
  }

  count(type: 'quote' | 'depth' | 'trade' | 'bar'): void {
    if (type === 'bar') this.bars++;
    if (type === 'quote') this.quotes++;
    if (type === 'trade') this.trades++;
  }
}
