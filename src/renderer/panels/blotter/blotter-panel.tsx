/** All parents and orders of the session as one tree: what is shown of them, what they add up to, and what is done to one or several. */
import type { GridApi } from 'ag-grid-community';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { askUndo, rowsMeant, askCancel } from '../../actions/ask-rows.ts';
import { openAsk } from '../../stores/asks.ts';
import { useBlotterCalls } from '../../stores/blotter-filter.ts';
import { selectRow } from '../../stores/blotter-row.ts';
import { instrumentsBySymbol, quoteNow, userNow } from '../../stores/lookups.ts';
import { clearMarked, markedStore } from '../../stores/marked.ts';
import { notify } from '../../stores/notices.ts';
import { outcomeStore, showOutcomes } from '../../stores/outcomes.ts';
import { streams } from '../../stores/streams.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { downloadCsv, toCsv } from '../../ui/csv.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { measuredNow } from './benchmark-columns.tsx';
import { BlotterAsks } from './blotter-asks.tsx';
import { blotterRows, withBelow } from './blotter-csv.ts';
import { BlotterFoot } from './blotter-foot.tsx';
import { BlotterGrid, focusRow } from './blotter-grid.tsx';
import { BlotterTools } from './blotter-tools.tsx';
import './blotter.css';
import { BlotterViews } from './blotter-views.tsx';
import { feesNow } from './fees-now.ts';
import { rowFilter, viewCounts, type RowFilter, type ViewName } from './order-filter.ts';
import { shownOrdersOf } from './order-figures.ts';
import { OutcomeList } from './outcome-list.tsx';
import { RowHistory } from './row-history.tsx';
import { RowMenu, rowActions } from './row-menu.tsx';
import { TreeFeed } from './tree-feed.ts';
import type { BlotterTree } from './tree-model.ts';
import { selectableOf, type BlotterRow, type ParentRow } from './tree-rows.ts';
import { shownRows } from './use-grid.ts';

/** Counts and sums are made anew at most so often. */
const sumPeriodMs = 250;

export function BlotterPanel() {
  const { link, why } = useStreamPart('orders.blotter', {}, (s) => ({ link: s.link, why: s.why }));
  const [feed] = useState(() => new TreeFeed());
  const [api, setApi] = useState<GridApi<BlotterRow> | null>(null);
  const [historyOf, setHistoryOf] = useState<string | null>(null);
  const [view, setView] = useState<ViewName>('all');
  const [text, setText] = useState('');
  const asked = useBlotterCalls();
  const [answered, setAnswered] = useState(0);
  if (asked.calls !== answered) {
    // Another panel wants these rows shown, such as a basket that was just staged.
    setAnswered(asked.calls);
    setView('all');
    setText(asked.text);
  }
  const [menuOpen, setMenuOpen] = useState(false);
  const [rowMenu, setRowMenu] = useState<{ readonly row: BlotterRow; readonly at: { readonly x: number; readonly y: number } } | null>(null);
  const filterInput = useRef<HTMLInputElement>(null);
  const filter = useMemo(() => rowFilter(feed.tree, view, text), [feed, view, text]);
  const round = useFeed(feed);
  const { counts, shownCount, orders, parents } = useMemo(() => summed(feed.tree, filter, round), [feed, filter, round]);
  const toGrid = (): void => { if (api) focusRow(api); };

  /** One function for good: the grid is not drawn anew each time that sums are. */
  const openRowMenu = useCallback((rowId: string, at: { readonly x: number; readonly y: number }) => {
    const row = feed.tree.get(rowId);
    if (!row) return;
    selectRow(selectableOf(row), true);
    setRowMenu({ row, at });
  }, [feed]);

  function closeHistory(): void {
    setHistoryOf(null);
    toGrid();
  }

  function press(event: KeyboardEvent): void {
    if (event.altKey || isTyping(event.target)) return;
    const act = keyAction(event, historyOf !== null, feed);
    if (!act) return;
    event.preventDefault();
    if (act === 'closeHistory') closeHistory();
    else if (act === 'filter') filterInput.current?.focus();
    else act();
  }

  return (
    <PanelFrame title="Blotter" subject={<span className="muted small">{shownCount < counts.all ? `${shownCount} of ` : ''}{counts.all} {counts.all === 1 ? 'order' : 'orders'}</span>} state={link} why={why} awaiting="orders of this session">
      <div className="blotter" onKeyDown={press}>
        <BlotterTools counts={counts} view={view} text={text} filterRef={filterInput} onView={setView} onText={setText} onGrid={toGrid}
          menuOpen={menuOpen} onMenu={() => setMenuOpen((open) => !open)} onExport={() => { if (api) exportShown(api, feed.tree, filter); }} />
        {menuOpen && api && <BlotterViews api={api} view={view} text={text} onClose={() => { setMenuOpen(false); toGrid(); }} onFilter={(next) => { setView(next.view); setText(next.text); }} />}
        <BlotterGrid feed={feed} filter={view === 'all' && text.trim() === '' ? null : filter} isFilteredAway={counts.all > 0 && shownCount === 0} api={api} onApi={setApi} onHistory={setHistoryOf}
          onMenu={openRowMenu} />
        {rowMenu && <RowMenu key={rowMenu.row.id} at={rowMenu.at} onClose={() => { setRowMenu(null); toGrid(); }}
          actions={rowActions(rowMenu.row, rowMenu.row.kind === 'parent' && rowMenu.row.parent.lockedBy === userNow(), () => setHistoryOf(rowMenu.row.id), () => feed.fold(rowMenu.row.id, rowMenu.row.expanded))} />}
        {historyOf !== null && <RowHistory rowId={historyOf} onClose={closeHistory} />}
        <OutcomeList />
        <BlotterAsks />
        <BlotterFoot orders={orders} parents={parents} />
      </div>
    </PanelFrame>
  );
}

/** Follows the streams, and grows a few times a second while rows change, so that counts and sums are made anew. */
function useFeed(feed: TreeFeed): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = feed.onChange(() => { timer ??= setTimeout(() => { timer = undefined; setRound((n) => n + 1); }, sumPeriodMs); });
    const started = feed.start();
    return () => { clearTimeout(timer); stop(); started.dispose(); };
  }, [feed]);
  return round;
}

/** @param _round makes it anew: the tree is the same object whatever it holds. */
function summed(tree: BlotterTree, filter: RowFilter, _round: number) {
  const parents: ParentRow[] = [];
  let shownCount = 0;
  for (const row of tree.all()) {
    if (row.level > 0 || !filter(row)) continue;
    shownCount++;
    if (row.kind === 'parent') parents.push(row);
  }
  return { counts: viewCounts(tree.all()), shownCount, orders: shownOrdersOf(tree, filter), parents };
}

const isTyping = (target: EventTarget): boolean => target instanceof HTMLElement && target.closest('input, [data-keys="own"], [role="dialog"]') !== null;

/** Keys of the blotter beside the grid's own. With rows marked, `c` is theirs. */
function keyAction({ key, ctrlKey, metaKey }: KeyboardEvent, hasHistory: boolean, feed: TreeFeed): (() => void) | 'closeHistory' | 'filter' | undefined {
  const { marked, ticks } = markedStore.getState();
  if (ctrlKey || metaKey) return key === 'z' ? askUndo : undefined;
  if (key === '/') return 'filter';
  if (key === '*') return () => feed.foldAll(!feed.tree.hasFolded());
  if (key === 'Escape') return hasHistory ? 'closeHistory' : outcomeStore.getState().list ? () => showOutcomes(null) : marked.size > 0 ? clearMarked : undefined;
  if (marked.size === 0) return undefined;
  if (key === 'c') return askCancel;
  if (key === '+') return () => openAsk({ kind: 'repriceRows', rowIds: rowsMeant(), ticks });
  if (key === '-') return () => openAsk({ kind: 'repriceRows', rowIds: rowsMeant(), ticks: -ticks });
  return undefined;
}

/** What is shown, in its order and with its columns; under each root also what is folded away. */
function exportShown(api: GridApi<BlotterRow>, tree: BlotterTree, filter: RowFilter): void {
  const rows = withBelow(shownRows(api).filter((row) => row.level === 0), tree, filter);
  const instruments = instrumentsBySymbol(streams.store('marketData.instruments', {}).getState().value);
  downloadCsv('blotter.csv', toCsv(blotterRows(rows, api.getAllDisplayedColumns().map((column) => column.getColId()), { instruments, fees: feesNow(), quoteOf: quoteNow, slippageOf: (row, against) => measuredNow(row, against).bp })));
  notify('done', `${rows.length} ${rows.length === 1 ? 'row' : 'rows'} saved to blotter.csv`);
}
