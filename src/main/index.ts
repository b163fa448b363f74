/** Electron's door: the workstation in a window. Reads on in hosts/electron/electron-app.ts, then in core/core.ts. */
import { startElectron } from './hosts/electron/start-electron.ts';

void startElectron();
