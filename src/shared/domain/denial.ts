/**
 * Why our own control refused an order: closed codes with their numbers, in order of precedence. The first failing
 * check is the one reported. The table in docs/specs/risk.md is written from `denialMeanings`.
 */
import { unreachable } from '../base/assert.ts';

export type Denial =
  | { readonly code: 'TRADING_HALTED'; readonly why: string }
  | { readonly code: 'NOT_CONNECTED'; readonly omsState: string }
  | { readonly code: 'RECONCILING' }
  | { readonly code: 'UNKNOWN_INSTRUMENT'; readonly symbol: string }
  | { readonly code: 'NOT_TRADABLE'; readonly symbol: string }
  | { readonly code: 'BAD_QUANTITY'; readonly orderQty: number }
  | { readonly code: 'BAD_PRICE'; readonly price: number | null }
  | { readonly code: 'PARENT_NOT_OPEN'; readonly parentId: string; readonly status: string }
  | { readonly code: 'PARENT_HELD'; readonly parentId: string; readonly why: string }
  | { readonly code: 'ABOVE_PARENT'; readonly parentId: string; readonly orderQty: number; readonly unroutedQty: number }
  | { readonly code: 'WORSE_THAN_PARENT'; readonly parentId: string; readonly price: number | null; readonly limit: number }
  | { readonly code: 'DUPLICATE'; readonly clOrdId: string; readonly withinMs: number }
  | { readonly code: 'STALE_MARKET_DATA'; readonly ageMs: number | null; readonly limitMs: number }
  | { readonly code: 'PRICE_COLLAR'; readonly distanceBp: number; readonly limitBp: number; readonly price: number; readonly reference: number }
  | { readonly code: 'QUANTITY_ABOVE_LIMIT'; readonly orderQty: number; readonly limitQty: number }
  | { readonly code: 'VALUE_ABOVE_LIMIT'; readonly orderMinor: number; readonly limitMinor: number; readonly currency: string }
  | { readonly code: 'POSITION_ABOVE_LIMIT'; readonly resultingQty: number; readonly limitQty: number }
  | { readonly code: 'POSITION_VALUE_ABOVE_LIMIT'; readonly resultingMinor: number; readonly limitMinor: number; readonly currency: string };

export type DenialCode = Denial['code'];

/** One line a code, in the order in which the checks run. */
export const denialMeanings: Readonly<Record<DenialCode, string>> = {
  TRADING_HALTED: 'the core stopped trading after a failed assertion or an unsaved journal',
  NOT_CONNECTED: 'there is no live session with the OMS',
  RECONCILING: 'orders, executions and positions are being compared with the OMS',
  UNKNOWN_INSTRUMENT: 'the venue has not announced this symbol',
  NOT_TRADABLE: 'the instrument can be watched but not traded',
  BAD_QUANTITY: 'the quantity is not a whole positive number of lots',
  BAD_PRICE: 'a limit order needs a price, a market order has none',
  PARENT_NOT_OPEN: 'its parent order is not known, canceled or filled, or is for another instrument or side',
  PARENT_HELD: 'its parent order is locked by or assigned to somebody else, or must be locked first',
  ABOVE_PARENT: 'the quantity exceeds what of its parent order is neither traded nor working',
  WORSE_THAN_PARENT: 'the price is worse than the limit of its parent order',
  DUPLICATE: 'the same instrument, side, size and price was sent a moment ago',
  STALE_MARKET_DATA: 'the quote that the controls need is older than its limit or has never arrived',
  PRICE_COLLAR: 'the price is further from the reference price than the collar allows',
  QUANTITY_ABOVE_LIMIT: 'the quantity exceeds the largest order allowed',
  VALUE_ABOVE_LIMIT: 'the notional value exceeds the largest order allowed',
  POSITION_ABOVE_LIMIT: 'position plus working orders plus this order would exceed the position limit',
  POSITION_VALUE_ABOVE_LIMIT: 'the value of that position at the reference price would exceed the position limit',
};

/** The denial in words with its numbers, written in one place for screen, journal and log. */
export function renderDenial(d: Denial): string {
  switch (d.code) {
    case 'TRADING_HALTED': return `Trading is halted: ${d.why}`;
    case 'NOT_CONNECTED': return `No live session with the OMS (${d.omsState})`;
    case 'RECONCILING': return 'Reconciling with the OMS; trading opens when orders and positions agree';
    case 'UNKNOWN_INSTRUMENT': return `The venue has not announced ${d.symbol}`;
    case 'NOT_TRADABLE': return `${d.symbol} can be watched but not traded`;
    case 'BAD_QUANTITY': return `Quantity ${d.orderQty} is not a whole positive number of lots`;
    case 'BAD_PRICE': return d.price === null ? 'A limit order needs a price' : 'A market order has no price';
    case 'PARENT_NOT_OPEN': return `Parent ${d.parentId} is ${d.status}`;
    case 'PARENT_HELD': return `Parent ${d.parentId} is ${d.why}`;
    case 'ABOVE_PARENT': return `Quantity ${d.orderQty} lots above the ${d.unroutedQty} lots of parent ${d.parentId} that are not routed`;
    case 'WORSE_THAN_PARENT':
      return `${d.price === null ? 'A market order' : `Price ${d.price} ticks`} is worse than the limit ${d.limit} ticks of parent ${d.parentId}`;
    case 'DUPLICATE': return `Same order as ${d.clOrdId}, sent less than ${d.withinMs} ms ago`;
    case 'STALE_MARKET_DATA':
      return d.ageMs === null ? 'No quote has arrived for this instrument'
        : `Quote is ${d.ageMs} ms old, limit ${d.limitMs} ms`;
    case 'PRICE_COLLAR':
      return `Price ${d.price} ticks is ${d.distanceBp.toFixed(1)} bp from reference ${d.reference}, collar ${d.limitBp} bp`;
    case 'QUANTITY_ABOVE_LIMIT': return `Quantity ${d.orderQty} lots above limit ${d.limitQty} lots`;
    case 'VALUE_ABOVE_LIMIT':
      return `Value ${d.orderMinor} above limit ${d.limitMinor} (minor units of ${d.currency})`;
    case 'POSITION_ABOVE_LIMIT': return `Position would be ${d.resultingQty} lots, limit ${d.limitQty} lots`;
    case 'POSITION_VALUE_ABOVE_LIMIT':
      return `Position would be worth ${d.resultingMinor}, limit ${d.limitMinor} (minor units of ${d.currency})`;
    default: return unreachable(d, 'renderDenial');
  }
}
