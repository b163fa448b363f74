/**
 * The screen over invented data, in each state. `?scene=live|stale|empty|denied|halted|silent|disconnected` sets the
 * world; `?panel=blotter` shows one panel alone, without it the whole screen. `npm run showcase` serves it.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { must } from '../../src/shared/base/assert.ts';
import type { Carrier } from '../../src/shared/channel/carrier.ts';
import { memoryCarrierPair } from '../../src/shared/channel/memory-carrier.ts';
import { serve } from '../../src/shared/channel/server.ts';
import { App } from '../../src/renderer/app/app.tsx';
import { KeepOpen } from '../../src/renderer/app/keep-open.tsx';
import { panelList } from '../../src/renderer/app/panel-list.ts';
import { browserClock } from '../../src/renderer/connection/browser-clock.ts';
import { setConnection } from '../../src/renderer/connection/call-core.ts';
import { fingerprint, startConnection } from '../../src/renderer/connection/connection.ts';
import { settingsStore } from '../../src/renderer/stores/settings.ts';
import { streams } from '../../src/renderer/stores/streams.ts';
import { applyLook } from '../../src/renderer/theme/theme.ts';
import '../../src/renderer/theme/theme.css';
import { ScreenService, type Scene } from '../fixtures/screen-service.ts';

const scenes: readonly Scene[] = ['live', 'stale', 'empty', 'denied', 'halted', 'silent'];
const asked = new URLSearchParams(location.search);
const isCut = asked.get('scene') === 'disconnected';
const service = new ScreenService(scenes.find((scene) => scene === asked.get('scene')) ?? 'live');
const cutAfterMs = 1_500;
let opened = 0;

/** The first line works; in the scene 'disconnected' it is cut and none follows. */
async function openCarrier(): Promise<Carrier> {
  opened++;
  if (isCut && opened > 1) throw new Error('the core could not be reached');
  const [page, core] = memoryCarrierPair();
  serve(core, service, undefined, { clock: browserClock, fingerprint });
  if (isCut) setTimeout(() => core.close('cut by the showcase'), cutAfterMs);
  return page;
}

applyLook(settingsStore.getState());
setConnection(startConnection({ openCarrier, streams, clock: browserClock, onFault: (fault) => reportError(fault) }));
const Panel = panelList.find((panel) => panel.id === asked.get('panel'))?.component;
createRoot(must(document.getElementById('root'), 'index.html has #root')).render(<StrictMode>{Panel ? <><KeepOpen /><Panel /></> : <App />}</StrictMode>);
