/** What the cells of one quote say. Pure. */
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { basisPointsBetween } from '../../../shared/domain/numbers.ts';
import { midTicks } from '../../../shared/domain/quote.ts';
import { toneOf, type Tone } from '../../ui/figure.tsx';
import { formatBp, formatPercent, formatPrice, formatQuantity, formatTime } from '../../ui/format.ts';
import type { Settings } from '../../stores/settings.ts';

/** Changes smaller than this are noise and stay grey: a fraction, 2 basis points. */
const changeBand = 0.0002;

export interface QuoteCells {
  readonly bid: string;
  readonly ask: string;
  readonly change: string;
  readonly changeTone: Tone;
  /** Ask less bid, or what is odd about the quote. */
  readonly spread: string;
  readonly spreadTone: Tone;
  readonly stale: boolean;
}

export function quoteCells(row: QuoteRow, instrument: Instrument | undefined): QuoteCells {
  const { quote } = row;
  const last = row.lastPrice ?? (quote && midTicks(quote));
  const change = last !== null && row.referencePrice !== null && row.referencePrice > 0 ? last / row.referencePrice - 1 : null;
  const odd = row.condition !== null && row.condition !== 'normal';
  return {
    bid: formatPrice(instrument, quote?.bid),
    ask: formatPrice(instrument, quote?.ask),
    change: formatPercent(change, 2, 'always').replace('\u202f%', ''),
    changeTone: toneOf(change, changeBand),
    spread: odd ? row.condition ?? '' : formatBp(quote && basisPointsBetween(quote.bid, quote.ask), 1, 'negative'),
    spreadTone: odd ? 'warn' : 'muted',
    stale: row.state !== 'live',
  };
}

/** Sizes and venue time, for whoever points at a price. */
export const quoteSource = ({ quote }: QuoteRow, instrument: Instrument | undefined, zone: Settings['zone']): string =>
  (quote ? `${formatQuantity(instrument, quote.bidSize)} × ${formatQuantity(instrument, quote.askSize)}; venue time ${formatTime(quote.venueTime, zone, 'precise')}` : 'no quote has arrived');
