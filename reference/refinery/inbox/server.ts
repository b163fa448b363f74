/** Answers workstations over a ROUTER on this machine: stores first, acknowledges after. */
import { Router } from 'zeromq';
import type { Disposable } from '../../../src/shared/base/disposable.ts';
import { unreachable } from '../../../src/shared/base/assert.ts';
import { decodeFrame, encodeFrame, frameBytesMax } from '../../../src/shared/wire/codec.ts';
import { refineryProtocolVersion, toRefinerySchema, type FromRefinery, type ToRefinery } from '../../../src/shared/wire/refinery.ts';
import { systemClock } from '../../system-clock.ts';
import type { Access } from '../../access.ts';
import type { Inbox } from './inbox.ts';

export interface InboxServer extends Disposable {
  readonly endpoint: string;
  /** Ends every connection; whoever may comes back by itself. */
  dropConnections(): void;
  /** Frames that were no message of this wire. */
  readonly badFrames: number;
}

export interface InboxServerOptions {
  readonly inbox: Inbox;
  /** 0 for a free one. */
  readonly port: number;
  /** Interface; this machine alone unless given. */
  readonly bind?: string;
  /** Absent: in the clear. */
  readonly access?: Pick<Access, 'server'>;
  readonly nowMicros: () => number;
  readonly log: (line: string) => void;
  /** Called between the commit of the nth batch and its acknowledgement: where a fault hurts most. */
  readonly onCommitted?: (batches: number) => void;
}

export async function startInboxServer(options: InboxServerOptions): Promise<InboxServer> {
  const open = (): Router => new Router({
    linger: 0,
    mandatory: true, //          sending to a peer that is gone fails instead of vanishing
    sendTimeout: 0, //           one slow workstation must not hold up the others
    receiveHighWaterMark: 1000,
    sendHighWaterMark: 1000,
    maxMessageSize: frameBytesMax,
    handshakeInterval: 5_000,
    ...options.access?.server('upstream'),
  });
  const socket = open();
  await socket.bind(`tcp://${options.bind ?? '127.0.0.1'}:${options.port === 0 ? '*' : options.port}`);
  const server = new Server(socket, options, open);
  void server.run();
  return server;
}

/** Time for the address to be free again after its socket was closed, ms. */
const rebindMs = 2_000;

class Server implements InboxServer {
  readonly endpoint: string;
  badFrames = 0;
  private batches = 0;
  private socket: Router;
  private readonly open: () => Router;
  private isClosed = false;
  private readonly options: InboxServerOptions;

  constructor(socket: Router, options: InboxServerOptions, open: () => Router) {
    this.socket = socket;
    this.open = open;
    this.options = options;
    this.endpoint = socket.lastEndpoint ?? '';
  }

  async run(): Promise<void> {
    const { socket } = this;
    for await (const [peer, ...frames] of socket) {
      const answer = this.answer(frames);
      if (!peer || !answer) continue;
      try {
        await socket.send([peer, encodeFrame(answer)]);
      } catch (cause) {
        this.options.log(`an answer could not be sent; the workstation will ask again: ${String(cause)}`);
      }
    }
  }

  dropConnections(): void {
    this.socket.close();
    this.socket = this.open();
    void this.bindAgain(this.socket, systemClock.monotonicMs() + rebindMs);
  }

  dispose(): void {
    this.isClosed = true;
    this.socket.close();
  }

  /** A socket that was closed gives its address back a little later. */
  private async bindAgain(socket: Router, endMs: number): Promise<void> {
    try {
      await socket.bind(this.endpoint);
      if (this.isClosed) return;
      await this.run();
    } catch (cause) {
      if (this.isClosed) return;
      if (systemClock.monotonicMs() > endMs) return this.options.log(`no longer listening: ${String(cause)}`);
      systemClock.after(20, () => void this.bindAgain(socket, endMs));
    }
  }

  private answer(frames: readonly Uint8Array[]): FromRefinery | null {
    const [bytes] = frames;
    const decoded = bytes && frames.length === 1 ? decodeFrame(bytes) : null;
    const parsed = decoded?.ok ? toRefinerySchema.safeParse(decoded.value) : null;
    if (parsed?.success) return this.tryHandle(parsed.data);
    this.badFrames += 1;
    this.options.log(`refused a frame of ${bytes?.byteLength ?? 0} bytes (${this.badFrames} so far)`);
    return null;
  }

  /** What cannot be stored (a full disk) is not acknowledged: the workstation keeps it and asks again. */
  private tryHandle(message: ToRefinery): FromRefinery | null {
    try {
      return this.handle(message);
    } catch (cause) {
      this.options.log(`${message.msgType} not stored: ${String(cause)}`);
      return null;
    }
  }

  private handle(message: ToRefinery): FromRefinery {
    switch (message.msgType) {
      case 'Hello':
        return { msgType: 'Welcome', protocolVersion: refineryProtocolVersion, refineryId: this.options.inbox.refineryId };
      case 'RecordBatch': {
        const verdict = this.options.inbox.receive(message.workstationId, message.records, this.options.nowMicros());
        this.batches += 1;
        this.options.onCommitted?.(this.batches);
        return { msgType: 'RecordBatchAck', batchId: message.batchId, ...verdict };
      }
      default:
        return unreachable(message, 'refinery server');
    }
  }
}
