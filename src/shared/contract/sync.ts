/** What is on its way upstream. */
import { z } from 'zod';
import type { EpochMicros } from '../domain/numbers.ts';
import { stream } from './kinds.ts';

export interface SyncStatus {
  readonly link: 'connected' | 'disconnected';
  readonly queued: number;
  readonly oldestQueuedAt: EpochMicros | null;
  readonly sentTotal: number;
  readonly lastAckAt: EpochMicros | null;
  readonly parked: readonly { readonly key: string; readonly why: string }[];
  /** The newest 50 rows, newest first, with what they are. */
  readonly rows: readonly { readonly key: string; readonly seq: number; readonly type: string; readonly at: EpochMicros; readonly state: 'queued' | 'stored' | 'parked' }[];
}

export const syncContract = {
  'sync.status': stream<SyncStatus, SyncStatus>()(z.object({})),
};
