/** Under the grid: totals of what is shown or, while orders are marked, what can be done to them. */
import type { Order } from '../../../shared/domain/order.ts';
import { openAsk } from '../../stores/asks.ts';
import { useInstruments } from '../../stores/lookups.ts';
import { clearMarked, setTicks, ticksMax, useMarked, useTicks } from '../../stores/marked.ts';
import { Button } from '../../ui/button.tsx';
import { toneOf } from '../../ui/figure.tsx';
import { formatCount, formatMoney, formatQuantity } from '../../ui/format.ts';
import { cancelable, repriced } from './bulk.ts';
import { feesNow } from './fees-now.ts';
import { blotterTotals } from './order-figures.ts';

/** @param orders what the filter lets through. */
export function BlotterFoot({ orders }: { readonly orders: readonly Order[] }) {
  const marked = useMarked();
  return marked.size > 0 ? <MarkedBar orders={orders.filter((order) => marked.has(order.clOrdId))} /> : <TotalsBar orders={orders} />;
}

function TotalsBar({ orders }: { readonly orders: readonly Order[] }) {
  const instruments = useInstruments();
  const totals = blotterTotals(orders, instruments, feesNow());
  return (
    <div className="blotter-foot" role="status" aria-label="Totals of the orders shown">
      <span><span className="figure figure-small">{formatCount(totals.orders)}</span> {totals.orders === 1 ? 'order' : 'orders'}</span>
      {totals.net && <span>Net <span className={`figure figure-small tone-${toneOf(totals.net.lots)}`}>{formatQuantity(instruments.get(totals.net.symbol), totals.net.lots, 'always')}</span> {totals.net.symbol}</span>}
      {totals.currencies.map((c) => (
        <span key={c.currency} className="blotter-total">
          <span>Filled <span className="figure figure-small">{formatMoney(c.filledMinor, c.minorDigits)}</span></span>
          <span>Net <span className={`figure figure-small tone-${toneOf(c.netMinor)}`}>{formatMoney(c.netMinor, c.minorDigits, 'always')}</span></span>
          <span>Open <span className="figure figure-small">{formatMoney(c.leavesMinor, c.minorDigits)}</span></span>
          <span>Fees <span className="figure figure-small">{formatMoney(c.feesMinor, c.minorDigits)}</span></span>
          <b>{c.currency}</b>
        </span>
      ))}
    </div>
  );
}

function MarkedBar({ orders }: { readonly orders: readonly Order[] }) {
  const ticks = useTicks();
  const [toCancel, toReprice] = [cancelable(orders).length, repriced(orders, 1).length];
  const reprice = (by: number): void => openAsk({ kind: 'repriceMarked', ticks: by });
  return (
    <div className="blotter-foot is-marked" role="group" aria-label="What to do with the marked orders">
      <b>{formatCount(orders.length)} marked</b>
      <Button tone="danger" keys="c" disabled={toCancel === 0} label="Cancel the marked orders; asks once" onPress={() => openAsk({ kind: 'cancelMarked' })}>{`Cancel ${toCancel}`}</Button>
      <span className="blotter-reprice">
        Re-price {toReprice} by
        <input className="figure" type="number" aria-label="Ticks" min={1} max={ticksMax} value={ticks} onChange={(event) => setTicks(Number(event.target.value))} />
        {ticks === 1 ? 'tick' : 'ticks'}
        <Button keys="+" disabled={toReprice === 0} label="Buys up, sells down; asks once" onPress={() => reprice(ticks)}>Towards</Button>
        <Button keys="-" disabled={toReprice === 0} label="Buys down, sells up; asks once" onPress={() => reprice(-ticks)}>Away</Button>
      </span>
      <span className="grow" />
      <Button tone="quiet" keys="Escape" onPress={clearMarked}>Unmark</Button>
    </div>
  );
}
