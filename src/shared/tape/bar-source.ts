/** Says of each instrument of a tape who makes its bars: the tape has them, or the workstation builds them of ticks. */
import type { Tape } from './tape.ts';

/** The tape with `barSource` set on every instrument. Reads the tape once where it has bars of some instruments. */
export function withBarSource(tape: Tape): Tape {
  const barred = new Set<string>();
  if (tape.counts.bars > 0) for (const event of tape.events()) if (event.type === 'bar') barred.add(event.bar.symbol);
  return {
    source: tape.source,
    instruments: tape.instruments.map((i) => ({ ...i, barSource: barred.has(i.symbol) ? ('feed' as const) : ('built' as const) })),
    counts: tape.counts,
    events: () => tape.events(),
  };
}
