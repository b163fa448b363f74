/** A tape as the model meets it: for each time at which bars end, what was known of each of them. Holds no position, so nothing traded can change what is read. */
import type { EpochMicros } from '../../../shared/domain/numbers.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import { InstrumentState } from '../../../shared/signals/instrument-state.ts';
import type { TapeEvent } from '../../../shared/tape/tape.ts';
import { readBarEnd, type AtBarEnd } from '../signals/bar-end.ts';

export interface BarEnds {
  readonly time: EpochMicros;
  /** In the order of the tape. */
  readonly at: readonly AtBarEnd[];
}

interface Followed {
  readonly instrument: Instrument;
  readonly state: InstrumentState;
  quote: Quote | null;
}

/** Bars that end together come together. Bars that are not later than the one before change nothing, as live. */
export function* readMarket(instruments: readonly Instrument[], events: Iterable<TapeEvent>, card: ModelCard): Generator<BarEnds, void, undefined> {
  const followed = new Map<string, Followed>(instruments.map((instrument) => [instrument.symbol, { instrument, state: new InstrumentState(instrument), quote: null }]));
  let time: EpochMicros | null = null;
  let at: AtBarEnd[] = [];
  for (const event of events) {
    if (time !== null && event.time !== time && at.length > 0) {
      yield { time, at };
      at = [];
    }
    time = event.time;
    const made = take(followed, event, card);
    if (made) at.push(made);
  }
  if (time !== null && at.length > 0) yield { time, at };
}

/** What a bar gives to read; null for every other event. */
function take(followed: ReadonlyMap<string, Followed>, event: TapeEvent, card: ModelCard): AtBarEnd | null {
  if (event.type === 'quote') {
    const one = followed.get(event.quote.symbol);
    if (one) one.quote = event.quote;
    one?.state.features.onQuote(event.quote);
  } else if (event.type === 'depth') followed.get(event.depth.symbol)?.state.features.onDepth(event.depth);
  else if (event.type === 'trade') followed.get(event.trade.symbol)?.state.features.onTrade(event.trade);
  else if (event.type === 'bar') {
    const one = followed.get(event.bar.symbol);
    if (one?.state.onBar(event.bar)) return readBarEnd({ state: one.state, instrument: one.instrument, card, bar: event.bar, quote: one.quote });
  }
  return null;
}
