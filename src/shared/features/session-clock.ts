/**
 * Which session a bar is in. A session begins after a pause (`isSessionBreak`); where trading does not pause for a day, at
 * midnight UTC. Bars of half a day or longer are each a session of their own. The start of the session in which the
 * events begin is not known, as it may have been joined in its middle.
 */
import type { Bar } from '../domain/bar.ts';
import { isSessionBreak } from './volatility.ts';

const dayMicros = 86_400e6;

export class SessionClock {
  private readonly barSeconds: number;
  /** Whether each bar is a session of its own. */
  readonly daily: boolean;
  /** Start of the session that the last bar is in, epoch micros; null while unknown. */
  start: number | null = null;
  /** Whether the last bar is the first of its session. */
  begins = false;
  /** Bars of this session so far. */
  bars = 0;
  /** Whether the last session that was seen whole ended in a pause. */
  endsInPause = false;
  /** Lengths of the last two sessions that were seen whole, micros; 0 while there was none. */
  private lastLength = 0;
  private lengthBefore = 0;
  private end = 0;
  private lastStart = 0;
  /** Since when there was no pause. */
  private unpausedSince: number | null = null;

  constructor(barSeconds: number) {
    this.barSeconds = barSeconds;
    this.daily = barSeconds * 1e6 >= dayMicros / 2;
  }

  onBar(bar: Bar): void {
    const first = this.unpausedSince === null;
    const paused = !first && isSessionBreak(this.end, bar.start, this.barSeconds);
    if (first || paused) this.unpausedSince = bar.start;
    this.begins = this.daily || paused || (!first && this.isMidnight(bar));
    if (this.begins) this.begin(bar, paused);
    this.bars++;
    this.end = bar.end;
    this.lastStart = bar.start;
  }

  /** Of the longer of the last two whole sessions, so that a half day does not stand for a day; null before one was seen. */
  get usualLength(): number | null {
    return this.daily || this.lastLength === 0 ? null : Math.max(this.lastLength, this.lengthBefore);
  }

  private begin(bar: Bar, paused: boolean): void {
    if (this.start !== null) {
      this.lengthBefore = this.lastLength;
      this.lastLength = this.end - this.start;
      this.endsInPause = paused;
    }
    this.start = bar.start;
    this.bars = 0;
  }

  /** The first bar of a UTC day in a market that has not paused for a day. */
  private isMidnight(bar: Bar): boolean {
    return Math.floor(bar.start / dayMicros) !== Math.floor(this.lastStart / dayMicros) && bar.start - (this.unpausedSince ?? 0) >= dayMicros;
  }
}
