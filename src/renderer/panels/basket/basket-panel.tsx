/** Baskets: a file of orders is opened, shown row by row with what is wrong where it stands, put right, named and staged. Nothing is sent. */
import { useEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from 'react';
import type { BasketCheck } from '../../../shared/domain/basket.ts';
import { useQuery } from '../../connection/use-call.ts';
import { coreNowMicros } from '../../stores/clock.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatTime } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { focusFault } from './basket-focus.ts';
import { BasketFoot } from './basket-foot.tsx';
import { BasketHead } from './basket-head.tsx';
import { ordersWord, openBasket, useBasket, type StagedBasket } from './basket-store.ts';
import { BasketTable } from './basket-table.tsx';
import { BasketText } from './basket-text.tsx';
import './basket.css';
import { openFile } from './open-file.ts';
import { showBasketInBlotter } from './show-basket.ts';

export function BasketPanel() {
  const { link, why } = useStreamPart('marketData.instruments', {}, (s) => ({ link: s.link, why: s.why }));
  const csv = useBasket((b) => b.csv);
  const asText = useBasket((b) => b.asText);
  const staged = useBasket((b) => b.staged);
  const { check, problem } = useCheck(csv);
  const box = useRef<HTMLDivElement>(null);
  const faulty = check?.rows.filter((row) => row.faults.length > 0).length ?? 0;

  function press(event: KeyboardEvent): void {
    if (event.key !== 'F8' || !box.current) return;
    event.preventDefault();
    focusFault(box.current, event.shiftKey ? -1 : 1);
  }

  return (
    <PanelFrame title="Basket" subject={<span className="muted small">{csv === null || !check ? 'orders from a file' : `${ordersWord(check.rows.length)}${faulty > 0 ? `, ${faulty} faulty` : ''}`}</span>} state={link} why={why} awaiting="instruments of the venue">
      <div ref={box} className="basket" onKeyDown={press} onPaste={paste} onDrop={(event) => void drop(event)} onDragOver={(event) => event.preventDefault()}>
        <BasketHead check={check} onNextFault={() => box.current && focusFault(box.current, 1)} />
        {csv === null && (staged ? <Staged staged={staged} /> : <Nothing />)}
        {csv !== null && problem !== null && <p className="basket-fault" role="alert">? {problem}</p>}
        {csv !== null && check !== null && check.fault !== null && <p className="basket-fault" role="alert"><span aria-hidden="true">✕ </span>{check.fault}</p>}
        {csv !== null && (asText || (check !== null && check.fault !== null) ? <BasketText csv={csv} check={check} /> : check !== null && <BasketTable rows={check.rows} />)}
        {csv !== null && check !== null && check.fault === null && <BasketFoot check={check} />}
      </div>
    </PanelFrame>
  );
}

/** What the controls would say changes with the market. */
const checkAgainMs = 5_000;

/** The last answer stays in view while a changed text is looked at. Asked again after a refusal, and as the market moves. */
function useCheck(csv: string | null): { readonly check: BasketCheck | null; readonly problem: string | null } {
  const { value, why, again } = useQuery('parents.checkBasket', csv === null ? null : { csv });
  const refusal = useBasket((b) => b.refusal);
  const isOpen = csv !== null;
  useEffect(() => { if (refusal !== null) again(); }, [refusal, again]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const timer = setInterval(again, checkAgainMs);
    return () => clearInterval(timer);
  }, [isOpen, again]);
  const [shown, setShown] = useState<BasketCheck | null>(null);
  if (csv === null && shown !== null) setShown(null);
  else if (value !== undefined && value !== shown) setShown(value);
  return { check: csv === null ? null : shown, problem: why ?? null };
}

function Nothing() {
  return (
    <EmptyState title="No basket">
      Choose a file, drop it here, or paste rows with Ctrl+V. The first row names the columns: symbol, side and quantity, and order type, limit,
      time in force, account and strategy where they are wanted. Every row is checked; nothing is sent, and nothing is staged while one is wrong.
    </EmptyState>
  );
}

function Staged({ staged }: { readonly staged: StagedBasket }) {
  const button = useRef<HTMLDivElement>(null);
  useEffect(() => { button.current?.querySelector('button')?.focus(); }, []);
  return (
    <div className="basket-done" role="status" ref={button}>
      <p><span aria-hidden="true">✓ </span>{ordersWord(staged.orders)} staged as <b>{staged.listId}</b>. Nothing is sent: each is routed from the blotter.</p>
      <Button onPress={() => showBasketInBlotter(staged.listId)}>{`Show ${staged.listId} in the blotter`}</Button>
    </div>
  );
}

async function drop(event: DragEvent): Promise<void> {
  event.preventDefault();
  const file = event.dataTransfer.files[0];
  if (file) await openFile(file);
}

/** Rows copied in a spreadsheet come as text with tabs. What is pasted into a field stays there. */
function paste(event: ClipboardEvent): void {
  if (event.target instanceof HTMLElement && event.target.closest('input[type="text"], textarea')) return;
  const text = event.clipboardData.getData('text/plain');
  if (text === '') return;
  event.preventDefault();
  openBasket(text, `basket-${formatTime(coreNowMicros(), 'utc', 'dateTime').replace(/[-:]/g, '').replace(' ', '-')}.csv`);
}
