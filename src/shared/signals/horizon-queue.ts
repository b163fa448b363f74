/** Waits for horizons to pass on one instrument, in its bars. What crosses a session break is dropped: no model was taught such a horizon. */
import type { Bar } from '../domain/bar.ts';
import { isSessionBreak } from '../features/volatility.ts';

type BarEnd = Pick<Bar, 'start' | 'end'>;

export class HorizonQueue<T> {
  /** Bars so far: the number of the newest one. */
  bars = 0;
  private readonly barSeconds: number;
  private readonly waiting = new Map<number, T[]>();
  private previousEnd: number | null = null;
  /** Number of the first bar since the last session break. */
  private sessionBegan = 0;

  constructor(barSeconds: number) {
    this.barSeconds = barSeconds;
  }

  /** A completed bar later than the last. @returns those whose horizon ends with it. */
  onBar(bar: BarEnd): readonly T[] {
    this.bars++;
    if (this.previousEnd !== null && isSessionBreak(this.previousEnd, bar.start, this.barSeconds)) {
      this.waiting.clear();
      this.sessionBegan = this.bars;
    }
    this.previousEnd = bar.end;
    const due = this.waiting.get(this.bars) ?? [];
    this.waiting.delete(this.bars);
    return due;
  }

  /** Made at bar number `madeAt` for `horizonBars`; dropped when its horizon has passed, or its session has ended, already. */
  add(entry: T, madeAt: number, horizonBars: number): void {
    const due = madeAt + horizonBars;
    if (due <= this.bars || madeAt < this.sessionBegan) return;
    const list = this.waiting.get(due);
    if (list) list.push(entry);
    else this.waiting.set(due, [entry]);
  }

  /** How many wait. */
  get size(): number {
    return [...this.waiting.values()].reduce((sum, list) => sum + list.length, 0);
  }
}
