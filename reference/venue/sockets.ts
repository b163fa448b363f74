/** The venue's two sockets, every option set and explained. The only file of the venue that knows ZeroMQ. */
import { Router, XPublisher } from 'zeromq';
import { disposable, type Disposable } from '../../src/shared/base/disposable.ts';
import { frameBytesMax } from '../../src/shared/wire/codec.ts';
import { marketDataTopic } from '../../src/shared/wire/market-data.ts';
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

export async function openSockets(ports: { readonly orders: number; readonly marketData: number }): Promise<VenueSockets> {
  const orders = new Router({
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
    // Closing does not wait for peers that do not read.
    linger: 0,
  });
  const marketData = new XPublisher({
    // A slow subscriber loses batches here and sees it by their numbers (MD-4).
    sendHighWaterMark,
    // Subscriptions are short; what is longer is no subscription.
    maxMessageSize: 1024,
    receiveHighWaterMark: 1_000,
    // Each subscription is seen, also the second of the same topic, and answered with a heartbeat (MD-6).
    verbosity: 'allSubs',
    linger: 0,
  });
  await orders.bind(`tcp://127.0.0.1:${ports.orders === 0 ? '*' : ports.orders}`);
  await marketData.bind(`tcp://127.0.0.1:${ports.marketData === 0 ? '*' : ports.marketData}`);

  let handlers: SocketHandlers | undefined;
  const orderSender = new FrameSender({ send: (frames) => orders.send(frames) }, ([routingId]) => routingId && handlers?.onOrderPeerLost(routingId));
  const marketDataSender = new FrameSender({ send: (frames) => marketData.send(frames) }, () => undefined);
  const topic = Buffer.from(marketDataTopic);
  const closing = disposable(() => {
    orderSender.dispose();
    marketDataSender.dispose();
    orders.close();
    marketData.close();
  });
  return {
    ordersEndpoint: orders.lastEndpoint ?? '',
    marketDataEndpoint: marketData.lastEndpoint ?? '',
    dropped: () => orderSender.dropped + marketDataSender.dropped,
    sendOrder: (routingId, frame) => orderSender.send([routingId, frame]),
    publish: (frame) => marketDataSender.send([topic, frame]),
    async run(given) {
      handlers = given;
      await Promise.all([receiveOrders(orders, given), receiveSubscriptions(marketData, given)]);
    },
    ...closing,
  };
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
