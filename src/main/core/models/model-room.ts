/** The models that this desk runs: loaded, checked, true to their probes; or refused with the reason on screen. */
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { ModelInfo } from '../../../shared/contract/signals.ts';
import type { Host } from '../host.ts';
import type { Recorder } from '../recorder.ts';
import { createInference, type Inference } from '../workers/inference.ts';
import { loadModel, type LoadedModel } from './load-model.ts';

export interface ModelRoomParts {
  readonly host: Host;
  readonly recorder: Recorder;
  /** Folder of the artefact. */
  readonly folder: string;
}

export class ModelRoom implements Disposable {
  readonly inference: Inference;
  /** Null when it was refused. */
  readonly model: LoadedModel | null;
  /** Why there is no model; null when there is one. */
  readonly problem: string | null;

  private constructor(inference: Inference, model: LoadedModel | null, problem: string | null) {
    this.inference = inference;
    this.model = model;
    this.problem = problem;
  }

  /** Never fails: a refused model is journalled and shown, and the workstation runs without suggestions. */
  static async open({ host, recorder, folder }: ModelRoomParts): Promise<ModelRoom> {
    const inference = createInference(host);
    const refused = async (reason: string): Promise<ModelRoom> => {
      host.log('error', 'model refused', { folder, reason });
      await recorder.record([{ type: 'ModelRefused', body: { path: folder.slice(host.resourcesDir.length + 1), reason } }]);
      return new ModelRoom(inference, null, reason);
    };
    const loaded = await loadModel(folder);
    if (!loaded.ok) return refused(`${loaded.error.code}: ${loaded.error.detail}`);
    const ready = await inference.load(loaded.value);
    if (!ready.ok) return refused(`${ready.error.code}${'problem' in ready.error ? `: ${ready.error.problem}` : ''}`);
    const { card, modelHash } = loaded.value;
    await recorder.record([{ type: 'ModelLoaded', body: { modelId: card.modelId, version: card.version, modelHash } }]);
    return new ModelRoom(inference, loaded.value, null);
  }

  /** What the screen shows of each model. A refused one without a readable card is shown by the footer alone. */
  infos(): readonly ModelInfo[] {
    if (!this.model) return [];
    return [{
      modelId: this.model.card.modelId, version: this.model.card.version,
      card: this.model.card,
      modelHash: this.model.modelHash,
      state: 'ready',
      problem: this.problem,
      latencyMs: this.inference.stats().latencyMs,
      live: null,
    }];
  }

  dispose(): void {
    this.inference.dispose();
  }
}
