/** Which tape the command line means: recorded files, or a session of the synthetic market. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/shared/base/canonical-json.ts';
import { err, ok, type Result } from '../../src/shared/base/result.ts';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import { withBarSource } from '../../src/shared/tape/bar-source.ts';
import { openTape } from '../../src/shared/tape/open-tape.ts';
import { quoteAroundBars } from '../../src/shared/tape/quote-around-bars.ts';
import { quoteAroundTrades } from '../../src/shared/tape/quote-around-trades.ts';
import { tapeContents } from '../../src/shared/tape/tape-contents.ts';
import type { Tape } from '../../src/shared/tape/tape.ts';
import { readTapeFiles } from '../read-tape-files.ts';
import { syntheticTape } from '../simulator/synthetic-tape.ts';
import type { VenueCommandLine } from './options.ts';

/** Day of the first synthetic session unless another is asked for: Monday 2026-01-05. */
const usualFirstDayMs = Date.UTC(2026, 0, 5);
/** Sessions open at 14:30 UTC. */
const opensAfterMidnightMs = 14.5 * 3_600_000;
const microsPerDay = 86_400_000_000;

/** The tape to play, and for `round` above 0 the one that follows when a synthetic market loops. */
export function chooseTape(line: VenueCommandLine, round = 0): Result<Tape, string> {
  if (line.tapes.length > 0) return recordedTape(line);
  const start = ((line.firstDayMs ?? usualFirstDayMs) + opensAfterMidnightMs) * 1000;
  try {
    return ok(syntheticTape({
      seed: line.seed + round, sessions: line.sessions, start: epochMicros(start + round * line.sessions * microsPerDay),
      ...(line.instruments ? { instruments: line.instruments } : {}),
    }));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

function recordedTape(line: VenueCommandLine): Result<Tape, string> {
  const files = readTapeFiles(line.tapes);
  if (!files.ok) return files;
  const tape = openTape(files.value, line.instruments ? { instruments: [...line.instruments] } : {});
  if (!tape.ok) return tape;
  const contents = tapeContents(tape.value);
  return ok(withBarSource(quoteAroundTrades(quoteAroundBars(tape.value), contents), contents));
}

/**
 * The epoch of a run: in lockstep it follows from what is played, so that a run can be repeated to the byte; in real
 * time it also holds the time of the start, so that no two starts share one.
 */
export function epochFor(tape: Tape, line: VenueCommandLine, startedMicros: number): string {
  if (line.epoch !== null) return line.epoch;
  const played = canonicalJson({ source: tape.source, instruments: tape.instruments, seed: line.seed, bars: tape.counts.bars, warmup: line.warmupBars });
  const hash = createHash('sha256').update(played).digest('hex').slice(0, 12);
  return line.isLockstep ? `T${hash}` : `T${hash}-${startedMicros.toString(36)}`;
}
