/** A person takes a model's voice away, or gives it back: saved first, then what it had proposed or weighed ends. */
import type { SwitchOutcome } from '../../../shared/contract/signals.ts';
import type { CommandQueue } from '../command-queue.ts';
import { isRecorded, type Recorder } from '../recorder.ts';
import type { JournalledSignals } from '../signals/journalled-signals.ts';
import type { ModelRoom } from './model-room.ts';
import type { ModelSwitches } from './model-switches.ts';

export interface SwitchParts {
  readonly queue: Pick<CommandQueue, 'enqueue'>;
  readonly recorder: Recorder;
  readonly models: Pick<ModelRoom, 'find'>;
  readonly modelSwitches: Pick<ModelSwitches, 'offOf'>;
  readonly signals: Pick<JournalledSignals, 'room'>;
  readonly userId: string;
}

export interface SwitchInput {
  readonly modelId: string;
  readonly on: boolean;
  /** Why, in the person's words. */
  readonly reason: string;
}

export function switchModel({ queue, recorder, models, modelSwitches, signals, userId }: SwitchParts, { modelId, on, reason }: SwitchInput): Promise<SwitchOutcome> {
  return queue.enqueue(async () => {
    const off = modelSwitches.offOf(modelId);
    const model = models.find(modelId);
    // One that is off can be switched on also while its file is refused.
    if (!model && !off) return { ok: false, why: `no model ${modelId} runs at this desk` };
    if (on === (off === null)) return { ok: false, why: `${modelId} is ${on ? 'on' : 'off'} already` };
    const version = model?.card.version ?? off?.version ?? '';
    const saved = await isRecorded(recorder, [{ type: 'ModelSwitched', body: { modelId, version, on, reason, userId } }]);
    if (!saved) return { ok: false, why: `the journal cannot be saved; ${modelId} stays ${on ? 'off' : 'on'}` };
    if (!on) signals.room?.endOf(modelId);
    return { ok: true };
  });
}
