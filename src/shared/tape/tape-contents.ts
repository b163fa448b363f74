/** What a tape holds of each instrument, found by reading it once: asked by what fills in the rest by assumption. */
import type { Tape, TapeEvent } from './tape.ts';

export type ContentKind = Exclude<TapeEvent['type'], 'defect'>;
export type TapeContents = ReadonlyMap<string, ReadonlySet<ContentKind>>;

/** Kinds of events by symbol; a symbol without events is not in it. */
export function tapeContents(tape: Tape): TapeContents {
  const contents = new Map<string, Set<ContentKind>>();
  for (const event of tape.events()) {
    if (event.type === 'defect') continue;
    const symbol = symbolOf(event);
    const kinds = contents.get(symbol);
    if (kinds) kinds.add(event.type);
    else contents.set(symbol, new Set([event.type]));
  }
  return contents;
}

function symbolOf(event: Exclude<TapeEvent, { type: 'defect' }>): string {
  switch (event.type) {
    case 'quote': return event.quote.symbol;
    case 'trade': return event.trade.symbol;
    case 'depth': return event.depth.symbol;
    case 'bar': return event.bar.symbol;
  }
}
