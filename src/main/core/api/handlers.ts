/** The contract as what a core must answer. A missing or an extra handler does not compile. */
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { CallName, DeltaOf, InputOf, OutputOf, ParamsOf, SnapshotOf, StreamName } from '../../../shared/contract/contract.ts';
import type { StreamSink } from './topic.ts';

/** Which page is asking; the host lets in none but the profile's own user. */
export interface Caller {
  readonly connection: number;
}

export type CallHandlers = {
  readonly [K in CallName]: (input: InputOf<K>, caller: Caller) => Promise<OutputOf<K>>;
};

export type StreamHandlers = {
  readonly [K in StreamName]: (params: ParamsOf<K>, sink: StreamSink<SnapshotOf<K>, DeltaOf<K>>, caller: Caller) => Disposable;
};

/** Handlers of the calls whose names begin with `Room`. */
export type CallsOf<Room extends string> = Pick<CallHandlers, Extract<CallName, `${Room}.${string}`>>;
export type StreamsOf<Room extends string> = Pick<StreamHandlers, Extract<StreamName, `${Room}.${string}`>>;
