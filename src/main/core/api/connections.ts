/** The footer: how alive every line out of the house is. */
import type { ConnectionsStatus } from '../../../shared/contract/connections.ts';
import type { Rooms } from '../core.ts';
import { failureWords } from '../workers/inference-failure.ts';
import { statusPeriodMs } from './frames.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';

export function connectionsCalls({ store, host: { clock } }: Rooms): CallsOf<'connections'> {
  return {
    async 'connections.verifyJournal'() {
      const startedMs = clock.monotonicMs();
      const { ok, records, firstBad } = await store.verify();
      const seconds = (clock.monotonicMs() - startedMs) / 1000;
      return { ok, records, seconds, headHash: store.head().hash, fault: firstBad && { seq: firstBad.seq, what: firstBad.what } };
    },
  };
}

export function connectionsStreams(rooms: Rooms): StreamsOf<'connections'> {
  const { host: { clock }, owned } = rooms;
  const sinks = new Set<(status: ConnectionsStatus) => void>();
  const tellAll = (): void => {
    if (sinks.size === 0) return;
    const status = connectionsStatus(rooms);
    for (const tell of sinks) tell(status);
  };
  owned.add(clock.every(statusPeriodMs, tellAll));
  owned.add(rooms.trading.onChange(tellAll));
  return {
    'connections.status': (_params, sink) => {
      const tell = (status: ConnectionsStatus): void => sink.delta(status);
      sink.snapshot(connectionsStatus(rooms));
      sinks.add(tell);
      return { dispose: () => void sinks.delete(tell) };
    },
  };
}

export function connectionsStatus(rooms: Rooms): ConnectionsStatus {
  const { host, settings, marketData, status, store, trading, models, venue, ordersProjection, dataQuality, loopDelay } = rooms;
  const head = store.head();
  const inference = models.inference.stats();
  return {
    appVersion: host.appVersion,
    host: host.kind,
    environment: settings.environment,
    source: status.logon?.source ?? null,
    userId: settings.user.id,
    marketTime: marketData.marketTime,
    speed: status.logon?.speed ?? null,
    feed: { state: marketData.feedState(), ageMs: marketData.feedAgeMs(), batches: status.batches, gaps: status.gaps, refused: status.refused },
    oms: {
      state: status.omsState,
      epoch: status.logon?.epoch ?? null,
      roundTripMs: venue.roundTripMs,
      unresolved: ordersProjection.open().filter((o) => o.ordStatus === 'unresolved').length,
      detail: status.detail,
    },
    journal: { state: store.state, seq: head.seq, headHash: head.hash, lastCommitMs: rooms.commitTimes.lastMs, detail: null },
    trading: { state: trading.state, why: trading.why },
    loopDelayMs: loopDelay.read(),
    inference: {
      state: !models.speaks ? 'failed' : inference.down ? 'starting' : 'ready',
      restarts: inference.processesLost,
      problem: inference.down ? `no process scores just now: ${failureWords(inference.down)}` : models.problem,
      p99Ms: inference.latencyMs?.p99 ?? null,
    },
    defects: dataQuality.total,
  };
}
