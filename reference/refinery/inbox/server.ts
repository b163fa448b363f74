/** Answers workstations over a ROUTER on this machine: stores first, acknowledges after. */
import { Router } from 'zeromq';
import type { Disposable } from '../../../src/shared/base/disposable.ts';
import { unreachable } from '../../../src/shared/base/assert.ts';
import { decodeFrame, encodeFrame, frameBytesMax } from '../../../src/shared/wire/codec.ts';
import { refineryProtocolVersion, toRefinerySchema, type FromRefinery, type ToRefinery } from '../../../src/shared/wire/refinery.ts';
import type { Inbox } from './inbox.ts';

export interface InboxServer extends Disposable {
  readonly endpoint: string;
  /** Frames that were no message of this wire. */
  readonly badFrames: number;
}

export interface InboxServerOptions {
  readonly inbox: Inbox;
  /** 0 for a free one. */
  readonly port: number;
  readonly nowMicros: () => number;
  readonly log: (line: string) => void;
  /** Called between the commit of the nth batch and its acknowledgement: where a fault hurts most. */
  readonly onCommitted?: (batches: number) => void;
}

export async function startInboxServer(options: InboxServerOptions): Promise<InboxServer> {
  const socket = new Router({
    linger: 0,
    mandatory: true, //          sending to a peer that is gone fails instead of vanishing
    sendTimeout: 0, //           one slow workstation must not hold up the others
    receiveHighWaterMark: 1000,
    sendHighWaterMark: 1000,
    maxMessageSize: frameBytesMax,
  });
  await socket.bind(`tcp://127.0.0.1:${options.port === 0 ? '*' : options.port}`);
  const server = new Server(socket, options);
  void server.run();
  return server;
}

class Server implements InboxServer {
  readonly endpoint: string;
  badFrames = 0;
  private batches = 0;
  private readonly socket: Router;
  private readonly options: InboxServerOptions;

  constructor(socket: Router, options: InboxServerOptions) {
    this.socket = socket;
    this.options = options;
    this.endpoint = socket.lastEndpoint ?? '';
  }

  async run(): Promise<void> {
    for await (const [peer, ...frames] of this.socket) {
      const answer = this.answer(frames);
      if (!peer || !answer) continue;
      try {
        await this.socket.send([peer, encodeFrame(answer)]);
      } catch (cause) {
        this.options.log(`an answer could not be sent; the workstation will ask again: ${String(cause)}`);
      }
    }
  }

  dispose(): void {
    this.socket.close();
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
