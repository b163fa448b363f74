/** The venue's two sockets, every option set and explained. The only file of the venue that knows ZeroMQ. */
import { Router, XPublisher } from 'zeromq';
import type { Disposable } from '../../src/shared/base/disposable.ts';
import { frameBytesMax } from '../../src/shared/wire/codec.ts';
import { marketDataTopic } from '../../src/shared/wire/market-data.ts';
import type { Access } from '../access.ts';
import { systemClock } from '../system-clock.ts';
import { FrameSender } from './frame-sender.ts';

/** Messages waiting for one peer before it counts as gone (orders) or loses batches (market data). */
const sendHighWaterMark = 100_000;

export interface VenueSockets extends Disposable {
  readonly ordersEndpoint: string;
  readonly marketDataEndpoint: string;
  /** Frames given up because too many were waiting for a socket: the receiver sees a hole in the numbers. */
  dropped(): number;
  sendOrder(routingId: Uint8Array, frame: Uint8Array): void;
  publish(frame: Uint8Array): void;
  /** Ends every connection, also those of peers who would not be let in any more; whoever may comes back by itself. */
  dropConnections(): Promise<void>;
  /** Starts receiving; returns when the sockets are closed. */
  run(handlers: SocketHandlers): Promise<void>;
}

export interface SocketHandlers {
  /** `frame` is null when the message had not exactly one part after the routing id. */
  onOrderFrame(routingId: Uint8Array, frame: Uint8Array | null): void;
  /** A frame could not be delivered: the peer is gone, or far too slow. */
  onOrderPeerLost(routingId: Uint8Array): void;
  onSubscribed(): void;
}

export interface SocketOptions {
  /** Ports; 0 for a free one. */
  readonly orders: number;
  readonly marketData: number;
  /** Interface; this machine alone unless given. */
  readonly bind?: string;
  /** Absent: in the clear. */
  readonly access?: Pick<Access, 'server'>;
}

export async function openSockets(options: SocketOptions): Promise<VenueSockets> {
  const sockets = new Sockets(options);
  const at = (port: number): string => `tcp://${options.bind ?? '127.0.0.1'}:${port === 0 ? '*' : port}`;
  await sockets.bind(at(options.orders), at(options.marketData));
  return sockets;
}

/** Time for an address to be free again after its socket was closed, ms. */
const rebindMs = 2_000;

class Sockets implements VenueSockets {
  ordersEndpoint = '';
  marketDataEndpoint = '';
  private readonly access: SocketOptions['access'];
  private orders: Router;
  private marketData: XPublisher;
  private handlers: SocketHandlers | undefined;
  private readonly orderSender: FrameSender;
  private readonly marketDataSender: FrameSender;
  private readonly topic = Buffer.from(marketDataTopic);
  private isClosed = false;
  private finished: { readonly resolve: () => void; readonly reject: (cause: unknown) => void } | undefined;

  constructor({ access }: SocketOptions) {
    this.access = access;
    this.orders = orderSocket(access);
    this.marketData = marketDataSocket(access);
    this.orderSender = new FrameSender({ send: (frames) => this.orders.send(frames) }, ([routingId]) => routingId && this.handlers?.onOrderPeerLost(routingId));
    this.marketDataSender = new FrameSender({ send: (frames) => this.marketData.send(frames) }, () => undefined);
  }

  async bind(orders: string, marketData: string): Promise<void> {
    await bindWhenFree(this.orders, orders);
    await bindWhenFree(this.marketData, marketData);
    this.ordersEndpoint = this.orders.lastEndpoint ?? '';
    this.marketDataEndpoint = this.marketData.lastEndpoint ?? '';
  }

  dropped(): number {
    return this.orderSender.dropped + this.marketDataSender.dropped;
  }

  sendOrder(routingId: Uint8Array, frame: Uint8Array): void {
    this.orderSender.send([routingId, frame]);
  }

  publish(frame: Uint8Array): void {
    this.marketDataSender.send([this.topic, frame]);
  }

  run(handlers: SocketHandlers): Promise<void> {
    this.handlers = handlers;
    return new Promise((resolve, reject) => {
      this.finished = { resolve, reject };
      this.receive();
    });
  }

  async dropConnections(): Promise<void> {
    const closed = [this.orders, this.marketData];
    this.orders = orderSocket(this.access);
    this.marketData = marketDataSocket(this.access);
    for (const socket of closed) socket.close();
    await this.bind(this.ordersEndpoint, this.marketDataEndpoint);
    if (this.isClosed) return this.closeSockets();
    this.receive();
  }

  dispose(): void {
    this.isClosed = true;
    this.orderSender.dispose();
    this.marketDataSender.dispose();
    this.closeSockets();
    this.finished?.resolve();
  }

  private closeSockets(): void {
    this.orders.close();
    this.marketData.close();
  }

  private receive(): void {
    const { handlers, orders, marketData } = this;
    if (!handlers) return;
    const failed = (cause: unknown): void => this.finished?.reject(cause);
    receiveOrders(orders, handlers).catch(failed);
    receiveSubscriptions(marketData, handlers).catch(failed);
  }
}

function orderSocket(access: SocketOptions['access']): Router {
  return new Router({
    // A peer that comes back under its old routing id takes it over, whatever the old connection's state.
    handover: true,
    // Sending to a peer that has gone fails instead of vanishing, so that its session can be ended.
    mandatory: true,
    // Never waits for a slow peer: other clients' reports are behind the same send.
    sendTimeout: 0,
    sendHighWaterMark,
    // Beyond this TCP holds the sender back; orders are never dropped on the way in.
    receiveHighWaterMark: 10_000,
    // Longer messages close the connection that sent them.
    maxMessageSize: frameBytesMax,
    // Who connects and says nothing is let go.
    handshakeInterval: 5_000,
    // Closing does not wait for peers that do not read.
    linger: 0,
    ...access?.server('orders'),
  });
}

function marketDataSocket(access: SocketOptions['access']): XPublisher {
  return new XPublisher({
    // A slow subscriber loses batches here and sees it by their numbers (MD-4).
    sendHighWaterMark,
    // Subscriptions are short; what is longer is no subscription.
    maxMessageSize: 1024,
    receiveHighWaterMark: 1_000,
    handshakeInterval: 5_000,
    // Each subscription is seen, also the second of the same topic, and answered with a heartbeat (MD-6).
    verbosity: 'allSubs',
    linger: 0,
    ...access?.server('marketData'),
  });
}

/** A socket that was closed gives its address back a little later. */
async function bindWhenFree(socket: Router | XPublisher, address: string): Promise<void> {
  for (const end = systemClock.monotonicMs() + rebindMs; ;) {
    try {
      return await socket.bind(address);
    } catch (cause) {
      if (systemClock.monotonicMs() > end) throw cause;
      await new Promise<void>((resolve) => systemClock.after(20, resolve));
    }
  }
}

async function receiveOrders(socket: Router, handlers: SocketHandlers): Promise<void> {
  for await (const [routingId, ...frames] of socket) {
    if (routingId) handlers.onOrderFrame(routingId, frames.length === 1 ? (frames[0] ?? null) : null);
  }
}

async function receiveSubscriptions(socket: XPublisher, handlers: SocketHandlers): Promise<void> {
  for await (const [message] of socket) {
    if (message?.[0] === 1) handlers.onSubscribed();
  }
}
