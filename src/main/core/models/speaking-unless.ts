/** An inference that answers for no model that has a reason to be silent. Questions about what it said before are answered still. */
import { err } from '../../../shared/base/result.ts';
import type { InferenceFailure } from '../workers/inference-failure.ts';
import type { Inference } from '../workers/inference.ts';

/** @param silence why this model may not speak now, by the hash of its file; null while it may */
export function speakingUnless(inference: Inference, silence: (modelHash: string) => InferenceFailure | null): Inference {
  return {
    ...inference,
    score: async (modelHash, features, rows) => {
      const why = silence(modelHash);
      return why ? err(why) : inference.score(modelHash, features, rows);
    },
    explain: async (modelHash, features, rows) => {
      const why = silence(modelHash);
      return why ? err(why) : inference.explain(modelHash, features, rows);
    },
    askScore: async (modelHash, features, rows) => {
      const why = silence(modelHash);
      return why ? err(why) : inference.askScore(modelHash, features, rows);
    },
  };
}
