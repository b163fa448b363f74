/** A version whose day ends while it runs: silent from that moment, said before and then, and replaced by none. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artefactOf } from '../../../../tests/fixtures/artefact.ts';
import { forkingHost } from '../../../../tests/fixtures/forking-host.ts';
import { randomModel } from '../../../../tests/fixtures/random-models.ts';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { createInference } from '../workers/inference.ts';
import { ActivatedModels } from './activated-models.ts';
import { ModelRoom } from './model-room.ts';
import { demonstrationPublisher } from './verify-manifest.ts';

const dayMs = 86_400_000;
let dir: string;
let recorded: JournalEvent[];
let notified: string[];
const rooms: ModelRoom[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'candor-expiry-'));
  [recorded, notified] = [[], []];
});
afterEach(() => {
  for (const room of rooms.splice(0)) room.dispose();
  rmSync(dir, { recursive: true });
});

function put(version: string, expiresAt: string): void {
  const folder = join(dir, 'models', 'test-model', version);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of artefactOf([{ name: 'score', model: randomModel('linear', 1) }], { card: { version }, manifest: { version, expiresAt } })) writeFileSync(join(folder, name), bytes);
}

/** A desk whose wall clock is turned by hand; its process keeps the machine's time. */
async function open(at: string): Promise<{ room: ModelRoom; clock: ManualClock }> {
  const clock = new ManualClock(Date.parse(at) * 1_000);
  const host = forkingHost();
  const room = await ModelRoom.open({
    host: { ...host, clock, resourcesDir: dir, notify: (_title, body) => void notified.push(body) }, inference: createInference(host), versions: {},
    trust: { publishers: [demonstrationPublisher], rollbackAllowed: false }, activated: new ActivatedModels(), later: (_what, work) => void work(),
    recorder: { record: (events) => { recorded.push(...events); return Promise.resolve([]); } },
  });
  rooms.push(room);
  return { room, clock };
}

const score = async ({ models: [model], inference }: ModelRoom): Promise<string> => {
  if (!model) return 'no model';
  const said = await inference.score(model.modelHash, new Float32Array(6), 1);
  const explained = await inference.explain(model.modelHash, new Float32Array(6), 1);
  const asked = await inference.askScore(model.modelHash, new Float32Array(6), 1);
  return [said, explained, asked].map((answer) => (answer.ok ? 'said' : answer.error.code)).join(' ');
};

describe('expiry of a running model', () => {
  it('[IM-25] it speaks to the end of its day, then neither scores nor gives reasons; shown, journalled and told once; the past is still explained', async () => {
    put('1.2.0', '2030-06-30');
    const { room, clock } = await open('2030-06-30T23:58:30Z');
    expect(await score(room)).toBe('said said said');
    expect([room.speaks, room.problem]).toEqual([true, 'test-model 1.2.0 is to be used until 2030-06-30: less than a day left, then it is silent']);
    clock.advance(89_999);
    expect(await score(room)).toBe('said said said');
    clock.advance(1);
    // Between two looks of the room, too.
    expect(await score(room)).toBe('EXPIRED EXPIRED EXPIRED');
    const why = 'EXPIRED: test-model 1.2.0 was to be used until 2030-06-30';
    expect([room.speaks, room.problem]).toEqual([false, why]);
    expect(room.infos()).toMatchObject([{ state: 'failed', problem: why, publisher: 'demonstration', expiresAt: '2030-06-30' }]);
    clock.advance(10 * 60_000);
    expect(recorded.map(({ type }) => type)).toEqual(['ModelLoaded', 'ModelRefused']);
    expect(recorded[1]).toEqual({ type: 'ModelRefused', body: { path: join('models', 'test-model', '1.2.0'), reason: why } });
    expect(notified).toEqual(['test-model 1.2.0 is to be used until 2030-06-30: less than a day left, then it is silent', why]);
    const past = await room.inference.ask<'explain'>(room.models[0]?.modelHash ?? '', { kind: 'explain', head: 0, method: null, rows: 1, features: new Float32Array(6), groups: null });
    expect(past.ok).toBe(true);
  }, 60_000);

  it('[IM-25] it is said from fourteen days before, once', async () => {
    put('1.2.0', '2030-06-30');
    const { room, clock } = await open('2030-06-01T12:00:00Z');
    expect([room.problem, notified]).toEqual([null, []]);
    for (let day = 0; day < 18; day++) clock.advance(dayMs);
    expect(notified).toEqual([expect.stringContaining('13 days left') as string]);
    expect(room.problem).toContain('11 days left');
    expect(recorded.map(({ type }) => type)).toEqual(['ModelLoaded']);
  }, 60_000);

  it('[IM-25] an older version that is in date does not step in: not then, and not at the next start', async () => {
    put('1.2.0', '2030-06-30');
    put('1.1.0', '2031-06-30');
    const first = await open('2030-06-30T12:00:00Z');
    first.clock.advance(dayMs);
    expect(await score(first.room)).toBe('EXPIRED EXPIRED EXPIRED');
    const { room } = await open('2030-07-02T12:00:00Z');
    expect([room.models, room.desk]).toEqual([[], null]);
    expect(room.problem).toBe('test-model 1.2.0: EXPIRED: test-model 1.2.0 was to be used until 2030-06-30');
  }, 60_000);
});
