/** What the panel explains: the selected suggestion, or else the newest reading of the selected instrument. Pure. */
import type { Reading } from '../../../shared/contract/signals.ts';
import type { FeedState } from '../../../shared/domain/connection.ts';
import type { AbstainReason, Signal, Suggestion } from '../../../shared/domain/signal.ts';

export interface Subject {
  readonly symbol: string;
  /** Null while the model could not speak at all. */
  readonly signal: Signal | null;
  /** Null when the model abstained. */
  readonly suggestion: Suggestion | null;
  readonly abstained: AbstainReason | null;
  readonly detail: string | null;
}

export interface SubjectInputs {
  /** The instrument that this panel's colour follows. */
  readonly symbol: string | null;
  readonly selected: Suggestion | undefined;
  readonly reading: Reading | undefined;
  /** The suggestion that the reading led to, when it did. */
  readonly ofReading: Suggestion | undefined;
}

export function subjectOf({ symbol, selected, reading, ofReading }: SubjectInputs): Subject | null {
  if (selected && (symbol === null || symbol === selected.signal.symbol)) {
    return { symbol: selected.signal.symbol, signal: selected.signal, suggestion: selected, abstained: null, detail: null };
  }
  if (!reading || reading.symbol !== symbol) return null;
  const suggestion = ofReading && ofReading.suggestionId === reading.suggestionId ? ofReading : null;
  return { symbol: reading.symbol, signal: reading.signal, suggestion, abstained: reading.abstained, detail: reading.detail };
}

export interface ReadingFacts {
  /** Of the prices of the instrument, on this screen. */
  readonly quote: FeedState;
  /** Market time since the end of the bar; null while the market's time is unknown. */
  readonly marketAgeMs: number | null;
  readonly barMs: number;
  /** An open suggestion stands until it expires, whatever bars come. */
  readonly stands: boolean;
}

/** Bars after which a next reading should have come, with room for its answer. */
const barsMax = 2.5;

/** As alive as the prices that it was made of; stale, too, when bars go by and no newer reading comes. */
export const readingFreshness = ({ quote, marketAgeMs, barMs, stands }: ReadingFacts): FeedState =>
  (quote === 'live' && !stands && marketAgeMs !== null && marketAgeMs > barsMax * barMs ? 'stale' : quote);
