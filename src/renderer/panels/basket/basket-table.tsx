/** The rows of a basket: the terms of each, and a field wherever a cell is wrong. */
import { memo, useLayoutEffect, useRef, useState } from 'react';
import type { BasketRow } from '../../../shared/domain/basket.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { quoteNow, useInstruments } from '../../stores/lookups.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatMoney, formatPrice, formatQuantity } from '../../ui/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { denialWords } from '../../words/denial-words.ts';
import { ordTypeWord, sideArrow, sideTone, sideWord, timeInForceWord } from '../../words/order-words.ts';
import { BasketCell } from './basket-cell.tsx';
import { columnHeads } from './basket-columns.ts';
import { focusFault } from './basket-focus.ts';
import { leaveOutRow } from './basket-store.ts';
import { valueOf } from './totals.ts';

type Shown = 'all' | 'faulty' | 'warned';

export function BasketTable({ rows }: { readonly rows: readonly BasketRow[] }) {
  const instruments = useInstruments();
  const [shown, setShown] = useState<Shown>('all');
  const box = useRef<HTMLDivElement>(null);
  const faulty = rows.filter((row) => row.faults.length > 0);
  const warned = rows.filter((row) => row.warning !== null || row.denial !== null);
  const visible = shown === 'all' ? rows : shown === 'faulty' ? faulty : warned;
  useLayoutEffect(() => {
    // A cell that was put right by Enter is text again: the next one that is wrong takes its focus, or the button that stages.
    const panel = box.current?.closest<HTMLElement>('.basket');
    if (!panel?.dataset['entered'] || document.activeElement !== document.body) return;
    delete panel.dataset['entered'];
    focusFault(panel, 1);
  }, [rows]);
  return (
    <>
      <div className="basket-tools">
        <Segmented label="Rows shown" value={shown} onChange={setShown} segments={[
          { value: 'all', label: `All ${rows.length}` }, { value: 'faulty', label: `${faulty.length > 0 ? '✕ ' : ''}Faulty ${faulty.length}` }, { value: 'warned', label: `${warned.length > 0 ? '▲ ' : ''}Warned ${warned.length}` },
        ]} />
        <span className="muted small" role="status">{faulty.length > 0 ? `${faulty.length} of ${rows.length} rows are wrong: nothing is staged until all are right` : `all ${rows.length} rows are right; staging sends nothing`}</span>
      </div>
      <div ref={box} className="basket-box" role="region" aria-label="Rows of the basket" tabIndex={0} data-keys="arrows">
        {visible.length === 0 ? <EmptyState title={shown === 'faulty' ? 'No row is wrong' : 'No row has a warning'} /> : (
          <table className="grid-table basket-table">
            <thead><tr>
              <th scope="col" title="Line of the file">Line</th>
              <th scope="col" className="text"><span className="visually-hidden">Check</span></th>
              {columnHeads.map(({ column, head, isText }) => <th key={column} scope="col" className={isText ? 'text' : undefined}>{head}</th>)}
              <th scope="col" className="spare" title="At the limit, or at the touch that a market order would take now">Value</th>
              <th scope="col"><span className="visually-hidden">Leave out</span></th>
            </tr></thead>
            <tbody>{visible.map((row) => <Row key={row.line} row={row} instrument={row.terms ? instruments.get(row.terms.symbol) : undefined} />)}</tbody>
          </table>
        )}
      </div>
    </>
  );
}

const Row = memo(function Row({ row, instrument }: { readonly row: BasketRow; readonly instrument: Instrument | undefined }) {
  const { terms } = row;
  const value = terms ? valueOf(terms, instrument, (symbol) => quoteNow(symbol)?.quote) : null;
  const notes = rowNotes(row, instrument);
  const look = row.faults.length > 0 ? looks.faulty : notes.length > 0 ? looks.warned : looks.good;
  return (
    <>
      <tr className={row.faults.length > 0 ? 'is-faulty' : undefined}>
        <td className="figure muted">{row.line}</td>
        <td className={`text ${look.tone}`} title={look.word}><span aria-hidden="true">{look.shape}</span><span className="visually-hidden">{look.word}</span></td>
        {columnHeads.map(({ column, head, isText }) => {
          const fault = row.faults.find((f) => f.column === column);
          return (
            <td key={column} className={`basket-cell${isText ? ' text' : ''}`}>
              {fault ? <BasketCell line={row.line} column={column} head={head} text={row.cells[column] ?? ''} what={fault.what} /> : <Plain row={row} column={column} instrument={instrument} />}
            </td>
          );
        })}
        <td className="figure spare">{instrument ? `${formatMoney(value, instrument.currencyMinorDigits)} ${instrument.currency}` : ''}</td>
        <td><button type="button" className="notice-close" tabIndex={row.faults.length > 0 ? 0 : -1} aria-label={`Leave out line ${row.line}`} title={`Leave out line ${row.line}`} onClick={() => leaveOutRow(row.line)}>×</button></td>
      </tr>
      {notes.length > 0 && (
        <tr className={row.faults.length > 0 ? 'basket-note is-faulty' : 'basket-note'}>
          <td />
          <td className={`text ${look.tone}`} colSpan={columnHeads.length + 3}>{notes.join('; ')}</td>
        </tr>
      )}
    </>
  );
});

const looks = {
  faulty: { shape: '✕', word: 'wrong', tone: 'tone-danger' },
  warned: { shape: '▲', word: 'with a warning', tone: 'tone-warn' },
  good: { shape: '✓', word: 'right', tone: 'muted' },
} as const;

/** What is said of the row as a whole, in a line of its own under it. */
function rowNotes(row: BasketRow, instrument: Instrument | undefined): readonly string[] {
  const whole = row.faults.filter((fault) => fault.column === null).map((fault) => `line ${row.line}: ${fault.what}`);
  return [...whole, ...(row.warning === null ? [] : [`line ${row.line}: ${row.warning}`]), ...(row.denial === null ? [] : [`would be denied now: ${denialWords(row.denial, instrument)}`])];
}

/** A good row in the desk's words and digits; a cell of a faulty one as it stands in the file. */
function Plain({ row, column, instrument }: { readonly row: BasketRow; readonly column: (typeof columnHeads)[number]['column']; readonly instrument: Instrument | undefined }) {
  const { terms } = row;
  if (!terms) return <span className="muted">{row.cells[column] ?? ''}</span>;
  switch (column) {
    case 'symbol': return <span className="tone-strong">{terms.symbol}</span>;
    case 'side': return <span className={sideTone(terms.side)}>{sideArrow[terms.side]} {sideWord[terms.side]}</span>;
    case 'quantity': return <span className="figure tone-strong">{formatQuantity(instrument, terms.orderQty)}</span>;
    case 'order type': return ordTypeWord[terms.ordType];
    case 'limit': return <span className="figure">{terms.price === null ? '' : formatPrice(instrument, terms.price)}</span>;
    case 'time in force': return timeInForceWord[terms.timeInForce];
    case 'account': return terms.account ?? <span className="faint">none</span>;
    case 'strategy': return terms.strategy ?? <span className="faint">none</span>;
  }
}
