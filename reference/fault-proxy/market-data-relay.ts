/** The market data line through the proxy: subscriptions up as they come, batches down through one channel. */
import { XPublisher, XSubscriber } from 'zeromq';
import { frameBytesMax } from '../../src/shared/wire/codec.ts';
import { FrameSender } from '../venue/frame-sender.ts';
import { bindAgain } from './bind-again.ts';
import type { Channel } from './channel.ts';

export interface MarketDataRelayOptions {
  readonly venue: string;
  readonly port: number;
  readonly toCore: Channel;
}

export class MarketDataRelay {
  private readonly options: MarketDataRelayOptions;
  private publisher: XPublisher | null = null;
  private subscriber: XSubscriber | null = null;
  private sender: FrameSender | null = null;
  private boundPort: number;

  constructor(options: MarketDataRelayOptions) {
    this.options = options;
    this.boundPort = options.port;
  }

  get endpoint(): string {
    return `tcp://127.0.0.1:${this.boundPort}`;
  }

  get isOpen(): boolean {
    return this.publisher !== null;
  }

  async open(): Promise<void> {
    if (this.publisher) return;
    // Each subscription goes up, also the second of a topic: the venue answers each with a heartbeat (MD-6).
    const publisher = new XPublisher({ linger: 0, sendHighWaterMark: 100_000, verbosity: 'allSubs', maxMessageSize: 1024 });
    this.boundPort = await bindAgain(publisher, this.boundPort);
    const subscriber = new XSubscriber({ linger: 0, receiveHighWaterMark: 100_000, maxMessageSize: frameBytesMax });
    subscriber.connect(this.options.venue);
    this.publisher = publisher;
    this.subscriber = subscriber;
    this.sender = new FrameSender({ send: (frames) => publisher.send(frames) }, () => undefined);
    void this.subscriptions(publisher, subscriber).catch(() => undefined);
    void this.batches(subscriber).catch(() => undefined);
  }

  cut(): void {
    this.options.toCore.lose();
    this.sender?.dispose();
    this.publisher?.close();
    this.subscriber?.close();
    this.publisher = null;
    this.subscriber = null;
  }

  inject(frame: Uint8Array, topic: Uint8Array): boolean {
    this.sender?.send([topic, frame]);
    return this.publisher !== null;
  }

  private async subscriptions(publisher: XPublisher, subscriber: XSubscriber): Promise<void> {
    const up = new FrameSender({ send: (frames) => subscriber.send(frames) }, () => undefined);
    for await (const [subscription] of publisher) if (subscription) up.send([subscription]);
  }

  private async batches(subscriber: XSubscriber): Promise<void> {
    for await (const [topic, body] of subscriber) {
      if (topic && body && subscriber === this.subscriber) this.options.toCore.offer(body, (out) => this.sender?.send([topic, out]));
    }
  }
}
