/**
 * The screen's only door for data. Keeps one channel to the core alive, writes its streams into their stores, marks
 * them while it is down, and hands calls through. Reconnects at once, then with growing waits.
 */
import type { Clock } from '../../shared/base/clock.ts';
import type { Disposable } from '../../shared/base/disposable.ts';
import type { Carrier } from '../../shared/channel/carrier.ts';
import { connect, type Client } from '../../shared/channel/client.ts';
import { ChannelError, isOutcomeUnknown } from '../../shared/channel/errors.ts';
import type { CallName, DeltaOf, InputOf, OutputOf, ParamsOf, SnapshotOf, StreamName } from '../../shared/contract/contract.ts';
import { contractVersion } from '../../shared/contract/version.ts';
import { epochMicros } from '../../shared/domain/numbers.ts';
import { heardFromCore } from '../stores/clock.ts';
import { linkStore } from '../stores/link.ts';
import type { StreamWriter } from '../stores/stream-store.ts';
import type { StreamOpener, Streams } from '../stores/streams.ts';

/**
 * What a call came to. `unknown` is true when it was sent and no answer came: it may have taken effect. Ask (blotter,
 * log) before doing it again.
 */
export type CallResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string; readonly unknown: boolean };

export interface Connection extends Disposable {
  call<K extends CallName>(name: K, input: InputOf<K>, deadlineMs?: number): Promise<CallResult<OutputOf<K>>>;
}

export interface ConnectionParts {
  readonly openCarrier: () => Promise<Carrier>;
  readonly streams: Streams;
  readonly clock: Clock;
  /** Told of messages that make no sense and of stores that threw: programmer errors. */
  readonly onFault: (fault: unknown) => void;
}

/** Both ends must be built from the same contract. */
export const fingerprint = `contract ${contractVersion}`;
const waitMsFirst = 250;
const waitMsMax = 5_000;

export function startConnection(parts: ConnectionParts): Connection {
  return new ChannelConnection(parts);
}

class ChannelConnection implements Connection {
  private readonly parts: ConnectionParts;
  private retry: Disposable | undefined;
  private client: Client | undefined;
  private attempts = 0;
  private over = false;

  constructor(parts: ConnectionParts) {
    this.parts = parts;
    void this.open();
  }

  async call<K extends CallName>(name: K, input: InputOf<K>, deadlineMs?: number): Promise<CallResult<OutputOf<K>>> {
    if (!this.client) return { ok: false, why: 'No connection to the core; nothing was sent', unknown: false };
    try {
      const value = await this.client.call(name, input, deadlineMs === undefined ? {} : { deadlineMs });
      return { ok: true, value: value as OutputOf<K> };
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      const unknown = isOutcomeUnknown(error.code);
      return { ok: false, why: unknown ? `${error.message}; it is not known whether the core took it` : error.message, unknown };
    }
  }

  dispose(): void {
    this.over = true;
    this.retry?.dispose();
    this.parts.streams.attach(undefined);
    this.client?.close();
    this.client = undefined;
  }

  private async open(): Promise<void> {
    linkStore.setState({ state: 'connecting', attempts: this.attempts });
    try {
      const carrier = await this.parts.openCarrier();
      if (this.over) return carrier.close();
      this.ready(carrier);
    } catch (error) {
      this.lost(error instanceof Error ? error.message : 'the core could not be reached');
    }
  }

  private ready(carrier: Carrier): void {
    const client = connect(carrier, { clock: this.parts.clock, fingerprint, onFault: this.parts.onFault });
    this.client = client;
    this.parts.streams.attach(openerOf(client, () => this.heard()));
    client.onClose((reason) => {
      if (this.client !== client) return;
      this.client = undefined;
      this.lost(reason.message);
    });
  }

  private heard(): void {
    if (this.attempts === 0 && linkStore.getState().state === 'connected') return;
    this.attempts = 0;
    linkStore.setState({ state: 'connected', since: Date.now(), attempts: 0, why: undefined });
  }

  private lost(why: string): void {
    if (this.over) return;
    const old = linkStore.getState();
    linkStore.setState({ state: 'disconnected', why, attempts: this.attempts, since: old.state === 'connected' ? Date.now() : old.since });
    const waitMs = this.attempts === 0 ? 0 : Math.min(waitMsMax, waitMsFirst * 2 ** (this.attempts - 1));
    this.attempts++;
    this.retry = this.parts.clock.after(waitMs, () => void this.open());
  }
}

function openerOf(client: Client, heard: () => void): StreamOpener {
  return {
    open<K extends StreamName>(name: K, params: ParamsOf<K>, writer: StreamWriter<K>): Disposable {
      return client.subscribe(name, params, {
        snapshot(value, meta) {
          heard();
          heardFromCore(meta.asOf);
          writer.snapshot(value as SnapshotOf<K>, epochMicros(meta.asOf));
        },
        delta(value, meta) {
          heardFromCore(meta.asOf);
          writer.delta(value as DeltaOf<K>, epochMicros(meta.asOf));
        },
        gap: () => writer.mark('resyncing'),
        closed: (reason) => {
          const lost = reason.code === 'CONNECTION_LOST' || reason.code === 'NOT_CONNECTED';
          writer.mark(lost ? 'disconnected' : 'refused', reason.message);
        },
      });
    },
  };
}
