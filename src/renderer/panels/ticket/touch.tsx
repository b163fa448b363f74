/** Bid and ask as two buttons that take their price: buying at the ask lifts, selling at the bid hits. */
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { basisPointsBetween, type PriceTicks } from '../../../shared/domain/numbers.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useFreshness } from '../../stores/link.ts';
import { Age } from '../../ui/age.tsx';
import { formatBp, formatPrice, formatQuantity } from '../../ui/format.ts';

export function Touch({ instrument, row, onPrice }: { readonly instrument: Instrument | undefined; readonly row: QuoteRow | undefined; readonly onPrice: (price: PriceTicks) => void }) {
  const now = useCoreNow();
  const quote = row?.quote ?? null;
  const freshness = useFreshness(row?.state ?? 'never');
  const ageMs = row === undefined || row.receivedAt === null ? null : (now - row.receivedAt) / 1000;
  return (
    <div className={`ticket-quote${freshness !== 'live' ? ' is-stale' : ''}`}>
      <button type="button" className="ticket-touch" disabled={!quote} title="Take the bid as limit" onClick={() => quote && onPrice(quote.bid)}>
        <span className="figure figure-large tone-strong">{formatPrice(instrument, quote?.bid)}</span>
        <span className="figure figure-small faint">{formatQuantity(instrument, quote?.bidSize)} bid</span>
      </button>
      <span className="ticket-spread">
        <span className="figure figure-small">{formatBp(quote && basisPointsBetween(quote.bid, quote.ask), 1, 'negative')}</span> bp<br />
        <Age freshness={freshness} ageMs={ageMs} label="quote" />
      </span>
      <button type="button" className="ticket-touch is-ask" disabled={!quote} title="Take the ask as limit" onClick={() => quote && onPrice(quote.ask)}>
        <span className="figure figure-large tone-strong">{formatPrice(instrument, quote?.ask)}</span>
        <span className="figure figure-small faint">{formatQuantity(instrument, quote?.askSize)} ask</span>
      </button>
    </div>
  );
}
