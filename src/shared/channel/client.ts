/** The page's end of a channel: calls that end by a reply, an error or a deadline, and streams without gaps. */
import type { Clock } from '../base/clock.ts';
import { disposable, type Disposable } from '../base/disposable.ts';
import type { CancelSignal } from './cancel.ts';
import type { Carrier } from './carrier.ts';
import { ClientCalls } from './client-calls.ts';
import { ClientStream, type StreamSink } from './client-stream.ts';
import { ChannelError } from './errors.ts';
import { Liveness } from './liveness.ts';
import { channelLimits, parseServerMessage, protocolVersion, type ChannelLimits, type ClientMessage, type ServerMessage } from './protocol.ts';

export interface ClientOptions {
  readonly clock: Clock;
  /** What both ends must have been built from, such as the contract's version. Exact match or refusal. */
  readonly fingerprint?: string;
  readonly limits?: Partial<ChannelLimits>;
  /** Told of a sink that threw and of messages that make no sense. */
  readonly onFault?: (fault: unknown) => void;
}

export interface CallOptions {
  /** At most limits.deadlineMsMax. */
  readonly deadlineMs?: number;
  readonly signal?: CancelSignal;
}

/** Counts since the connection was made. */
export interface ClientCounters {
  readonly gaps: number;
  readonly resubscribed: number;
  readonly badMessages: number;
  readonly openCalls: number;
  readonly openStreams: number;
}

export interface Client {
  /** Rejects with ChannelError and nothing else; isOutcomeUnknown(error.code) says when to ask before doing it again. */
  call(name: string, input: unknown, options?: CallOptions): Promise<unknown>;
  subscribe(name: string, params: unknown, sink: StreamSink): Disposable;
  /**
   * Called once, when the connection is over, or at once when it already is. Connect anew on a new carrier, save after
   * VERSION_MISMATCH: then load the page again.
   */
  onClose(listener: (reason: ChannelError) => void): Disposable;
  counters(): ClientCounters;
  close(reason?: string): void;
}

/** Speaks as the client over `carrier` until either end closes. */
export function connect(carrier: Carrier, options: ClientOptions): Client {
  return new ChannelClient(carrier, options);
}

class ChannelClient implements Client {
  private readonly carrier: Carrier;
  private readonly clock: Clock;
  private readonly limits: ChannelLimits;
  private readonly onFault: (fault: unknown) => void;
  private readonly calls: ClientCalls;
  private readonly streams = new Map<number, ClientStream>();
  private readonly liveness: Liveness;
  private lastId = 0;
  private gaps = 0;
  private resubscribed = 0;
  private badMessages = 0;
  private readonly closeListeners = new Set<(reason: ChannelError) => void>();
  private closedBy: ChannelError | undefined;

  constructor(carrier: Carrier, options: ClientOptions) {
    this.carrier = carrier;
    this.clock = options.clock;
    this.limits = { ...channelLimits, ...options.limits };
    this.onFault = options.onFault ?? (() => {});
    this.calls = new ClientCalls(this.clock, this.limits, (message) => this.send(message), () => ++this.lastId);
    this.liveness = new Liveness(this.clock, this.limits, {
      beat: () => {},
      dead: (silentMs) => this.close(`nothing heard for ${Math.round(silentMs / 1000)} s`),
    });
    this.send({ kind: 'hello', version: protocolVersion, fingerprint: options.fingerprint ?? '' });
    carrier.onMessage((message) => this.receive(message));
    carrier.onClose((reason) => this.end(new ChannelError('CONNECTION_LOST', reason)));
  }

  call(name: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
    if (this.closedBy?.code === 'VERSION_MISMATCH') return Promise.reject(this.closedBy);
    return this.calls.call(name, input, options);
  }

  subscribe(name: string, params: unknown, sink: StreamSink): Disposable {
    const stream: ClientStream = new ClientStream({
      clock: this.clock,
      limits: this.limits,
      name,
      params,
      sink,
      nextId: () => {
        this.streams.delete(stream.id);
        this.lastId += 1;
        this.streams.set(this.lastId, stream);
        return this.lastId;
      },
      forget: () => this.streams.delete(stream.id),
      send: (message) => this.send(message),
      onGap: () => (this.gaps += 1),
      onResubscribe: () => (this.resubscribed += 1),
      onFault: this.onFault,
    });
    if (this.closedBy) stream.end(new ChannelError('NOT_CONNECTED', 'the connection is closed'));
    else if (this.streams.size >= this.limits.streamsMax) {
      stream.end(new ChannelError('TOO_MANY_STREAMS', `${this.limits.streamsMax} streams are open`));
    } else stream.open();
    return stream;
  }

  onClose(listener: (reason: ChannelError) => void): Disposable {
    if (this.closedBy) listener(this.closedBy);
    else this.closeListeners.add(listener);
    return disposable(() => this.closeListeners.delete(listener));
  }

  counters(): ClientCounters {
    const { gaps, resubscribed, badMessages } = this;
    return { gaps, resubscribed, badMessages, openCalls: this.calls.size, openStreams: this.streams.size };
  }

  close(reason = 'closed by the page'): void {
    this.end(new ChannelError('CONNECTION_LOST', reason));
    this.carrier.close(reason);
  }

  private send(message: ClientMessage): ReturnType<Carrier['send']> {
    return this.closedBy ? 'closed' : this.carrier.send(message);
  }

  private receive(raw: unknown): void {
    this.liveness.heard();
    const message = parseServerMessage(raw, this.limits);
    if (message) this.handle(message);
    else this.bad('message of no known shape');
  }

  private handle(message: ServerMessage): void {
    switch (message.kind) {
      case 'welcome':
        return;
      case 'refused':
        this.end(new ChannelError(message.code, message.message));
        return this.carrier.close(message.message);
      case 'reply':
        return this.calls.reply(message.id, message.value);
      case 'fail':
        return this.calls.fail(message.id, new ChannelError(message.code, message.message));
      case 'snapshot':
      case 'delta':
        // A stream that was shut a moment ago may still have messages on the way: they are dropped here.
        return this.streams.get(message.id)?.receive(message);
      case 'ended':
        return this.streams.get(message.id)?.end(new ChannelError(message.code, message.message));
      case 'ping':
        return this.pong(message.streams);
    }
  }

  /** Answers with what has arrived, which heals lost acknowledgements and shuts, and looks for lost messages. */
  private pong(sent: readonly (readonly [number, number])[]): void {
    const sentSeqs = new Map(sent);
    for (const stream of [...this.streams.values()]) stream.compare(sentSeqs.get(stream.id));
    this.send({ kind: 'pong', streams: [...this.streams.values()].map((stream) => [stream.id, stream.lastSeq] as const) });
  }

  private bad(what: string): void {
    this.badMessages += 1;
    this.onFault(new ChannelError('BAD_MESSAGE', what));
    if (this.badMessages > this.limits.badMessagesMax) this.close('too many bad messages');
  }

  private end(error: ChannelError): void {
    if (this.closedBy) return;
    this.closedBy = error;
    this.liveness.dispose();
    this.calls.end(error);
    for (const stream of [...this.streams.values()]) stream.end(error);
    this.streams.clear();
    for (const listener of [...this.closeListeners]) listener(error);
    this.closeListeners.clear();
  }
}
