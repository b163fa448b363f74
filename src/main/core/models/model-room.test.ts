/** What the room does with artefacts on disk: real processes, a journal that is remembered, a clock that goes on. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePublisherKey, publisherKeyOf } from '../../../../reference/refinery/train/sign-manifest.ts';
import { modelOnnx } from '../../../../reference/refinery/train/trainers/model-onnx.ts';
import { artefactOf } from '../../../../tests/fixtures/artefact.ts';
import { forkingHost } from '../../../../tests/fixtures/forking-host.ts';
import { randomModel } from '../../../../tests/fixtures/random-models.ts';
import type { ModelInfo } from '../../../shared/contract/signals.ts';
import type { JournalEvent, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { margin } from '../../../shared/models/model.ts';
import type { Recorder } from '../recorder.ts';
import { createInference, type Inference } from '../workers/inference.ts';
import { ActivatedModels } from './activated-models.ts';
import { ModelRoom } from './model-room.ts';
import { demonstrationPublisher } from './verify-manifest.ts';

let dir: string;
let activated: ActivatedModels;
let recorded: JournalEvent[];
/** What the screen was last told of the models. */
let shown: readonly ModelInfo[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'candor-models-'));
  activated = new ActivatedModels();
  recorded = [];
});
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

const recorder: Recorder = {
  record(events) {
    recorded.push(...events);
    const records = events.map((event, k) => ({ seq: k, event }) as unknown as JournalRecord);
    for (const record of records) activated.apply(record);
    return Promise.resolve(records);
  },
};

function put(version: string, key?: ReturnType<typeof publisherKeyOf>): void {
  const folder = join(dir, 'models', 'test-model', version);
  mkdirSync(folder, { recursive: true });
  const files = artefactOf([{ name: 'score', model: randomModel('linear', 1) }], { card: { version }, manifest: { version }, ...(key ? { key } : {}) });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
}

async function open({ versions = {}, publishers = [demonstrationPublisher], rollbackAllowed = false }: { versions?: Record<string, string>; publishers?: typeof demonstrationPublisher[]; rollbackAllowed?: boolean } = {}): Promise<{ active: string[]; problem: string | null }> {
  const room = await ModelRoom.open({ host: { ...forkingHost(), resourcesDir: dir }, recorder, versions, later: (_what, work) => void work(), trust: { publishers, rollbackAllowed }, activated });
  shown = room.infos();
  const seen = { active: room.models.map(({ card }) => card.version), problem: room.problem };
  room.dispose();
  return seen;
}

describe('model room', () => {
  it('[IM-16] an older version is refused once a newer one was active, with the reason shown and journalled; settings may allow it', async () => {
    put('1.9.0');
    put('1.10.0');
    expect(await open()).toEqual({ active: ['1.10.0'], problem: null });
    const refused = await open({ versions: { 'test-model': '1.9.0' } });
    expect(refused.active).toEqual([]);
    expect(refused.problem).toContain('OLD_VERSION: test-model 1.9.0, but 1.10.0 has been active');
    expect(recorded.at(-1)).toMatchObject({ type: 'ModelRefused', body: { reason: expect.stringContaining('OLD_VERSION') as string } });
    expect(shown).toMatchObject([{ state: 'failed', publisher: 'demonstration', expiresAt: '2030-12-31' }]);
    rmSync(join(dir, 'models', 'test-model', '1.10.0'), { recursive: true });
    expect((await open()).problem).toContain('OLD_VERSION');
    expect(await open({ rollbackAllowed: true })).toEqual({ active: ['1.9.0'], problem: null });
    expect((await open()).problem).toContain('OLD_VERSION'); // what was active stays the mark
  }, 60_000);

  it('[IM-15] only models of publishers that the settings trust are run', async () => {
    const own = makePublisherKey();
    put('1.0.0', publisherKeyOf(own.privatePem));
    expect((await open()).problem).toContain('UNKNOWN_PUBLISHER');
    expect(await open({ publishers: [{ name: 'own', publicKey: own.publicKey }] })).toEqual({ active: ['1.0.0'], problem: null });
  }, 60_000);

  it('[IM-17] an artefact under another model\'s name or version', async () => {
    put('1.0.0');
    mkdirSync(join(dir, 'models', 'other-model'));
    const folder = join(dir, 'models', 'other-model', '1.0.0');
    mkdirSync(folder);
    for (const [name, bytes] of artefactOf([{ name: 'score', model: randomModel('linear', 1) }], { card: { version: '1.0.0' }, manifest: { version: '1.0.0' } })) writeFileSync(join(folder, name), bytes);
    const seen = await open();
    expect(seen.active).toEqual(['1.0.0']);
    expect(seen.problem).toContain('OTHER_MODEL');
  }, 60_000);

  it('[IM-16] what was active is remembered over a checkpoint', async () => {
    put('1.2.0');
    await open();
    const again = new ActivatedModels();
    again.load(JSON.parse(JSON.stringify(activated.save())));
    expect([again.newestOf('test-model'), again.newestOf('no-model')]).toEqual(['1.2.0', null]);
  }, 60_000);

  it('[IM-14] a model that is replaced on disk between its check and its session runs as it was checked', async () => {
    put('1.0.0');
    const model = randomModel('linear', 1);
    const host = forkingHost();
    const inner = createInference(host);
    const inference: Inference = {
      ...inner,
      load(loaded) {
        writeFileSync(join(dir, 'models', 'test-model', '1.0.0', 'model.onnx'), modelOnnx(randomModel('linear', 2), []));
        return inner.load(loaded);
      },
    };
    const room = await ModelRoom.open({
      host: { ...host, resourcesDir: dir }, recorder, versions: {}, later: (_what, work) => void work(), trust: { publishers: [demonstrationPublisher], rollbackAllowed: false }, activated, inference,
    });
    const said = await room.inference.score(room.models[0]?.modelHash ?? '', Float32Array.of(1, 2, 3, 4, 5, 6), 1);
    expect(said.ok && said.value[0]).toBeCloseTo(margin(model, Float32Array.of(1, 2, 3, 4, 5, 6)), 4);
    room.dispose();
  }, 60_000);
});
