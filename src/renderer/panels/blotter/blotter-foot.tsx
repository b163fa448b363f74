/** Under the grid: totals of what is shown or, while rows are marked, what can be done to them. */
import { useMemo } from 'react';
import type { Order } from '../../../shared/domain/order.ts';
import { askAssign, askCancel, askRoute, ordersMeant, toggleLock } from '../../actions/ask-rows.ts';
import { openAsk } from '../../stores/asks.ts';
import { parentNow, useInstruments } from '../../stores/lookups.ts';
import { clearMarked, setTicks, ticksMax, useMarked, useTicks } from '../../stores/marked.ts';
import { parentIdsOf } from '../../stores/row-ids.ts';
import { Button } from '../../ui/button.tsx';
import { toneOf } from '../../ui/figure.tsx';
import { formatCount, formatMoney, formatMoneyShort, formatQuantity } from '../../ui/format.ts';
import { isOpenParent } from '../../words/parent-words.ts';
import { cancelable, repriced } from './bulk.ts';
import { feesNow } from './fees-now.ts';
import { blotterTotals, unroutedMinor } from './order-figures.ts';
import type { ParentRow } from './tree-rows.ts';

export interface BlotterFootProps {
  /** Orders that count: alone or under a parent shown, each once. */
  readonly orders: readonly Order[];
  /** Parents shown, for what they have not routed. */
  readonly parents: readonly ParentRow[];
}

export function BlotterFoot(props: BlotterFootProps) {
  const marked = useMarked();
  return marked.size > 0 ? <MarkedBar rowIds={[...marked]} /> : <TotalsBar {...props} />;
}

function TotalsBar({ orders, parents }: BlotterFootProps) {
  const instruments = useInstruments();
  const totals = useMemo(() => blotterTotals(orders, instruments, feesNow()), [orders, instruments]);
  const unrouted = unroutedMinor(parents.map((row) => row.parent), instruments);
  const currencies = [...new Set([...totals.currencies.map((c) => c.currency), ...unrouted.keys()])].sort();
  return (
    <div className="blotter-foot" role="status" aria-label="Totals of the orders shown">
      {parents.length > 0 && <span><span className="figure figure-small">{formatCount(parents.length)}</span> {parents.length === 1 ? 'parent' : 'parents'}</span>}
      <span><span className="figure figure-small">{formatCount(totals.orders)}</span> {totals.orders === 1 ? 'order' : 'orders'}</span>
      {totals.net && <span>Net <span className={`figure figure-small tone-${toneOf(totals.net.lots)}`}>{formatQuantity(instruments.get(totals.net.symbol), totals.net.lots, 'always')}</span> {totals.net.symbol}</span>}
      {currencies.map((currency) => {
        const c = totals.currencies.find((total) => total.currency === currency);
        const left = unrouted.get(currency);
        return (
          <span key={currency} className="blotter-total">
            {c && <span>Filled <span className="figure figure-small">{formatMoney(c.filledMinor, c.minorDigits)}</span></span>}
            {c && <span>Net <span className={`figure figure-small tone-${toneOf(c.netMinor)}`}>{formatMoney(c.netMinor, c.minorDigits, 'always')}</span></span>}
            {c && <span>Open <span className="figure figure-small">{formatMoneyShort(c.leavesMinor, c.minorDigits)}</span></span>}
            {left && <span title="At the limits of the parents; those at market are not in it">Unrouted <span className="figure figure-small">{formatMoneyShort(left.minor, left.minorDigits)}</span></span>}
            {c && <span>Fees <span className="figure figure-small">{formatMoney(c.feesMinor, c.minorDigits)}</span></span>}
            <b>{currency}</b>
          </span>
        );
      })}
    </div>
  );
}

function MarkedBar({ rowIds }: { readonly rowIds: readonly string[] }) {
  const ticks = useTicks();
  const parents = parentIdsOf(rowIds).flatMap((id) => parentNow(id) ?? []).filter(isOpenParent);
  const orders = ordersMeant(rowIds);
  const [toCancel, toReprice] = [cancelable(orders).length + parents.length, repriced(orders, 1).length];
  const reprice = (by: number): void => openAsk({ kind: 'repriceRows', rowIds, ticks: by });
  return (
    <div className="blotter-foot is-marked" role="group" aria-label="What to do with the marked rows">
      <b>{formatCount(rowIds.length)} marked</b>
      {parents.length > 0 && (
        <>
          <Button keys="w" label="Route what is unrouted of each; asks first" onPress={() => askRoute()}>{`Route ${parents.length}`}</Button>
          <Button keys="p" label="Route what is unrouted of each at a share of the volume; asks first" onPress={() => askRoute(true)}>% vol</Button>
          <Button keys="t" label="To a colleague or the pool; asks first" onPress={askAssign}>Assign</Button>
          <Button keys="l" label="Lock, or release what you have locked" onPress={toggleLock}>Lock</Button>
        </>
      )}
      <Button tone="danger" keys="c" disabled={toCancel === 0} label="Cancel the marked; asks once" onPress={askCancel}>{`Cancel ${toCancel}`}</Button>
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
