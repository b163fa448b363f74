/**
 * The models that this desk runs: of each folder under resources/models the newest version, or the one that settings name.
 * Loaded, checked, true to their probes; or refused with the reason on screen, while the others go on. A version whose day ends
 * while it runs falls silent then.
 */
import { join } from 'node:path';
import { DisposableStore, type Disposable } from '../../../shared/base/disposable.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { must } from '../../../shared/base/assert.ts';
import type { ModelInfo, SwitchedOff } from '../../../shared/contract/signals.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import type { Host } from '../host.ts';
import { isRecorded, type Recorder } from '../recorder.ts';
import { inOrder } from '../signals/read-models.ts';
import { refusalWords, type InferenceFailure } from '../workers/inference-failure.ts';
import { createInference, type Inference } from '../workers/inference.ts';
import type { ActivatedModels } from './activated-models.ts';
import { loadModel, type LoadedModel } from './load-model.ts';
import { expiredWords, expiresSoonWords, isExpired, speakingInDate } from './model-expiry.ts';
import { placesIn, type Place } from './model-places.ts';
import type { ModelRefusal } from './model-refusal.ts';
import { switchedOffWords, type ModelSwitches } from './model-switches.ts';
import { speakingUnless } from './speaking-unless.ts';
import type { LoadPolicy } from './verify-manifest.ts';

export interface ModelRoomParts {
  readonly host: Host;
  readonly recorder: Recorder;
  /** Version to run by model id; the newest where none is named. */
  readonly versions: Readonly<Record<string, string>>;
  readonly trust: Pick<LoadPolicy, 'publishers' | 'rollbackAllowed'>;
  readonly activated: Pick<ActivatedModels, 'newestOf'>;
  /** Which of them a person has switched off; none where there is no desk. */
  readonly switches?: Pick<ModelSwitches, 'offOf'>;
  /** Runs what is journalled after the start, in its turn, and sees to what fails. */
  readonly later: (what: string, work: () => Promise<unknown>) => void;
  /** Started before the journal is open, so that both take their time together; made here where there is none. */
  readonly inference?: Inference;
}

/** The models that signals are made of. */
export interface DeskModels {
  /** Proposes the side. */
  readonly drift: LoadedModel;
  /** In the order of their roles. */
  readonly others: readonly LoadedModel[];
}

interface Refused extends Place {
  /** Who signed what was refused for something else. */
  readonly signed?: ModelRefusal['signed'];
  readonly loaded: LoadedModel | null;
  readonly problem: string;
}

/** Between two looks at whose day has ended, milliseconds. What a model is asked in between is held to its day exactly. */
const expiryPeriodMs = 60_000;

export class ModelRoom implements Disposable {
  /** Answers for models whose day is not over. */
  readonly inference: Inference;
  /** In the order of their roles. */
  readonly models: readonly LoadedModel[];
  /** Null without a drift model: then there are no suggestions. */
  readonly desk: DeskModels | null;
  private readonly parts: ModelRoomParts;
  private readonly refused: readonly Refused[];
  private readonly owned = new DisposableStore();
  /** What was told of expiries, each once. */
  private readonly told = new Set<string>();

  private constructor(parts: ModelRoomParts, inference: Inference, models: readonly LoadedModel[], refused: readonly Refused[]) {
    this.parts = parts;
    this.models = inOrder(models);
    this.refused = refused;
    const { clock } = parts.host;
    this.inference = this.owned.add(speakingUnless(speakingInDate(inference, this.models, () => clock.nowMicros()), (modelHash) => this.switchedOff(modelHash)));
    const drift = this.models.find(({ card }) => card.role === 'drift');
    this.desk = drift ? { drift, others: this.models.filter((model) => model !== drift) } : null;
    this.owned.add(clock.every(expiryPeriodMs, () => this.tellExpiries()));
    this.tellExpiries();
  }

  /** Never fails: a refused model is journalled and shown, and the workstation runs without it. */
  static async open(parts: ModelRoomParts): Promise<ModelRoom> {
    const { host, recorder, versions } = parts;
    const inference = parts.inference ?? createInference(host);
    const folder = join(host.resourcesDir, 'models');
    const { places, misplaced } = await placesIn(folder, versions);
    const taken = await takeIn(parts, inference, folder, places);
    const models = taken.flatMap(({ result }) => (result.ok ? [result.value] : []));
    const refused: Refused[] = misplaced.map((place) => ({ ...place, loaded: null }));
    for (const { place, result } of taken) if (!result.ok) refused.push({ ...place, ...result.error });
    for (const { modelId, version, problem } of refused) host.log('error', `model ${modelId} ${version} refused: ${problem}`, { modelId, version, reason: problem });
    const events = [
      ...taken.flatMap(({ place, result }): JournalEvent[] => (result.ok ? [{ type: 'ModelLoaded', body: { ...place, modelHash: result.value.modelHash } }] : [])),
      ...refused.map(({ modelId, version, problem }) => refusedEvent(modelId, version, problem)),
    ];
    // A journal that cannot be written halts trading and says so itself; what the models say can still be looked at.
    if (!await isRecorded(recorder, events)) host.log('error', 'which models run was not saved', { events: events.length });
    return new ModelRoom(parts, inference, models, refused);
  }

  /** The first thing that is wrong, in words, or that will be within days; null when every model speaks and goes on to. */
  get problem(): string | null {
    const [first] = this.refused;
    if (first) return `${nameOf(first)}: ${first.problem}`;
    const over = this.models.find((model) => this.isSilent(model));
    if (over) return expiredWords(over);
    if (!this.desk) return 'there is no drift model';
    const off = this.models.find(({ card }) => this.offOf(card.modelId));
    if (off) return `${off.card.modelId} ${off.card.version}: ${switchedOffWords(must(this.offOf(off.card.modelId), 'it was just found'))}`;
    const now = this.parts.host.clock.nowMicros();
    return this.models.map((model) => expiresSoonWords(model, now)).find((words) => words !== null) ?? null;
  }

  /** Whether the model that proposes may speak. */
  get speaks(): boolean {
    return this.desk !== null && !this.isSilent(this.desk.drift) && this.offOf(this.desk.drift.card.modelId) === null;
  }

  find(modelId: string): LoadedModel | null {
    return this.models.find(({ card }) => card.modelId === modelId) ?? null;
  }

  /** What the screen shows of each model, refused ones last. What came of its calls is added by who follows them. */
  infos(): readonly ModelInfo[] {
    const ready = this.models.map((model): ModelInfo => ({
      modelId: model.card.modelId, version: model.card.version, card: model.card, modelHash: model.modelHash, publisher: model.publisher, expiresAt: model.manifest.expiresAt,
      isEvaluated: model.evaluation !== null, switchedOff: this.offOf(model.card.modelId),
      ...(this.isSilent(model) ? { state: 'failed', problem: expiredWords(model) } : { state: 'ready', problem: null }),
      latencyMs: this.inference.latencyOf(model.modelHash), live: null,
    }));
    const refused = this.refused.map(({ modelId, version, loaded, signed, problem }): ModelInfo => ({
      modelId, version, card: loaded?.card ?? null, modelHash: loaded?.modelHash ?? null, publisher: loaded?.publisher ?? signed?.publisher ?? null, expiresAt: loaded?.manifest.expiresAt ?? signed?.expiresAt ?? null,
      isEvaluated: Boolean(loaded?.evaluation), switchedOff: this.offOf(modelId), state: 'failed', problem, latencyMs: null, live: null,
    }));
    return [...ready, ...refused];
  }

  dispose(): void {
    this.owned.dispose();
  }

  private offOf(modelId: string): SwitchedOff | null {
    return this.parts.switches?.offOf(modelId) ?? null;
  }

  private switchedOff(modelHash: string): InferenceFailure | null {
    const off = this.offOf(this.models.find((model) => model.modelHash === modelHash)?.card.modelId ?? '');
    return off && { code: 'SWITCHED_OFF', problem: switchedOffWords(off) };
  }

  private isSilent(model: LoadedModel): boolean {
    return isExpired(model, this.parts.host.clock.nowMicros());
  }

  private tellExpiries(): void {
    const { host, recorder, later } = this.parts;
    for (const model of this.models) {
      const { modelId, version } = model.card;
      const soon = expiresSoonWords(model, host.clock.nowMicros());
      if (soon !== null) this.once(`soon ${modelId}`, 'A model ends soon', soon);
      if (!this.isSilent(model) || !this.once(`over ${modelId}`, 'A model is silent', expiredWords(model))) continue;
      later('recording that a model has expired', () => recorder.record([refusedEvent(modelId, version, expiredWords(model))]));
    }
  }

  private once(key: string, title: string, words: string): boolean {
    if (this.told.has(key)) return false;
    this.told.add(key);
    this.parts.host.log('warn', title, { why: words });
    this.parts.host.notify(title, words);
    return true;
  }
}

const nameOf = ({ modelId, version }: Place): string => (version === '' ? modelId : `${modelId} ${version}`);
const refusedEvent = (modelId: string, version: string, reason: string): JournalEvent => ({ type: 'ModelRefused', body: { path: join('models', modelId, version), reason } });

interface Taken {
  readonly place: Place;
  readonly result: Result<LoadedModel, Pick<Refused, 'loaded' | 'signed' | 'problem'>>;
}

/** Read and checked together while the inference process starts; then loaded in their order and held to their probes. */
async function takeIn({ host, trust, activated }: ModelRoomParts, inference: Inference, folder: string, places: readonly Place[]): Promise<readonly Taken[]> {
  const nowMicros = host.clock.nowMicros();
  const read = await Promise.all(places.map((place) => loadModel(join(folder, place.modelId, place.version), {
    ...trust, nowMicros, asked: place, newestActive: (modelId: string) => activated.newestOf(modelId),
  })));
  const byHash = new Map<string, LoadedModel>();
  return Promise.all(places.map(async (place, i): Promise<Taken> => {
    const loaded = read[i];
    if (!loaded?.ok) return { place, result: err({ loaded: null, ...(loaded?.error.signed ? { signed: loaded.error.signed } : {}), problem: loaded ? said(loaded.error) : 'not read' }) };
    const model = loaded.value;
    const same = byHash.get(model.modelHash);
    // Sessions and what explains them are told apart by the hash of their bytes.
    if (same) return { place, result: err({ loaded: model, problem: `SAME_MODEL: its model.onnx is that of ${same.card.modelId} ${same.card.version}, byte for byte` }) };
    byHash.set(model.modelHash, model);
    const ready = await inference.load(model);
    return { place, result: ready.ok ? ok(model) : err({ loaded: model, problem: refusalWords(ready.error) }) };
  }));
}

const said = ({ code, detail }: ModelRefusal): string => `${code}: ${detail}`;
