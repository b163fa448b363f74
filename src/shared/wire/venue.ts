/**
 * What the workstation and the OMS say to each other over the order line (DEALER to ROUTER), with FIX semantics and
 * names. docs/wire-protocol.md is the specification; this file is its code.
 */
import { z } from 'zod';
import { epochMicrosShape, idShape, moneyMinorShape, priceTicksShape, quantityLotsShape, symbolShape, textShape } from '../domain/shapes.ts';
import { logonAccessShape } from './access.ts';

export const venueProtocolVersion = 2;

const seqNumShape = z.number().int().positive();

const header = {
  /** 1, 2, 3, ... per direction and session; a session outlives its connections (OS-2). */
  msgSeqNum: seqNumShape,
  sendingTime: epochMicrosShape,
  /** True when this number was sent before: the receiver takes it if it has not had it. Absent is false. */
  possDup: z.boolean().optional(),
  /** With `possDup`: when it was first sent. */
  origSendingTime: epochMicrosShape.optional(),
};

/** What each side tells of its numbers when it logs on. */
const logonNumbers = {
  /** The number that the sender waits for: the receiver fills from there (FIX tag 789). */
  nextExpectedMsgSeqNum: seqNumShape,
  /** Both directions begin again at 1 with this Logon (FIX tag 141). */
  resetSeqNumFlag: z.boolean(),
};

/** What the session says in either direction; src/shared/wire/fix-session.ts is its meaning. */
const sessionShapes = [
  z.object({ msgType: z.literal('Logout'), ...header, text: textShape.nullable() }),
  z.object({ msgType: z.literal('Heartbeat'), ...header, testReqId: idShape.nullable() }),
  z.object({ msgType: z.literal('TestRequest'), ...header, testReqId: idShape }),
  /** `endSeqNo` 0: everything from `beginSeqNo` on. */
  z.object({ msgType: z.literal('ResendRequest'), ...header, beginSeqNo: seqNumShape, endSeqNo: z.number().int().nonnegative() }),
  /** `newSeqNo` is the number that comes next. Without `gapFillFlag` (FIX's Reset) what lies between is lost, whatever it was. */
  z.object({ msgType: z.literal('SequenceReset'), ...header, gapFillFlag: z.boolean(), newSeqNo: seqNumShape }),
] as const;

export const sideShape = z.enum(['buy', 'sell']);
export const ordTypeShape = z.enum(['limit', 'market']);
export const timeInForceShape = z.enum(['day', 'ioc', 'fok', 'gtc']);

const parameterSourceShape = z.enum(['trader', 'model', 'policy']);

export const instrumentShape = z.object({
  symbol: symbolShape,
  name: textShape,
  assetClass: z.enum(['equity', 'etf', 'index', 'fx', 'crypto', 'future', 'commodity']),
  currency: z.string().min(3).max(8),
  currencyMinorDigits: z.number().int().min(0).max(8),
  tickSize: z.string(),
  lotSize: z.string(),
  multiplier: z.string(),
  barSeconds: z.number().int().positive(),
  feeBp: z.number().nonnegative(),
  averageDailyVolumeLots: z.number().nonnegative().nullable(),
  tradable: z.boolean(),
  barSource: z.enum(['feed', 'built']).optional(),
});

export const barShape = z.object({
  symbol: symbolShape,
  start: epochMicrosShape,
  end: epochMicrosShape,
  open: priceTicksShape,
  high: priceTicksShape,
  low: priceTicksShape,
  close: priceTicksShape,
  volume: quantityLotsShape.nullable(),
});

export const quoteShape = z.object({
  symbol: symbolShape,
  bid: priceTicksShape,
  bidSize: quantityLotsShape,
  ask: priceTicksShape,
  askSize: quantityLotsShape,
  venueTime: epochMicrosShape,
});

const levelShape = z.object({ price: priceTicksShape, size: quantityLotsShape });

export const depthShape = z.object({
  symbol: symbolShape,
  bids: z.array(levelShape),
  asks: z.array(levelShape),
  venueTime: epochMicrosShape,
});

export const accountShape = z.string().regex(/^[\w.-]{1,32}$/);

/** What people decide about a parent order (src/shared/domain/parent-order.ts), as the OMS keeps it for the desk. */
export const parentStateShape = z.object({
  parentId: idShape, symbol: symbolShape, side: sideShape, ordType: ordTypeShape, price: priceTicksShape.nullable(), orderQty: quantityLotsShape,
  timeInForce: timeInForceShape, account: accountShape.nullable(), strategy: accountShape.nullable(), canceled: z.boolean(), care: z.boolean(),
  /** Users; `assignedTo` null is the pool of the desk. */
  assignedTo: idShape.nullable(), lockedBy: idShape.nullable(), stagedBy: idShape, stagedAt: epochMicrosShape, listId: idShape.nullable(),
  suggestionId: idShape.nullable(),
  provenance: z.object({ side: parameterSourceShape, size: parameterSourceShape, price: parameterSourceShape, time: parameterSourceShape }),
  notes: z.array(z.object({ noteId: idShape, userId: idShape, at: epochMicrosShape, text: textShape })).max(50),
  /** What each client (by SenderCompID) has traded of it; each tells its own. */
  tradedBy: z.array(z.object({ by: idShape, cumQty: quantityLotsShape, avgPx: z.number().nullable() })).max(64),
});

/** Workstation to OMS. */
export const toVenueSchema = z.discriminatedUnion('msgType', [
  z.object({
    msgType: z.literal('Logon'), ...header, senderCompId: idShape, targetCompId: idShape,
    protocolVersion: z.number().int(), heartBtIntMs: z.number().int().min(0), ...logonNumbers,
    /** Epoch of the session that is continued; null when there is none. */
    epoch: idShape.nullable(),
    /** On a line with CURVE: whose key this is. Absent in the clear. */
    access: logonAccessShape.optional(),
  }),
  ...sessionShapes,
  z.object({ msgType: z.literal('SecurityListRequest'), ...header, securityReqId: idShape }),
  z.object({
    msgType: z.literal('NewOrderSingle'), ...header, clOrdId: idShape, symbol: symbolShape, side: sideShape,
    ordType: ordTypeShape, price: priceTicksShape.nullable(), orderQty: quantityLotsShape, timeInForce: timeInForceShape,
    transactTime: epochMicrosShape,
    /** The parent that it is a route of, the account it is booked to, and the share of market volume that it may take (OR-20, PA-1). */
    parentId: idShape.optional(), account: accountShape.optional(), participationRate: z.number().min(0.01).max(0.5).optional(),
  }),
  z.object({
    msgType: z.literal('OrderCancelRequest'), ...header, clOrdId: idShape, origClOrdId: idShape, symbol: symbolShape,
    side: sideShape, transactTime: epochMicrosShape,
  }),
  z.object({
    msgType: z.literal('OrderCancelReplaceRequest'), ...header, clOrdId: idShape, origClOrdId: idShape,
    symbol: symbolShape, side: sideShape, ordType: ordTypeShape, price: priceTicksShape.nullable(),
    orderQty: quantityLotsShape, transactTime: epochMicrosShape,
  }),
  /** All open orders and today's done ones, answered by ExecutionReports of ExecType 'orderStatus'. */
  z.object({ msgType: z.literal('OrderMassStatusRequest'), ...header, massStatusReqId: idShape }),
  /** One order, by any ClOrdID of its chain; answered as OrderMassStatusRequest is. */
  z.object({ msgType: z.literal('OrderStatusRequest'), ...header, ordStatusReqId: idShape, clOrdId: idShape }),
  /** Cancels every open order of the client that fits; null fits all. */
  z.object({
    msgType: z.literal('OrderMassCancelRequest'), ...header, clOrdId: idShape, symbol: symbolShape.nullable(), side: sideShape.nullable(),
    transactTime: epochMicrosShape,
  }),
  /** All executions of this session's orders, answered by ExecutionReports of ExecType 'trade' with `resent` true. */
  z.object({ msgType: z.literal('ExecutionsRequest'), ...header, executionsReqId: idShape }),
  /** Market data as it stands, with the sequence number N of the last delta it contains. Null symbol: everything. */
  z.object({ msgType: z.literal('MarketDataSnapshotRequest'), ...header, mdReqId: idShape, symbol: symbolShape.nullable(), barsMax: z.number().int().min(0).max(5000) }),
  /** Changes a parent that the desk shares, from `version` (0: a new one) to the next: the first of two wins. */
  z.object({ msgType: z.literal('ParentOrderRequest'), ...header, requestId: idShape, version: z.number().int().nonnegative(), state: parentStateShape }),
  /** Every shared parent as it stands, answered by ParentOrderReports and RequestCompleted. */
  z.object({ msgType: z.literal('ParentOrdersRequest'), ...header, requestId: idShape }),
  /** A trade dealt elsewhere, or its cancel. The same id again is answered and booked once. */
  z.object({
    msgType: z.literal('TradeCaptureReport'), ...header, tradeReportId: idShape, tradeReportTransType: z.enum(['new', 'cancel']),
    parentId: idShape.nullable(), account: accountShape.nullable(), symbol: symbolShape, side: sideShape, lastPx: priceTicksShape,
    lastQty: quantityLotsShape, counterparty: textShape, transactTime: epochMicrosShape,
  }),
  /** Divides what a parent traded among accounts. The same id again is answered and booked once. */
  z.object({
    msgType: z.literal('AllocationInstruction'), ...header, allocId: idShape, parentId: idShape, symbol: symbolShape, side: sideShape,
    quantity: quantityLotsShape, avgPx: z.number(), allocs: z.array(z.object({ account: accountShape, quantity: quantityLotsShape })).min(1).max(100),
    transactTime: epochMicrosShape,
  }),
  /** Lockstep only: play on to the end of the next bar. */
  z.object({ msgType: z.literal('TapeAdvanceRequest'), ...header, advanceId: z.number().int().positive() }),
]);
export type ToVenue = z.infer<typeof toVenueSchema>;

export const execTypeShape = z.enum([
  'new', 'trade', 'canceled', 'replaced', 'pendingCancel', 'pendingReplace', 'rejected', 'expired', 'orderStatus', 'tradeCorrect', 'tradeCancel',
  'restated',
]);
export const venueOrdStatusShape = z.enum([
  'new', 'partiallyFilled', 'filled', 'canceled', 'pendingCancel', 'pendingReplace', 'rejected', 'expired',
]);

export const executionReportShape = z.object({
  msgType: z.literal('ExecutionReport'), ...header,
  execId: idShape,
  execType: execTypeShape,
  /** 'tradeCorrect' and 'tradeCancel': ExecID of the trade meant, as it was first reported; else null. */
  execRefId: idShape.nullable(),
  ordStatus: venueOrdStatusShape,
  orderId: idShape,
  /** ClOrdID of the order, or of the request that this report answers. */
  clOrdId: idShape,
  /** Set on 'canceled' and 'replaced': the ClOrdID that was asked to be changed. */
  origClOrdId: idShape.nullable(),
  symbol: symbolShape,
  side: sideShape,
  ordType: ordTypeShape,
  price: priceTicksShape.nullable(),
  orderQty: quantityLotsShape,
  timeInForce: timeInForceShape,
  cumQty: quantityLotsShape,
  leavesQty: quantityLotsShape,
  avgPx: z.number().nullable(),
  /** 'trade' and 'tradeCorrect': the trade as it is; 'tradeCancel': as it was. */
  lastPx: priceTicksShape.nullable(),
  lastQty: quantityLotsShape.nullable(),
  feeMinor: moneyMinorShape.nullable(),
  liquidity: z.enum(['added', 'removed']).nullable(),
  transactTime: epochMicrosShape,
  /** True when repeated in answer to a request: the receiver may have it already. */
  resent: z.boolean(),
  /** Set when it answers a mass status or executions request. */
  requestId: idShape.nullable(),
  text: textShape.nullable(),
});
export type ExecutionReport = z.infer<typeof executionReportShape>;

/** OMS to workstation. */
export const fromVenueSchema = z.discriminatedUnion('msgType', [
  z.object({
    msgType: z.literal('Logon'), ...header, senderCompId: idShape, protocolVersion: z.number().int(),
    heartBtIntMs: z.number().int().min(0), ...logonNumbers,
    /** New at each start of the OMS: ids and sequence numbers of another epoch mean nothing here. */
    epoch: idShape,
    /** 'lockstep': time moves only by TapeAdvanceRequest. */
    pace: z.enum(['realtime', 'lockstep']),
    /** Market seconds a wall second; 0 in lockstep. */
    speed: z.number().nonnegative(),
    /** What is being played, for the banner: a tape's name or the simulator's seed. */
    source: textShape,
    marketTime: epochMicrosShape,
  }),
  ...sessionShapes,
  z.object({ msgType: z.literal('SecurityList'), ...header, securityReqId: idShape, instruments: z.array(instrumentShape) }),
  executionReportShape,
  z.object({
    msgType: z.literal('OrderCancelReject'), ...header, clOrdId: idShape, origClOrdId: idShape, orderId: idShape.nullable(),
    cxlRejResponseTo: z.enum(['cancel', 'replace']),
    cxlRejReason: z.enum(['tooLate', 'unknownOrder', 'pending', 'duplicateClOrdId', 'other']), text: textShape.nullable(),
    transactTime: epochMicrosShape,
  }),
  /** After the reports of the orders that it canceled. */
  z.object({
    msgType: z.literal('OrderMassCancelReport'), ...header, clOrdId: idShape, massCancelResponse: z.enum(['accepted', 'rejected']),
    totalAffectedOrders: z.number().int().nonnegative(), symbol: symbolShape.nullable(), side: sideShape.nullable(), text: textShape.nullable(),
    transactTime: epochMicrosShape,
  }),
  z.object({
    msgType: z.literal('BusinessMessageReject'), ...header, refMsgType: z.string(), refSeqNum: z.number().int().nullable(),
    businessRejectReason: z.enum(['other', 'unknownSecurity', 'unsupportedMessageType', 'notLoggedOn', 'malformed']), text: textShape,
  }),
  /** Ends the answer to a mass status or executions request: how many reports were sent. */
  z.object({ msgType: z.literal('RequestCompleted'), ...header, requestId: idShape, reports: z.number().int().nonnegative() }),
  z.object({
    msgType: z.literal('MarketDataSnapshot'), ...header, mdReqId: idShape, epoch: idShape,
    /** The snapshot holds every delta up to and including this number. */
    mdSeq: z.number().int().nonnegative(),
    quotes: z.array(quoteShape), depths: z.array(depthShape), bars: z.array(barShape), marketTime: epochMicrosShape,
  }),
  /** A shared parent as it is now, to everybody on the desk. `requestId` is that of the change, or of the list asked for. */
  z.object({ msgType: z.literal('ParentOrderReport'), ...header, version: z.number().int().positive(), requestId: idShape, state: parentStateShape }),
  /** A change that was not made: another was first, or it is not this user's to make. */
  z.object({
    msgType: z.literal('ParentOrderReject'), ...header, requestId: idShape, parentId: idShape,
    parentRejectReason: z.enum(['stale', 'held', 'unknownUser', 'unknownSecurity', 'tooMany', 'other']), text: textShape,
  }),
  z.object({
    msgType: z.literal('TradeCaptureReportAck'), ...header, tradeReportId: idShape, tradeReportTransType: z.enum(['new', 'cancel']),
    trdRptStatus: z.enum(['accepted', 'rejected']), text: textShape.nullable(),
  }),
  z.object({ msgType: z.literal('AllocationReport'), ...header, allocId: idShape, parentId: idShape, allocStatus: z.enum(['accepted', 'rejected']), text: textShape.nullable() }),
  z.object({
    msgType: z.literal('TapeAdvanced'), ...header, advanceId: z.number().int().positive(),
    /** Last delta published; what is missing up to it is still on its way. */
    mdSeq: z.number().int().nonnegative(),
    marketTime: epochMicrosShape, atEnd: z.boolean(),
  }),
]);
export type FromVenue = z.infer<typeof fromVenueSchema>;
/** Parts of the header that the session writes. */
export type HeaderField = keyof typeof header;
export type ToVenueOf<T extends ToVenue['msgType']> = Extract<ToVenue, { msgType: T }>;
export type FromVenueOf<T extends FromVenue['msgType']> = Extract<FromVenue, { msgType: T }>;
