/** Says of each instrument of a tape who makes its bars: the tape has them, or the workstation builds them of ticks. */
import { tapeContents, type TapeContents } from './tape-contents.ts';
import type { Tape } from './tape.ts';

/** The tape with `barSource` set on every instrument; `contents` as in quote-around-trades.ts. */
export function withBarSource(tape: Tape, contents: TapeContents = tapeContents(tape)): Tape {
  return {
    source: tape.source,
    instruments: tape.instruments.map((i) => ({ ...i, barSource: contents.get(i.symbol)?.has('bar') === true ? ('feed' as const) : ('built' as const) })),
    counts: tape.counts,
    events: () => tape.events(),
  };
}
