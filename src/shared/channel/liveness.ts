/** Tells when the other end of a connection has fallen silent for too long. */
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { ChannelLimits } from './protocol.ts';

export class Liveness implements Disposable {
  private readonly clock: Clock;
  private readonly timer: Disposable;
  private heardMs: number;
  private checkedMs: number;

  /** `onBeat` runs every heartbeat while the other end is alive, `onDead` once when it no longer is. */
  constructor(clock: Clock, limits: ChannelLimits, on: { readonly beat: () => void; readonly dead: (silentMs: number) => void }) {
    this.clock = clock;
    this.heardMs = this.checkedMs = clock.monotonicMs();
    this.timer = clock.every(limits.heartbeatMs, () => {
      const now = clock.monotonicMs();
      // Our own timer came late: this process slept or was busy, and what the other end said may still wait unread.
      if (now - this.checkedMs > 2 * limits.heartbeatMs) this.heardMs = now;
      this.checkedMs = now;
      if (now - this.heardMs <= limits.silenceMsMax) return on.beat();
      this.timer.dispose();
      on.dead(now - this.heardMs);
    });
  }

  heard(): void {
    this.heardMs = this.clock.monotonicMs();
  }

  dispose(): void {
    this.timer.dispose();
  }
}
