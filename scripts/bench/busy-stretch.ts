/**
 * The longest stretch for which this thread was at work without looking at its timers, in processor time: neighbours on the machine, which make wall
 * time long, are not in it. Looks every millisecond.
 */
export class BusyStretch {
  private timer: NodeJS.Timeout | null = null;
  private startedMs = 0;
  private lastMs = 0;
  private longest = 0;

  start(): void {
    this.startedMs = this.lastMs = threadCpuMs();
    this.longest = 0;
    this.timer = setInterval(() => this.look(), 1);
  }

  /** Milliseconds of processor time: of the longest stretch, and of all since the start. */
  stop(): { readonly longestMs: number; readonly allMs: number } {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    this.look();
    return { longestMs: this.longest, allMs: this.lastMs - this.startedMs };
  }

  private look(): void {
    const now = threadCpuMs();
    this.longest = Math.max(this.longest, now - this.lastMs);
    this.lastMs = now;
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
