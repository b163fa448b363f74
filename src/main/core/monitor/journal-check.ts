/**
 * A start reads the journal only from its last checkpoint on. What lies before is walked a little later, beside the
 * work and on a thread of its own, and damage found there halts trading: whoever trades on must know what was.
 */
import type { Clock } from '../../../shared/base/clock.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { TradingState } from '../trading-state.ts';
import type { Store } from '../store/store.ts';

/** Long enough for the screen to be up and the OMS reconciled before the disk is read through, ms. */
export const checkAfterMs = 10_000;

export interface JournalCheckParts {
  readonly clock: Pick<Clock, 'after'>;
  readonly store: Pick<Store, 'verify'>;
  readonly trading: Pick<TradingState, 'halt' | 'watch'>;
}

/** Checks once. Disposed, it says nothing more. */
export function checkJournalLater({ clock, store, trading }: JournalCheckParts): Disposable {
  let disposed = false;
  const check = async (): Promise<void> => {
    const { ok, firstBad } = await store.verify();
    if (ok || disposed) return;
    trading.halt(`the journal is damaged at record ${firstBad?.seq ?? 0} (${firstBad?.what ?? 'unknown'}): restore a copy, then start again`);
  };
  const timer = clock.after(checkAfterMs, () => trading.watch('checking the journal', check()));
  return {
    dispose() {
      disposed = true;
      timer.dispose();
    },
  };
}
