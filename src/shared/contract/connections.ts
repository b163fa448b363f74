/** How alive everything is: the footer. */
import { z } from 'zod';
import type { FeedState, JournalState, OmsState, TradingState } from '../domain/connection.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import { query, stream } from './kinds.ts';

export interface ConnectionsStatus {
  readonly appVersion: string;
  readonly host: 'electron' | 'loopback' | 'headless';
  /** PROD, UAT or REPLAY-like banner: what is on the other end. */
  readonly environment: string;
  /** What the venue plays: a tape's name or a simulator's seed. */
  readonly source: string | null;
  readonly userId: string;
  /** Venue's market time, and how fast it runs. */
  readonly marketTime: EpochMicros | null;
  readonly speed: number | null;
  readonly feed: {
    readonly state: FeedState;
    /** Milliseconds since the last market data message of any kind; null before the first. */
    readonly ageMs: number | null;
    readonly batches: number;
    readonly gaps: number;
    readonly refused: number;
  };
  readonly oms: { readonly state: OmsState; readonly epoch: string | null; readonly roundTripMs: number | null; readonly unresolved: number; readonly detail: string | null };
  readonly journal: { readonly state: JournalState; readonly seq: number; readonly headHash: string; readonly lastCommitMs: number | null; readonly detail: string | null };
  readonly trading: { readonly state: TradingState; readonly why: string | null };
  /** Delay of the core's event loop over the last second, milliseconds. */
  readonly loopDelayMs: { readonly p50: number; readonly p99: number };
  readonly inference: { readonly state: 'ready' | 'starting' | 'failed'; readonly restarts: number; readonly p99Ms: number | null; /** Why there is no model; null when there is one. */ readonly problem: string | null };
  readonly defects: number;
}

export interface JournalVerification {
  readonly ok: boolean;
  readonly records: number;
  readonly seconds: number;
  readonly headHash: string;
  /** First record that does not fit, and how; null when all do. */
  readonly fault: { readonly seq: number; readonly what: string } | null;
}

export const connectionsContract = {
  'connections.status': stream<ConnectionsStatus, ConnectionsStatus>()(z.object({})),
  'connections.verifyJournal': query<JournalVerification>()(z.object({})),
};
