/** The screen's door: opens the connection to the core and draws. */
import './no-code-from-strings.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { must } from '../shared/base/assert.ts';
import { App } from './app/app.tsx';
import { browserClock } from './connection/browser-clock.ts';
import { setConnection } from './connection/call-core.ts';
import { openCarrier } from './connection/carriers.ts';
import { startConnection } from './connection/connection.ts';
import { settingsStore } from './stores/settings.ts';
import { streams } from './stores/streams.ts';
import { applyLook } from './theme/theme.ts';
import './theme/theme.css';

applyLook(settingsStore.getState());
setConnection(startConnection({ openCarrier: () => openCarrier(), streams, clock: browserClock, onFault: (fault) => reportError(fault) }));
createRoot(must(document.getElementById('root'), 'index.html has #root')).render(<StrictMode><App /></StrictMode>);
