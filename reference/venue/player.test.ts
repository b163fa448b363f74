import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/shared/base/manual-clock.ts';
import type { Tape, TapeEvent } from '../../src/shared/tape/tape.ts';
import { TapePlayer } from './player.ts';
import { gapMicrosMaxFor, speedMax, startRealtime } from './realtime-pace.ts';
import { barAt, quoteAt, second, tapeOf, tapeStart, testInstrument } from './test-tape.ts';

function playing(tape: Tape): { player: TapePlayer; seen: string[]; at: () => number } {
  const seen: string[] = [];
  const label = (event: TapeEvent): string => `${event.type} ${(event.time - tapeStart) / second}`;
  const player = new TapePlayer(tape, (event) => seen.push(label(event)));
  return { player, seen, at: () => (player.marketTime - tapeStart) / second };
}

describe('steps', () => {
  it('[PL-2] end with the next bars that share one end, and everything else of that time', () => {
    const two = [testInstrument('XYZ'), testInstrument('ABC')];
    const { player, seen, at } = playing(tapeOf([
      quoteAt(10, 1, 1, 2, 1), quoteAt(60, 1, 1, 2, 1), barAt(60, 1), barAt(60, 1, 'ABC'), quoteAt(70, 1, 1, 2, 1), barAt(180, 1),
      quoteAt(190, 1, 1, 2, 1),
    ], two));
    player.playStep();
    expect([seen, at()]).toEqual([['quote 10', 'quote 60', 'bar 60', 'bar 60'], 60]);
    player.playStep();
    expect([seen.slice(4), at(), player.atEnd]).toEqual([['quote 70', 'bar 180'], 180, false]);
    player.playStep();
    expect([seen.slice(6), at(), player.atEnd]).toEqual([['quote 190'], 190, true]);
    player.playStep();
    expect(at()).toBe(190);
  });

  it('[PL-2] end at whole multiples of the bar length where bars are built, and what bears that time waits', () => {
    // The tape starts 20 s after a whole minute.
    const { player, seen, at } = playing(tapeOf([quoteAt(10, 1, 1, 2, 1), quoteAt(40, 1, 1, 2, 1), quoteAt(99.5, 1, 1, 2, 1), quoteAt(300, 1, 1, 2, 1)]));
    player.playStep();
    expect([seen, at()]).toEqual([['quote 10'], 40]);
    player.playStep();
    expect([seen.slice(1), at()]).toEqual([['quote 40', 'quote 99.5'], 100]);
    player.playStep();
    expect([seen.slice(3), at(), player.atEnd]).toEqual([['quote 300'], 340, true]);
  });
});

describe('real time', () => {
  const events = [quoteAt(0, 1, 1, 2, 1), quoteAt(10, 1, 1, 2, 1), quoteAt(70, 1, 1, 2, 1), quoteAt(1_000, 1, 1, 2, 1), quoteAt(1_010, 1, 1, 2, 1)];
  const start = (speed: number): { clock: ManualClock; seen: string[]; ended: () => boolean; gaps: number[]; at: () => number } => {
    const { player, seen, at } = playing(tapeOf(events));
    const clock = new ManualClock();
    const gaps: number[] = [];
    let ended = false;
    startRealtime(player, {
      clock, speed, gapMicrosMax: gapMicrosMaxFor(60), onMoved: () => undefined,
      onGap: (from, to) => gaps.push((to - from) / second), onEnd: () => { ended = true; },
    });
    return { clock, seen, gaps, at, ended: () => ended };
  };

  it('[PL-3] plays so many market seconds a wall second and jumps over closed markets', () => {
    const run = start(10);
    run.clock.advance(500);
    expect([run.seen.length, run.at()]).toEqual([1, 5]);
    run.clock.advance(500);
    expect(run.seen.at(-1)).toBe('quote 10');
    run.clock.advance(6_020);
    expect(run.seen.slice(2)).toEqual(['quote 70', 'quote 1000']);
    expect(run.gaps).toEqual([930]);
    expect(run.ended()).toBe(false);
    run.clock.advance(1_010);
    expect([run.seen.at(-1), run.ended()]).toEqual(['quote 1010', true]);
  });

  it('[PL-3] plays everything at once at full speed', () => {
    const run = start(speedMax);
    run.clock.advance(1);
    expect([run.seen.length, run.ended()]).toEqual([5, true]);
  });

  it('[PL-3] takes silences up to the longest bar for open market', () => {
    expect([gapMicrosMaxFor(60), gapMicrosMaxFor(86_400)]).toEqual([300 * second, 86_400 * second]);
  });
});
