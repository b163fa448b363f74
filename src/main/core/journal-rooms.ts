/** The journal and everything that is rebuilt from it: opened first, closed last. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../shared/base/clock.ts';
import type { Host } from './host.ts';
import { timedJournal } from './monitor/commit-times.ts';
import { createProjections } from './projections.ts';
import { createRecorder } from './recorder.ts';
import type { LoadedSettings } from './settings.ts';
import type { Projection } from './store/journal.ts';
import { Checkpointer, replayInto } from './store/replay.ts';
import { openStore } from './store/store.ts';

export type JournalRooms = Awaited<ReturnType<typeof openJournal>>;

/** Throws with words for the user when the profile cannot be opened or its journal is broken; nothing is changed then. */
export async function openJournal(host: Host, loaded: LoadedSettings, machineClock: Clock) {
  mkdirSync(host.dataDir, { recursive: true, mode: 0o700 });
  const opened = await openStore({ path: join(host.dataDir, 'journal.db'), clock: host.clock, newId: () => host.newId() });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const rebuilt = createProjections();
  const projections: readonly Projection[] = Object.values(rebuilt);
  const replayed = await replayInto(store, projections, machineClock);
  if (!replayed.ok) {
    await store.dispose();
    throw new Error(`the journal is broken at record ${replayed.error.seq}: ${replayed.error.what}. Nothing was changed; keep ${host.dataDir} and restore a copy`);
  }
  const checkpointer = new Checkpointer({
    store, projections, foldedBy: 'caller', onFailure: (why) => host.log('error', 'a checkpoint was not saved', { why: String(why) }),
  });
  const commitTimes = timedJournal(store, machineClock);
  const recorder = createRecorder({ journal: commitTimes, projections: [...projections, checkpointer.last()] });
  rebuilt.dataQuality.recordWith(recorder);
  await recorder.record([{
    type: 'SessionStarted',
    body: { appVersion: host.appVersion, settingsHash: loaded.hash, environment: loaded.settings.environment, userId: loaded.settings.user.id },
  }]);
  return {
    store, checkpointer, recorder, commitTimes, replayed: replayed.value,
    ...rebuilt,
  };
}
