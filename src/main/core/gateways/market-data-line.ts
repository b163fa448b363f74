/** The SUB socket of the market data feed: frames in, checked batches out. Order and holes are the sequencer's. */
import { Subscriber } from 'zeromq';
import type { CurveClient } from '../../../shared/wire/access.ts';
import { decodeFrame, frameBytesMax } from '../../../shared/wire/codec.ts';
import { marketDataBatchSchema, marketDataTopic, type MarketDataBatch } from '../../../shared/wire/market-data.ts';
import { curveOptions } from './curve.ts';
import { reconnecting } from './reconnect-pause.ts';

export interface MarketDataLineEvents {
  onBatch(batch: MarketDataBatch): void;
  onRefused(why: string, bytes: Uint8Array): void;
}

/** Subscribes to the feed; a simulation gives it another way than a socket. */
export type ConnectMarketData = (endpoint: string, events: MarketDataLineEvents) => Pick<MarketDataLine, 'close' | 'subscribe'>;

export class MarketDataLine {
  private readonly socket: Subscriber;
  private readonly events: MarketDataLineEvents;
  private open = true;

  constructor(endpoint: string, curve: CurveClient | null, events: MarketDataLineEvents) {
    this.events = events;
    this.socket = new Subscriber({
      linger: 0,
      receiveHighWaterMark: 100_000, // beyond it the feed drops, which the sequencer sees as a gap
      maxMessageSize: frameBytesMax,
      ...reconnecting,
      ...curveOptions(curve),
    });
    this.socket.connect(endpoint);
    this.subscribe();
    void this.receive();
  }

  /** Each subscription, also a repeated one, makes a feed that is there say something at once (MD-6). */
  subscribe(): void {
    this.socket.subscribe(marketDataTopic);
  }

  close(): void {
    this.open = false;
    this.socket.close();
  }

  private async receive(): Promise<void> {
    try {
      for await (const frames of this.socket) {
        if (!this.open) return;
        const bytes = frames[1];
        if (bytes) this.onFrame(bytes);
      }
    } catch (cause) {
      if (this.open) this.events.onRefused(`market data socket failed: ${String(cause)}`, new Uint8Array());
    }
  }

  private onFrame(bytes: Uint8Array): void {
    const decoded = decodeFrame(bytes);
    if (!decoded.ok) return this.events.onRefused(decoded.error, bytes);
    const parsed = marketDataBatchSchema.safeParse(decoded.value);
    if (parsed.success) return this.events.onBatch(parsed.data);
    const issue = parsed.error.issues[0];
    this.events.onRefused(`${issue?.path.join('.')}: ${issue?.message}`, bytes);
  }
}
