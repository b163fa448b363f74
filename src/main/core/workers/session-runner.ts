/** Models run in this process, for a worker that owns it. What fails throws: there is nobody to go on for. */
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import { must } from '../../../shared/base/assert.ts';
import { ok } from '../../../shared/base/result.ts';
import type { ModelRunner } from '../signals/read-models.ts';
import { ModelSession } from './model-session.ts';

export interface RunnableModel {
  readonly card: ModelCard;
  readonly bytes: Uint8Array;
  readonly modelHash: string;
}

/** Throws with the reason when a model makes no session. */
export async function openSessionRunner(models: readonly RunnableModel[]): Promise<ModelRunner> {
  const sessions = new Map<string, ModelSession>();
  for (const { card, bytes, modelHash } of models) {
    sessions.set(modelHash, await ModelSession.open({ bytes, background: card.background.rows.map((row) => Float32Array.from(row)) }));
  }
  const session = (modelHash: string): ModelSession => must(sessions.get(modelHash), 'the model was opened');
  return {
    score: async (modelHash, features, rows) => ok(await session(modelHash).score(features, rows)),
    explain: async (modelHash, features, rows) => ok(await session(modelHash).explain({ head: 0, method: null, rows, features, groups: null })),
  };
}
