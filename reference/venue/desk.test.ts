import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { FromVenue, ToVenueOf } from '../../src/shared/wire/venue.ts';
import { allocationsMax } from './allocations.ts';
import { Desk } from './desk.ts';
import { Ledger } from './ledger.ts';
import { Oms } from './oms.ts';
import type { OutgoingBody } from './order-session.ts';
import { answersMax, parentsMax, Parents } from './parents.ts';
import { quoteAt, tapeStart, testInstrument } from './test-tape.ts';
import { capturesMax, TradeCaptures } from './trade-captures.ts';

const header = { msgSeqNum: 1, sendingTime: epochMicros(0) };
type State = ToVenueOf<'ParentOrderRequest'>['state'];

const state = (changes: Partial<State> = {}): State => ({
  parentId: 'P', symbol: 'XYZ', side: 'buy', ordType: 'market', price: null, orderQty: quantityLots(100), timeInForce: 'day', account: null, strategy: null,
  canceled: false, care: false, assignedTo: null, lockedBy: null, stagedBy: 'ann', stagedAt: epochMicros(1), listId: null, suggestionId: null,
  provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' }, notes: [], tradedBy: [], ...changes,
});
const request = (requestId: string, version: number, of: State): ToVenueOf<'ParentOrderRequest'> => ({ msgType: 'ParentOrderRequest', ...header, requestId, version, state: of });

const parents = (): Parents => new Parents({ hasSymbol: () => true, users: { of: (client) => client, has: () => true }, openRoute: () => null, listener: () => undefined });
const outcome = (body: ReturnType<Parents['change']>['body']): string | number => ('version' in body ? body.version : body.parentRejectReason);

describe('parents', () => {
  it('[PA-6] are no more than their limit, and what is there goes on', () => {
    const kept = parents();
    for (let i = 0; i < parentsMax; i++) kept.change('ann', request(`R${i}`, 0, state({ parentId: `P${i}` })));
    expect(outcome(kept.change('ann', request('MORE', 0, state({ parentId: 'MORE' }))).body)).toBe('tooMany');
    expect(outcome(kept.change('ann', request('LOCK', 1, state({ parentId: 'P7', lockedBy: 'ann' }))).body)).toBe(2);
    expect(kept.list('L')).toHaveLength(parentsMax);
  });

  it('[PA-7] an answer that is forgotten makes a request stale, and never a second change', () => {
    const kept = parents();
    kept.change('ann', request('R', 0, state()));
    for (let i = 0; i < answersMax; i++) kept.change('ann', request(`X${i}`, 99, state()));
    expect(outcome(kept.change('ann', request('R', 0, state())).body)).toBe('stale');
    expect(kept.list('L')).toMatchObject([{ version: 1 }]);
  });

  it('[PA-2] [PA-4] whoever asks for whatever, in whatever order: one winner a version, and a hand changes only by its own (property)', () => {
    const users = ['ann', 'bob', 'eve'] as const;
    const user = fc.constantFrom(...users);
    const hand = fc.option(user, { nil: null });
    const asks = fc.array(fc.record({ by: user, back: fc.constantFrom(0, 0, 0, 1, 2), lockedBy: hand, assignedTo: hand, care: fc.boolean(), qty: fc.integer({ min: 1, max: 9 }) }), { minLength: 10, maxLength: 60, size: 'max' });
    let taken = 0;
    fc.assert(fc.property(asks, (all) => {
      const kept = parents();
      let version = 0;
      for (const [n, { by, back, lockedBy, assignedTo, care, qty }] of all.entries()) {
        const old = kept.get('P');
        const { body, isNews } = kept.change(by, request(`R${n}`, Math.max(0, version - back), state({ lockedBy, assignedTo, care, orderQty: quantityLots(qty) })));
        expect(isNews).toBe('version' in body);
        if (!('version' in body)) {
          expect(kept.get('P')).toBe(old);
          continue;
        }
        taken++;
        expect(body.version).toBe(++version);
        // Nobody but its owner takes a thing from a hand, or puts it into another's lock.
        expect([null, by]).toContain(lockedBy);
        if (old?.lockedBy) expect(old.lockedBy).toBe(by);
        if (old?.assignedTo) expect(old.assignedTo).toBe(by);
        if (old && !old.lockedBy && (old.care || !old.assignedTo)) expect(lockedBy).toBe(by);
      }
    }), { numRuns: 500 });
    expect(taken).toBeGreaterThan(600);
  });
});

describe('trades dealt elsewhere', () => {
  it('[PA-13] are no more than their limit', () => {
    const captures = new TradeCaptures({ ledger: new Ledger('E'), hasSymbol: () => true, parent: () => undefined, marketTime: () => epochMicros(0), listener: () => undefined });
    const report = (tradeReportId: string): ToVenueOf<'TradeCaptureReport'> => ({
      msgType: 'TradeCaptureReport', ...header, tradeReportId, tradeReportTransType: 'new', parentId: null, account: null, symbol: 'XYZ', side: 'buy', lastPx: priceTicks(1),
      lastQty: quantityLots(1), counterparty: 'BANK', transactTime: epochMicros(0),
    });
    for (let i = 0; i < capturesMax; i++) captures.take('ann', report(`T${i}`));
    expect(captures.take('ann', report('MORE'))).toMatchObject({ trdRptStatus: 'rejected', text: `already ${capturesMax} trade reports` });
    expect(captures.take('ann', report('T5'))).toMatchObject({ trdRptStatus: 'accepted' });
    expect(allocationsMax).toBe(100_000);
  });
});

describe('positions and allocations', () => {
  const step = fc.record({
    kind: fc.constantFrom('order', 'order', 'capture', 'capture', 'cancelCapture', 'bust', 'allocate', 'allocate', 'again'), side: fc.constantFrom('buy' as const, 'sell' as const),
    parent: fc.constantFrom('P', 'Q', null), qty: fc.integer({ min: 1, max: 30 }), price: fc.integer({ min: 90, max: 110 }), which: fc.nat(20), booked: fc.boolean(),
  });

  it('[PA-11] [PA-12] [PA-14] [PA-16] the position is what stands, and no lot is allocated twice, in whatever order (property)', () => {
    const met = { allocated: 0, refused: 0, canceled: 0, busted: 0 };
    fc.assert(fc.property(fc.array(step, { minLength: 10, maxLength: 50, size: 'max' }), (steps) => {
      const said: OutgoingBody[] = [];
      const oms = new Oms([testInstrument()], new Ledger('E'), epochMicros(tapeStart), { report: () => undefined, cancelReject: () => undefined, liquidityTaken: () => undefined });
      const desk = new Desk({ oms, users: null, listener: () => undefined, send: (_client, body) => said.push(body), sendToAll: (body) => said.push(body) });
      const trades = new Map<string, { signed: number; parentId: string | null; side: string; isFree: boolean; price: number }>();
      const captures: ToVenueOf<'TradeCaptureReport'>[] = [];
      const allocations: { parentId: string; side: string; quantity: number; avgPx: number }[] = [];
      const free = (parentId: string, side: string): { lots: number; value: number } => {
        const of = [...trades.values()].filter((t) => t.parentId === parentId && t.side === side && t.isFree);
        const gone = allocations.filter((a) => a.parentId === parentId && a.side === side);
        const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0);
        return { lots: sum(of.map((t) => Math.abs(t.signed))) - sum(gone.map((a) => a.quantity)), value: sum(of.map((t) => Math.abs(t.signed) * t.price)) - sum(gone.map((a) => a.quantity * a.avgPx)) };
      };
      for (const [n, s] of steps.entries()) {
        const sign = s.side === 'buy' ? 1 : -1;
        const account = s.booked ? 'MAIN' : null;
        if (s.kind === 'order') {
          oms.onTape(quoteAt(n, s.price, 20, s.price + 1, 20));
          oms.submit('US', {
            msgType: 'NewOrderSingle', ...header, clOrdId: `C${n}`, symbol: 'XYZ', side: s.side, ordType: 'market', price: null, orderQty: quantityLots(s.qty), timeInForce: 'ioc',
            transactTime: epochMicros(0), ...(s.parent === null ? {} : { parentId: s.parent }), ...(account === null ? {} : { account }),
          });
          for (const fill of oms.executions('US', 'x')) {
            if (fill.execType !== 'trade' || fill.clOrdId !== `C${n}`) continue;
            trades.set(fill.execId, { signed: sign * (fill.lastQty ?? 0), parentId: s.parent, side: s.side, isFree: account === null, price: fill.lastPx ?? 0 });
          }
        }
        if (s.kind === 'capture') {
          const report = {
            msgType: 'TradeCaptureReport' as const, ...header, tradeReportId: `T${n}`, tradeReportTransType: 'new' as const, parentId: s.parent, account, symbol: 'XYZ', side: s.side,
            lastPx: priceTicks(s.price), lastQty: quantityLots(s.qty), counterparty: 'BANK', transactTime: epochMicros(n),
          };
          captures.push(report);
          desk.onMessage('US', report);
          trades.set(report.tradeReportId, { signed: sign * s.qty, parentId: s.parent, side: s.side, isFree: account === null, price: s.price });
        }
        const picked = captures[s.which % Math.max(1, captures.length)];
        if (s.kind === 'again' && picked) desk.onMessage('US', picked);
        if (s.kind === 'cancelCapture' && picked) {
          desk.onMessage('US', { ...picked, tradeReportTransType: 'cancel' });
          if (trades.delete(picked.tradeReportId)) met.canceled++;
        }
        const execId = [...trades.keys()].filter((id) => id.startsWith('E'))[s.which];
        if (s.kind === 'bust' && execId !== undefined) {
          expect(oms.correctTrade(execId, null).ok).toBe(true);
          trades.delete(execId);
          met.busted++;
        }
        if (s.kind === 'allocate' && s.parent !== null) {
          const { lots, value } = free(s.parent, s.side);
          const avgPx = lots > 0 ? value / lots : 100;
          const instruction = {
            msgType: 'AllocationInstruction' as const, ...header, allocId: `A${n}`, parentId: s.parent, symbol: 'XYZ', side: s.side, quantity: quantityLots(s.qty), avgPx,
            allocs: [{ account: 'HEDGE', quantity: quantityLots(s.qty) }], transactTime: epochMicros(n),
          };
          for (let times = 0; times < 2; times++) {
            desk.onMessage('US', instruction);
            expect(said.at(-1)).toMatchObject({ msgType: 'AllocationReport', allocStatus: s.qty <= lots ? 'accepted' : 'rejected' });
          }
          if (s.qty <= lots) allocations.push({ parentId: s.parent, side: s.side, quantity: s.qty, avgPx });
          met[s.qty <= lots ? 'allocated' : 'refused']++;
        }
        const position = oms.ledger.positionsOf('US')[0]?.quantity ?? 0;
        expect(position).toBe([...trades.values()].reduce((sum, t) => sum + t.signed, 0));
      }
      expect((said as FromVenue[]).filter((m) => m.msgType === 'TradeCaptureReportAck' && m.trdRptStatus === 'rejected')).toEqual([]);
    }), { numRuns: 300 });
    for (const count of Object.values(met)) expect(count).toBeGreaterThan(100);
  });
});
