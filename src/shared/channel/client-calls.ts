/** The client's open calls: each ends exactly once, by a reply, an error, its deadline, its caller or the connection. */
import type { Clock } from '../base/clock.ts';
import type { CallOptions } from './client.ts';
import type { SendOutcome } from './carrier.ts';
import { ChannelError } from './errors.ts';
import type { ChannelLimits, ClientMessage } from './protocol.ts';

interface OpenCall {
  resolve(value: unknown): void;
  reject(error: ChannelError): void;
  release(): void;
}

export class ClientCalls {
  private readonly open = new Map<number, OpenCall>();
  private readonly clock: Clock;
  private readonly limits: ChannelLimits;
  private readonly send: (message: ClientMessage) => SendOutcome;
  private readonly nextId: () => number;

  constructor(clock: Clock, limits: ChannelLimits, send: (message: ClientMessage) => SendOutcome, nextId: () => number) {
    this.clock = clock;
    this.limits = limits;
    this.send = send;
    this.nextId = nextId;
  }

  get size(): number {
    return this.open.size;
  }

  call(name: string, input: unknown, options: CallOptions): Promise<unknown> {
    if (options.signal?.aborted) return Promise.reject(new ChannelError('CANCELED', `${name} was canceled before it was sent`));
    if (this.open.size >= this.limits.requestsMax) {
      return Promise.reject(new ChannelError('TOO_MANY_REQUESTS', `${this.limits.requestsMax} calls are open`));
    }
    const id = this.nextId();
    const deadlineMs = Math.min(options.deadlineMs ?? this.limits.deadlineMs, this.limits.deadlineMsMax);
    const outcome = this.send({ kind: 'call', id, name, input, deadlineMs });
    if (outcome === 'too-large') return Promise.reject(new ChannelError('TOO_LARGE', `the input of ${name} is too large to send`));
    if (outcome === 'closed') return Promise.reject(new ChannelError('NOT_CONNECTED', `${name} was not sent: no connection`));
    return new Promise((resolve, reject) => {
      const giveUp = (error: ChannelError): void => {
        this.send({ kind: 'cancel', id });
        this.fail(id, error);
      };
      const onAbort = (): void => giveUp(new ChannelError('CANCELED', `${name} was canceled`));
      const timer = this.clock.after(deadlineMs, () => giveUp(new ChannelError('DEADLINE_EXCEEDED', `${name}: no answer in ${deadlineMs} ms`)));
      options.signal?.addEventListener('abort', onAbort);
      const release = (): void => {
        timer.dispose();
        options.signal?.removeEventListener('abort', onAbort);
      };
      this.open.set(id, { resolve, reject, release });
    });
  }

  /** An id that is not open belongs to a call that was given up: its answer came too late and is dropped. */
  reply(id: number, value: unknown): void {
    this.take(id)?.resolve(value);
  }

  fail(id: number, error: ChannelError): void {
    this.take(id)?.reject(error);
  }

  end(error: ChannelError): void {
    for (const id of [...this.open.keys()]) this.fail(id, error);
  }

  private take(id: number): OpenCall | undefined {
    const call = this.open.get(id);
    this.open.delete(id);
    call?.release();
    return call;
  }
}
