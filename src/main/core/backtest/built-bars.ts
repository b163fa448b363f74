/** A tape with bars for the instruments of which it has ticks and none, made as the workstation makes them live. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { BuiltBars } from '../../../shared/tape/built-bars.ts';
import type { Tape, TapeEvent } from '../../../shared/tape/tape.ts';

/** The tape itself when every instrument has bars. Reads it once to tell. */
export function withBuiltBars(tape: Tape): Tape {
  const barred = new Set<string>();
  for (const event of tape.events()) if (event.type === 'bar') barred.add(event.bar.symbol);
  const bare = tape.instruments.filter((instrument) => !barred.has(instrument.symbol));
  return bare.length === 0 ? tape : { ...tape, events: () => withBars(tape, bare) };
}

/** A bar comes before the first event at or after its end; the last, which nothing completes, is left out. */
function* withBars(tape: Tape, bare: readonly Instrument[]): Generator<TapeEvent, void, undefined> {
  const built = new Map<string, BuiltBars>(bare.map((i) => [i.symbol, new BuiltBars(i)]));
  for (const event of tape.events()) {
    const due = [...built.values()].flatMap((b) => b.endedBy(event.time) ?? []).sort((a, b) => a.end - b.end);
    for (const bar of due) yield { type: 'bar', time: bar.end, bar };
    yield event;
    if (event.type === 'quote') built.get(event.quote.symbol)?.takeQuote(event.quote);
    else if (event.type === 'trade') built.get(event.trade.symbol)?.takeTrade(event.trade);
  }
}
