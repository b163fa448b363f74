/**
 * "Last-trade quotes": the quotes that are assumed around the prints of an instrument of which a tape has trades and
 * nothing else, so that it can be marked and traded at all. After each print the market is quoted at its asset class's
 * assumed spread (one tick at least) and assumed size: a buyer's print is taken for the ask, a seller's for the bid, one
 * of unknown side for the middle.
 */
import type { Instrument } from '../domain/instrument.ts';
import { priceTicks, type PriceTicks } from '../domain/numbers.ts';
import type { Quote, TradePrint } from '../domain/quote.ts';
import { assumedQuoteLots, assumedSpreadBp } from './instrument-facts.ts';
import { tapeContents, type TapeContents } from './tape-contents.ts';
import type { Tape, TapeEvent } from './tape.ts';

/**
 * The tape with last-trade quotes for each instrument that has trades only; the tape itself when there is none. `contents`
 * may be that of the tape before bars were quoted around, which is shorter to read.
 */
export function quoteAroundTrades(tape: Tape, contents: TapeContents = tapeContents(tape)): Tape {
  const isLonely = (symbol: string): boolean => contents.get(symbol)?.size === 1 && contents.get(symbol)?.has('trade') === true;
  const lonely = new Map(tape.instruments.filter((i) => isLonely(i.symbol)).map((i) => [i.symbol, i]));
  return lonely.size === 0 ? tape : { ...tape, events: () => withQuotes(tape, lonely) };
}

function* withQuotes(tape: Tape, lonely: ReadonlyMap<string, Instrument>): Generator<TapeEvent> {
  for (const event of tape.events()) {
    yield event;
    const instrument = event.type === 'trade' ? lonely.get(event.trade.symbol) : undefined;
    if (event.type === 'trade' && instrument) yield { type: 'quote', time: event.time, quote: lastTradeQuote(instrument, event.trade) };
  }
}

/** The quote assumed after a print. */
export function lastTradeQuote(instrument: Instrument, trade: TradePrint): Quote {
  const spread = Math.max(1, Math.round((Math.abs(trade.price) * assumedSpreadBp(instrument.assetClass)) / 10_000));
  const below = trade.aggressor === 'buy' ? spread : trade.aggressor === 'sell' ? 0 : Math.floor(spread / 2);
  const bid: PriceTicks = priceTicks(trade.price - below);
  const size = assumedQuoteLots(instrument);
  return { symbol: trade.symbol, bid, bidSize: size, ask: priceTicks(bid + spread), askSize: size, venueTime: trade.venueTime };
}
