/** The one file that imports Electron: everything else in this room takes it as a parameter. */
import { join } from 'node:path';
import * as electron from 'electron';
import { contractVersion } from '../../../shared/contract/version.ts';
import { defaultDataDir } from '../node-host.ts';
import { startCore } from '../start-core.ts';
import { runElectronApp } from './electron-app.ts';

export function startElectron(): Promise<void> {
  const root = electron.app.getAppPath();
  return runElectronApp(electron, {
    dataDir: defaultDataDir(process.env, process.platform),
    resourcesDir: electron.app.isPackaged ? join(process.resourcesPath, 'resources') : join(root, 'resources'),
    appVersion: electron.app.getVersion(),
    buildDir: join(root, 'out'),
    fingerprint: `contract ${contractVersion}`,
    startCore,
  });
}
