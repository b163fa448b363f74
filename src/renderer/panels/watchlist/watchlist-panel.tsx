/** Every instrument of the venue: quote, change, spread, what the model expects, how old it is. */
import { memo, type KeyboardEvent } from 'react';
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { Reading } from '../../../shared/contract/signals.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { basisPointsBetween } from '../../../shared/domain/numbers.ts';
import { midTicks } from '../../../shared/domain/quote.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useFreshness } from '../../stores/link.ts';
import { byKey, bySymbol, useInstruments } from '../../stores/lookups.ts';
import { useLinkedInstrument, useSelectInstrument } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStream, useStreamPart } from '../../stores/use-stream.ts';
import { Age } from '../../ui/age.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Figure, toneOf } from '../../ui/figure.tsx';
import { formatBp, formatPercent, formatPrice, formatQuantity, formatTime } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { abstainWords } from '../../words/signal-words.ts';
import './watchlist.css';

/** Changes smaller than this are noise and stay grey: a fraction, 2 basis points. */
const changeBand = 0.0002;

export function WatchlistPanel() {
  const { value, link, why } = useStream('marketData.quotes', {});
  const readings = useStreamPart('signals.readings', {}, (s) => s.value);
  const instruments = useInstruments();
  const selected = useLinkedInstrument();
  const rows = value ?? [];
  const readingOf = byKey(readings, bySymbol);
  return (
    <PanelFrame title="Watchlist" subject={<span className="muted small">{rows.length} {rows.length === 1 ? 'instrument' : 'instruments'}</span>} state={link} why={why} awaiting="quotes of the venue">
      {rows.length === 0 ? <EmptyState title="No instrument">The venue has announced none yet.</EmptyState> : (
        <div className="watchlist-box" data-keys="arrows" onKeyDown={moveByArrows}><table className="grid-table watchlist">
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
          <tbody>{rows.map((row) => <Row key={row.symbol} row={row} instrument={instruments.get(row.symbol)} reading={readingOf.get(row.symbol)} selected={row.symbol === selected} />)}</tbody>
        </table></div>
      )}
    </PanelFrame>
  );
}

/** Arrows move through the instruments and choose as they go. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('.row-button')];
  const next = buttons[buttons.findIndex((button) => button === document.activeElement) + by];
  event.preventDefault();
  next?.focus();
  next?.click();
}

interface RowProps {
  readonly row: QuoteRow;
  readonly instrument: Instrument | undefined;
  readonly reading: Reading | undefined;
  readonly selected: boolean;
}

const Row = memo(function Row({ row, instrument, reading, selected }: RowProps) {
  const zone = useSettings((s) => s.zone);
  const select = useSelectInstrument();
  const { quote } = row;
  const last = row.lastPrice ?? (quote && midTicks(quote));
  const change = last !== null && row.referencePrice !== null && row.referencePrice > 0 ? last / row.referencePrice - 1 : null;
  const source = quote ? `${formatQuantity(instrument, quote.bidSize)} × ${formatQuantity(instrument, quote.askSize)}; venue time ${formatTime(quote.venueTime, zone, 'precise')}` : 'no quote has arrived';
  const odd = row.condition !== null && row.condition !== 'normal';
  const quotes = row.state === 'live' ? undefined : 'is-stale';
  return (
    <tr className={selected ? 'is-selected' : undefined} onClick={() => select(row.symbol)} title={instrument?.name}>
      <td className="text"><button type="button" data-focus-first={selected || undefined} className="row-button tone-strong" aria-current={selected || undefined} onClick={() => select(row.symbol)}>{row.symbol}</button>{instrument?.tradable === false && <span className="faint small"> view</span>}</td>
      <td className={quotes}><Figure text={formatPrice(instrument, quote?.bid)} source={source} /></td>
      <td className={quotes}><Figure text={formatPrice(instrument, quote?.ask)} source={source} /></td>
      <td><Figure text={formatPercent(change, 2, 'always').replace('\u202f%', '')} tone={toneOf(change, changeBand)} /></td>
      <td><Figure text={odd ? row.condition ?? '' : formatBp(quote && basisPointsBetween(quote.bid, quote.ask), 1, 'negative')} tone={odd ? 'warn' : 'muted'} /></td>
      <td><Reads reading={reading} /></td>
      <td><QuoteAge row={row} /></td>
    </tr>
  );
});

function Reads({ reading }: { readonly reading: Reading | undefined }) {
  if (!reading?.signal) return <span className="faint small" title={reading?.detail ?? undefined}>{reading?.abstained ? abstainWords[reading.abstained] : '\u2003'}</span>;
  const isOpen = reading.suggestionId !== null;
  return <Figure text={formatBp(reading.signal.expectedReturnBp)} tone={isOpen ? toneOf(reading.signal.expectedReturnBp) : 'muted'} arrow={isOpen} source={reading.abstained ? `no suggestion: ${abstainWords[reading.abstained]}. ${reading.detail ?? ''}` : 'suggestion open'} />;
}

function QuoteAge({ row }: { readonly row: QuoteRow }) {
  const now = useCoreNow();
  return <Age freshness={useFreshness(row.state)} ageMs={row.receivedAt === null ? null : (now - row.receivedAt) / 1000} label="quote" brief={true} />;
}
