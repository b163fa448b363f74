/**
 * The order line through the proxy: a ROUTER for the core, one DEALER to the venue for each connection of the core. It
 * reads messages only to count orders, to fire triggers and to rewrite ids; what it cannot read it forwards all the same.
 */
import { Dealer, Router } from 'zeromq';
import { decodeFrame, encodeFrame, frameBytesMax } from '../../src/shared/wire/codec.ts';
import { FrameSender } from '../venue/frame-sender.ts';
import type { Channel } from './channel.ts';
import { bindAgain } from './bind-again.ts';

/** Connections of the core kept at one time; the oldest is closed when another comes. */
const clientsMax = 4;
/** Orders whose frames are counted by ClOrdID. */
const ordersCountedMax = 100_000;

export interface OrderRelayOptions {
  readonly venue: string;
  readonly port: number;
  readonly toVenue: Channel;
  readonly toCore: Channel;
  readonly reuseIds: boolean;
  /** Asked about each message of the core before it goes on; says whether it does. */
  readonly onMessage: (msgType: string, clOrdId: string | null) => 'forward' | 'swallow';
}

interface Client {
  readonly id: Uint8Array;
  readonly dealer: Dealer;
  readonly sender: FrameSender;
}

export class OrderRelay {
  /** Frames of NewOrderSingle that the core sent, by ClOrdID: more than one is a re-send. */
  readonly newOrders = new Map<string, number>();
  private readonly options: OrderRelayOptions;
  private readonly clients = new Map<string, Client>();
  private router: Router | null = null;
  private routerSender: FrameSender | null = null;
  private last: Client | null = null;
  private boundPort: number;

  constructor(options: OrderRelayOptions) {
    this.options = options;
    this.boundPort = options.port;
  }

  get endpoint(): string {
    return `tcp://127.0.0.1:${this.boundPort}`;
  }

  get isOpen(): boolean {
    return this.router !== null;
  }

  async open(): Promise<void> {
    if (this.router) return;
    const router = new Router({ linger: 0, handover: true, maxMessageSize: frameBytesMax, sendHighWaterMark: 100_000, receiveHighWaterMark: 100_000 });
    this.boundPort = await bindAgain(router, this.boundPort);
    this.router = router;
    this.routerSender = new FrameSender({ send: (frames) => router.send(frames) }, () => undefined);
    void this.fromCore(router).catch(() => undefined);
  }

  /** Closes both sides of every connection; what was on its way is lost. */
  cut(): void {
    this.options.toVenue.lose();
    this.options.toCore.lose();
    for (const client of this.clients.values()) closeClient(client);
    this.clients.clear();
    this.last = null;
    this.routerSender?.dispose();
    this.router?.close();
    this.router = null;
  }

  /** Puts a frame on the line past every fault; false when there is no connection to put it on. */
  inject(direction: 'toCore' | 'toVenue', frame: Uint8Array): boolean {
    if (!this.last) return false;
    if (direction === 'toVenue') this.last.sender.send([frame]);
    else this.routerSender?.send([this.last.id, frame]);
    return true;
  }

  private async fromCore(router: Router): Promise<void> {
    for await (const [id, ...frames] of router) {
      const frame = frames[0];
      if (!id || !frame || router !== this.router) continue;
      const client = this.clientOf(id);
      const what = this.look(frame);
      if (what && this.options.onMessage(what.msgType, what.clOrdId) === 'swallow') continue;
      this.options.toVenue.offer(frame, (bytes) => client.sender.send([bytes]));
    }
  }

  private clientOf(id: Uint8Array): Client {
    const key = Buffer.from(id).toString('hex');
    const known = this.clients.get(key);
    if (known) return known;
    // A connection that names itself keeps its name towards the venue: ids that ZeroMQ made up begin with 0.
    const dealer = new Dealer({ linger: 200, maxMessageSize: frameBytesMax, receiveHighWaterMark: 100_000, sendHighWaterMark: 100_000, ...(id[0] === 0 ? {} : { routingId: Buffer.from(id).toString('latin1') }) });
    dealer.connect(this.options.venue);
    const client: Client = { id, dealer, sender: new FrameSender({ send: (frames) => dealer.send(frames) }, () => undefined) };
    this.clients.set(key, client);
    this.last = client;
    for (const [oldest, old] of this.clients) {
      if (this.clients.size <= clientsMax) break;
      this.clients.delete(oldest);
      closeClient(old);
    }
    void this.fromVenue(client).catch(() => undefined);
    return client;
  }

  private async fromVenue(client: Client): Promise<void> {
    for await (const [frame] of client.dealer) {
      if (!frame) continue;
      const bytes = this.options.reuseIds ? withoutEpoch(frame) : frame;
      this.options.toCore.offer(bytes, (out) => this.routerSender?.send([client.id, out]));
    }
  }

  private look(frame: Uint8Array): { readonly msgType: string; readonly clOrdId: string | null } | null {
    const decoded = decodeFrame(frame);
    if (!decoded.ok || typeof decoded.value !== 'object' || decoded.value === null) return null;
    const { msgType, clOrdId } = decoded.value as Record<string, unknown>;
    if (typeof msgType !== 'string') return null;
    const id = typeof clOrdId === 'string' ? clOrdId : null;
    if (msgType === 'NewOrderSingle' && id !== null && this.newOrders.size < ordersCountedMax) this.newOrders.set(id, (this.newOrders.get(id) ?? 0) + 1);
    return { msgType, clOrdId: id };
  }
}

function closeClient(client: Client): void {
  client.sender.dispose();
  client.dealer.close();
}

const withEpoch = /^.+-(?=[OE]\d+$)/;

/** The reference venue's ids are `EPOCH-O1`, `EPOCH-E1`: without the epoch each of its runs uses the same ones again. */
export function withoutEpoch(frame: Uint8Array): Uint8Array {
  const decoded = decodeFrame(frame);
  if (!decoded.ok || typeof decoded.value !== 'object' || decoded.value === null) return frame;
  const message: Record<string, unknown> = { ...decoded.value };
  for (const key of ['orderId', 'execId', 'execRefId']) {
    if (typeof message[key] === 'string') message[key] = message[key].replace(withEpoch, '');
  }
  return encodeFrame(message);
}
