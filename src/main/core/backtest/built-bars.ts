/** Bars for the instruments of which a tape has ticks and no bars, made as the workstation makes them live: from prints once any has come, from mids until then. */
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { BarBuilder } from '../../../shared/tape/bar-builder.ts';
import type { Tape, TapeEvent } from '../../../shared/tape/tape.ts';

interface Builders {
  readonly fromTrades: BarBuilder;
  readonly fromMids: BarBuilder;
  tradesSeen: boolean;
}

/** The tape itself when every instrument has bars. Reads it once to tell. */
export function withBuiltBars(tape: Tape): Tape {
  const barred = new Set<string>();
  for (const event of tape.events()) if (event.type === 'bar') barred.add(event.bar.symbol);
  const bare = tape.instruments.filter((instrument) => !barred.has(instrument.symbol));
  return bare.length === 0 ? tape : { ...tape, events: () => withBars(tape, bare) };
}

/** A bar comes before the first event at or after its end; the last, which nothing completes, is left out. */
function* withBars(tape: Tape, bare: readonly Instrument[]): Generator<TapeEvent, void, undefined> {
  const builders = new Map<string, Builders>(bare.map((i) => [i.symbol, { fromTrades: new BarBuilder(i), fromMids: new BarBuilder(i), tradesSeen: false }]));
  for (const event of tape.events()) {
    const due = [...builders.values()].flatMap((builder) => completed(builder, event)).sort((a, b) => a.end - b.end);
    for (const bar of due) yield { type: 'bar', time: bar.end, bar };
    yield event;
    if (event.type === 'quote') builders.get(event.quote.symbol)?.fromMids.takeQuote(event.quote);
    const traded = event.type === 'trade' ? builders.get(event.trade.symbol) : undefined;
    if (event.type === 'trade' && traded) {
      traded.tradesSeen = true;
      traded.fromTrades.takeTrade(event.trade);
    }
  }
}

function completed({ fromTrades, fromMids, tradesSeen }: Builders, event: TapeEvent): Bar[] {
  const [trades, mids] = [fromTrades.advanceTo(event.time), fromMids.advanceTo(event.time)];
  const bar = tradesSeen ? trades : mids;
  return bar ? [bar] : [];
}
