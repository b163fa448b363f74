/** Electron's door: the workstation in a window. Reads on in hosts/electron/electron-app.ts, then in core/core.ts. */
import { join } from 'node:path';
import * as electron from 'electron';
import { contractVersion } from '../shared/contract/version.ts';
import { runElectronApp } from './hosts/electron/electron-app.ts';
import { defaultDataDir } from './hosts/node-host.ts';
import { startCore } from './hosts/start-core.ts';

const root = electron.app.getAppPath();

void runElectronApp(electron, {
  dataDir: defaultDataDir(process.env, process.platform),
  resourcesDir: electron.app.isPackaged ? join(process.resourcesPath, 'resources') : join(root, 'resources'),
  appVersion: electron.app.getVersion(),
  buildDir: join(root, 'out'),
  fingerprint: `contract ${contractVersion}`,
  startCore,
});
