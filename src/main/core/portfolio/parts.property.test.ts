/** The parts of accounts and strategies against the whole, over random fills, busts, corrections, phone trades and allocations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PositionPart } from '../../../shared/contract/portfolio.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { JournalEvent, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { OrderIntent, Side } from '../../../shared/domain/order.ts';
import { acme, limitBuy, quoteOf } from '../../../../tests/kit/desk.ts';
import { DeskReportProjection } from '../reports/desk-report-projection.ts';
import { Portfolio } from './portfolio.ts';
import { PositionsProjection } from './positions-projection.ts';

type Move =
  | { readonly type: 'fill' | 'phone'; readonly order: number; readonly px: number; readonly qty: number; readonly fee: number }
  | { readonly type: 'correct' | 'bust'; readonly fill: number; readonly px: number; readonly qty: number; readonly fee: number }
  | { readonly type: 'allocate'; readonly parent: number; readonly shares: readonly number[] }
  | { readonly type: 'answer'; readonly which: number; readonly accepted: boolean }
  | { readonly type: 'reload' };

const amount = { px: fc.integer({ min: -50, max: 30_000 }), qty: fc.integer({ min: 1, max: 997 }), fee: fc.integer({ min: -7, max: 500 }) };
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constantFrom('fill' as const, 'fill' as const, 'phone' as const), order: fc.nat(11), ...amount }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('correct' as const, 'bust' as const), fill: fc.nat(), ...amount }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('allocate' as const), parent: fc.nat(2), shares: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('answer' as const), which: fc.nat(), accepted: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reload' as const) }) },
);

/** Ticks and lots that money is not a whole multiple of, and a tick-lot that is worth much. */
const instruments: readonly Instrument[] = [
  { ...acme, currencyMinorDigits: 0, tickSize: '0.001', lotSize: '1' },
  { ...acme, tickSize: '0.25', multiplier: '50' },
  { ...acme, tickSize: '0.00001', lotSize: '0.01' },
];
const accounts = [undefined, undefined, 'A', 'B'], strategies = [undefined, 'S1', 'S2'], parents = ['P0', 'P1', 'P2'];
const sideOf = (parent: number): Side => (parent % 2 === 0 ? 'buy' : 'sell');

/** Twelve orders: four of each parent's side, of all accounts and strategies, the last three without a parent. */
function intentOf(i: number): OrderIntent {
  const account = accounts[i % 4], strategy = strategies[i % 3], parentId = i < 9 ? parents[i % 3] : undefined;
  return limitBuy(10, 10_000, {
    side: sideOf(i % 3), ...(account === undefined ? {} : { account }), ...(strategy === undefined ? {} : { strategy }), ...(parentId === undefined ? {} : { parentId }),
  });
}

class Books {
  positions = new PositionsProjection();
  readonly report = new DeskReportProjection();
  readonly fills: Fill[] = [];
  readonly pending: { readonly allocId: string; readonly parentId: string }[] = [];
  private seq = 0;

  constructor() {
    for (let i = 0; i < 12; i++) this.tell({ type: 'OrderSubmitted', body: { clOrdId: `o${i}`, intent: intentOf(i), userId: 'u', arrivalMid: null, check: { limitsVersion: '1', referencePrice: null, quoteAgeMs: null, positionQty: quantityLots(0), workingQty: quantityLots(0) } } });
  }

  tell(event: JournalEvent): void {
    const record: JournalRecord = { seq: ++this.seq, at: epochMicros(this.seq), event: JSON.parse(JSON.stringify(event)) as JournalEvent, hash: '' };
    this.positions.apply(record);
    this.report.apply(record);
  }

  move(move: Move): void {
    const n = this.seq;
    if ('order' in move) return this.trade(move, n);
    if (move.type === 'allocate') {
      const allocId = `a${n}`, parentId = parents[move.parent] ?? '';
      const shares = move.shares.map((quantity, i) => ({ account: ['A', 'B', 'C'][i] ?? '', quantity: quantityLots(quantity) }));
      this.pending.push({ allocId, parentId });
      return this.tell({ type: 'AllocationInstructed', body: { allocId, parentId, quantity: quantityLots(move.shares.reduce((a, b) => a + b, 0)), avgPx: 10_000.123, shares, userId: 'u' } });
    }
    if (move.type === 'answer') {
      const [asked] = this.pending.splice(move.which % Math.max(1, this.pending.length), 1);
      return asked && this.tell({ type: 'AllocationAnswered', body: { ...asked, accepted: move.accepted, text: null } });
    }
    if (move.type === 'reload') return this.reload();
    const at = move.fill % Math.max(1, this.fills.length);
    const before = this.fills[at];
    if (!before) return;
    const after: Fill | null = move.type === 'bust' ? null : { ...before, lastPx: priceTicks(move.px), lastQty: quantityLots(move.qty), feeMinor: moneyMinor(move.fee) };
    this.fills.splice(at, 1, ...(after ? [after] : []));
    const correction = { execId: `c${n}`, before, after };
    if (before.clOrdId.startsWith('phone')) {
      if (after) this.fills[at] = before; // a phone trade is taken back, never changed
      else this.tell({ type: 'PhoneTradeCanceled', body: { clOrdId: before.clOrdId, correction, userId: 'u' } });
    } else this.tell({ type: 'OrderStepped', body: { clOrdId: before.clOrdId, event: after ? 'tradeCorrected' : 'tradeCanceled', orderId: null, requestClOrdId: null, orderQty: null, price: null, fill: null, correction, text: null, transactTime: null } });
  }

  private trade({ type, order, px, qty, fee }: Extract<Move, { px: number; order: number }>, n: number): void {
    const intent = intentOf(order), clOrdId = type === 'phone' ? `phone${n}` : `o${order}`;
    const fill: Fill = { execId: `x${n}`, clOrdId, symbol: 'ACME', side: intent.side, lastPx: priceTicks(px), lastQty: quantityLots(qty), feeMinor: moneyMinor(fee), liquidity: 'added', transactTime: epochMicros(n) };
    this.fills.push(fill);
    if (type === 'phone') this.tell({ type: 'PhoneTradeRecorded', body: { clOrdId, intent, fill, counterparty: 'X', note: null, userId: 'u' } });
    else this.tell({ type: 'OrderStepped', body: { clOrdId, event: 'partiallyFilled', orderId: null, requestClOrdId: null, orderQty: null, price: null, fill, text: null, transactTime: fill.transactTime } });
  }

  /** As a start from a checkpoint: what is saved goes through JSON. */
  reload(): void {
    const loaded = new PositionsProjection();
    loaded.load(JSON.parse(JSON.stringify(this.positions.save())) as unknown);
    this.positions = loaded;
  }
}

const moneyColumns = ['realisedMinor', 'unrealisedMinor', 'feesMinor', 'netMinor', 'exposureMinor', 'quantity'] as const;
const sum = (parts: readonly PositionPart[], column: typeof moneyColumns[number]): number => parts.reduce((total, p) => total + (p[column] ?? 0), 0);

describe('the parts of a position', () => {
  it('[PF-8] [PF-10] [PO-14] add up to the position in lots and in every amount, after every event, from journal and checkpoint alike (property)', () => {
    fc.assert(fc.property(fc.array(anyMove, { maxLength: 40 }), fc.integer({ min: 1, max: 40_000 }), fc.nat(2), (moves, bid, which) => {
      const books = new Books();
      const replayed = new Books();
      const instrument = instruments[which] ?? acme;
      const portfolioOf = (positions: PositionsProjection): Portfolio => new Portfolio({
        positions, orders: { working: () => ({ buy: quantityLots(0), sell: quantityLots(0) }), open: () => [] },
        prices: { instrument: () => instrument, quote: (s) => quoteOf(s, bid, bid + 1), quoteState: () => 'live', quoteAgeMs: () => 0, feedAgeMs: () => 0 },
      });
      for (const move of moves) {
        books.move(move);
        if (move.type !== 'reload') replayed.move(move);
        const portfolio = portfolioOf(books.positions), row = portfolio.row('ACME'), parts = portfolio.partsOf('ACME');
        if (!row || !books.positions.get('ACME')) continue;
        for (const column of moneyColumns) expect(sum(parts, column), column).toBe(row[column]);
        const standing = books.fills.reduce((lots, f) => lots + (f.side === 'buy' ? f.lastQty : -f.lastQty), 0);
        expect(row.quantity).toBe(standing);
        for (const part of parts) {
          if (part.kind === 'between') continue;
          const why = portfolio.explain('ACME', part);
          expect(why?.steps.reduce((total, s) => total + s.realisedMinor, 0) ?? 0).toBe(part.realisedMinor);
          expect(why?.steps.reduce((total, s) => total + s.quantity, 0) ?? 0).toBe(part.quantity);
          expect(why?.steps.reduce((total, s) => total + s.feeMinor, 0) ?? 0).toBe(part.feesMinor);
        }
      }
      const inUse = (positions: PositionsProjection) => portfolioOf(positions).allParts().map((p) => JSON.stringify(p)).sort();
      expect(inUse(books.positions)).toEqual(inUse(replayed.positions));
    }), { numRuns: 300 });
  });
});
