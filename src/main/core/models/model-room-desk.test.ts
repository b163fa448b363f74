/** The seven shipped models at one desk: one that is refused does not stop the others, and what was refused is shown. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artefactOf } from '../../../../tests/fixtures/artefact.ts';
import { forkingHost } from '../../../../tests/fixtures/forking-host.ts';
import { randomModel } from '../../../../tests/fixtures/random-models.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import type { Recorder } from '../recorder.ts';
import { JournalError } from '../store/journal.ts';
import { ActivatedModels } from './activated-models.ts';
import { ModelRoom } from './model-room.ts';
import { demonstrationPublisher } from './verify-manifest.ts';

let dir: string;
let recorded: JournalEvent[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'candor-desk-'));
  recorded = [];
  cpSync(join('resources', 'models'), join(dir, 'models'), { recursive: true });
});
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

const recording: Recorder['record'] = (events) => { recorded.push(...events); return Promise.resolve([]); };
const open = (record = recording): Promise<ModelRoom> => ModelRoom.open({
  host: { ...forkingHost(), resourcesDir: dir }, versions: {}, later: (_what, work) => void work(), trust: { publishers: [demonstrationPublisher], rollbackAllowed: false }, activated: new ActivatedModels(),
  recorder: { record },
});
const file = (modelId: string, name: string): string => join(dir, 'models', modelId, '1.0.0', name);

describe('a desk of models', () => {
  it('[SG-25] one with a card that cannot be read and one with other bytes are shown with the reason; the others speak', async () => {
    writeFileSync(file('book-deep', 'card.json'), 'no card');
    writeFileSync(file('fill-svm', 'manifest.json'), '{');
    const room = await open();
    expect(room.infos().map(({ modelId, state, card }) => [modelId, state, card === null])).toEqual([
      ['drift-linear', 'ready', false], ['edge-logistic', 'ready', false], ['regime-tree', 'ready', false], ['direction-forest', 'ready', false], ['range-boost', 'ready', false],
      ['book-deep', 'failed', true], ['fill-svm', 'failed', true],
    ]);
    const [deep, svm] = room.infos().slice(-2);
    expect(deep).toMatchObject({ version: '1.0.0', modelHash: null, latencyMs: null, problem: expect.stringMatching(/^HASH_MISMATCH: card\.json/) as string });
    expect(svm?.problem).toMatch(/^BAD_MANIFEST/);
    expect(room.problem).toContain('book-deep 1.0.0: HASH_MISMATCH');
    expect(room.desk?.drift.card.modelId).toBe('drift-linear');
    expect(recorded.filter((event) => event.type === 'ModelRefused')).toHaveLength(2);
    expect(recorded.filter((event) => event.type === 'ModelLoaded')).toHaveLength(5);
    room.dispose();
  }, 60_000);

  it('[SG-25] without a drift model nothing is suggested, and that is said', async () => {
    rmSync(join(dir, 'models', 'drift-linear'), { recursive: true });
    const room = await open();
    expect(room.desk).toBeNull();
    expect(room.problem).toBe('there is no drift model');
    expect(room.models).toHaveLength(6);
    room.dispose();
  }, 60_000);

  it('[SG-25] without any model the desk opens and says so', async () => {
    rmSync(join(dir, 'models'), { recursive: true });
    const room = await open();
    expect([room.models, room.infos(), room.problem]).toEqual([[], [], 'there is no drift model']);
    room.dispose();
  }, 60_000);

  it('[IM-27] what is no model is told by its place and what is wrong with it; the others speak', async () => {
    const models = join(dir, 'models');
    for (const folder of [['regime-tree', 'v2.0.0'], ['regime-tree', '01.0.0'], ['nothing-in-it'], ['Big Model', '1.0.0'], ['.cache']]) mkdirSync(join(models, ...folder), { recursive: true });
    rmSync(join(models, 'fill-svm'), { recursive: true });
    writeFileSync(join(models, 'fill-svm'), 'a file');
    truncateSync(file('book-deep', 'model.onnx'), 1_000);
    writeFileSync(file('range-boost', 'notes.txt'), 'mine');
    const room = await open();
    const problems = new Map(room.infos().filter(({ state }) => state === 'failed').map(({ modelId, version, problem }) => [`${modelId} ${version}`, problem]));
    expect([...problems.keys()].sort()).toEqual(['Big Model ', 'book-deep 1.0.0', 'nothing-in-it ', 'range-boost 1.0.0', 'regime-tree 01.0.0', 'regime-tree v2.0.0']);
    expect(problems.get('Big Model ')).toContain(`NO_MODEL_ID: ${join(models, 'Big Model')}`);
    expect(problems.get('nothing-in-it ')).toBe(`NO_VERSION: ${join(models, 'nothing-in-it')} holds no version`);
    expect(problems.get('regime-tree v2.0.0')).toContain(`NO_VERSION: ${join(models, 'regime-tree', 'v2.0.0')} is called as no version is`);
    expect(problems.get('book-deep 1.0.0')).toMatch(/^HASH_MISMATCH: model\.onnx/);
    expect(problems.get('range-boost 1.0.0')).toBe('EXTRA_FILE: notes.txt does not belong to an artefact');
    expect(room.models.map(({ card }) => card.modelId)).toEqual(['drift-linear', 'edge-logistic', 'regime-tree', 'direction-forest']);
    expect(recorded.filter(({ type }) => type === 'ModelRefused')).toHaveLength(6);
    room.dispose();
  }, 60_000);

  it('[IM-27] a folder of models that cannot be read is a problem, not an empty desk', async () => {
    rmSync(join(dir, 'models'), { recursive: true });
    writeFileSync(join(dir, 'models'), 'a file');
    const room = await open();
    expect(room.problem).toMatch(/^models: UNREADABLE_FOLDER: ENOTDIR.*models/);
    room.dispose();
  }, 60_000);

  it('[IM-27] the same bytes under two names run once; two drift models make one champion', async () => {
    const [first, second] = ['a-drift', 'b-drift'].map((modelId) => artefactOf([{ name: 'score', model: randomModel('linear', 1) }], { card: { modelId }, manifest: { modelId } }));
    const other = artefactOf([{ name: 'score', model: randomModel('linear', 2) }], { card: { modelId: 'c-drift' }, manifest: { modelId: 'c-drift' } });
    rmSync(join(dir, 'models'), { recursive: true });
    for (const [modelId, files] of [['a-drift', first], ['b-drift', second], ['c-drift', other]] as const) {
      mkdirSync(join(dir, 'models', modelId, '1.2.0'), { recursive: true });
      for (const [name, bytes] of files ?? []) writeFileSync(join(dir, 'models', modelId, '1.2.0', name), bytes);
    }
    const room = await open();
    expect(room.problem).toBe('b-drift 1.2.0: SAME_MODEL: its model.onnx is that of a-drift 1.2.0, byte for byte');
    expect(room.desk?.drift.card.modelId).toBe('a-drift');
    expect(room.desk?.others.map(({ card }) => card.modelId)).toEqual(['c-drift']);
    room.dispose();
  }, 60_000);

  it('[IM-27] a journal that cannot be written stops no model', async () => {
    const room = await open(() => Promise.reject(new JournalError({ code: 'diskFull', path: 'journal.db', kept: 'nothing', detail: 'the disk is full' })));
    expect(room.models).toHaveLength(7);
    expect(room.problem).toBeNull();
    room.dispose();
  }, 60_000);
});
