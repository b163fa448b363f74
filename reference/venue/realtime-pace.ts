/** Moves a tape with the wall clock: so many market seconds a wall second, nights and weekends skipped. */
import type { Clock } from '../../src/shared/base/clock.ts';
import { disposable, type Disposable } from '../../src/shared/base/disposable.ts';
import type { EpochMicros } from '../../src/shared/domain/numbers.ts';
import type { TapePlayer } from './player.ts';

/** Stands for `--speed max` on the wire, where infinity has no place. */
export const speedMax = 1_000_000_000;
/** Wall time between two moves of the tape, ms. */
const periodMs = 10;
/** Events played before orders are looked at again, when playing as fast as possible or catching up. */
const eventsPerMoveMax = 2_000;
const shortGapMicros = 5 * 60 * 1_000_000;

export interface RealtimeOptions {
  readonly clock: Clock;
  /** Market seconds per wall second; `speedMax` for as fast as possible. */
  readonly speed: number;
  /** A silence longer than this is jumped over, micros: five minutes, or the longest bar when that is longer. */
  readonly gapMicrosMax: number;
  /** After each move, before the next: publish. */
  readonly onMoved: () => void;
  readonly onGap: (from: EpochMicros, to: EpochMicros) => void;
  readonly onEnd: () => void;
}

/** The silence that counts as closed market, for a tape whose longest bar has `barSecondsMax`. */
export const gapMicrosMaxFor = (barSecondsMax: number): number => Math.max(shortGapMicros, barSecondsMax * 1_000_000);

/** Plays on until the tape ends or the handle is disposed. */
export function startRealtime(player: TapePlayer, options: RealtimeOptions): Disposable {
  const { clock, speed } = options;
  let anchorMarket: number = player.marketTime;
  let anchorMs = clock.monotonicMs();
  let timer: Disposable | undefined;
  let isLive = true;

  const move = (): void => {
    if (!isLive) return;
    const target = speed >= speedMax ? Number.POSITIVE_INFINITY : anchorMarket + (clock.monotonicMs() - anchorMs) * 1_000 * speed;
    const played = player.playThrough(target, eventsPerMoveMax);
    options.onMoved();
    const next = player.nextTime;
    if (next === null) return options.onEnd();
    if (speed < speedMax && next - player.marketTime > options.gapMicrosMax) {
      options.onGap(player.marketTime, next);
      anchorMarket = next;
      anchorMs = clock.monotonicMs();
    }
    timer = clock.after(played >= eventsPerMoveMax ? 0 : periodMs, move);
  };
  timer = clock.after(0, move);
  return disposable(() => {
    isLive = false;
    timer?.dispose();
  });
}
