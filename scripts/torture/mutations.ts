/** Frames that are nearly messages: one of each type that each side reads, damaged in its structure, its values or its bytes. */
import type { Random } from '../../src/shared/base/random.ts';
import { encodeFrame } from '../../src/shared/wire/codec.ts';

const header = { msgSeqNum: 7, sendingTime: 1_700_000_000_000_000 };
const order = { clOrdId: 'c1', symbol: 'AURX', side: 'buy', transactTime: 1 };
const parent = {
  parentId: 'p1', symbol: 'AURX', side: 'buy', ordType: 'limit', price: 100, orderQty: 5, timeInForce: 'day', account: null, strategy: null, canceled: false, care: true, assignedTo: null,
  lockedBy: 'trader', stagedBy: 'trader', stagedAt: 1, listId: null, suggestionId: null, provenance: { side: 'trader', size: 'model', price: 'policy', time: 'trader' },
  notes: [{ noteId: 'n1', userId: 'trader', at: 1, text: 'n' }], tradedBy: [{ by: 'OTHER', cumQty: 1, avgPx: 99.5 }],
};

/** One of each type, as it is right: tests/system/torture.test.ts holds them to the schemas. */
export const templates: readonly Record<string, unknown>[] = [
  { msgType: 'Logon', ...header, senderCompId: 'VENUE', targetCompId: 'OMS', protocolVersion: 1, heartBtIntMs: 200, nextExpectedMsgSeqNum: 1, resetSeqNumFlag: false, epoch: 'e1', pace: 'realtime', speed: 1, source: 's', marketTime: 1 },
  { msgType: 'Logout', ...header, text: null },
  { msgType: 'Heartbeat', ...header, testReqId: null },
  { msgType: 'TestRequest', ...header, testReqId: 't' },
  { msgType: 'ResendRequest', ...header, beginSeqNo: 1, endSeqNo: 0 },
  { msgType: 'SequenceReset', ...header, gapFillFlag: true, newSeqNo: 9 },
  { msgType: 'SecurityListRequest', ...header, securityReqId: 'i' },
  { msgType: 'SecurityList', ...header, securityReqId: 'i', instruments: [{ symbol: 'AURX', name: 'n', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1', barSeconds: 60, feeBp: 1, averageDailyVolumeLots: 1, tradable: true }] },
  { msgType: 'NewOrderSingle', ...header, ...order, ordType: 'limit', price: 100, orderQty: 5, timeInForce: 'day', parentId: 'p1', account: 'A', participationRate: 0.1 },
  { msgType: 'OrderCancelRequest', ...header, ...order, origClOrdId: 'c0' },
  { msgType: 'OrderCancelReplaceRequest', ...header, ...order, origClOrdId: 'c0', ordType: 'limit', price: 100, orderQty: 5 },
  { msgType: 'OrderMassStatusRequest', ...header, massStatusReqId: 'm' },
  { msgType: 'OrderStatusRequest', ...header, ordStatusReqId: 'o', clOrdId: 'c1' },
  { msgType: 'OrderMassCancelRequest', ...header, clOrdId: 'c9', symbol: null, side: null, transactTime: 1 },
  { msgType: 'OrderMassCancelReport', ...header, clOrdId: 'c9', massCancelResponse: 'accepted', totalAffectedOrders: 2, symbol: null, side: null, text: null, transactTime: 1 },
  { msgType: 'TapeAdvanceRequest', ...header, advanceId: 1 },
  { msgType: 'TapeAdvanced', ...header, advanceId: 1, mdSeq: 3, marketTime: 1, atEnd: false },
  { msgType: 'ExecutionsRequest', ...header, executionsReqId: 'x' },
  { msgType: 'MarketDataSnapshotRequest', ...header, mdReqId: 's', symbol: null, barsMax: 5 },
  {
    msgType: 'ExecutionReport', ...header, execId: 'E1', execRefId: null, execType: 'trade', ordStatus: 'partiallyFilled', orderId: 'O1', clOrdId: 'c1', origClOrdId: null, symbol: 'AURX', side: 'buy',
    ordType: 'limit', price: 100, orderQty: 5, timeInForce: 'day', cumQty: 2, leavesQty: 3, avgPx: 100, lastPx: 100, lastQty: 2, feeMinor: 1, liquidity: 'added', transactTime: 1, resent: false, requestId: null, text: null,
  },
  { msgType: 'OrderCancelReject', ...header, clOrdId: 'c2', origClOrdId: 'c1', orderId: null, cxlRejResponseTo: 'cancel', cxlRejReason: 'tooLate', text: null, transactTime: 1 },
  { msgType: 'BusinessMessageReject', ...header, refMsgType: 'x', refSeqNum: 1, businessRejectReason: 'other', text: 't' },
  { msgType: 'RequestCompleted', ...header, requestId: 'm', reports: 0 },
  { msgType: 'ParentOrderRequest', ...header, requestId: 'r1', version: 0, state: parent },
  { msgType: 'ParentOrdersRequest', ...header, requestId: 'r2' },
  { msgType: 'ParentOrderReport', ...header, version: 1, requestId: 'r1', state: parent },
  { msgType: 'ParentOrderReject', ...header, requestId: 'r1', parentId: 'p1', parentRejectReason: 'stale', text: 't' },
  { msgType: 'TradeCaptureReport', ...header, tradeReportId: 't1', tradeReportTransType: 'new', parentId: 'p1', account: null, symbol: 'AURX', side: 'buy', lastPx: 100, lastQty: 2, counterparty: 'c', transactTime: 1 },
  { msgType: 'TradeCaptureReportAck', ...header, tradeReportId: 't1', tradeReportTransType: 'new', trdRptStatus: 'accepted', text: null },
  { msgType: 'AllocationInstruction', ...header, allocId: 'x1', parentId: 'p1', symbol: 'AURX', side: 'buy', quantity: 2, avgPx: 100, allocs: [{ account: 'A', quantity: 2 }], transactTime: 1 },
  { msgType: 'AllocationReport', ...header, allocId: 'x1', parentId: 'p1', allocStatus: 'accepted', text: null },
  { msgType: 'MarketDataSnapshot', ...header, mdReqId: 's', epoch: 'e1', mdSeq: 3, quotes: [], depths: [], bars: [], marketTime: 1 },
  { msgType: 'MarketDataIncrementalRefresh', epoch: 'e1', mdSeq: 3, sendingTime: 1, entries: [{ type: 'quote', symbol: 'AURX', bid: 1, bidSize: 1, ask: 2, askSize: 1, venueTime: 1 }, { type: 'bar', symbol: 'AURX', start: 1, end: 2, open: 1, high: 1, low: 1, close: 1, volume: null }] },
];

/** Values that break readers: not numbers, beyond exact integers, long, empty, nested, other types. */
const oddities: readonly unknown[] = [
  NaN, Infinity, -Infinity, -0, -1, 0, 0.5, 2 ** 53, -(2 ** 53), 2 ** 64, 1e308, '', 'x'.repeat(600), '\u0000', '\ud800', '__proto__', null, true, false, [], {}, [[[[[]]]]], new Date(0), Buffer.from([1, 2, 3]),
  { __proto__: null, constructor: { prototype: { polluted: true } } }, 'new', 'NaN', '2147483648',
];

const nestingMax = 100_000;

/** One frame: a template with one to three things wrong with it. */
export function mutated(random: Random, template: Record<string, unknown>): Uint8Array {
  let message: Record<string, unknown> = { ...template };
  for (let n = 1 + random.integer(3); n > 0; n--) {
    const keys = Object.keys(message);
    const key = keys[random.integer(keys.length)] ?? 'msgType';
    const kind = random.integer(5);
    if (kind === 0) message = without(message, key);
    else if (kind === 1) message[key] = oddities[random.integer(oddities.length)];
    else if (kind === 2) message[`${key}x`] = message[key];
    else if (kind === 3) message[key] = nested(random.integer(200));
    else Object.defineProperty(message, '__proto__', { value: { polluted: true }, enumerable: true, configurable: true, writable: true });
  }
  const frame = Uint8Array.from(encodeFrame(message));
  const bytes = random.uniform();
  // Arrays of one array, deeper than any reader's stack.
  if (bytes < 0.002) return new Uint8Array(nestingMax).fill(0x91);
  if (bytes < 0.25) return frame.slice(0, random.integer(frame.length + 1));
  if (bytes < 0.5) {
    for (let n = 1 + random.integer(6); n > 0; n--) {
      const at = random.integer(frame.length);
      frame[at] = (frame[at] ?? 0) ^ (1 << random.integer(8));
    }
  }
  if (bytes > 0.95) return Uint8Array.from([...frame, ...randomBytes(random, 1 + random.integer(20))]);
  // Sizes that promise more than there is: map 32, array 32, string 32, binary 32, extension 32.
  if (bytes > 0.9) return Uint8Array.from([[0xdf, 0xdd, 0xdb, 0xc6, 0xc9][random.integer(5)] ?? 0xdf, 0xff, 0xff, 0xff, 0xff, ...frame]);
  return frame;
}

export function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}

function without(message: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(message).filter(([k]) => k !== key));
}

/** An array in an array, `depth` times. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let n = 0; n < depth; n++) value = [value];
  return value;
}
