/**
 * Every stream that the screen uses, each in its own store, opened when the first panel asks for it and closed a while
 * after the last one let go. connection/ attaches itself as the opener.
 */
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import { disposable, type Disposable } from '../../shared/base/disposable.ts';
import type { ParamsOf, StreamName } from '../../shared/contract/contract.ts';
import { pacedMs, pacedStore } from './paced.ts';
import { createStreamStore, writerOf, type StreamStore, type StreamWriter } from './stream-store.ts';

/** Subscribes a stream and writes what comes; what it returns ends the subscription. */
export interface StreamOpener {
  open<K extends StreamName>(name: K, params: ParamsOf<K>, writer: StreamWriter<K>): Disposable;
}

interface Entry {
  readonly store: StreamStore<StreamName>;
  /** The same for React: paced where the stream is one of many changes. */
  readonly shown: StreamStore<StreamName>;
  open(opener: StreamOpener): Disposable;
  users: number;
  subscription: Disposable | undefined;
  closing: Disposable | undefined;
}

/** How long a stream without users stays open, so that a panel that is moved or tabbed away does not blink. */
const lingerMs = 20_000;

export class Streams {
  private readonly entries = new Map<string, Entry>();
  private opener: StreamOpener | undefined;
  private readonly later: (delayMs: number, run: () => void) => Disposable;

  constructor(later: (delayMs: number, run: () => void) => Disposable = afterTimeout) {
    this.later = later;
  }

  store<K extends StreamName>(name: K, params: ParamsOf<K>): StreamStore<K> {
    return this.entry(name, params).store as unknown as StreamStore<K>;
  }

  /** What React renders from: the store itself, or for long lists one that changes at most a few times a second. */
  shown<K extends StreamName>(name: K, params: ParamsOf<K>): StreamStore<K> {
    return this.entry(name, params).shown as unknown as StreamStore<K>;
  }

  /** Keeps the stream open until disposed. */
  use<K extends StreamName>(name: K, params: ParamsOf<K>): Disposable {
    const entry = this.entry(name, params);
    entry.users++;
    entry.closing?.dispose();
    entry.closing = undefined;
    if (!entry.subscription && this.opener) entry.subscription = entry.open(this.opener);
    return disposable(() => {
      entry.users--;
      if (entry.users > 0) return;
      entry.closing = this.later(lingerMs, () => {
        entry.subscription?.dispose();
        entry.subscription = undefined;
      });
    });
  }

  /** Opens everything in use through `opener`; a former opener's subscriptions are ended first. */
  attach(opener: StreamOpener | undefined): void {
    this.opener = opener;
    for (const entry of this.entries.values()) {
      entry.subscription?.dispose();
      entry.subscription = opener && entry.users > 0 ? entry.open(opener) : undefined;
    }
  }

  private entry<K extends StreamName>(name: K, params: ParamsOf<K>): Entry {
    const key = `${name} ${canonicalJson(params)}`;
    let entry = this.entries.get(key);
    if (!entry) {
      const store = createStreamStore<K>();
      const periodMs = pacedMs[name];
      entry = {
        store: store as unknown as StreamStore<StreamName>,
        shown: (periodMs === undefined ? store : pacedStore(store, periodMs, this.later)) as unknown as StreamStore<StreamName>,
        open: (opener) => opener.open(name, params, writerOf(name, store)),
        users: 0,
        subscription: undefined,
        closing: undefined,
      };
      this.entries.set(key, entry);
    }
    return entry;
  }
}

function afterTimeout(delayMs: number, run: () => void): Disposable {
  const timer = setTimeout(run, delayMs);
  return disposable(() => clearTimeout(timer));
}

export const streams = new Streams();
