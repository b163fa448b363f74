/** That trading was halted, and why, goes into the journal: who reads it later must not have to guess why orders stop. */
import { DisposableStore, type Disposable } from '../../shared/base/disposable.ts';
import type { CommandQueue } from './command-queue.ts';
import type { Recorder } from './recorder.ts';
import type { Store } from './store/store.ts';
import type { TradingState } from './trading-state.ts';

export interface HaltRecordParts {
  readonly trading: TradingState;
  readonly queue: CommandQueue;
  readonly recorder: Recorder;
  readonly store: Pick<Store, 'onState'>;
}

/** Journals the halt once: at once or, where the journal is what failed, when it can be saved again. */
export function journalHalt({ trading, queue, recorder, store }: HaltRecordParts): Disposable {
  let isJournalled = false;
  const write = (): void => {
    if (trading.state !== 'halted' || isJournalled) return;
    trading.watch('recording the halt', queue.enqueueInbound(async () => {
      if (isJournalled) return;
      await recorder.record([{ type: 'TradingHalted', body: { why: trading.why ?? 'no reason given' } }]);
      isJournalled = true;
    }));
  };
  const owned = new DisposableStore();
  owned.add(trading.onChange(write));
  owned.add(store.onState((state) => { if (state === 'saved') write(); }));
  return owned;
}
