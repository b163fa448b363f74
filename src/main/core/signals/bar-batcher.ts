/** Puts bars that end in the same turn of the event loop into one run of each model, in the order of their arrival. */
import { must } from '../../../shared/base/assert.ts';
import type { AtBarEnd } from './bar-end.ts';
import { readModels, type BarReading, type ModelRunner, type SpeakingModels } from './read-models.ts';

export class BarBatcher {
  private readonly runner: ModelRunner;
  private readonly models: SpeakingModels;
  private waiting: { readonly at: AtBarEnd; readonly finish: (reading: BarReading) => void; readonly fail: (why: unknown) => void }[] = [];

  constructor(runner: ModelRunner, models: SpeakingModels) {
    this.runner = runner;
    this.models = models;
  }

  read(at: AtBarEnd): Promise<BarReading> {
    return new Promise((finish, fail) => {
      this.waiting.push({ at, finish, fail });
      if (this.waiting.length === 1) void Promise.resolve().then(() => this.flush());
    });
  }

  private async flush(): Promise<void> {
    const all = this.waiting;
    this.waiting = [];
    try {
      const readings = await readModels(this.models, all.map(({ at }) => at), this.runner, true);
      for (const { at, finish } of all) finish(must(readings.get(at), 'every bar is answered'));
    } catch (why) {
      for (const { fail } of all) fail(why);
    }
  }
}
