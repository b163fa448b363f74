/** Every instrument of the venue: quote, change, spread, what the model expects, how old it is. */
import { memo, useCallback, useEffect, useState, type CSSProperties, type KeyboardEvent, type SyntheticEvent } from 'react';
import type { Reading } from '../../../shared/contract/signals.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useFreshness } from '../../stores/link.ts';
import { byKey, bySymbol, instrumentNow, quoteNow, useInstruments } from '../../stores/lookups.ts';
import { useLinkedInstrument, useSelectInstrument } from '../../stores/selection.ts';
import { settingsStore } from '../../stores/settings.ts';
import { streams } from '../../stores/streams.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Age } from '../../ui/age.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Figure, toneOf } from '../../ui/figure.tsx';
import { formatBp } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { abstainBrief, abstainWords } from '../../words/signal-words.ts';
import { quoteSource } from './quote-cells.ts';
import { QuoteWriter } from './quote-writer.ts';
import './watchlist.css';

const noSymbols: readonly string[] = [];
/** Beside what can be watched and not traded. */
const viewTag = ' view';

export function WatchlistPanel() {
  const { link, why } = useStreamPart('marketData.quotes', {}, (s) => ({ link: s.link, why: s.why }));
  const symbols = useStreamPart('marketData.quotes', {}, (s) => s.value?.map(bySymbol)) ?? noSymbols;
  const readings = useStreamPart('signals.readings', {}, (s) => s.value);
  const instruments = useInstruments();
  const selected = useLinkedInstrument();
  const writer = useQuoteWriter(instruments);
  const readingOf = byKey(readings, bySymbol);
  return (
    <PanelFrame title="Watchlist" subject={<span className="muted small">{symbols.length} {symbols.length === 1 ? 'instrument' : 'instruments'}</span>} state={link} why={why} awaiting="quotes of the venue">
      {symbols.length === 0 ? <EmptyState title="No instrument">The venue has announced none yet.</EmptyState> : (
        <div className="watchlist-box" data-keys="arrows" onKeyDown={moveByArrows}><table className="grid-table watchlist" style={columnWidths(symbols, instruments)}>
          <thead>
            <tr>
              <th className="text" scope="col">Symbol</th>
              <th scope="col">Bid px</th>
              <th scope="col">Ask px</th>
              <th scope="col" title="Last against the first price of the session">Chg %</th>
              <th scope="col" title="Ask less bid, basis points of the bid">Sprd bp</th>
              <th scope="col" title="Expected return over the model's horizon, basis points">Model bp</th>
              <th scope="col" title="Time since the quote was received">Age</th>
            </tr>
          </thead>
          <tbody>{symbols.map((symbol) => <Row key={symbol} symbol={symbol} writer={writer} instrument={instruments.get(symbol)} reading={readingOf.get(symbol)} selected={symbol === selected} />)}</tbody>
        </table></div>
      )}
    </PanelFrame>
  );
}

/** Rows are laid out each on its own: the longest symbol must be known beforehand. */
const columnWidths = (symbols: readonly string[], instruments: ReadonlyMap<string, Instrument>): CSSProperties & { readonly '--symbol-chars': number } =>
  ({ '--symbol-chars': Math.max(4, ...symbols.map((symbol) => symbol.length + (instruments.get(symbol)?.tradable === false ? viewTag.length : 0))) });

/** Writes each change of a quote into its row, at once. */
function useQuoteWriter(instruments: ReadonlyMap<string, Instrument>): QuoteWriter {
  const [writer] = useState(() => new QuoteWriter(quoteNow, instrumentNow));
  useEffect(() => {
    writer.writeAll();
    return streams.store('marketData.quotes', {}).subscribe((state, old) => {
      if (state.version !== old.version) writer.write(state.changed ?? state.value ?? []);
    });
  }, [writer]);
  useEffect(() => writer.writeAll(), [writer, instruments]);
  return writer;
}

/** Arrows move through the instruments and choose as they go; at the end of the list, what stands there. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('.row-button')];
  const at = buttons.findIndex((button) => button === document.activeElement) + by;
  const next = buttons[Math.min(Math.max(at, 0), buttons.length - 1)];
  event.preventDefault();
  next?.focus();
  next?.click();
}

interface RowProps {
  readonly symbol: string;
  readonly writer: QuoteWriter;
  readonly instrument: Instrument | undefined;
  readonly reading: Reading | undefined;
  readonly selected: boolean;
}

/** Cells of the quote are left empty here: the writer fills them. */
const Row = memo(function Row({ symbol, writer, instrument, reading, selected }: RowProps) {
  const select = useSelectInstrument();
  const mount = useCallback((row: HTMLTableRowElement | null) => {
    const [, bidCell, askCell, changeCell, spreadCell] = row?.cells ?? [];
    const [bid, ask, change, spread] = [bidCell, askCell, changeCell, spreadCell].map((cell) => cell?.querySelector('span'));
    if (bidCell && askCell && bid && ask && change && spread) writer.mount(symbol, { bidCell, askCell, bid, ask, change, spread });
    return () => writer.unmount(symbol);
  }, [symbol, writer]);
  return (
    <tr ref={mount} className={selected ? 'is-selected' : undefined} onClick={() => select(symbol)} onPointerEnter={(event) => describe(event, symbol)} onFocus={(event) => describe(event, symbol)} title={instrument?.name}>
      <td className="text"><button type="button" data-focus-first={selected || undefined} className="row-button tone-strong" aria-current={selected || undefined} onClick={() => select(symbol)}>{symbol}</button>{instrument?.tradable === false && <span className="faint small">{viewTag}</span>}</td>
      <td><span className="figure tone-plain figure-body" /></td>
      <td><span className="figure tone-plain figure-body" /></td>
      <td><span className="figure tone-plain figure-body" /></td>
      <td><span className="figure tone-plain figure-body" /></td>
      <td><Reads reading={reading} /></td>
      <td><QuoteAge symbol={symbol} /></td>
    </tr>
  );
});

/** Sizes and venue time are put into words when somebody comes to look: nobody reads those of forty rows. */
function describe(event: SyntheticEvent<HTMLTableRowElement>, symbol: string): void {
  const row = quoteNow(symbol);
  if (!row) return;
  const source = quoteSource(row, instrumentNow(symbol), settingsStore.getState().zone);
  for (const figure of [...event.currentTarget.cells].slice(1, 3).map((cell) => cell.querySelector('span'))) if (figure) figure.title = source;
}

function Reads({ reading }: { readonly reading: Reading | undefined }) {
  if (!reading?.signal) {
    if (!reading?.abstained) return <span className="faint small">{'\u2003'}</span>;
    const words = abstainWords[reading.abstained];
    return <span className="faint small clip" title={reading.detail ? `${words}: ${reading.detail}` : words}>{abstainBrief[reading.abstained]}<span className="visually-hidden">, {words}</span></span>;
  }
  const isOpen = reading.suggestionId !== null;
  return <Figure text={formatBp(reading.signal.expectedReturnBp)} tone={isOpen ? toneOf(reading.signal.expectedReturnBp) : 'muted'} arrow={isOpen} source={reading.abstained ? `no suggestion: ${abstainWords[reading.abstained]}. ${reading.detail ?? ''}` : 'suggestion open'} />;
}

/** Its state is shown at once, the time it has been known for twice a second. */
function QuoteAge({ symbol }: { readonly symbol: string }) {
  const now = useCoreNow();
  const state = useStreamPart('marketData.quotes', {}, (s) => byKey(s.value, bySymbol).get(symbol)?.state) ?? 'never';
  const receivedAt = quoteNow(symbol)?.receivedAt ?? null;
  return <Age freshness={useFreshness(state)} ageMs={receivedAt === null ? null : (now - receivedAt) / 1000} label="quote" brief={true} />;
}
