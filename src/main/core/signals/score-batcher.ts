/** Puts rows that arrive in the same turn of the event loop into one run of the model, in the order of their arrival. */
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { LoadedModel } from '../models/load-model.ts';
import type { Inference, InferenceFailure } from '../workers/inference.ts';

export type ScoreAnswer = Result<number, InferenceFailure>;

/** Rows in one run; more than that are split, so that no run is long. */
const rowsMax = 512;

export class ScoreBatcher {
  private readonly inference: Pick<Inference, 'score'>;
  private readonly model: LoadedModel;
  private waiting: { readonly input: Float32Array; readonly finish: (answer: ScoreAnswer) => void }[] = [];

  constructor(inference: Pick<Inference, 'score'>, model: LoadedModel) {
    this.inference = inference;
    this.model = model;
  }

  score(input: Float32Array): Promise<ScoreAnswer> {
    return new Promise((finish) => {
      this.waiting.push({ input, finish });
      if (this.waiting.length === 1) void Promise.resolve().then(() => this.flush());
    });
  }

  private async flush(): Promise<void> {
    const all = this.waiting;
    this.waiting = [];
    for (let from = 0; from < all.length; from += rowsMax) {
      const batch = all.slice(from, from + rowsMax);
      const width = this.model.card.featureNames.length;
      const features = new Float32Array(batch.length * width);
      batch.forEach(({ input }, row) => features.set(input, row * width));
      const scores = await this.inference.score(this.model.modelHash, features, batch.length);
      batch.forEach(({ finish }, row) => finish(scores.ok ? ok(scores.value[row] ?? NaN) : err(scores.error)));
    }
  }
}
