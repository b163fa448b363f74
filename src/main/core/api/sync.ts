/** What is on its way upstream, to the screen. */
import type { Rooms } from '../core.ts';
import type { StreamsOf } from './handlers.ts';

export const syncStreams = ({ sync }: Rooms): StreamsOf<'sync'> => ({
  'sync.status': (_params, sink) => {
    sink.snapshot(sync.status());
    return sync.onState((status) => sink.delta(status));
  },
});
