/** What stands between core and venue in a simulation: clocks that die with their process, a network with faults by seed, and the trace. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../src/shared/base/clock.ts';
import { DisposableStore, disposable, type Disposable } from '../../src/shared/base/disposable.ts';
import type { ManualClock } from '../../src/shared/base/manual-clock.ts';
import type { Random } from '../../src/shared/base/random.ts';

/** The clock as one process sees it: with the process all of its timers go, and none is taken any more. */
export class ProcessClock implements Clock {
  private readonly clock: ManualClock;
  private readonly timers = new DisposableStore();
  isDead = false;

  constructor(clock: ManualClock) {
    this.clock = clock;
  }

  nowMicros(): number {
    return this.clock.nowMicros();
  }

  monotonicMs(): number {
    return this.clock.monotonicMs();
  }

  after(delayMs: number, run: () => void): Disposable {
    return this.keep(this.clock.after(delayMs, () => { if (!this.isDead) run(); }));
  }

  every(periodMs: number, run: () => void): Disposable {
    return this.keep(this.clock.every(periodMs, () => { if (!this.isDead) run(); }));
  }

  /** As kill -9: nothing of the process runs after this. */
  kill(): void {
    this.isDead = true;
    this.timers.dispose();
  }

  private keep(timer: Disposable): Disposable {
    return this.isDead ? disposable(() => undefined) : this.timers.add(timer);
  }
}

/** Everything that happened, in order, as one hash. */
export class Trace {
  private readonly hash = createHash('sha256');
  events = 0;
  /** Kept only where somebody asked to read it. */
  readonly lines: string[] | null;

  constructor(isKept: boolean) {
    this.lines = isKept ? [] : null;
  }

  add(text: string, bytes?: Uint8Array): void {
    this.events++;
    this.hash.update(`${text}\n`);
    if (bytes) this.hash.update(bytes);
    this.lines?.push(text);
  }

  digest(): string {
    return this.hash.copy().digest('hex').slice(0, 32);
  }
}

export type Direction = 'toVenue' | 'toCore' | 'feed';

export interface Faults {
  /** Chances for each frame. */
  drop: number;
  repeat: number;
  late: number;
}

/** Time on the line without faults, ms: drawn once a world, so that order changes only where a frame is late. */
const latencyMsMax = 15;
const lateMsMax = 600;
const repeatedAfterMsMax = 50;

export class Network {
  readonly faults: Faults = { drop: 0, repeat: 0, late: 0 };
  readonly isCut: Record<Direction, boolean> = { toVenue: false, toCore: false, feed: false };
  readonly counts = { frames: 0, dropped: 0, repeated: 0, late: 0 };
  private readonly clock: ManualClock;
  private readonly random: Random;
  private readonly trace: Trace;
  private readonly latencyMs: number;

  constructor(clock: ManualClock, random: Random, trace: Trace) {
    this.latencyMs = 1 + random.integer(latencyMsMax);
    this.clock = clock;
    this.random = random;
    this.trace = trace;
  }

  /** Brings a frame to the other end, perhaps. `deliver` sees to it that the other end is still there. */
  carry(direction: Direction, frame: Uint8Array, deliver: () => void): void {
    const { random, counts, faults, latencyMs } = this;
    counts.frames++;
    const draw = random.uniform();
    const isDropped = this.isCut[direction] || draw < faults.drop;
    const isRepeated = !isDropped && draw < faults.drop + faults.repeat;
    const isLate = !isDropped && !isRepeated && draw < faults.drop + faults.repeat + faults.late;
    this.trace.add(`${this.clock.monotonicMs()} ${direction} ${isDropped ? 'dropped' : isRepeated ? 'repeated' : isLate ? 'late' : 'passed'} ${frame.length}`, frame);
    if (isDropped) return void counts.dropped++;
    if (isLate) counts.late++;
    this.clock.after(isLate ? latencyMs + random.integer(lateMsMax) : latencyMs, deliver);
    if (!isRepeated) return;
    counts.repeated++;
    this.clock.after(latencyMs + random.integer(repeatedAfterMsMax), deliver);
  }

  heal(): void {
    Object.assign(this.faults, { drop: 0, repeat: 0, late: 0 });
    Object.assign(this.isCut, { toVenue: false, toCore: false, feed: false });
  }
}
