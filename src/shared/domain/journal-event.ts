/**
 * Everything that the journal can hold, in the past tense. The journal is the truth: orders, positions, suggestions
 * and decisions are projections that can be rebuilt from it. Amounts that need bigints are written as decimal strings.
 */
import type { Alert, AlertRule } from './alert.ts';
import type { DataDefect } from './data-defect.ts';
import type { Decision, Feedback } from './decision.ts';
import type { Denial } from './denial.ts';
import type { Fill, TradeCorrection } from './fill.ts';
import type { KeptRecord } from './kept-record.ts';
import type { EpochMicros, PriceTicks, QuantityLots } from './numbers.ts';
import type { OrderIntent } from './order.ts';
import type { AllocationShare, ParentAsk, ParentChange, ParentState } from './parent-order.ts';
import type { OrderEventType } from './order-lifecycle.ts';
import type { Suggestion, SuggestionStatus } from './signal.ts';

/** What the controls looked at when they passed or denied an order: the evidence of the check. */
export interface RiskCheckRecord {
  readonly limitsVersion: string;
  readonly referencePrice: number | null;
  readonly quoteAgeMs: number | null;
  readonly positionQty: QuantityLots;
  readonly workingQty: QuantityLots;
}

/** What the market did up to a fill, as this workstation saw it. */
export interface FillMarket {
  /** Mid in ticks that was in force when it traded, by the venue's clock; null without a live quote of then. */
  readonly mid: number | null;
  /** What printed from the order's submission to the fill, with its volume-weighted average price in ticks (null when nothing did); null when not all of it was seen. */
  readonly traded: MarketTraded | null;
  /** The same from the moment its parent was staged; absent for an order without one. */
  readonly parentTraded?: MarketTraded | null;
}

export interface MarketTraded {
  readonly quantity: QuantityLots;
  readonly vwap: number | null;
}

/** A step in an order's life as the lifecycle table knows it, with what came with it. */
export interface OrderStep {
  readonly clOrdId: string;
  readonly event: OrderEventType;
  readonly orderId: string | null;
  /** ClOrdID of the cancel or replace request that this step makes or answers. */
  readonly requestClOrdId: string | null;
  /** New terms: asked for by replaceRequested, in force after replaced. */
  readonly orderQty: QuantityLots | null;
  readonly price: PriceTicks | null;
  readonly fill: Fill | null;
  /** With a fill that was reported as it happened; absent where the workstation had no feed. */
  readonly market?: FillMarket;
  /** On tradeCanceled and tradeCorrected only. */
  readonly correction?: TradeCorrection;
  /** The OMS's own words. */
  readonly text: string | null;
  /** When the OMS says it happened; null for our own steps. */
  readonly transactTime: EpochMicros | null;
  /** The evidence of the controls, on replaceRequested only. */
  readonly check?: RiskCheckRecord;
}

/**
 * Something about an order that does not fit: an event that the lifecycle table calls illegal, a report for nothing
 * that we know, quantities that disagree. A 'warning' is a race that can happen (a cancel reject after the fill); a
 * 'break' is for a person to look at.
 */
export interface OrderAnomaly {
  readonly clOrdId: string | null;
  readonly severity: 'warning' | 'break';
  readonly what: string;
  /** A trade that the order cannot take. It traded all the same: it counts in the position and not in the order. */
  readonly fill: Fill | null;
  /** A bust or correction that the order cannot take: the position takes it all the same. */
  readonly correction?: TradeCorrection;
}

export type JournalEvent =
  | { readonly type: 'SessionStarted'; readonly body: { readonly appVersion: string; readonly settingsHash: string; readonly environment: string; readonly userId: string } }
  | { readonly type: 'ModelLoaded'; readonly body: { readonly modelId: string; readonly version: string; readonly modelHash: string } }
  | { readonly type: 'ModelRefused'; readonly body: { readonly path: string; readonly reason: string } }
  /** A person took its voice away, or gave it back: every version of it, from here on. `version`: the one that ran. */
  | { readonly type: 'ModelSwitched'; readonly body: { readonly modelId: string; readonly version: string; readonly on: boolean; readonly reason: string; readonly userId: string } }
  | { readonly type: 'OmsLoggedOn'; readonly body: { readonly venue: string; readonly epoch: string; readonly protocolVersion: number } }
  | { readonly type: 'OmsDisconnected'; readonly body: { readonly why: string } }
  | { readonly type: 'Reconciled'; readonly body: { readonly epoch: string; readonly ordersCompared: number; readonly breaks: readonly string[] } }
  | { readonly type: 'FeedGapFound'; readonly body: { readonly expected: number; readonly got: number } }
  | { readonly type: 'FrameRefused'; readonly body: { readonly from: 'venue' | 'marketData' | 'refinery'; readonly why: string; readonly bytesHex: string } }
  | { readonly type: 'DataDefectFound'; readonly body: DataDefect }
  | { readonly type: 'SuggestionMade'; readonly body: Suggestion }
  | { readonly type: 'SuggestionClosed'; readonly body: { readonly suggestionId: string; readonly status: SuggestionStatus } }
  | { readonly type: 'DecisionMade'; readonly body: { readonly decision: Decision; readonly suggestion: Suggestion } }
  | { readonly type: 'FeedbackGiven'; readonly body: { readonly feedback: Feedback; readonly suggestion: Suggestion } }
  | { readonly type: 'OrderSubmitted'; readonly body: { readonly clOrdId: string; readonly intent: OrderIntent; readonly userId: string; readonly arrivalMid: number | null; readonly check: RiskCheckRecord } }
  | { readonly type: 'OrderDenied'; readonly body: { readonly clOrdId: string; readonly intent: OrderIntent; readonly userId: string; readonly denial: Denial; readonly check: RiskCheckRecord } }
  | { readonly type: 'OrderStepped'; readonly body: OrderStep }
  | { readonly type: 'ReplaceDenied'; readonly body: { readonly clOrdId: string; readonly orderQty: QuantityLots; readonly price: PriceTicks | null; readonly userId: string; readonly denial: Denial; readonly check: RiskCheckRecord } }
  | { readonly type: 'OrderAnomalyFound'; readonly body: OrderAnomaly }
  | { readonly type: 'ExternalOrderFound'; readonly body: { readonly clOrdId: string; readonly orderId: string; readonly intent: OrderIntent; readonly cumQty: QuantityLots; readonly avgPx: number | null } }
  | { readonly type: 'OutcomeMeasured'; readonly body: { readonly suggestionId: string; readonly horizonEnd: EpochMicros; readonly returnBp: number; readonly sideReturnBp: number; readonly netBp: number } }
  /** What came of the models' calls up to market time `asOf`; each record replaces what was kept of its model before, but for scores, which follow on. */
  | { readonly type: 'CallsMeasured'; readonly body: { readonly asOf: EpochMicros; readonly models: readonly KeptRecord[] } }
  | { readonly type: 'BacktestFinished'; readonly body: { readonly runId: string; readonly definitionHash: string; readonly trades: number; readonly totalReturn: number; readonly sharpe: number | null } }
  /** `rule` is null when it was removed. */
  | { readonly type: 'AlertRuleSet'; readonly body: { readonly ruleId: string; readonly rule: AlertRule | null; readonly userId: string } }
  | { readonly type: 'AlertRaised'; readonly body: Alert }
  /** Acknowledged, or snoozed where `until` is a time. */
  | { readonly type: 'AlertAcknowledged'; readonly body: { readonly alertIds: readonly string[]; readonly userId: string; readonly until: EpochMicros | null } }
  /** By hand, on this workstation. A basket is one append of these with one listId. */
  | { readonly type: 'ParentStaged'; readonly body: { readonly state: ParentState; readonly arrivalMid: number | null } }
  /** Of a parent that only this workstation knows: all of it as it is now. `undoes`: it takes back the last change of that kind. */
  | { readonly type: 'ParentChanged'; readonly body: { readonly what: ParentChange; readonly state: ParentState; readonly userId: string; readonly undoes: boolean } }
  /** Asked of the OMS, which keeps the parents that a desk shares; answered by the other two. */
  | { readonly type: 'ParentAsked'; readonly body: ParentAsk }
  | { readonly type: 'ParentReported'; readonly body: { readonly version: number; readonly requestId: string | null; readonly state: ParentState } }
  | { readonly type: 'ParentRefused'; readonly body: { readonly requestId: string; readonly parentId: string; readonly text: string } }
  /** `intent` with the fill is a phone trade: dealt at `fill.transactTime`, recorded at the time of this record. */
  | { readonly type: 'PhoneTradeRecorded'; readonly body: { readonly clOrdId: string; readonly intent: OrderIntent; readonly fill: Fill; readonly counterparty: string; readonly note: string | null; readonly userId: string } }
  | { readonly type: 'PhoneTradeCanceled'; readonly body: { readonly clOrdId: string; readonly correction: TradeCorrection; readonly userId: string } }
  /** The OMS has booked the phone trade (or its cancel), or says why not. */
  | { readonly type: 'PhoneTradeAnswered'; readonly body: { readonly clOrdId: string; readonly transType: 'new' | 'cancel'; readonly text: string | null; readonly accepted: boolean } }
  | { readonly type: 'AllocationInstructed'; readonly body: { readonly allocId: string; readonly parentId: string; readonly quantity: QuantityLots; readonly avgPx: number; readonly shares: readonly AllocationShare[]; readonly userId: string } }
  | { readonly type: 'AllocationAnswered'; readonly body: { readonly allocId: string; readonly parentId: string; readonly accepted: boolean; readonly text: string | null } }
  | { readonly type: 'TradingHalted'; readonly body: { readonly why: string } };

export type JournalEventType = JournalEvent['type'];
export type JournalEventOf<T extends JournalEventType> = Extract<JournalEvent, { type: T }>;

/** Which events the refinery needs; their outbox row is written in the same transaction. */
export const upstreamEventTypes: ReadonlySet<JournalEventType> = new Set<JournalEventType>([
  'DecisionMade', 'FeedbackGiven', 'OutcomeMeasured',
]);

/** An event as stored: numbered, timed and chained. */
export interface JournalRecord {
  /** 1, 2, 3, ... without holes. */
  readonly seq: number;
  readonly at: EpochMicros;
  readonly event: JournalEvent;
  /** SHA-256 in hex over previous hash, seq, at, type and canonical body. */
  readonly hash: string;
}
