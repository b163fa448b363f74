/** What orders, risk and portfolio read of prices. The market-data room is one. */
import type { FeedState } from '../../../shared/domain/connection.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Quote } from '../../../shared/domain/quote.ts';

export interface PriceView {
  instrument(symbol: string): Instrument | null;
  quote(symbol: string): Quote | null;
  quoteState(symbol: string): FeedState;
  /** Milliseconds since the quote was received; null when none ever was. */
  quoteAgeMs(symbol: string): number | null;
  /** Milliseconds since the feed said anything: a quote that does not change stands as long as the feed lives. */
  feedAgeMs(): number | null;
}
