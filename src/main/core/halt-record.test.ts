/** A halt is in the journal, once, also when the journal is what failed. */
import { expect, it } from 'vitest';
import { Desk } from '../../../tests/kit/desk.ts';
import { disposable } from '../../shared/base/disposable.ts';
import { journalHalt } from './halt-record.ts';
import type { JournalState } from '../../shared/domain/connection.ts';
import { TradingState } from './trading-state.ts';

function haltable() {
  const desk = new Desk();
  const trading = new TradingState({ log: () => undefined, notify: () => undefined });
  let tell = (_state: JournalState): void => undefined;
  const store = { onState: (listener: (state: JournalState) => void) => { tell = listener; return disposable(() => undefined); } };
  journalHalt({ trading, queue: desk.queue, recorder: desk.recorder, store });
  const halts = (): string[] => desk.journal.records.flatMap(({ event }) => (event.type === 'TradingHalted' ? [event.body.why] : []));
  return { desk, trading, halts, tell: (state: JournalState) => tell(state) };
}

it('[ST-22] journals a halt with its first reason', async () => {
  const { desk, trading, halts } = haltable();
  trading.halt('a sum that does not add up');
  trading.halt('another');
  await desk.queue.idle();
  expect(halts()).toEqual(['a sum that does not add up']);
});

it('[ST-22] journals it when the journal can be saved again, and once', async () => {
  const { desk, trading, halts, tell } = haltable();
  desk.journal.failing = true;
  trading.halt('the journal cannot be saved');
  await desk.queue.idle();
  expect(halts()).toEqual([]);
  desk.journal.failing = false;
  tell('saved');
  tell('saved');
  await desk.queue.idle();
  expect(halts()).toEqual(['the journal cannot be saved']);
});
