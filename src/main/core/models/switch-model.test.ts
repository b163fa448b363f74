/** A model that a person has silenced: saved first, asked nothing from then on, silent after a restart too, and what it had proposed ends. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artefactOf } from '../../../../tests/fixtures/artefact.ts';
import { forkingHost } from '../../../../tests/fixtures/forking-host.ts';
import { sampleSuggestion } from '../../../../tests/fixtures/journal-events.ts';
import { randomModel } from '../../../../tests/fixtures/random-models.ts';
import { must } from '../../../shared/base/assert.ts';
import type { JournalEvent, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { defaultLimits } from '../../../shared/domain/limits.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import { createCommandQueue } from '../command-queue.ts';
import type { Recorder } from '../recorder.ts';
import { MarketData } from '../market-data/market-data.ts';
import { journalledSignals, type JournalledSignalsParts } from '../signals/journalled-signals.ts';
import { LiveRecordsProjection } from '../signals/live-records-projection.ts';
import { createSignals } from '../signals/signals.ts';
import { JournalError } from '../store/journal.ts';
import { ActivatedModels } from './activated-models.ts';
import { ModelRoom } from './model-room.ts';
import { ModelSwitches } from './model-switches.ts';
import { switchModel, type SwitchInput, type SwitchParts } from './switch-model.ts';
import { demonstrationPublisher } from './verify-manifest.ts';

let seq = 0;
const recordOf = (event: JournalEvent): JournalRecord => ({ seq: ++seq, at: epochMicros(1_700_000_000_000_000 + seq), event, hash: '' });
const switched = (on: boolean, modelId = 'test-model', reason = 'flips with the news'): JournalEvent => ({ type: 'ModelSwitched', body: { modelId, version: '1.2.0', on, reason, userId: 'ana' } });

/** Everything around a switch, with a journal that does as it is told. */
function around(models: SwitchParts['models'], journal: 'saves' | 'is full' = 'saves') {
  const switches = new ModelSwitches();
  const [events, ended]: [JournalEvent[], string[]] = [[], []];
  const record: Recorder['record'] = (some) => {
    if (journal === 'is full') return Promise.reject(new JournalError({ code: 'diskFull', path: 'journal.db', kept: 'nothing', detail: 'the disk is full' }));
    events.push(...some);
    some.forEach((event) => switches.apply(recordOf(event)));
    return Promise.resolve([]);
  };
  const room = { endOf: (modelId: string) => void ended.push(modelId) } as unknown as SwitchParts['signals']['room'];
  const parts: SwitchParts = { queue: createCommandQueue(), recorder: { record }, models, modelSwitches: switches, signals: { room }, userId: 'ana' };
  return { switches, events, ended, ask: (input: Partial<SwitchInput>) => switchModel(parts, { modelId: 'test-model', on: false, reason: 'flips with the news', ...input }) };
}

const knows = { find: (modelId: string) => (modelId === 'test-model' ? { card: { modelId, version: '1.2.0' } } : null) } as unknown as SwitchParts['models'];

describe('which models are off', () => {
  it('[SG-28] is what the journal says last of each, also through a checkpoint', () => {
    const switches = new ModelSwitches();
    for (const event of [switched(false), switched(false, 'other'), switched(true, 'other'), switched(false, 'third', 'stale')]) switches.apply(recordOf(event));
    const again = new ModelSwitches();
    again.load(JSON.parse(JSON.stringify(switches.save())));
    for (const one of [switches, again]) {
      expect(one.offOf('test-model')).toMatchObject({ by: 'ana', reason: 'flips with the news', version: '1.2.0' });
      expect([one.offOf('other'), one.offOf('unheard-of'), one.offOf('third')?.reason]).toEqual([null, null, 'stale']);
    }
  });

  it('[SG-28] changes by a person only, with the reason, once', async () => {
    const { ask, events, ended, switches } = around(knows);
    expect(await ask({ on: true })).toMatchObject({ ok: false, why: 'test-model is on already' });
    expect(await ask({ modelId: 'nobody' })).toMatchObject({ ok: false, why: 'no model nobody runs at this desk' });
    expect(await ask({})).toEqual({ ok: true });
    expect(await ask({ reason: 'again' })).toMatchObject({ ok: false, why: 'test-model is off already' });
    expect(await ask({ on: true, reason: 'refitted' })).toEqual({ ok: true });
    expect(events).toEqual([switched(false), switched(true, 'test-model', 'refitted')]);
    expect([ended, switches.offOf('test-model')]).toEqual([['test-model'], null]);
  });

  it('[SG-28] one whose file is refused now can be given its voice back', async () => {
    const { ask, switches } = around({ find: () => null });
    switches.apply(recordOf(switched(false)));
    expect(await ask({ on: true })).toEqual({ ok: true });
  });

  it('[SG-28] what cannot be saved is not done', async () => {
    const { ask, ended, switches } = around(knows, 'is full');
    expect(await ask({})).toMatchObject({ ok: false, why: 'the journal cannot be saved; test-model stays on' });
    expect([ended, switches.offOf('test-model')]).toEqual([[], null]);
  });
});

describe('a silenced model', () => {
  let dir: string;
  beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'candor-switch-')); });
  afterEach(() => { rmSync(dir, { recursive: true }); });

  async function open(switches: ModelSwitches): Promise<ModelRoom> {
    const folder = join(dir, 'models', 'test-model', '1.2.0');
    mkdirSync(folder, { recursive: true });
    for (const [name, bytes] of artefactOf([{ name: 'score', model: randomModel('linear', 1) }], {})) writeFileSync(join(folder, name), bytes);
    return ModelRoom.open({
      host: { ...forkingHost(), resourcesDir: dir }, versions: {}, switches, later: (_what, work) => void work(), trust: { publishers: [demonstrationPublisher], rollbackAllowed: false },
      activated: new ActivatedModels(), recorder: { record: () => Promise.resolve([]) },
    });
  }

  it('[SG-28] neither scores nor gives reasons, is shown with who and why, and speaks again when it may; what it proposed or weighed ends, the rest stands', async () => {
    const switches = new ModelSwitches();
    const room = await open(switches);
    const model = must(room.models[0], room.problem ?? 'it was taken');
    const said = async (): Promise<string> => {
      const row = new Float32Array(model.card.featureNames.length);
      const answers = [await room.inference.score(model.modelHash, row, 1), await room.inference.explain(model.modelHash, row, 1), await room.inference.askScore(model.modelHash, row, 1)];
      return answers.map((answer) => (answer.ok ? 'said' : answer.error.code)).join(' ');
    };
    expect([await said(), room.speaks, room.problem, room.infos()[0]?.switchedOff]).toEqual(['said said said', true, null, null]);
    switches.apply(recordOf(switched(false)));
    expect([await said(), room.speaks, room.problem]).toEqual(['SWITCHED_OFF SWITCHED_OFF SWITCHED_OFF', false, 'test-model 1.2.0: switched off by ana: flips with the news']);
    expect(room.infos()[0]).toMatchObject({ state: 'ready', switchedOff: { by: 'ana', reason: 'flips with the news' } });
    switches.apply(recordOf(switched(true)));
    expect([await said(), room.problem]).toEqual(['said said said', null]);

    const closed: Suggestion[] = [];
    const signals = createSignals({
      host: { newId: () => 'id' }, inference: room.inference, models: must(room.desk, 'it has a drift model'), instrumentOf: () => null, limits: () => defaultLimits, positionOf: () => 0,
      onClosed: (suggestion) => closed.push(suggestion),
    });
    const of = (symbol: string, drift: string, heads: readonly string[]): Suggestion => {
      const { signal, ...rest } = sampleSuggestion(symbol);
      const views = [{ modelId: 'edge', modelVersion: '1', modelHash: '', role: 'edge' as const, side: 'buy' as const, heads: heads.map((name) => ({ name, margin: 0, odds: 0.5 })), problem: null }];
      return { ...rest, signal: { ...signal, symbol, explanation: { ...signal.explanation, modelId: drift }, views } };
    };
    signals.restore([of('A', 'drift', ['hit']), of('B', 'other', []), of('C', 'edge', [])]);
    signals.endOf('edge');
    expect(closed.map(({ signal: { symbol }, status }) => [symbol, status])).toEqual([['A', 'expired'], ['C', 'expired']]);
    expect(signals.open().map(({ signal: { symbol } }) => symbol)).toEqual(['B']);
    room.dispose();
  }, 60_000);

  it('[SG-28] what it had proposed ends at the next start, where the desk went down between the two', async () => {
    const switches = new ModelSwitches();
    switches.apply(recordOf(switched(false)));
    const [room, events, queue] = [await open(switches), [] as JournalEvent[], createCommandQueue()];
    const proposed = (symbol: string, modelId: string): Suggestion => {
      const { signal, ...rest } = sampleSuggestion(symbol);
      return { ...rest, signal: { ...signal, symbol, explanation: { ...signal.explanation, modelId } } };
    };
    const signals = journalledSignals({
      host: forkingHost(), queue, models: room, liveRecords: new LiveRecordsProjection(), limits: defaultLimits, marketData: new MarketData(forkingHost().clock),
      recorder: { record: (some: readonly JournalEvent[]) => Promise.resolve(void events.push(...some)) }, trading: { watch: () => undefined },
      suggestions: { awaitingOutcome: () => [proposed('A', 'test-model'), proposed('B', 'other')] }, orders: { onFills: () => undefined },
    } as unknown as JournalledSignalsParts);
    await queue.idle();
    expect(events).toEqual([{ type: 'SuggestionClosed', body: { suggestionId: 'A', status: 'expired' } }]);
    expect(signals.room?.open().map(({ suggestionId }) => suggestionId)).toEqual(['B']);
    room.dispose();
  }, 60_000);
});
