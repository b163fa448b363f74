/** The ladder itself: size and arming above, rows of prices, what the cursor's order would meet below. */
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { priceTicks, type PriceTicks } from '../../../shared/domain/numbers.ts';
import type { Order, Side } from '../../../shared/domain/order.ts';
import type { BookDepth, Quote } from '../../../shared/domain/quote.ts';
import { cancelOrder, submitOrder } from '../../actions/work-orders.ts';
import { byKey } from '../../stores/lookups.ts';
import { notify } from '../../stores/notices.ts';
import { useSelectInstrument } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { chooseSize, steppedSize, useSizes } from '../../stores/sizes.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import type { Freshness } from '../../ui/age.tsx';
import { formatPrice } from '../../ui/format.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { useHeight } from '../../ui/use-height.ts';
import { canCancel } from '../../words/order-words.ts';
import { LadderFoot } from './ladder-foot.tsx';
import { LadderHead } from './ladder-head.tsx';
import { ladderAction, type LadderAction } from './ladder-keys.ts';
import { hiddenOrders, ladderRows, restingSide, type LadderRow } from './ladder-rows.ts';
import { LadderTable } from './ladder-table.tsx';
import { useCentre } from './use-centre.ts';

export interface LadderProps {
  readonly instrument: Instrument;
  readonly row: QuoteRow;
  readonly quote: Quote;
  readonly depth: BookDepth | null;
  readonly freshness: Freshness;
}

const rowPixels = { compact: 22, normal: 24, roomy: 26 } as const;
const headPixels = 22;
const noOrders: readonly Order[] = [];
const idOf = (row: { readonly clOrdId: string }): string => row.clOrdId;

export function Ladder({ instrument, row, quote, depth, freshness }: LadderProps) {
  const { symbol } = instrument;
  /** Whoever goes into this book has chosen it: no suggestion takes it from under the next key. */
  const choose = useSelectInstrument();
  const box = useRef<HTMLDivElement>(null);
  const density = useSettings((s) => s.density);
  const count = Math.max(5, Math.floor((useHeight(box) - headPixels) / rowPixels[density]));
  const [pointerIn, setPointerIn] = useState(false);
  const [focused, setFocused] = useState(false);
  const [armed, setArmed] = useState(false);
  /** Orders on their way to the core: a key pressed twice sends one, and another price is not held up by it. */
  const sending = useRef(new Set<string>());
  const [cursor, setCursor] = useState<PriceTicks>(quote.bid);
  const { centre, step, recentre, bringIntoView } = useCentre({ quote, depth, count, holds: pointerIn, focused });
  const sizes = useSizes(instrument);
  const atCursor = priceTicks(Math.round(cursor / step) * step);
  const { rows, cursorRow, outOfView } = useRows({ symbol, centre, step, count, depth, quote, lastPrice: row.lastPrice, cursor: atCursor });
  const size = sizes?.chosen ?? null;

  function moveTo(price: number): void {
    const next = priceTicks(Math.round(price / step) * step);
    setCursor(next);
    bringIntoView(next);
  }

  async function place(side: Side | null, price: PriceTicks): Promise<void> {
    if (side === null) return notify('plain', `Nothing sent: ${formatPrice(instrument, price)} is between bid and ask; B buys there and S sells`);
    const key = `${side} ${price}`;
    if (size === null || sending.current.has(key)) return;
    sending.current.add(key);
    await submitOrder({ symbol, side, ordType: 'limit', price, orderQty: size, timeInForce: 'day' });
    sending.current.delete(key);
  }

  function cancelAt(price: PriceTicks): void {
    const at = price === atCursor ? cursorRow : rows.find((r) => r.price === price);
    const open = [...(at?.buys?.orders ?? []), ...(at?.sells?.orders ?? [])].filter((o) => canCancel(o.ordStatus));
    if (open.length === 0) return notify('plain', `Nothing to cancel: no order of yours is working at ${formatPrice(instrument, price)}`);
    for (const order of open) void cancelOrder(order.clOrdId);
  }

  /** Nothing is done at a price that cannot be seen: the market has taken the ladder away from the cursor. */
  function lookFirst(): void {
    bringIntoView(atCursor);
    notify('plain', `Nothing done: the cursor at ${formatPrice(instrument, atCursor)} was out of view; it is shown now, press again or Space for the market`);
  }

  function act(action: LadderAction): void {
    const acts = action.kind === 'place' || action.kind === 'cancel';
    if (acts && !rows.some((r) => r.price === atCursor)) lookFirst();
    else if (action.kind === 'move') moveTo(action.to);
    else if (action.kind === 'place') void place(action.side, atCursor);
    else if (action.kind === 'cancel') cancelAt(atCursor);
    else if (action.kind === 'size' && sizes) chooseSize(instrument, steppedSize(sizes, action.by));
    else if (action.kind === 'centre') { recentre(); setCursor(quote.bid); }
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const action = ladderAction(event, { cursor: atCursor, step, count, quote });
    if (!action) return;
    event.preventDefault();
    act(action);
  }

  function clicked(price: PriceTicks, column: Side | 'price'): void {
    setCursor(price);
    if (armed && column !== 'price') void place(column, price);
  }

  return (
    <div className={`ladder${freshness === 'live' ? '' : ' is-stale'}`}>
      <LadderHead instrument={instrument} sizes={sizes} armed={armed} onArmed={setArmed} />
      <div ref={box} className="ladder-box" onPointerEnter={() => setPointerIn(true)} onPointerLeave={() => setPointerIn(false)} onFocus={() => { setFocused(true); choose(symbol); }} onBlur={() => setFocused(false)}>
        <MarketAway instrument={instrument} quote={quote} rows={rows} />
        <LadderTable instrument={instrument} rows={rows} cursor={atCursor} armed={armed} onKeyDown={press} onClick={clicked} onCancel={cancelAt} />
      </div>
      <LadderFoot instrument={instrument} price={atCursor} size={size} side={restingSide(atCursor, quote)} row={cursorRow} outOfView={outOfView} step={step} onCentre={recentre} />
    </div>
  );
}

/** Where the market is while no row shows it. */
function MarketAway({ instrument, quote, rows }: { readonly instrument: Instrument; readonly quote: Quote; readonly rows: readonly LadderRow[] }) {
  const [top, bottom] = [rows[0]?.price, rows.at(-1)?.price];
  const way = top !== undefined && quote.bid > top ? 'above' : bottom !== undefined && quote.ask < bottom ? 'below' : null;
  if (way === null) return null;
  return <p className={`ladder-away is-${way}`} role="status">{way === 'above' ? '▲' : '▼'} market {way}: <span className="figure">{formatPrice(instrument, quote.bid)} / {formatPrice(instrument, quote.ask)}</span> <KeyHint keys="Space" /></p>;
}

interface RowsInput {
  readonly symbol: string;
  readonly centre: PriceTicks;
  readonly step: number;
  readonly count: number;
  readonly depth: BookDepth | null;
  readonly quote: Quote;
  readonly lastPrice: PriceTicks | null;
  readonly cursor: PriceTicks;
}

interface Rows {
  readonly rows: readonly LadderRow[];
  /** In view or not. */
  readonly cursorRow: LadderRow | undefined;
  /** Working orders of ours at prices that have no row now. */
  readonly outOfView: { readonly above: number; readonly below: number };
}

function useRows({ symbol, centre, step, count, depth, quote, lastPrice, cursor }: RowsInput): Rows {
  const levels = useStreamPart('marketData.volumeAtPrice', { symbol }, (s) => s.value?.levels);
  const all = useStreamPart('orders.blotter', {}, (s) => s.value) ?? noOrders;
  const places = useStreamPart('marketData.queuePlaces', {}, (s) => s.value);
  const orders = useMemo(() => all.filter((order) => order.symbol === symbol && order.leavesQty > 0), [all, symbol]);
  return useMemo(() => {
    const input = { centre, count, step, depth, quote, levels: levels ?? [], orders, places: byKey(places, idOf), lastPrice };
    const rows = ladderRows(input);
    return { rows, cursorRow: ladderRows({ ...input, centre: cursor, count: 1 })[0], outOfView: hiddenOrders(orders, rows) };
  }, [centre, count, step, depth, quote, levels, orders, places, lastPrice, cursor]);
}
