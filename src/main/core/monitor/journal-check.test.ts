import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import type { VerifyReport } from '../store/worker-protocol.ts';
import { TradingState } from '../trading-state.ts';
import { checkAfterMs, checkJournalLater } from './journal-check.ts';

const whole: VerifyReport = { ok: true, records: 9, firstBad: null };
const broken: VerifyReport = { ok: false, records: 3, firstBad: { seq: 4, what: 'hash differs', detail: 'record 4' } };
const nothing = (): void => undefined;

function started(report: VerifyReport): { clock: ManualClock; trading: TradingState; check: ReturnType<typeof checkJournalLater> } {
  const clock = new ManualClock();
  const trading = new TradingState({ log: nothing, notify: nothing });
  return { clock, trading, check: checkJournalLater({ clock, trading, store: { verify: () => Promise.resolve(report) } }) };
}

describe('the journal before the last checkpoint', () => {
  it('[ST-21] is walked after the start; damage halts trading and names the record', async () => {
    const { clock, trading } = started(broken);
    await Promise.resolve();
    expect(trading.state).toBe('active');
    clock.advance(checkAfterMs);
    await Promise.resolve();
    await Promise.resolve();
    expect(trading).toMatchObject({ state: 'halted', why: expect.stringContaining('record 4 (hash differs)') as string });
  });

  it('[ST-21] that is whole changes nothing, and neither does a core that has ended', async () => {
    const good = started(whole);
    good.clock.advance(checkAfterMs);
    const ended = started(broken);
    ended.clock.advance(checkAfterMs);
    ended.check.dispose();
    await Promise.resolve();
    await Promise.resolve();
    expect([good.trading.state, ended.trading.state]).toEqual(['active', 'active']);
  });
});
