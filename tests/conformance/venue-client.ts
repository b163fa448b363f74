/** A raw client of the venue's two lines, for tests: nothing but sockets, frames and waiting. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Dealer, Request, Subscriber } from 'zeromq';
import type { LogonAccess } from '../../src/shared/wire/access.ts';
import { decodeFrame, encodeFrame } from '../../src/shared/wire/codec.ts';
import { marketDataBatchSchema, marketDataTopic, type MarketDataBatch } from '../../src/shared/wire/market-data.ts';
import { fromVenueSchema, venueProtocolVersion, type FromVenue, type FromVenueOf, type HeaderField, type ToVenue } from '../../src/shared/wire/venue.ts';

const venueMain = fileURLToPath(new URL('../../reference/venue/main.ts', import.meta.url));
const waitMs = 10_000;

export interface RunningVenue {
  readonly process: ChildProcess;
  readonly orders: string;
  readonly marketData: string;
  readonly epoch: string;
  /** With --admin-port. */
  readonly admin?: string;
  readonly log: () => string;
  stop(): Promise<number | null>;
}

/** Starts the venue's process and waits until it says that it is ready. */
export async function startVenue(args: readonly string[]): Promise<RunningVenue> {
  const child = spawn(process.execPath, [venueMain, ...args, '--exit-with-parent'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (data: Buffer) => { log += data.toString(); });
  const exited = once(child, 'exit');
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('\n')) resolve(text);
    });
    child.on('exit', (code) => reject(new Error(`venue exited with ${code}: ${log}`)));
  });
  const ready = JSON.parse(line) as { orders: string; marketData: string; epoch: string; admin?: string };
  return {
    ...ready, process: child, log: () => log,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}

/** Has the market's staff do something; what they answer. */
export async function adminDo(endpoint: string, command: Record<string, unknown>): Promise<unknown> {
  const socket = new Request({ linger: 0 });
  socket.connect(endpoint);
  await socket.send(JSON.stringify(command));
  const [answer] = await socket.receive();
  socket.close();
  return JSON.parse(answer?.toString() ?? '');
}

export type Sent = ToVenue extends infer M ? (M extends { msgType: string } ? Omit<M, HeaderField> : never) : never;

/** Messages sent in this run: the time of each, so that none looks like the same frame again. */
let sent = 0;

/** One connection of the order line. */
export class OrderLine {
  readonly socket: Dealer;
  /** Every message so far, in order. */
  readonly received: FromVenue[] = [];
  /** Every frame so far, in order, for comparing bytes. */
  readonly frames: Uint8Array[] = [];
  private waiting: (() => void)[] = [];
  private taken = 0;
  nextOut = 1;

  constructor(endpoint: string, routingId?: string, curve: { readonly curvePublicKey?: string; readonly curveSecretKey?: string; readonly curveServerKey?: string } = {}) {
    this.socket = new Dealer({ linger: 0, ...(routingId === undefined ? {} : { routingId }), ...curve });
    this.socket.connect(endpoint);
    void this.receive();
  }

  async send(message: Sent): Promise<void> {
    await this.sendRaw(encodeFrame({ ...message, msgSeqNum: this.nextOut++, sendingTime: ++sent }));
  }

  async sendRaw(...frames: Uint8Array[]): Promise<void> {
    await this.socket.send(frames);
  }

  /** The next message, in order of arrival. */
  async next(): Promise<FromVenue> {
    const deadline = Date.now() + waitMs;
    while (this.received.length <= this.taken) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error('nothing came from the venue');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    const message = this.received[this.taken++];
    if (!message) throw new Error('a counted message is there');
    return message;
  }

  /** The next message, which must be of this type. */
  async expect<T extends FromVenue['msgType']>(type: T): Promise<FromVenueOf<T>> {
    const message = await this.next();
    if (message.msgType !== type) throw new Error(`expected ${type}, got ${JSON.stringify(message)}`);
    return message as FromVenueOf<T>;
  }

  /** The next message of these types; others before it are passed over. */
  async first<T extends FromVenue['msgType']>(...types: readonly T[]): Promise<FromVenueOf<T>> {
    for (;;) {
      const message = await this.next();
      if ((types as readonly string[]).includes(message.msgType)) return message as FromVenueOf<T>;
    }
  }

  /** Messages up to and including the first of this type. */
  async until<T extends FromVenue['msgType']>(type: T): Promise<FromVenue[]> {
    const messages: FromVenue[] = [];
    do messages.push(await this.next());
    while (messages.at(-1)?.msgType !== type);
    return messages;
  }

  /** Begins the session anew, unless `continues` says where it was. */
  async logon(client = 'TRADER', protocolVersion: number = venueProtocolVersion, continues: { readonly nextOut: number; readonly nextIn: number; readonly epoch: string } | null = null, access?: LogonAccess): Promise<FromVenueOf<'Logon'>> {
    this.nextOut = continues?.nextOut ?? 1;
    await this.send({
      msgType: 'Logon', senderCompId: client, targetCompId: 'VENUE', protocolVersion, heartBtIntMs: 30_000,
      nextExpectedMsgSeqNum: continues?.nextIn ?? 1, resetSeqNumFlag: continues === null, epoch: continues?.epoch ?? null,
      ...(access ? { access } : {}),
    });
    return this.expect('Logon');
  }

  private async receive(): Promise<void> {
    for await (const [frame] of this.socket) {
      if (!frame) continue;
      const decoded = decodeFrame(frame);
      if (!decoded.ok) throw new Error(decoded.error);
      this.frames.push(Uint8Array.from(frame));
      this.received.push(fromVenueSchema.parse(decoded.value));
      for (const wake of this.waiting.splice(0)) wake();
    }
  }
}

/** One subscription of the market data line. */
export class MarketDataLine {
  readonly socket: Subscriber;
  readonly batches: MarketDataBatch[] = [];
  readonly frames: Uint8Array[] = [];

  constructor(endpoint: string) {
    this.socket = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
    this.socket.connect(endpoint);
    this.socket.subscribe(marketDataTopic);
    void this.receive();
  }

  /** Waits until a batch satisfies `wanted`; it may be here already. */
  async until(wanted: (batch: MarketDataBatch) => boolean): Promise<MarketDataBatch> {
    const deadline = Date.now() + waitMs;
    for (let i = 0; ; ) {
      for (; i < this.batches.length; i++) {
        const batch = this.batches[i];
        if (batch && wanted(batch)) return batch;
      }
      if (Date.now() > deadline) throw new Error(`no such batch among ${this.batches.length}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  private async receive(): Promise<void> {
    for await (const [topic, frame] of this.socket) {
      if (topic?.toString() !== marketDataTopic || !frame) throw new Error('a batch has a topic and a body');
      const decoded = decodeFrame(frame);
      if (!decoded.ok) throw new Error(decoded.error);
      this.frames.push(Uint8Array.from(frame));
      this.batches.push(marketDataBatchSchema.parse(decoded.value));
    }
  }
}
