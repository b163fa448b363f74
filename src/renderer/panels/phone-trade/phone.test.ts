/** Phone trades: the time as a person writes it, what is still missing, and what the OMS has said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenParent } from '../../../../tests/fixtures/screen-parents.ts';
import type { JournalEvent, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { formatTime } from '../../ui/format.ts';
import { dealtTextOf, readDealt } from './dealt-time.ts';
import { emptyPhoneDraft, phoneTicket, type PhoneDraft } from './phone-draft.ts';
import { isAwaiting, phoneStateOf } from './phone-state.ts';

const now = Date.UTC(2026, 10, 21, 14, 5, 30) * 1000 + 250_000;
const dealt = (date: string, time: string, at = now) => readDealt({ date, time }, 'utc', at);

describe('[PO-10] the time dealt', () => {
  it('is read in the zone it is written in, with or without seconds', () => {
    expect(dealt('2026-11-21', '14:05')).toEqual({ ok: true, value: Date.UTC(2026, 10, 21, 14, 5) * 1000 });
    expect(dealt(' 2026-11-21 ', '9:05:07')).toEqual({ ok: true, value: Date.UTC(2026, 10, 21, 9, 5, 7) * 1000 });
    expect(dealt('2024-02-29', '00:00')).toMatchObject({ ok: true });
  });

  it('is never in the future, to the second', () => {
    expect(dealt('2026-11-21', '14:05:30')).toMatchObject({ ok: true });
    expect(dealt('2026-11-21', '14:05:31')).toEqual({ ok: false, why: 'In the future: it is 2026-11-21 14:05:30 now' });
    expect(dealt('2027-01-01', '00:00')).toMatchObject({ ok: false });
  });

  it.each([['2026-06-31', '10:00', 'There is no 2026-06-31 10:00:00'], ['2025-02-29', '10:00', 'There is no 2025-02-29 10:00:00'], ['2026-11-21', '24:00', 'There is no 2026-11-21 24:00:00'], ['2026-11-21', '10:60', 'There is no 2026-11-21 10:60:00'],
    ['21.11.2026', '10:00', 'Write the date as 2026-11-21'], ['2026-11-21', '10', 'Write the time as 14:05 or 14:05:30'], ['', '', 'Write the date as 2026-11-21'], ['0000-01-01', '10:00', 'There is no 0000-01-01 10:00:00']])('that does not exist is refused: %s %s', (date, time, why) =>
    expect(dealt(date, time)).toEqual({ ok: false, why }));

  it('comes back as it is shown, in UTC and in the local zone', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom('utc' as const, 'local' as const), (seconds, zone) => {
      const micros = seconds * 1e6;
      const again = readDealt(dealtTextOf(micros, zone), zone, Number.MAX_SAFE_INTEGER);
      // Where an hour comes twice the first is taken: it is shown the same.
      expect(again.ok && formatTime(again.value, zone, 'dateTime')).toBe(formatTime(micros, zone, 'dateTime'));
    }));
  });
});

const draft: PhoneDraft = { ...emptyPhoneDraft(undefined), symbol: 'ALDR', quantity: quantityLots(100), price: priceTicks(18_200), counterparty: ' ACME ' };
const none = { parentId: null, parent: undefined };

describe('[PO-10] the form of a phone trade', () => {
  it('is a trade once everything is there; untouched, it was dealt this second', () => {
    expect(phoneTicket(draft, none, 'utc', now)).toEqual({ ok: true, value: { parentId: null, symbol: 'ALDR', side: 'buy', lastPx: 18_200, lastQty: 100, tradedAt: now - 250_000, counterparty: 'ACME', account: null, strategy: null, note: null } });
  });

  it.each([[{ symbol: null }, 'An instrument is needed'], [{ quantity: null }, 'A quantity is needed'], [{ price: null }, 'The price it was dealt at is needed'], [{ counterparty: '  ' }, 'The counterparty is needed'],
    [{ dealt: { date: '2026-11-21', time: '15:00' } }, 'Time dealt: In the future: it is 2026-11-21 14:05:30 now']] as const)('says what is missing: %j', (change, why) =>
    expect(phoneTicket({ ...draft, ...change }, none, 'utc', now)).toEqual({ ok: false, why }));

  it('for a parent has its instrument, side, account and no more than it has left', () => {
    const parent = screenParent({ parentId: 'P1', symbol: 'CEDR', side: 'sell', price: null, orderQty: quantityLots(500), account: 'MAIN' }, 10);
    const bound = { ...emptyPhoneDraft(parent), quantity: quantityLots(500), price: priceTicks(6_390), counterparty: 'ACME' };
    expect(phoneTicket(bound, { parentId: 'P1', parent }, 'utc', now)).toMatchObject({ ok: true, value: { parentId: 'P1', symbol: 'CEDR', side: 'sell', account: 'MAIN' } });
    for (const status of ['canceled', 'filled'] as const) expect(phoneTicket(bound, { parentId: 'P1', parent: { ...parent, status, unroutedQty: quantityLots(0) } }, 'utc', now)).toEqual({ ok: false, why: `The parent is ${status}` });
    expect(phoneTicket({ ...bound, quantity: quantityLots(501) }, { parentId: 'P1', parent }, 'utc', now)).toMatchObject({ ok: false });
    expect(phoneTicket(bound, { parentId: 'P1', parent: undefined }, 'utc', now)).toEqual({ ok: false, why: 'Its parent is not known here; record it without, or wait' });
  });
});

describe('[PO-11] what the OMS has said', () => {
  const fill = { execId: 'phone-1', clOrdId: '1', symbol: 'A', side: 'buy', lastPx: priceTicks(1), lastQty: quantityLots(1), feeMinor: moneyMinor(0), liquidity: 'removed', transactTime: epochMicros(5) } as const;
  const intent = { symbol: 'A', side: 'buy', ordType: 'limit', price: priceTicks(1), orderQty: quantityLots(1), timeInForce: 'day', suggestionId: null, provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' } } as const;
  const recorded: JournalEvent = { type: 'PhoneTradeRecorded', body: { clOrdId: '1', intent, fill, counterparty: 'ACME', note: 'n', userId: 'u1' } };
  const canceled: JournalEvent = { type: 'PhoneTradeCanceled', body: { clOrdId: '1', userId: 'u2', correction: { execId: 'x', before: fill, after: null } } };
  const answer = (transType: 'new' | 'cancel', accepted = true, text: string | null = null): JournalEvent => ({ type: 'PhoneTradeAnswered', body: { clOrdId: '1', transType, accepted, text } });
  const state = (...events: JournalEvent[]) => phoneStateOf(events.map((event, i): JournalRecord => ({ seq: i + 1, at: epochMicros(10 + i), event, hash: '' })));

  it('follows the trade and its taking back, each until it is answered', () => {
    expect(state(recorded)).toEqual({ dealtAt: 5, recordedAt: 10, recordedBy: 'u1', counterparty: 'ACME', note: 'n', canceledAt: null, canceledBy: null, oms: 'untold', text: null });
    expect([state(recorded), state(recorded, answer('new')), state(recorded, answer('new'), canceled), state(recorded, answer('new'), canceled, answer('cancel'))].map((s) => [s.oms, isAwaiting(s)]))
      .toEqual([['untold', true], ['booked', false], ['cancelUntold', true], ['cancelBooked', false]]);
    expect(state(recorded, answer('new', false, 'unknown account'))).toMatchObject({ oms: 'refused', text: 'unknown account' });
    expect(state(recorded, answer('new'), canceled, answer('cancel', false, 'too late'))).toMatchObject({ oms: 'cancelRefused', text: 'too late', canceledBy: 'u2' });
  });

  it('an answer to the trade that comes late does not answer its taking back', () => expect(state(recorded, canceled, answer('new')).oms).toBe('cancelUntold'));
});
