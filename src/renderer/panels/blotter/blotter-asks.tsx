/** Questions of the blotter, asked once and in place, with the consequence in numbers. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import { cancelAll, cancelOrders, replaceOrders, workingOrders } from '../../actions/work-orders.ts';
import { openAsk, useAsks } from '../../stores/asks.ts';
import { ordersNow, useInstruments } from '../../stores/lookups.ts';
import { clearMarked, useMarked } from '../../stores/marked.ts';
import { Ask } from '../../ui/ask.tsx';
import { formatMoney } from '../../ui/format.ts';
import { cancelable, openOf, repriced } from './bulk.ts';

const leave = (): void => openAsk(null);
const ordersWord = (count: number): string => `${count} ${count === 1 ? 'order' : 'orders'}`;

export function BlotterAsks() {
  const ask = useAsks((asks) => asks.ask);
  const instruments = useInstruments();
  const marked = useMarked();
  if (ask?.kind === 'cancelAll') {
    const open = workingOrders();
    return <Ask question={`Cancel all ${ordersWord(open.length)} that work, open for ${openWords(open, instruments)}?`} onCancel={leave}
      answers={[{ key: 'y', label: `cancel ${open.length}`, tone: 'danger', run: () => void cancelAll() }]} />;
  }
  if (ask?.kind !== 'cancelMarked' && ask?.kind !== 'repriceMarked') return null;
  const chosen = ordersNow().filter((order) => marked.has(order.clOrdId));
  return ask.kind === 'cancelMarked' ? <CancelMarked orders={chosen} instruments={instruments} /> : <RepriceMarked orders={chosen} instruments={instruments} ticks={ask.ticks} />;
}

interface MarkedProps {
  readonly orders: readonly Order[];
  readonly instruments: ReadonlyMap<string, Instrument>;
}

function CancelMarked({ orders, instruments }: MarkedProps) {
  const open = cancelable(orders);
  const others = orders.length - open.length;
  return (
    <Ask question={`Cancel ${ordersWord(open.length)}, open for ${openWords(open, instruments)}?${others > 0 ? ` ${others} marked cannot be canceled and stay as they are.` : ''}`} onCancel={leave}
      answers={open.length === 0 ? [] : [{ key: 'y', label: `cancel ${open.length}`, tone: 'danger', run: () => { void cancelOrders(open.map((o) => o.clOrdId)); clearMarked(); } }]} />
  );
}

function RepriceMarked({ orders, instruments, ticks }: MarkedProps & { readonly ticks: number }) {
  const changes = repriced(orders, ticks);
  const changed = new Set(changes.map((c) => c.clOrdId));
  const moved = orders.filter((order) => changed.has(order.clOrdId));
  const buys = moved.filter((order) => order.side === 'buy').length;
  const others = orders.length - moved.length;
  const way = ticks > 0 ? ['up', 'down'] : ['down', 'up'];
  const size = Math.abs(ticks);
  const sides = [buys > 0 && `${buys} ${buys === 1 ? 'buy' : 'buys'} ${way[0]}`, moved.length > buys && `${moved.length - buys} ${moved.length - buys === 1 ? 'sell' : 'sells'} ${way[1]}`].filter(Boolean).join(', ');
  return (
    <Ask question={`Re-price ${ordersWord(moved.length)} by ${size} ${size === 1 ? 'tick' : 'ticks'} ${ticks > 0 ? 'towards' : 'away from'} the market (${sides || 'none'}), open for ${openWords(moved, instruments)}? Each passes the controls and loses its place in the queue.${others > 0 ? ` ${others} marked cannot be changed and stay.` : ''}`}
      onCancel={leave} answers={moved.length === 0 ? [] : [{ key: 'y', label: `re-price ${moved.length}`, tone: 'danger', run: () => void replaceOrders(changes) }]} />
  );
}

const openWords = (orders: readonly Order[], instruments: ReadonlyMap<string, Instrument>): string =>
  openOf(orders.filter((order) => !isDone(order.ordStatus)), instruments).map((c) => `${formatMoney(c.leavesMinor, c.minorDigits)} ${c.currency}`).join(' and ') || 'nothing';
