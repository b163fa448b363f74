import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFill, flatPosition } from '../../src/shared/domain/position.ts';
import type { Tape, TapeEvent } from '../../src/shared/tape/tape.ts';
import { decodeFrame, encodeFrame } from '../../src/shared/wire/codec.ts';
import { marketDataBatchSchema, type MarketDataBatch } from '../../src/shared/wire/market-data.ts';
import { executionReportShape, fromVenueSchema, toVenueSchema, type ExecutionReport, type FromVenue, type FromVenueOf } from '../../src/shared/wire/venue.ts';
import { barAt, quoteAt, tapeOf, testInstrument, tradeAt } from './test-tape.ts';
import { Venue, type VenueOptions } from './venue.ts';

const peer = Buffer.from('peer');

class Bench {
  readonly out: FromVenue[] = [];
  readonly batches: MarketDataBatch[] = [];
  readonly ledger: Record<string, unknown>[] = [];
  readonly venue: Venue;
  private sequence = 0;
  private said = 0;

  constructor(tape: Tape, changes: Partial<VenueOptions> = {}) {
    this.venue = new Venue({
      tape, epoch: 'E', pace: 'lockstep', speed: 0, warmupBars: 0, onLedger: (entry) => this.ledger.push({ ...entry }),
      sendOrder: (_peer, frame) => {
        const decoded = decodeFrame(frame);
        this.out.push(fromVenueSchema.parse(decoded.ok ? decoded.value : null));
      },
      publish: (frame) => {
        const decoded = decodeFrame(frame);
        this.batches.push(marketDataBatchSchema.parse(decoded.ok ? decoded.value : null));
      },
      ...changes,
    });
  }

  /** Sends a message and returns what it was answered with. */
  say(message: Record<string, unknown>): FromVenue[] {
    const before = this.out.length;
    this.venue.sessions.onFrame(peer, encodeFrame({ ...message, msgSeqNum: ++this.sequence, sendingTime: ++this.said }));
    return this.out.slice(before);
  }

  logon(): this {
    this.sequence = 0;
    this.say({ msgType: 'Logon', senderCompId: 'C', targetCompId: 'VENUE', protocolVersion: 2, heartBtIntMs: 1000, nextExpectedMsgSeqNum: 1, resetSeqNumFlag: true, epoch: null });
    return this;
  }

  advance(): FromVenue[] {
    return this.say({ msgType: 'TapeAdvanceRequest', advanceId: this.sequence });
  }

  order(clOrdId: string, side: 'buy' | 'sell', price: number | null, orderQty: number, timeInForce = 'gtc'): FromVenue[] {
    return this.say({ msgType: 'NewOrderSingle', clOrdId, symbol: 'XYZ', side, ordType: price === null ? 'market' : 'limit', price, orderQty, timeInForce, transactTime: 0 });
  }
}

describe('orders that take part in the volume', () => {
  const takePart = (bench: Bench): FromVenue[] => bench.say({
    msgType: 'NewOrderSingle', clOrdId: 'A', symbol: 'XYZ', side: 'buy', ordType: 'limit', price: 102, orderQty: 100, timeInForce: 'gtc', transactTime: 0, participationRate: 0.1,
  });
  const fills = (messages: readonly FromVenue[]): unknown[] => messages.flatMap((m) => (m.msgType === 'ExecutionReport' && m.execType === 'trade' ? [[m.lastQty, m.lastPx, m.liquidity]] : []));

  it('[OR-23] on a tape without prints have their share of what is quoted, on one with prints wait for them', () => {
    const quotes = [quoteAt(1, 100, 50, 102, 50), quoteAt(61, 100, 50, 102, 40), quoteAt(121, 100, 50, 103, 40), quoteAt(181, 100, 50, 101, 30)];
    const quoted = new Bench(tapeOf(quotes)).logon();
    quoted.advance();
    takePart(quoted);
    expect([fills(quoted.advance()), fills(quoted.advance()), fills(quoted.advance())]).toEqual([[[4, 102, 'removed']], [], [[3, 101, 'removed']]]);
    const printed = new Bench(tapeOf([...quotes, tradeAt(241, 102, 50, 'sell')])).logon();
    printed.advance();
    takePart(printed);
    expect([1, 2, 3, 4].map(() => fills(printed.advance()))).toEqual([[], [], [], [[5, 102, 'added']]]);
  });

  it('[OR-23] a looping market is looked at anew', () => {
    const bench = new Bench(tapeOf([quoteAt(1, 100, 50, 102, 50)])).logon();
    takePart(bench);
    expect(fills(bench.advance())).toEqual([[5, 102, 'removed']]);
    bench.venue.nextDay(tapeOf([quoteAt(1_001, 100, 50, 102, 50), tradeAt(1_061, 102, 50)]));
    expect([fills(bench.advance()), fills(bench.advance())]).toEqual([[], [[5, 102, 'removed']]]);
  });
});

describe('snapshot and warm-up', () => {
  const bars = Array.from({ length: 10 }, (_, i) => [quoteAt(60 * i + 59, 100 + i, 5, 102 + i, 5), barAt(60 * (i + 1), 100 + i)]).flat();

  it('[PL-4] plays the first bars before anybody is let in, and has them in the snapshot', () => {
    const bench = new Bench(tapeOf(bars), { warmupBars: 4 }).logon();
    const [snapshot] = bench.say({ msgType: 'MarketDataSnapshotRequest', mdReqId: 'M', symbol: null, barsMax: 3 }) as FromVenueOf<'MarketDataSnapshot'>[];
    expect(snapshot?.bars.map((b) => b.close)).toEqual([101, 102, 103]);
    expect(snapshot).toMatchObject({ mdSeq: 0, quotes: [{ bid: 103 }] });
    expect(bench.batches).toMatchObject([{ mdSeq: 0, entries: [] }]);
    bench.advance();
    expect(bench.batches.at(-1)).toMatchObject({ mdSeq: 1, entries: [{ type: 'quote', bid: 104 }, { type: 'bar', close: 104 }] });
  });

  it('[PL-4] tells what was found wrong in the warm-up, once, after the first snapshot', () => {
    const defect = (time: TapeEvent['time']): TapeEvent => ({ type: 'defect', time, defect: { code: 'gap', action: 'warned', where: 'file:2', symbol: 'XYZ', detail: 'a gap', count: 1 } });
    const first = bars[0];
    if (!first) throw new Error('a first event');
    const bench = new Bench(tapeOf([defect(first.time), ...bars]), { warmupBars: 2 }).logon();
    const told = (): number => bench.batches.flatMap((b) => b.entries).filter((e) => e.type === 'defect').length;
    bench.advance();
    expect(told()).toBe(0);
    bench.say({ msgType: 'MarketDataSnapshotRequest', mdReqId: 'M', symbol: null, barsMax: 3 });
    bench.advance();
    bench.advance();
    expect(told()).toBe(1);
  });

  it('[MD-7] a snapshot of one symbol holds nothing of another', () => {
    const tape = tapeOf([quoteAt(1, 1, 1, 2, 1, 'ABC'), barAt(60, 5, 'ABC'), quoteAt(1, 1, 1, 2, 1), barAt(60, 5)].sort((a, b) => a.time - b.time), [testInstrument('ABC'), testInstrument()]);
    const bench = new Bench(tape).logon();
    bench.advance();
    const [snapshot] = bench.say({ msgType: 'MarketDataSnapshotRequest', mdReqId: 'M', symbol: 'ABC', barsMax: 3 }) as FromVenueOf<'MarketDataSnapshot'>[];
    expect([...(snapshot?.quotes ?? []), ...(snapshot?.bars ?? [])].map((x) => x.symbol)).toEqual(['ABC', 'ABC']);
    expect(bench.say({ msgType: 'MarketDataSnapshotRequest', mdReqId: 'M', symbol: 'NONE', barsMax: 3 })).toMatchObject([{ businessRejectReason: 'unknownSecurity' }]);
  });

  it('[MD-7] holds the last quote and no more bars than asked for, none when none', () => {
    const bench = new Bench(tapeOf(bars)).logon();
    for (let i = 0; i < 5; i++) bench.advance();
    const snapshot = (barsMax: number): FromVenueOf<'MarketDataSnapshot'> => {
      const [answer] = bench.say({ msgType: 'MarketDataSnapshotRequest', mdReqId: 'M', symbol: null, barsMax });
      if (answer?.msgType !== 'MarketDataSnapshot') throw new Error('a snapshot');
      return answer;
    };
    expect([snapshot(0).bars.length, snapshot(3).bars.length, snapshot(5000).bars.length]).toEqual([0, 3, 5]);
    expect(snapshot(0)).toMatchObject({ mdSeq: 5, quotes: [{ bid: 104 }] });
  });
});

describe('between steps', () => {
  it('[LS-3] [SL-9] an order meets the market as the last step left it, and nothing is published', () => {
    const bench = new Bench(tapeOf([quoteAt(1, 100, 5, 102, 5), quoteAt(100, 200, 5, 202, 5)])).logon();
    const [step] = bench.advance() as FromVenueOf<'TapeAdvanced'>[];
    const published = bench.batches.length;
    const [ack, fill] = bench.order('A', 'buy', null, 2) as ExecutionReport[];
    expect(fill).toMatchObject({ lastPx: 102, transactTime: step?.marketTime });
    expect([ack?.sendingTime, bench.batches.length]).toEqual([step?.marketTime, published]);
    bench.advance();
    expect(bench.batches.slice(published)).toMatchObject([{ mdSeq: 2, entries: [{ type: 'quote', ask: 102, askSize: 3 }, { type: 'quote', ask: 202 }] }]);
  });
});

describe('batches', () => {
  it('[MD-1] keep the order of events and are never long', () => {
    const many = Array.from({ length: 1_234 }, (_, i) => quoteAt(1 + i / 100, 100 + i, 5, 2_000 + i, 5));
    const bench = new Bench(tapeOf(many)).logon();
    while (!bench.venue.player.atEnd) bench.advance();
    expect(Math.max(...bench.batches.map((b) => b.entries.length))).toBe(500);
    expect(bench.batches.flatMap((b) => b.entries.map((e) => (e.type === 'quote' ? e.bid : 0)))).toEqual(many.map((_, i) => 100 + i));
    expect(bench.batches.map((b) => b.mdSeq)).toEqual(bench.batches.map((_, i) => i + 1));
  });
});

describe('orders of a looping market', () => {
  it('[OR-8] GTC orders live on into the next session, and the street starts anew', () => {
    const day = tapeOf([quoteAt(1, 100, 5, 102, 5), quoteAt(100, 100, 5, 102, 5)]);
    const bench = new Bench(day).logon();
    bench.advance();
    bench.order('G', 'buy', 99, 5);
    bench.venue.endDay();
    bench.venue.nextDay(tapeOf([quoteAt(86_401, 97, 5, 98, 5)]));
    const answers = bench.advance();
    expect(answers).toMatchObject([{ execType: 'trade', clOrdId: 'G', lastPx: 99, lastQty: 5 }, { msgType: 'TapeAdvanced' }]);
    expect(bench.order('N', 'buy', 98, 1)[0]).toMatchObject({ execType: 'rejected' });
  });
});

describe('whatever comes in', () => {
  const market = tapeOf(Array.from({ length: 40 }, (_, i) => [
    quoteAt(60 * i + 20, 100 + ((i * 7) % 5), 5 + (i % 3), 102 + ((i * 7) % 5), 4 + (i % 4)), tradeAt(60 * i + 40, 100 + ((i * 3) % 6), 6),
  ]).flat());
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.record({
      msgType: fc.constant('NewOrderSingle'), clOrdId: name, side: fc.constantFrom('buy', 'sell'), price: fc.option(fc.integer({ min: 97, max: 108 })),
      orderQty: fc.integer({ min: 0, max: 15 }), timeInForce: fc.constantFrom('day', 'gtc', 'ioc', 'fok'),
    }) },
    { weight: 1, arbitrary: fc.record({ msgType: fc.constant('OrderCancelRequest'), clOrdId: name, origClOrdId: name, side: fc.constantFrom('buy', 'sell') }) },
    { weight: 2, arbitrary: fc.record({
      msgType: fc.constant('OrderCancelReplaceRequest'), clOrdId: name, origClOrdId: name, side: fc.constantFrom('buy', 'sell'), ordType: fc.constant('limit'),
      price: fc.integer({ min: 97, max: 108 }), orderQty: fc.integer({ min: 1, max: 15 }),
    }) },
    { weight: 3, arbitrary: fc.constant({ msgType: 'TapeAdvanceRequest', advanceId: 1 }) },
  );

  it('[OR-10] [OR-7] reports add up: quantities of each order, positions of all fills, ledger and reports alike', () => {
    fc.assert(fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const bench = new Bench(market).logon();
      for (const a of actions) {
        const ordType = 'timeInForce' in a ? { ordType: a.price === null ? 'market' : 'limit' } : {};
        bench.say({ symbol: 'XYZ', transactTime: 0, ...a, ...ordType });
      }
      const reports = bench.out.filter((m): m is ExecutionReport => executionReportShape.safeParse(m).success);
      const filled = new Map<string, number>();
      let position = flatPosition('XYZ');
      for (const r of reports) {
        if (r.execType === 'trade' && r.lastPx !== null && r.lastQty !== null && r.feeMinor !== null) {
          filled.set(r.orderId, (filled.get(r.orderId) ?? 0) + r.lastQty);
          position = applyFill(position, { side: r.side, lastPx: r.lastPx, lastQty: r.lastQty, feeMinor: r.feeMinor });
        }
        expect(['pendingCancel', 'pendingReplace']).not.toContain(r.execType);
        const isOpen = r.ordStatus === 'new' || r.ordStatus === 'partiallyFilled';
        expect(r.cumQty).toBe(filled.get(r.orderId) ?? 0);
        expect(r.leavesQty).toBe(isOpen ? r.orderQty - r.cumQty : 0);
        if (r.price !== null && r.lastPx !== null) expect(r.side === 'buy' ? r.lastPx <= r.price : r.lastPx >= r.price).toBe(true);
      }
      expect(new Set(reports.map((r) => r.execId)).size).toBe(reports.length);
      expect(bench.venue.oms.ledger.positionsOf('C')).toEqual(filled.size > 0 ? [position] : []);
      const dump = bench.venue.oms.ledger.dump();
      expect(JSON.parse(JSON.stringify(dump.fills))).toEqual(reports.filter((r) => r.execType === 'trade').map(({ msgSeqNum: _n, sendingTime: _t, ...body }) => body));
      expect(dump.orders).toHaveLength(new Set(reports.map((r) => r.orderId).filter((id) => id !== 'NONE')).size);
      expect(bench.ledger.filter((e) => e.type === 'fill').map((e) => e.execId)).toEqual(reports.filter((r) => r.execType === 'trade').map((r) => r.execId));
      expect(bench.out.map((m) => m.msgSeqNum)).toEqual(bench.out.map((_, i) => i + 1));
    }), { numRuns: 150 });
  });

  it('[OS-7] no bytes stop the venue: each frame is answered, and the session goes on', () => {
    const header = { msgSeqNum: 2, sendingTime: 0 };
    const order = { symbol: 'XYZ', side: 'buy', ordType: 'limit', price: 1, orderQty: 1, timeInForce: 'day' };
    const state = {
      ...order, parentId: 'P', account: null, strategy: null, canceled: false, care: false, assignedTo: null, lockedBy: null, stagedBy: 'a', stagedAt: 0, listId: null, suggestionId: null,
      provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' }, notes: [{ noteId: 'n', userId: 'a', at: 0, text: '' }], tradedBy: [],
    };
    const trade = { parentId: 'P', symbol: 'XYZ', side: 'buy', transactTime: 0 };
    const valid = fc.constantFrom(...[
      { msgType: 'NewOrderSingle', ...header, ...order, clOrdId: 'a', transactTime: 0, parentId: 'P', account: 'A', participationRate: 0.1 },
      { msgType: 'ParentOrderRequest', ...header, requestId: 'r', version: 0, state },
      { msgType: 'TradeCaptureReport', ...header, ...trade, tradeReportId: 't', tradeReportTransType: 'new', account: null, lastPx: 1, lastQty: 1, counterparty: '' },
      { msgType: 'AllocationInstruction', ...header, ...trade, allocId: 'x', quantity: 1, avgPx: 1, allocs: [{ account: 'A', quantity: 1 }] },
    ].map((message) => {
      expect(toVenueSchema.safeParse(message).success).toBe(true);
      return encodeFrame(message);
    }));
    const mutated = fc.tuple(valid, fc.nat(), fc.nat(255)).map(([frame, at, byte]) => {
      const copy = Uint8Array.from(frame);
      copy[at % copy.length] = byte;
      return copy;
    });
    const cut = fc.tuple(valid, fc.nat()).map(([frame, length]) => frame.slice(0, length % frame.length));
    fc.assert(fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 60 }), mutated, cut), { maxLength: 20 }), (frames) => {
      const bench = new Bench(market).logon();
      for (const frame of frames) {
        const before = bench.out.length;
        bench.venue.sessions.onFrame(peer, frame);
        const decoded = decodeFrame(frame);
        const parsed = toVenueSchema.safeParse(decoded.ok ? decoded.value : null);
        if (!parsed.success) expect(bench.out.length).toBeGreaterThan(before);
      }
      bench.logon();
      expect(bench.say({ msgType: 'TestRequest', testReqId: 'T' })).toMatchObject([{ msgType: 'Heartbeat', testReqId: 'T' }]);
    }), { numRuns: 300 });
  });

  it('[OS-8] heartbeats only when nothing else was sent for the interval', () => {
    const bench = new Bench(market, { pace: 'realtime', speed: 1 });
    bench.venue.sessions.tick(5_000);
    bench.logon();
    bench.venue.sessions.tick(5_999);
    expect(bench.out).toHaveLength(1);
    bench.venue.sessions.tick(6_000);
    bench.venue.sessions.tick(6_500);
    expect(bench.out.slice(1)).toMatchObject([{ msgType: 'Heartbeat', testReqId: null, msgSeqNum: 2 }, { msgType: 'TestRequest', msgSeqNum: 3 }]);
  });

  it('[OS-8] asks a silent client once, then ends its connection; what happens meanwhile is told at its next Logon', () => {
    const bench = new Bench(market, { pace: 'realtime', speed: 1 });
    bench.venue.sessions.tick(1_000);
    bench.logon();
    for (let ms = 1_100; ms <= 4_000; ms += 100) bench.venue.sessions.tick(ms);
    const said = bench.out.slice(1).map((m) => m.msgType);
    expect(said.filter((type) => type === 'TestRequest')).toHaveLength(1);
    expect(bench.out.at(-1)).toMatchObject({ msgType: 'Logout', text: 'nothing heard for 3000 ms' });
    expect(bench.say({ msgType: 'TestRequest', testReqId: 'T' })).toMatchObject([{ businessRejectReason: 'notLoggedOn' }]);
  });

  it('[OS-4] keeps clients apart: names, orders and answers', () => {
    const bench = new Bench(market).logon();
    bench.advance();
    bench.order('a', 'buy', 97, 5);
    const other = Buffer.from('other');
    const say = (n: number, m: Record<string, unknown>): FromVenue[] => {
      const before = bench.out.length;
      bench.venue.sessions.onFrame(other, encodeFrame({ ...m, msgSeqNum: n, sendingTime: 0 }));
      return bench.out.slice(before);
    };
    say(1, { msgType: 'Logon', senderCompId: 'D', targetCompId: 'VENUE', protocolVersion: 2, heartBtIntMs: 0, nextExpectedMsgSeqNum: 1, resetSeqNumFlag: true, epoch: null });
    expect(say(2, { msgType: 'OrderMassStatusRequest', massStatusReqId: 'M' })).toMatchObject([{ msgType: 'RequestCompleted', reports: 0 }]);
    expect(say(3, { msgType: 'OrderCancelRequest', clOrdId: 'x', origClOrdId: 'a', symbol: 'XYZ', side: 'buy', transactTime: 0 })).toMatchObject([{ cxlRejReason: 'unknownOrder' }]);
    expect(say(4, { msgType: 'NewOrderSingle', clOrdId: 'a', symbol: 'XYZ', side: 'sell', ordType: 'limit', price: 97, orderQty: 2, timeInForce: 'ioc', transactTime: 0 })).toMatchObject([{ execType: 'new' }, { execType: 'trade' }]);
  });
});
