/** All orders of the session: what is shown of them, what they add up to, and what is done to one or several. */
import type { GridApi } from 'ag-grid-community';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Order } from '../../../shared/domain/order.ts';
import { openAsk } from '../../stores/asks.ts';
import { instrumentsBySymbol, quoteNow } from '../../stores/lookups.ts';
import { clearMarked, markedStore } from '../../stores/marked.ts';
import { notify } from '../../stores/notices.ts';
import { streams } from '../../stores/streams.ts';
import { useSlowly } from '../../stores/use-slowly.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { downloadCsv, toCsv } from '../../ui/csv.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { BlotterAsks } from './blotter-asks.tsx';
import { blotterRows } from './blotter-csv.ts';
import { BlotterFoot } from './blotter-foot.tsx';
import { BlotterGrid, focusRow } from './blotter-grid.tsx';
import { BlotterTools } from './blotter-tools.tsx';
import './blotter.css';
import { BlotterViews } from './blotter-views.tsx';
import { feesNow } from './fees-now.ts';
import { orderFilter, type ViewName } from './order-filter.ts';
import { OrderHistory } from './order-history.tsx';
import { shownOrders } from './use-grid.ts';

/** Counts and sums are made anew at most so often. */
const sumPeriodMs = 250;
const noOrders: readonly Order[] = [];

export function BlotterPanel() {
  const { link, why } = useStreamPart('orders.blotter', {}, (s) => ({ link: s.link, why: s.why }));
  const orders = useSlowly('orders.blotter', sumPeriodMs) ?? noOrders;
  const [api, setApi] = useState<GridApi<Order> | null>(null);
  const [historyOf, setHistoryOf] = useState<string | null>(null);
  const [view, setView] = useState<ViewName>('all');
  const [text, setText] = useState('');
  const [menuOpen, setMenuOpen] = useState(false);
  const filterInput = useRef<HTMLInputElement>(null);
  const filter = useMemo(() => orderFilter(view, text), [view, text]);
  const shown = useMemo(() => orders.filter(filter), [orders, filter]);
  const history = useStreamPart('orders.blotter', {}, (s) => s.value?.find((order) => order.clOrdId === historyOf));
  const toGrid = (): void => { if (api) focusRow(api); };

  function closeHistory(): void {
    setHistoryOf(null);
    toGrid();
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = keyAction(event.key, history !== undefined);
    if (!act) return;
    event.preventDefault();
    if (act === 'closeHistory') closeHistory();
    else if (act === 'filter') filterInput.current?.focus();
    else act();
  }

  return (
    <PanelFrame title="Blotter" subject={<span className="muted small">{shown.length < orders.length ? `${shown.length} of ` : ''}{orders.length} {orders.length === 1 ? 'order' : 'orders'}</span>} state={link} why={why} awaiting="orders of this session">
      <div className="blotter" onKeyDown={press}>
        <BlotterTools orders={orders} view={view} text={text} filterRef={filterInput} onView={setView} onText={setText} onGrid={toGrid}
          menuOpen={menuOpen} onMenu={() => setMenuOpen((open) => !open)} onExport={() => { if (api) exportShown(api); }} />
        {menuOpen && api && <BlotterViews api={api} view={view} text={text} onClose={() => { setMenuOpen(false); toGrid(); }} onFilter={(next) => { setView(next.view); setText(next.text); }} />}
        <BlotterGrid filter={filter} isFilteredAway={orders.length > 0 && shown.length === 0} api={api} onApi={setApi} onHistory={setHistoryOf} />
        {history && <OrderHistory order={history} onClose={closeHistory} />}
        <BlotterAsks />
        <BlotterFoot orders={shown} />
      </div>
    </PanelFrame>
  );
}

const isTyping = (target: EventTarget): boolean => target instanceof HTMLElement && target.closest('input, [data-keys="own"], [role="dialog"]') !== null;

/** Keys of the blotter beside the grid's own. With orders marked, `c` is theirs. */
function keyAction(key: string, hasHistory: boolean): (() => void) | 'closeHistory' | 'filter' | undefined {
  const { marked, ticks } = markedStore.getState();
  if (key === '/') return 'filter';
  if (key === 'Escape') return hasHistory ? 'closeHistory' : marked.size > 0 ? clearMarked : undefined;
  if (marked.size === 0) return undefined;
  if (key === 'c') return () => openAsk({ kind: 'cancelMarked' });
  if (key === '+') return () => openAsk({ kind: 'repriceMarked', ticks });
  if (key === '-') return () => openAsk({ kind: 'repriceMarked', ticks: -ticks });
  return undefined;
}

/** What is shown, in its order and with its columns. */
function exportShown(api: GridApi<Order>): void {
  const orders = shownOrders(api);
  const instruments = instrumentsBySymbol(streams.store('marketData.instruments', {}).getState().value);
  const rows = blotterRows(orders, api.getAllDisplayedColumns().map((column) => column.getColId()), { instruments, fees: feesNow(), quoteOf: quoteNow });
  downloadCsv('blotter.csv', toCsv(rows));
  notify('done', `${orders.length} ${orders.length === 1 ? 'order' : 'orders'} saved to blotter.csv`);
}
