/** The price ladder: the book by price around the market, our own orders in it, and trading at the cursor by one key. */
import { useStream, useStreamPart } from '../../stores/use-stream.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useFreshness } from '../../stores/link.ts';
import { useInstrument, useQuote } from '../../stores/lookups.ts';
import { useLinkedInstrument } from '../../stores/selection.ts';
import { Age } from '../../ui/age.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { Ladder } from './ladder.tsx';
import './ladder.css';

export function LadderPanel() {
  const symbol = useLinkedInstrument();
  const instruments = useStreamPart('marketData.instruments', {}, (s) => ({ link: s.link, why: s.why }));
  if (symbol === null) {
    return <PanelFrame title="Ladder" state={instruments.link} why={instruments.why} awaiting="instruments of the venue"><EmptyState title="No instrument">Choose one in the watchlist.</EmptyState></PanelFrame>;
  }
  return <LinkedLadder key={symbol} symbol={symbol} />;
}

function LinkedLadder({ symbol }: { readonly symbol: string }) {
  const depth = useStream('marketData.depth', { symbol });
  const instrument = useInstrument(symbol);
  const row = useQuote(symbol);
  const freshness = useFreshness(row?.state ?? 'never');
  const now = useCoreNow();
  const ageMs = row === undefined || row.receivedAt === null ? null : (now - row.receivedAt) / 1000;
  return (
    <PanelFrame title="Ladder" subject={symbol} age={<Age freshness={freshness} ageMs={ageMs} label="quote" />} state={depth.link} why={depth.why} awaiting={`the book of ${symbol}`}>
      {instrument && row?.quote
        ? <Ladder instrument={instrument} row={row} quote={row.quote} depth={depth.value ?? null} freshness={freshness} />
        : <EmptyState title="No market yet">The book of {symbol} comes with its first quote.</EmptyState>}
    </PanelFrame>
  );
}
