/** Horizontal lines over the bars: working orders, the position's average, the stop, the collar. Pure. */
import type { PositionRow } from '../../../shared/contract/portfolio.ts';
import type { RiskOverlay } from '../../../shared/contract/risk.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import { formatPrice, formatQuantity } from '../../ui/format.ts';
import { sideWord, statusLooks } from '../../words/order-words.ts';

export interface PriceLine {
  /** The same line from one drawing to the next: an amended order keeps its line. */
  readonly key: string;
  /** Ticks; an average may lie between two. */
  readonly ticks: number;
  readonly title: string;
  readonly tone: 'up' | 'down' | 'plain' | 'danger' | 'warn' | 'unresolved';
  readonly stroke: 'solid' | 'dashed' | 'dotted' | 'sparse';
}

export interface LineInputs {
  readonly instrument: Instrument;
  readonly orders: readonly Order[];
  readonly position: PositionRow | undefined;
  readonly overlay: RiskOverlay | null;
}

export function priceLines({ instrument, orders, position, overlay }: LineInputs): readonly PriceLine[] {
  const lines: PriceLine[] = [];
  for (const order of orders) {
    if (order.symbol !== instrument.symbol || order.price === null || isDone(order.ordStatus)) continue;
    const pending = order.ordStatus !== 'new' && order.ordStatus !== 'partiallyFilled';
    lines.push({
      key: `order ${order.clOrdId}`, ticks: order.price,
      title: `${sideWord[order.side]} ${formatQuantity(instrument, order.leavesQty)}${pending ? ` ${statusLooks[order.ordStatus].word}` : ''}`,
      tone: order.ordStatus === 'unresolved' ? 'unresolved' : order.side === 'buy' ? 'up' : 'down',
      stroke: pending ? 'dashed' : 'solid',
    });
  }
  if (position && position.averagePrice !== null) {
    lines.push({ key: 'average', ticks: position.averagePrice, title: `${position.quantity > 0 ? 'Long' : 'Short'} ${formatQuantity(instrument, Math.abs(position.quantity))} avg`, tone: 'plain', stroke: 'dashed' });
  }
  if (overlay?.stop) lines.push({ key: 'stop', ticks: overlay.stop.price, title: overlay.stop.of === 'position' ? 'Stop' : 'Stop if taken', tone: 'danger', stroke: 'dashed' });
  if (overlay?.collar) {
    lines.push({ key: 'collar high', ticks: overlay.collar.high, title: `Collar ${formatPrice(instrument, overlay.collar.high)}`, tone: 'warn', stroke: 'sparse' });
    lines.push({ key: 'collar low', ticks: overlay.collar.low, title: `Collar ${formatPrice(instrument, overlay.collar.low)}`, tone: 'warn', stroke: 'sparse' });
  }
  return lines;
}
