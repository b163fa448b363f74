/** The history says what happened to a parent, which way it went and when, in words. */
import { describe, expect, it } from 'vitest';
import { screenInstruments } from '../../../tests/fixtures/screen-data.ts';
import { screenParent } from '../../../tests/fixtures/screen-parents.ts';
import type { JournalEvent } from '../../shared/domain/journal-event.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../shared/domain/numbers.ts';
import { eventLine } from './event-words.ts';

const instrument = screenInstruments[0];
const state = screenParent({ parentId: 'P1', symbol: 'ALDR', side: 'buy', price: priceTicks(18_000), orderQty: quantityLots(500), lockedBy: 'trader1' }, 0);
const noted = { ...state, notes: [{ noteId: 'n', userId: 'trader1', at: epochMicros(1), text: 'before the close' }] };
const dealt = epochMicros(Date.UTC(2025, 2, 6, 20, 0) * 1000);
const fill = { execId: 'E1', clOrdId: 'C1', symbol: 'ALDR', side: 'buy', lastPx: priceTicks(18_001), lastQty: quantityLots(40), feeMinor: moneyMinor(7), liquidity: 'added', transactTime: dealt } as const;
const line = (event: JournalEvent) => eventLine({ seq: 1, at: epochMicros(dealt + 60e6), event, hash: '' }, instrument, 'utc');

describe('history in words', () => {
  it('tells what was changed by hand, by whom and how', () => {
    expect(line({ type: 'ParentStaged', body: { state, arrivalMid: null } })).toMatchObject({ word: 'staged', way: 'here', detail: 'Buy 500 at 180.00, by trader1' });
    expect(line({ type: 'ParentChanged', body: { what: 'note', state: noted, userId: 'trader1', undoes: false } })).toMatchObject({ word: 'noted', detail: '“before the close”, by trader1' });
    expect(line({ type: 'ParentChanged', body: { what: 'withdrawNote', state, userId: 'trader1', undoes: true } }).word).toBe('note withdrawn, as an undo');
    expect(line({ type: 'ParentChanged', body: { what: 'lock', state, userId: 'trader1', undoes: false } }).detail).toBe('trader1, locked, by trader1');
  });

  it('tells what was asked of the OMS and what it said, each its way', () => {
    expect(line({ type: 'ParentReported', body: { version: 4, requestId: null, state } })).toMatchObject({ way: 'in', detail: 'version 4, changed elsewhere: Buy 500 at 180.00, trader1, locked' });
    expect(line({ type: 'ParentRefused', body: { requestId: 'r1', parentId: 'P1', text: 'locked by trader2' } })).toMatchObject({ word: 'refused', way: 'in', detail: 'locked by trader2; answers r1' });
    expect(line({ type: 'AllocationAnswered', body: { allocId: 'A1', parentId: 'P1', accepted: false, text: 'no such account' } })).toMatchObject({ word: 'allocation rejected', way: 'in' });
    expect(line({ type: 'AllocationInstructed', body: { allocId: 'A1', parentId: 'P1', quantity: quantityLots(40), avgPx: 18_001, shares: [{ account: 'A', quantity: quantityLots(40) }], userId: 'trader1' } }).way).toBe('out');
  });

  it('gives a phone trade both its times: dealt, and recorded', () => {
    const intent = { symbol: 'ALDR', side: 'buy', ordType: 'limit', price: fill.lastPx, orderQty: fill.lastQty, timeInForce: 'day', suggestionId: null, provenance: state.provenance } as const;
    const told = line({ type: 'PhoneTradeRecorded', body: { clOrdId: 'C1', intent, fill, counterparty: 'North', note: null, userId: 'trader1' } });
    expect(told).toMatchObject({ way: 'here', happenedAt: dealt, clOrdId: 'C1' });
    expect(told.detail).toContain('with North, dealt 2025-03-06 20:00:00, recorded by trader1');
  });

  it('tells of an order step which way it went, and when the other side says that it happened', () => {
    const step = { clOrdId: 'C1', orderId: null, requestClOrdId: null, orderQty: null, price: null, fill: null, text: null, transactTime: dealt } as const;
    expect(line({ type: 'OrderStepped', body: { ...step, event: 'filled', fill } })).toMatchObject({ word: 'filled', way: 'in', happenedAt: dealt });
    expect(line({ type: 'OrderStepped', body: { ...step, event: 'cancelRequested', transactTime: null } })).toMatchObject({ way: 'out', happenedAt: null });
    expect(line({ type: 'OrderStepped', body: { ...step, event: 'timedOut', transactTime: null } }).way).toBe('here');
  });
});
