/** Plays a tape: one event after the other, as far as it is told to. It knows no wall clock. Rules PL-1 to PL-5 in README.md. */
import { epochMicros, type EpochMicros } from '../../src/shared/domain/numbers.ts';
import type { Tape, TapeEvent } from '../../src/shared/tape/tape.ts';

const microsPerSecond = 1_000_000;

export class TapePlayer {
  private readonly events: Iterator<TapeEvent>;
  private readonly play: (event: TapeEvent) => void;
  /** Length of the steps for instruments whose bars are not on the tape, micros; null when all bars are. */
  private readonly builtBarMicros: number | null;
  private next: TapeEvent | null;
  private time: EpochMicros;

  /** `play` is called with each event when its time has come. */
  constructor(tape: Tape, play: (event: TapeEvent) => void) {
    this.events = tape.events()[Symbol.iterator]();
    this.play = play;
    const built = tape.instruments.filter((i) => i.barSource === 'built' || (tape.counts.bars === 0 && i.barSource === undefined)).map((i) => i.barSeconds);
    this.builtBarMicros = built.length > 0 ? Math.min(...built) * microsPerSecond : null;
    this.next = this.pull();
    this.time = this.next?.time ?? epochMicros(0);
  }

  /** Market time: of the last event played, or the end of the step that was played to. */
  get marketTime(): EpochMicros {
    return this.time;
  }

  get atEnd(): boolean {
    return this.next === null;
  }

  /** Time of the next event; null at the end. */
  get nextTime(): EpochMicros | null {
    return this.next?.time ?? null;
  }

  /** Plays what is due at `time` and before, at most `eventsMax` events. Market time becomes `time` when all was played. */
  playThrough(time: number, eventsMax = Number.POSITIVE_INFINITY): number {
    let played = 0;
    while (this.next && this.next.time <= time && played < eventsMax) {
      this.step();
      played += 1;
    }
    if ((!this.next || this.next.time > time) && time > this.time && Number.isFinite(time)) this.time = epochMicros(Math.floor(time));
    return played;
  }

  /**
   * One lockstep: on to the end of the next group of bars that share one end time, and of everything else that bears
   * that time. Where bars are built by the workstation, a step also ends at the next whole multiple of their length;
   * what bears exactly that time belongs to the step after.
   */
  playStep(): void {
    if (!this.next) return;
    const boundary = this.builtBarMicros === null ? Number.POSITIVE_INFINITY
      : (Math.floor(this.next.time / this.builtBarMicros) + 1) * this.builtBarMicros;
    while (this.next && this.next.time < boundary) {
      if (this.step().type !== 'bar') continue;
      this.playThrough(this.time);
      return;
    }
    if (Number.isFinite(boundary)) this.time = epochMicros(Math.max(this.time, boundary));
  }

  private step(): TapeEvent {
    const event = this.next;
    if (!event) throw new RangeError('a step past the end of the tape');
    this.next = this.pull();
    if (event.time > this.time) this.time = event.time;
    this.play(event);
    return event;
  }

  private pull(): TapeEvent | null {
    const result = this.events.next();
    return result.done === true ? null : result.value;
  }
}
