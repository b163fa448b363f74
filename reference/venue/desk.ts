/** What the OMS keeps for a desk beside its orders: shared parents, trades dealt elsewhere, allocations. Rules PA-1 to PA-16 in docs/wire-protocol.md. */
import type { ToVenueOf } from '../../src/shared/wire/venue.ts';
import { Allocations } from './allocations.ts';
import { isOpen, type LedgerListener } from './ledger.ts';
import type { Oms } from './oms.ts';
import type { OutgoingBody } from './order-session.ts';
import { Parents } from './parents.ts';
import { TradeCaptures } from './trade-captures.ts';

/** Who is behind a Logon where the doors are guarded. */
export interface Users {
  userOf(logon: ToVenueOf<'Logon'>): string | null;
  isUser(user: string): boolean;
}

export interface DeskOptions {
  readonly oms: Oms;
  /** Null where lines are in the clear. */
  readonly users: Users | null;
  readonly listener: LedgerListener;
  readonly send: (client: string, body: OutgoingBody) => void;
  /** To every client that logged on in this run. */
  readonly sendToAll: (body: OutgoingBody) => void;
}

export type DeskMessage = ToVenueOf<'ParentOrderRequest' | 'ParentOrdersRequest' | 'TradeCaptureReport' | 'AllocationInstruction'>;

export class Desk {
  readonly parents: Parents;
  readonly captures: TradeCaptures;
  private readonly allocations: Allocations;
  private readonly options: DeskOptions;
  /** With whose key each client logged on last. */
  private readonly logons = new Map<string, ToVenueOf<'Logon'>>();

  constructor(options: DeskOptions) {
    this.options = options;
    const { oms, users, listener } = options;
    const { ledger } = oms;
    const hasSymbol = (symbol: string): boolean => oms.street(symbol) !== undefined;
    this.parents = new Parents({
      hasSymbol, listener,
      users: users && { of: (client) => this.userOf(client), has: (user) => users.isUser(user) },
      openRoute: (parentId) => ledger.routesOf(parentId).find(isOpen)?.clOrdIds.at(-1) ?? null,
    });
    this.captures = new TradeCaptures({ ledger, hasSymbol, parent: (parentId) => this.parents.get(parentId), marketTime: () => oms.marketTime, listener });
    this.allocations = new Allocations({ ledger, captures: this.captures, listener });
  }

  /** Whoever logged on last is behind the client. */
  onLogon(client: string, request: ToVenueOf<'Logon'>): void {
    if (this.options.users) this.logons.set(client, request);
  }

  onMessage(client: string, message: DeskMessage): void {
    const { send, sendToAll } = this.options;
    switch (message.msgType) {
      case 'ParentOrderRequest': {
        const { body, isNews } = this.parents.change(client, message);
        return isNews ? sendToAll(body) : send(client, body);
      }
      case 'ParentOrdersRequest': {
        const reports = this.parents.list(message.requestId);
        for (const report of reports) send(client, report);
        return send(client, { msgType: 'RequestCompleted', requestId: message.requestId, reports: reports.length });
      }
      case 'TradeCaptureReport': return send(client, this.captures.take(client, message));
      case 'AllocationInstruction': return send(client, this.allocations.take(client, message));
    }
  }

  /** As the list of users stands now. */
  private userOf(client: string): string | null {
    const logon = this.logons.get(client);
    return (logon && this.options.users?.userOf(logon)) ?? null;
  }
}
