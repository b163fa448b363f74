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
import type { Tape, TapeEvent } from './tape.ts';

/** The tape with last-trade quotes for each instrument that has trades only; the tape itself when there is none. Reads the tape once to tell. */
export function quoteAroundTrades(tape: Tape): Tape {
  const lonely = tradesOnly(tape);
  return lonely.size === 0 ? tape : { ...tape, events: () => withQuotes(tape, lonely) };
}

function tradesOnly(tape: Tape): ReadonlyMap<string, Instrument> {
  const others = new Set<string>();
  const traded = new Set<string>();
  for (const event of tape.events()) {
    if (event.type === 'trade') traded.add(event.trade.symbol);
    else if (event.type === 'quote') others.add(event.quote.symbol);
    else if (event.type === 'depth') others.add(event.depth.symbol);
    else if (event.type === 'bar') others.add(event.bar.symbol);
  }
  return new Map(tape.instruments.filter((i) => traded.has(i.symbol) && !others.has(i.symbol)).map((i) => [i.symbol, i]));
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
