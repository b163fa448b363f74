/** The core's end of a channel: answers calls and feeds streams from a service, within limits, until the carrier closes. */
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { CancelSource, type CancelSignal } from './cancel.ts';
import type { Carrier } from './carrier.ts';
import { ChannelError, type ChannelErrorCode } from './errors.ts';
import { Liveness } from './liveness.ts';
import { channelLimits, parseClientMessage, protocolVersion, type ChannelLimits, type ClientMessage, type ServerMessage, type StreamMark } from './protocol.ts';
import { ServerStream, type ServiceSink } from './server-stream.ts';

/** What is served. It checks its inputs itself: they come from the page as they are. */
export interface Service<Context = unknown> {
  /** Rejects with ChannelError to answer with its code; any other rejection is answered as INTERNAL, without its text. */
  call(name: string, input: unknown, context: Context, cancel: CancelSignal): Promise<unknown>;
  /** Feeds `sink`, a snapshot first, until disposed. Throws ChannelError when there is no such stream for these parameters. */
  open(name: string, params: unknown, sink: ServiceSink, context: Context): Disposable;
}

export interface ServerOptions {
  readonly clock: Clock;
  readonly fingerprint?: string;
  readonly limits?: Partial<ChannelLimits>;
  /** Told of a service that failed in a way it should not, and of messages that make no sense. Goes to the log. */
  readonly onFault?: (fault: unknown) => void;
}

/** Counts since the connection was made. */
export interface ServerCounters {
  readonly openCalls: number;
  readonly openStreams: number;
  /** How often a stream stopped because the page was too slow, and went on with a snapshot. */
  readonly conflated: number;
  readonly badMessages: number;
}

export interface Connection extends Disposable {
  counters(): ServerCounters;
  onClose(listener: (reason: string) => void): Disposable;
}

/** Serves one page over `carrier`. `context` says who is asking and goes with everything that the service is asked. */
export function serve<Context>(carrier: Carrier, service: Service<Context>, context: Context, options: ServerOptions): Connection {
  return new ServerConnection(carrier, service, context, options);
}

interface OpenCall {
  readonly cancel: CancelSource;
  readonly timer: Disposable;
}

class ServerConnection<Context> implements Connection {
  private readonly carrier: Carrier;
  private readonly service: Service<Context>;
  private readonly context: Context;
  private readonly clock: Clock;
  private readonly fingerprint: string;
  private readonly limits: ChannelLimits;
  private readonly onFault: (fault: unknown) => void;
  private readonly liveness: Liveness;
  private readonly calls = new Map<number, OpenCall>();
  private readonly streams = new Map<number, ServerStream>();
  private lastId = 0;
  private greeted = false;
  private closed = false;
  private conflated = 0;
  private badMessages = 0;
  private refusals = 0;

  constructor(carrier: Carrier, service: Service<Context>, context: Context, options: ServerOptions) {
    this.carrier = carrier;
    this.service = service;
    this.context = context;
    this.clock = options.clock;
    this.fingerprint = options.fingerprint ?? '';
    this.limits = { ...channelLimits, ...options.limits };
    this.onFault = options.onFault ?? (() => {});
    this.liveness = new Liveness(this.clock, this.limits, {
      beat: () => this.ping(),
      dead: (silentMs) => this.carrier.close(`nothing heard for ${Math.round(silentMs / 1000)} s`),
    });
    carrier.onMessage((message) => this.receive(message));
    carrier.onClose(() => this.end());
  }

  counters(): ServerCounters {
    const { conflated, badMessages } = this;
    return { openCalls: this.calls.size, openStreams: this.streams.size, conflated, badMessages };
  }

  onClose(listener: (reason: string) => void): Disposable {
    return this.carrier.onClose(listener);
  }

  dispose(): void {
    this.carrier.close('closed by the core');
    this.end();
  }

  private receive(raw: unknown): void {
    if (this.closed) return;
    this.liveness.heard();
    const message = parseClientMessage(raw, this.limits);
    if (!message) return this.bad('message of no known shape');
    if (!this.greeted && message.kind !== 'hello') return this.refuse('BAD_MESSAGE', 'the first message must be a hello');
    this.handle(message);
  }

  private handle(message: ClientMessage): void {
    switch (message.kind) {
      case 'hello':
        return this.greet(message.version, message.fingerprint);
      case 'call':
        return this.isFresh(message.id) ? this.call(message.id, message.name, message.input, message.deadlineMs) : undefined;
      case 'cancel':
        return this.calls.get(message.id)?.cancel.cancel();
      case 'open':
        return this.isFresh(message.id) ? this.openStream(message.id, message.name, message.params) : undefined;
      case 'shut':
        return this.shut(message.id);
      case 'ack':
        return this.streams.get(message.id)?.acknowledge(message.seq);
      case 'pong':
        return this.pong(message.streams);
    }
  }

  private greet(version: number, fingerprint: string): void {
    if (this.greeted) return this.bad('second hello');
    if (version !== protocolVersion || fingerprint !== this.fingerprint) {
      return this.refuse('VERSION_MISMATCH', 'the page is of another version than the core: load it again');
    }
    this.greeted = true;
    this.send({ kind: 'welcome' });
  }

  private refuse(code: ChannelErrorCode, message: string): void {
    this.send({ kind: 'refused', code, message });
    this.carrier.close(message);
  }

  private call(id: number, name: string, input: unknown, deadlineMs: number): void {
    if (this.calls.size >= this.limits.requestsMax) {
      this.send({ kind: 'fail', id, code: 'TOO_MANY_REQUESTS', message: `${this.limits.requestsMax} calls are open` });
      return this.countRefusal();
    }
    const cancel = new CancelSource();
    const boundedMs = Math.min(deadlineMs, this.limits.deadlineMsMax);
    const timer = this.clock.after(boundedMs, () => {
      cancel.cancel();
      this.fail(id, new ChannelError('DEADLINE_EXCEEDED', `${name}: no answer in ${boundedMs} ms`));
    });
    this.calls.set(id, { cancel, timer });
    this.ask(name, input, cancel.signal).then(
      (value) => this.reply(id, name, value),
      (error: unknown) => this.fail(id, this.toChannelError(error)),
    );
  }

  /** Async, so that a service that throws at once is heard as one that rejects. */
  private async ask(name: string, input: unknown, cancel: CancelSignal): Promise<unknown> {
    return this.service.call(name, input, this.context, cancel);
  }

  private reply(id: number, name: string, value: unknown): void {
    if (!this.calls.has(id)) return;
    if (this.send({ kind: 'reply', id, value }) === 'too-large') {
      return this.fail(id, new ChannelError('TOO_LARGE', `the answer of ${name} is too large to send`));
    }
    this.settle(id);
  }

  private fail(id: number, error: ChannelError): void {
    if (this.settle(id)) this.send({ kind: 'fail', id, code: error.code, message: error.message });
  }

  private settle(id: number): boolean {
    this.calls.get(id)?.timer.dispose();
    return this.calls.delete(id);
  }

  private openStream(id: number, name: string, params: unknown): void {
    const ended = (error: ChannelError): void => {
      this.streams.delete(id);
      this.send({ kind: 'ended', id, code: error.code, message: error.message });
    };
    if (this.streams.size >= this.limits.streamsMax) {
      ended(new ChannelError('TOO_MANY_STREAMS', `${this.limits.streamsMax} streams are open`));
      return this.countRefusal();
    }
    const stream = new ServerStream({
      windowMax: this.limits.windowMax,
      open: (sink) => this.service.open(name, params, sink, this.context),
      send: (kind, seq, asOf, value) => this.send({ kind, id, seq, asOf, value }),
      ended: (error) => ended(this.toChannelError(error)),
      onConflated: () => (this.conflated += 1),
    });
    this.streams.set(id, stream);
    stream.start();
  }

  private shut(id: number): void {
    this.streams.get(id)?.dispose();
    this.streams.delete(id);
  }

  private ping(): void {
    const streams = [...this.streams].map(([id, stream]) => [id, stream.sentSeq] as const);
    this.send({ kind: 'ping', streams });
  }

  /** The page lists every stream it has open, so one that it does not list was shut and the message was lost. */
  private pong(marks: readonly StreamMark[]): void {
    const received = new Map(marks);
    for (const [id, stream] of [...this.streams]) {
      const seq = received.get(id);
      if (seq === undefined) this.shut(id);
      else stream.acknowledge(seq);
    }
  }

  private send(message: ServerMessage): ReturnType<Carrier['send']> {
    return this.closed ? 'closed' : this.carrier.send(message);
  }

  /** Ids only grow, so that none can be used twice. */
  private isFresh(id: number): boolean {
    const fresh = id > this.lastId;
    if (fresh) this.lastId = id;
    else this.bad(`id ${id} is not above ${this.lastId}`);
    return fresh;
  }

  private bad(what: string): void {
    this.badMessages += 1;
    this.onFault(new ChannelError('BAD_MESSAGE', what));
    if (this.badMessages > this.limits.badMessagesMax) this.carrier.close('too many bad messages');
  }

  /** Our own client keeps within the limits, so whoever is refused on and on floods us, and the other pages wait for it. */
  private countRefusal(): void {
    this.refusals += 1;
    if (this.refusals > this.limits.refusalsMax) this.carrier.close('asks for more than it may');
  }

  private toChannelError(error: unknown): ChannelError {
    if (error instanceof ChannelError) return error;
    this.onFault(error);
    return new ChannelError('INTERNAL', 'the core failed to answer; its log says why');
  }

  private end(): void {
    if (this.closed) return;
    this.closed = true;
    this.liveness.dispose();
    for (const { cancel, timer } of this.calls.values()) {
      timer.dispose();
      cancel.cancel();
    }
    this.calls.clear();
    for (const stream of this.streams.values()) stream.dispose();
    this.streams.clear();
  }
}
