/** A query as a panel reads it: asked when mounted, when its input changes, and again after every reconnection. */
import { useCallback, useEffect, useState } from 'react';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import type { CallName, InputOf, OutputOf } from '../../shared/contract/contract.ts';
import { useLink } from '../stores/link.ts';
import { callCore } from './call-core.ts';

export interface QueryState<T> {
  /** The last answer; kept while a newer one is awaited or fails. Undefined before the first. */
  readonly value: T | undefined;
  /** Why the last question had no answer. */
  readonly why: string | undefined;
  /** Asks anew; the same function on every render. */
  readonly again: () => void;
}

/** With `input` null nothing is asked. `deadlineMs` for queries that take long. */
export function useQuery<K extends CallName>(name: K, input: InputOf<K> | null, deadlineMs?: number): QueryState<OutputOf<K>> {
  const link = useLink();
  const key = input === null ? null : canonicalJson(input);
  const [answer, setAnswer] = useState<{ readonly key: string | null; readonly value: OutputOf<K> | undefined; readonly why: string | undefined }>({ key: null, value: undefined, why: undefined });
  const [round, setRound] = useState(0);
  const connectedAt = link.state === 'connected' ? link.since : undefined;
  useEffect(() => {
    if (key === null || connectedAt === undefined) return undefined;
    let wanted = true;
    void callCore(name, JSON.parse(key) as InputOf<K>, deadlineMs).then((result) => {
      if (!wanted) return;
      setAnswer((old) => result.ok
        ? { key, value: result.value, why: undefined }
        : { key, value: old.key === key ? old.value : undefined, why: result.why });
    });
    return () => { wanted = false; };
  }, [name, key, connectedAt, round, deadlineMs]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  const isCurrent = answer.key === key;
  return { value: isCurrent ? answer.value : undefined, why: isCurrent ? answer.why : undefined, again };
}
