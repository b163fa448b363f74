/** The journal in the desk's words: what happened, which way it went and what came with it. Orders' steps keep the names of the wire. */
import type { Instrument } from '../../shared/domain/instrument.ts';
import type { JournalEventOf, JournalRecord } from '../../shared/domain/journal-event.ts';
import type { EpochMicros } from '../../shared/domain/numbers.ts';
import type { ParentChange, ParentState } from '../../shared/domain/parent-order.ts';
import { formatMoney, formatMs, formatPrice, formatQuantity, formatTime, type Zone } from '../ui/format.ts';
import { denialWords } from './denial-words.ts';
import { sideWord } from './order-words.ts';
import { heldWords } from './parent-words.ts';

/** To the OMS, from it, or on this workstation. */
export type EventWay = 'out' | 'in' | 'here';
export const wayLooks: Readonly<Record<EventWay, { readonly shape: string; readonly word: string }>> = {
  out: { shape: '→', word: 'to the OMS' }, in: { shape: '←', word: 'from the OMS' }, here: { shape: '·', word: 'here' },
};

export interface EventLine {
  readonly word: string;
  readonly way: EventWay;
  readonly detail: string;
  /** When it happened elsewhere, as the other side (or who dealt it) says; null when only the record's own time is known. */
  readonly happenedAt: EpochMicros | null;
  /** Order that it is of; null for what is of the parent itself. */
  readonly clOrdId: string | null;
}

const changed: Readonly<Record<ParentChange, string>> = {
  stage: 'staged', amend: 'amended', cancel: 'canceled', reinstate: 'reinstated', note: 'noted', withdrawNote: 'note withdrawn', assign: 'assigned', lock: 'locked', release: 'released', publish: 'shared with the desk',
};
const outSteps: ReadonlySet<string> = new Set(['cancelRequested', 'replaceRequested']);

export function eventLine({ event }: JournalRecord, instrument: Instrument | undefined, zone: Zone): EventLine {
  const here = (word: string, detail: string, clOrdId: string | null = null, way: EventWay = 'here', happenedAt: EpochMicros | null = null): EventLine => ({ word, way, detail, happenedAt, clOrdId });
  switch (event.type) {
    case 'OrderSubmitted': return here('OrderSubmitted', submittedDetail(event.body, instrument), event.body.clOrdId, 'out');
    case 'OrderDenied': return here('OrderDenied', denialWords(event.body.denial, instrument), event.body.clOrdId);
    case 'ReplaceDenied': return here('ReplaceDenied', denialWords(event.body.denial, instrument), event.body.clOrdId);
    case 'OrderAnomalyFound': return here('OrderAnomalyFound', `${event.body.severity}: ${event.body.what}`, event.body.clOrdId);
    case 'ExternalOrderFound': return here('ExternalOrderFound', `found at the OMS as ${event.body.orderId}`, event.body.clOrdId, 'in');
    case 'OrderStepped': {
      const { clOrdId, event: step, transactTime } = event.body;
      return here(step, steppedDetail(event.body, instrument), clOrdId, step === 'timedOut' ? 'here' : outSteps.has(step) ? 'out' : 'in', transactTime);
    }
    case 'ParentStaged': return here('staged', `${stateDetail(event.body.state, instrument)}, by ${event.body.state.stagedBy}`);
    case 'ParentChanged': return here(`${changed[event.body.what]}${event.body.undoes ? ', as an undo' : ''}`, `${changeDetail(event.body.what, event.body.state, instrument)}, by ${event.body.userId}`);
    case 'ParentAsked': return here(`${changed[event.body.what]}: asked`, `${changeDetail(event.body.what, event.body.state, instrument)}; from version ${event.body.version}, request ${event.body.requestId}`, null, 'out');
    case 'ParentReported': return here('reported', `version ${event.body.version}${event.body.requestId === null ? ', changed elsewhere' : `, answers ${event.body.requestId}`}: ${stateDetail(event.body.state, instrument)}, ${heldWords(event.body.state)}`, null, 'in');
    case 'ParentRefused': return here('refused', `${event.body.text}; answers ${event.body.requestId}`, null, 'in');
    case 'PhoneTradeRecorded': return here('phone trade recorded', phoneDetail(event.body, instrument, zone), event.body.clOrdId, 'here', event.body.fill.transactTime);
    case 'PhoneTradeCanceled': return here('phone trade taken back', `by ${event.body.userId}`, event.body.clOrdId);
    case 'PhoneTradeAnswered': return here(event.body.accepted ? 'phone trade booked at the OMS' : 'phone trade refused by the OMS', [event.body.transType === 'cancel' && 'its cancel', event.body.text].filter(Boolean).join('; '), event.body.clOrdId, 'in');
    case 'AllocationInstructed': return here('allocated', `${event.body.shares.map((share) => `${formatQuantity(instrument, share.quantity)} to ${share.account}`).join(', ')} at ${formatPrice(instrument, event.body.avgPx, 2)}, by ${event.body.userId}; ${event.body.allocId}`, null, 'out');
    case 'AllocationAnswered': return here(event.body.accepted ? 'allocation accepted' : 'allocation rejected', [event.body.text, event.body.allocId].filter(Boolean).join('; '), null, 'in');
    default: return here(event.type, '');
  }
}

function submittedDetail({ intent, check, userId }: JournalEventOf<'OrderSubmitted'>['body'], instrument: Instrument | undefined): string {
  const price = intent.price === null ? 'at market' : `at ${formatPrice(instrument, intent.price)}`;
  const rate = intent.participationRate === undefined ? '' : `, ${Math.round(intent.participationRate * 1000) / 10} % of the volume`;
  return `${sideWord[intent.side]} ${formatQuantity(instrument, intent.orderQty)} ${price}${rate}, by ${userId}; limits ${check.limitsVersion}, reference ${formatPrice(instrument, check.referencePrice, 1)}, quote ${formatMs(check.quoteAgeMs)} old`;
}

function steppedDetail({ fill, correction, text, orderId, requestClOrdId, orderQty, price }: JournalEventOf<'OrderStepped'>['body'], instrument: Instrument | undefined): string {
  const after = correction?.after;
  return [
    fill && `${formatQuantity(instrument, fill.lastQty)} at ${formatPrice(instrument, fill.lastPx)}, fee ${formatMoney(fill.feeMinor, instrument?.currencyMinorDigits ?? 2)}, ${fill.liquidity} liquidity, ExecID ${fill.execId}`,
    correction && `ExecID ${correction.before.execId} was ${formatQuantity(instrument, correction.before.lastQty)} at ${formatPrice(instrument, correction.before.lastPx)}, is ${after ? `${formatQuantity(instrument, after.lastQty)} at ${formatPrice(instrument, after.lastPx)}` : 'taken back'}`,
    orderQty !== null && `quantity ${formatQuantity(instrument, orderQty)}`,
    price !== null && `price ${formatPrice(instrument, price)}`,
    requestClOrdId !== null && `request ${requestClOrdId}`,
    orderId !== null && `OrderID ${orderId}`,
    text,
  ].filter(Boolean).join('; ');
}

const stateDetail = (state: ParentState, instrument: Instrument | undefined): string => [
  `${sideWord[state.side]} ${formatQuantity(instrument, state.orderQty)} ${state.price === null ? 'at market' : `at ${formatPrice(instrument, state.price)}`}`,
  state.care && 'care', state.account && `account ${state.account}`, state.strategy && `strategy ${state.strategy}`, state.listId && `basket ${state.listId}`, state.canceled && 'canceled',
].filter(Boolean).join(', ');

function changeDetail(what: ParentChange, state: ParentState, instrument: Instrument | undefined): string {
  switch (what) {
    case 'note': return `“${state.notes.at(-1)?.text ?? ''}”`;
    case 'withdrawNote': return `${state.notes.length} ${state.notes.length === 1 ? 'note is' : 'notes are'} left`;
    case 'assign': return `to ${state.assignedTo ?? 'the pool of the desk'}`;
    case 'lock':
    case 'release': return heldWords(state);
    default: return stateDetail(state, instrument);
  }
}

const phoneDetail = ({ fill, counterparty, note, userId }: JournalEventOf<'PhoneTradeRecorded'>['body'], instrument: Instrument | undefined, zone: Zone): string =>
  [`${sideWord[fill.side]} ${formatQuantity(instrument, fill.lastQty)} at ${formatPrice(instrument, fill.lastPx)} with ${counterparty}, dealt ${formatTime(fill.transactTime, zone, 'dateTime')}, recorded by ${userId}`, note && `“${note}”`].filter(Boolean).join('; ');
