/** The seven shipped models at one desk: one that is refused does not stop the others, and what was refused is shown. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forkingHost } from '../../../../tests/fixtures/forking-host.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
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

const open = (): Promise<ModelRoom> => ModelRoom.open({
  host: { ...forkingHost(), resourcesDir: dir }, versions: {}, trust: { publishers: [demonstrationPublisher], rollbackAllowed: false }, activated: new ActivatedModels(),
  recorder: { record: (events) => { recorded.push(...events); return Promise.resolve([]); } },
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
});
