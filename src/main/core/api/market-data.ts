/** Prices to the screen: conflated to frames, with the state of the feed on every row. */
import type { Bar } from '../../../shared/domain/bar.ts';
import type { DataDefect } from '../../../shared/domain/data-defect.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, quantityLots } from '../../../shared/domain/numbers.ts';
import type { BookDepth, TradePrint } from '../../../shared/domain/quote.ts';
import type { BarUpdate, QuoteRow } from '../../../shared/contract/market-data.ts';
import type { Rooms } from '../core.ts';
import { priceFrameMs, statusPeriodMs } from './frames.ts';
import type { StreamsOf } from './handlers.ts';
import { tapeStreams } from './tape.ts';
import { Topic } from './topic.ts';
import { TopicBySymbol } from './topic-by-symbol.ts';

export function marketDataStreams(rooms: Rooms): StreamsOf<'marketData'> {
  const { host: { clock }, marketData, dataQuality, owned } = rooms;
  const rows = (): readonly QuoteRow[] => marketData.instruments().flatMap((i) => marketData.row(i.symbol) ?? []);
  const instruments = new Topic<readonly Instrument[], Instrument>(clock, 0, () => marketData.instruments());
  const quotes = new Topic<readonly QuoteRow[], QuoteRow>(clock, priceFrameMs, rows);
  const bars = new TopicBySymbol<readonly Bar[], BarUpdate>(clock, priceFrameMs, (symbol) => marketData.bars(symbol));
  const depth = new TopicBySymbol<BookDepth | null, BookDepth>(clock, priceFrameMs, (symbol) => marketData.depth(symbol));
  const defects = new Topic<readonly DataDefect[], DataDefect>(clock, statusPeriodMs, () => dataQuality.defects());
  const forming = new Map<string, Bar>();
  let feedState = marketData.feedState();
  let found = 0;
  const changed = (symbol: string): void => {
    const row = quotes.watched ? marketData.row(symbol) : null;
    if (row) quotes.changed(symbol, row);
  };
  owned.add(marketData.listen({
    onInstruments: () => { instruments.reset(); quotes.reset(); },
    onFeedChanged: () => quotes.reset(),
    onHistoryChanged: () => { forming.clear(); bars.reset(); },
    onQuote: (symbol) => changed(symbol),
    onTrade(symbol, trade) {
      changed(symbol);
      if (!bars.watched(symbol)) return;
      const bar = formingBar(forming.get(symbol), marketData.bars(symbol).at(-1), marketData.instrument(symbol), trade);
      forming.set(symbol, bar);
      bars.changed(symbol, `${bar.start}`, { bar, complete: false });
    },
    onDepth: (symbol, book) => depth.changed(symbol, 'depth', book),
    onBar(symbol, bar) {
      forming.delete(symbol);
      bars.changed(symbol, `${bar.start}`, { bar, complete: true });
      changed(symbol);
    },
  }));
  owned.add(dataQuality.onDefect((defect) => defects.changed(`${found++}`, defect)));
  // A feed that falls silent changes no row by itself: the clock does.
  owned.add(clock.every(statusPeriodMs, () => {
    const now = marketData.feedState();
    if (now !== feedState) quotes.reset();
    feedState = now;
  }));
  return {
    'marketData.instruments': (_params, sink) => instruments.open(sink),
    'marketData.quotes': (_params, sink) => quotes.open(sink),
    'marketData.bars': ({ symbol }, sink) => bars.open(symbol, sink),
    'marketData.depth': ({ symbol }, sink) => depth.open(symbol, { snapshot: (v) => sink.snapshot(v), delta: (books) => books.forEach((b) => sink.delta(b)) }),
    'marketData.defects': (_params, sink) => defects.open(sink),
    ...tapeStreams(rooms),
  };
}

/** The bar that is not over yet, from prints alone, for the chart: it is drawn and never computed on. */
function formingBar(known: Bar | undefined, last: Bar | undefined, instrument: Instrument | null, trade: TradePrint): Bar {
  const length = (instrument?.barSeconds ?? 60) * 1e6; // microseconds
  // Bars continue the grid of the last complete one, which need not start on a whole minute.
  const anchor = last?.end ?? 0;
  const start = epochMicros(anchor + Math.floor((trade.venueTime - anchor) / length) * length);
  if (known?.start === start) {
    return {
      ...known,
      high: trade.price > known.high ? trade.price : known.high,
      low: trade.price < known.low ? trade.price : known.low,
      close: trade.price,
      volume: quantityLots((known.volume ?? 0) + trade.size),
    };
  }
  const { symbol, price, size } = trade;
  return { symbol, start, end: epochMicros(start + length), open: price, high: price, low: price, close: price, volume: size };
}
