/**
 * Puts bars that end in the same turn of the event loop into runs of the models, in the order of their arrival. A minute ends for all instruments at
 * once: its bars go in slices, so that prices and orders pass between them. A row scores the same bits in whatever company.
 */
import { must } from '../../../shared/base/assert.ts';
import { err } from '../../../shared/base/result.ts';
import type { AtBarEnd } from './bar-end.ts';
import { readModels, type BarReading, type ModelRunner, type SpeakingModels } from './read-models.ts';

/** Bars in a slice: some milliseconds of the core's thread, from asking to telling. */
export const sliceBars = 16;
/** Slices under way: the models run one while the core takes in the answers to the other. */
const slicesMax = 2;
/** Bars that wait; more are told at once that nothing was scored. Models that answer at all never come to it. */
export const waitingBarsMax = 2000;

interface Waiting {
  readonly at: AtBarEnd;
  readonly finish: (reading: BarReading) => void;
  readonly fail: (why: unknown) => void;
}

export class BarBatcher {
  private readonly runner: ModelRunner;
  private readonly models: SpeakingModels;
  private waiting: Waiting[] = [];
  private underWay = 0;
  /** When all slices that were begun so far have been told. */
  private told: Promise<void> = Promise.resolve();

  constructor(runner: ModelRunner, models: SpeakingModels) {
    this.runner = runner;
    this.models = models;
  }

  /** Answers in the order of the calls, but for what may not wait. */
  read(at: AtBarEnd): Promise<BarReading> {
    return new Promise((finish, fail) => {
      if (this.waiting.length >= waitingBarsMax) return void this.tell([{ at, finish, fail }], full, Promise.resolve());
      this.waiting.push({ at, finish, fail });
      if (this.waiting.length === 1) void Promise.resolve().then(() => this.next());
    });
  }

  private next(): void {
    while (this.underWay < slicesMax && this.waiting.length > 0) {
      this.underWay++;
      this.told = this.tell(this.waiting.splice(0, sliceBars), this.runner, this.told);
      void this.told.then(() => {
        this.underWay--;
        this.next();
      });
    }
  }

  /** @param before those that are told first */
  private async tell(slice: readonly Waiting[], runner: ModelRunner, before: Promise<void>): Promise<void> {
    try {
      const readings = await readModels(this.models, slice.map(({ at }) => at), runner, true);
      await before;
      for (const { at, finish } of slice) finish(must(readings.get(at), 'every bar is answered'));
    } catch (why) {
      await before;
      for (const { fail } of slice) fail(why);
    }
  }
}

/** Asks nobody. */
const full: ModelRunner = {
  score: () => Promise.resolve(err({ code: 'QUEUE_FULL' })),
  explain: () => Promise.resolve(err({ code: 'QUEUE_FULL' })),
};
