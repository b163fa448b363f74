/**
 * The models that this desk runs: of each folder under resources/models the newest version, or the one that settings name.
 * Loaded, checked, true to their probes; or refused with the reason on screen, while the others go on.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from '../../../shared/base/disposable.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { ModelInfo } from '../../../shared/contract/signals.ts';
import type { Host } from '../host.ts';
import type { Recorder } from '../recorder.ts';
import { inOrder } from '../signals/read-models.ts';
import { createInference, type Inference } from '../workers/inference.ts';
import type { ActivatedModels } from './activated-models.ts';
import { loadModel, type LoadedModel } from './load-model.ts';
import { compareVersions, type LoadPolicy } from './verify-manifest.ts';

export interface ModelRoomParts {
  readonly host: Host;
  readonly recorder: Recorder;
  /** Version to run by model id; the newest where none is named. */
  readonly versions: Readonly<Record<string, string>>;
  readonly trust: Pick<LoadPolicy, 'publishers' | 'rollbackAllowed'>;
  readonly activated: Pick<ActivatedModels, 'newestOf'>;
}

/** The models that signals are made of. */
export interface DeskModels {
  /** Proposes the side. */
  readonly drift: LoadedModel;
  /** In the order of their roles. */
  readonly others: readonly LoadedModel[];
}

interface Place {
  readonly modelId: string;
  readonly version: string;
}

interface Refused extends Place {
  readonly loaded: LoadedModel | null;
  readonly problem: string;
}

/** Folders that are looked at; more are a mistake. */
const modelsMax = 32;
const idPattern = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const versionPattern = /^\d{1,6}\.\d{1,6}\.\d{1,6}$/;

export class ModelRoom implements Disposable {
  readonly inference: Inference;
  /** In the order of their roles. */
  readonly models: readonly LoadedModel[];
  /** Null without a drift model: then there are no suggestions. */
  readonly desk: DeskModels | null;
  private readonly refused: readonly Refused[];

  private constructor(inference: Inference, models: readonly LoadedModel[], refused: readonly Refused[]) {
    this.inference = inference;
    this.models = inOrder(models);
    this.refused = refused;
    const drift = this.models.find(({ card }) => card.role === 'drift');
    this.desk = drift ? { drift, others: this.models.filter((model) => model !== drift) } : null;
  }

  /** Never fails: a refused model is journalled and shown, and the workstation runs without it. */
  static async open({ host, recorder, versions, trust, activated }: ModelRoomParts): Promise<ModelRoom> {
    const inference = createInference(host);
    const models: LoadedModel[] = [];
    const refused: Refused[] = [];
    const folder = join(host.resourcesDir, 'models');
    for (const place of await placesIn(folder, versions)) {
      const policy = { ...trust, nowMicros: host.clock.nowMicros(), asked: place, newestActive: (modelId: string) => activated.newestOf(modelId) };
      const taken = await takeIn(inference, join(folder, place.modelId, place.version), policy);
      if (taken.ok) {
        models.push(taken.value);
        await recorder.record([{ type: 'ModelLoaded', body: { ...place, modelHash: taken.value.modelHash } }]);
        continue;
      }
      refused.push({ ...place, ...taken.error });
      host.log('error', 'model refused', { ...place, reason: taken.error.problem });
      await recorder.record([{ type: 'ModelRefused', body: { path: join('models', place.modelId, place.version), reason: taken.error.problem } }]);
    }
    return new ModelRoom(inference, models, refused);
  }

  /** The first thing that is wrong, in words; null when every model speaks. */
  get problem(): string | null {
    const [first] = this.refused;
    if (first) return `${first.modelId} ${first.version}: ${first.problem}`;
    return this.desk ? null : 'there is no drift model';
  }

  find(modelId: string): LoadedModel | null {
    return this.models.find(({ card }) => card.modelId === modelId) ?? null;
  }

  /** What the screen shows of each model, refused ones last. What came of its calls is added by who follows them. */
  infos(): readonly ModelInfo[] {
    const ready = this.models.map((model): ModelInfo => ({
      modelId: model.card.modelId, version: model.card.version, card: model.card, modelHash: model.modelHash, state: 'ready', problem: null,
      latencyMs: this.inference.latencyOf(model.modelHash), live: null,
    }));
    const refused = this.refused.map(({ modelId, version, loaded, problem }): ModelInfo => ({
      modelId, version, card: loaded?.card ?? null, modelHash: loaded?.modelHash ?? null, state: 'failed', problem, latencyMs: null, live: null,
    }));
    return [...ready, ...refused];
  }

  dispose(): void {
    this.inference.dispose();
  }
}

/** Read, checked and held to its probes in every process. */
async function takeIn(inference: Inference, folder: string, policy: LoadPolicy): Promise<Result<LoadedModel, Pick<Refused, 'loaded' | 'problem'>>> {
  const loaded = await loadModel(folder, policy);
  if (!loaded.ok) return err({ loaded: null, problem: `${loaded.error.code}: ${loaded.error.detail}` });
  const ready = await inference.load(loaded.value);
  if (ready.ok) return ok(loaded.value);
  return err({ loaded: loaded.value, problem: `${ready.error.code}${'problem' in ready.error ? `: ${ready.error.problem}` : ''}` });
}

/** Of each model the version to run, in the order of the ids. What is no model's folder is passed over. */
async function placesIn(folder: string, versions: Readonly<Record<string, string>>): Promise<readonly Place[]> {
  const places: Place[] = [];
  const ids = [...new Set([...await foldersIn(folder, idPattern), ...Object.keys(versions)])].sort();
  for (const modelId of ids.slice(0, modelsMax)) {
    const version = versions[modelId] ?? newest(await foldersIn(join(folder, modelId), versionPattern));
    if (version !== undefined) places.push({ modelId, version });
  }
  return places;
}

async function foldersIn(folder: string, pattern: RegExp): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory() && pattern.test(entry.name)).map((entry) => entry.name);
  } catch {
    return []; // not there: there are no models, which is shown
  }
}

/** By numbers, not by letters: 1.10.0 is newer than 1.9.0. */
const newest = (versions: readonly string[]): string | undefined => [...versions].sort(compareVersions).at(-1);
