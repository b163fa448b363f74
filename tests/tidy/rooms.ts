/** Who may import whom: docs/ARCHITECTURE.md's table as data. */
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';

/** The room that a file is in; the most specific wins. */
export function roomOf(path: string): string {
  for (const [prefix, room] of roomPrefixes) if (path.startsWith(prefix)) return room;
  return 'other';
}

const roomPrefixes: readonly (readonly [string, string])[] = [
  ['src/shared/base/', 'shared/base'],
  ['src/shared/domain/', 'shared/domain'],
  ['src/shared/contract/', 'shared/contract'],
  ['src/shared/wire/', 'shared/wire'],
  ['src/shared/channel/', 'shared/channel'],
  ['src/shared/features/', 'shared/features'],
  ['src/shared/signals/', 'shared/signals'],
  ['src/shared/calibration/', 'shared/calibration'],
  ['src/shared/labels/', 'shared/labels'],
  ['src/shared/explain/', 'shared/explain'],
  ['src/shared/models/', 'shared/models'],
  ['src/shared/onnx/', 'shared/onnx'],
  ['src/shared/tape/', 'shared/tape'],
  ['src/main/core/', 'core'],
  ['src/main/hosts/electron/', 'hosts/electron'],
  ['src/main/hosts/loopback/', 'hosts/loopback'],
  ['src/main/hosts/', 'hosts/shared'],
  ['src/main/', 'doors'],
  ['src/preload/', 'preload'],
  ['src/renderer/', 'renderer'],
  ['reference/refinery/', 'reference/refinery'],
  ['reference/', 'reference'],
];

/** Rooms of ours that a room may import, beside itself. */
const licence: Readonly<Record<string, readonly string[]>> = {
  'shared/base': [],
  'shared/domain': ['shared/base'],
  'shared/contract': ['shared/base', 'shared/domain'],
  'shared/wire': ['shared/base', 'shared/domain'],
  'shared/channel': ['shared/base'],
  'shared/features': ['shared/base', 'shared/domain'],
  'shared/labels': ['shared/base', 'shared/domain', 'shared/features'],
  'shared/calibration': ['shared/base', 'shared/domain', 'shared/models'],
  'shared/explain': ['shared/base', 'shared/domain', 'shared/models'],
  'shared/models': ['shared/base'],
  'shared/onnx': ['shared/base', 'shared/models'],
  'shared/tape': ['shared/base', 'shared/domain'],
  'shared/signals': ['shared/base', 'shared/domain', 'shared/features', 'shared/labels', 'shared/calibration', 'shared/explain', 'shared/models'],
  core: ['shared/base', 'shared/domain', 'shared/contract', 'shared/wire', 'shared/channel', 'shared/features', 'shared/tape', 'shared/signals', 'shared/calibration', 'shared/explain', 'shared/models', 'shared/onnx'],
  'hosts/electron': ['shared/base', 'shared/domain', 'shared/contract', 'shared/channel', 'hosts/shared', 'core'],
  'hosts/loopback': ['shared/base', 'shared/domain', 'shared/contract', 'shared/channel', 'hosts/shared', 'core'],
  'hosts/shared': ['shared/base', 'shared/domain', 'shared/contract', 'shared/channel', 'core'],
  doors: ['hosts/electron', 'hosts/loopback', 'hosts/shared', 'core', 'shared/base', 'shared/contract'],
  preload: ['shared/base', 'shared/channel', 'shared/contract'],
  renderer: ['shared/base', 'shared/domain', 'shared/contract', 'shared/channel', 'shared/features', 'shared/signals', 'shared/calibration'],
  reference: ['shared/base', 'shared/domain', 'shared/wire', 'shared/tape', 'shared/features'],
  'reference/refinery': ['shared/base', 'shared/domain', 'shared/wire', 'shared/tape', 'shared/features', 'shared/labels', 'shared/signals', 'shared/calibration', 'shared/explain', 'shared/models', 'shared/onnx', 'reference'],
};

/** Files of the core that hosts and doors may enter by. */
const coreDoors = ['src/main/core/core.ts', 'src/main/core/host.ts', 'src/main/core/settings.ts'];

const nodeFree = new Set(['shared/base', 'shared/domain', 'shared/contract', 'shared/wire', 'shared/channel', 'shared/features', 'shared/labels', 'shared/signals', 'shared/calibration', 'shared/explain', 'shared/models', 'shared/onnx', 'shared/tape', 'renderer']);
const nodeModules = new Set(builtinModules);

/** Why `path` may not import `specifier`; null when it may. */
export function mayImport(path: string, specifier: string): string | null {
  const from = roomOf(path);
  if (from === 'other') return null;
  if (!specifier.startsWith('.')) {
    const bare = specifier.replace(/^node:/, '');
    if (nodeFree.has(from) && (specifier.startsWith('node:') || nodeModules.has(bare))) return `${from} has no Node`;
    if (specifier === 'electron' && from !== 'hosts/electron' && from !== 'preload') return 'only hosts/electron and preload may import electron';
    if (/^(react|react-dom|ag-grid|dockview|lightweight-charts|zustand)/.test(specifier) && from !== 'renderer') return `${specifier} belongs to the renderer`;
    return null;
  }
  const target = normalize(join(dirname(path), specifier.split('?')[0] ?? specifier));
  const to = roomOf(target);
  if (to === from) return null;
  if (to === 'core' && (from.startsWith('hosts/') || from === 'doors')) {
    return coreDoors.includes(target) || target.includes('/core/workers/') ? null : `hosts and doors enter the core by ${coreDoors.join(', ')}`;
  }
  return (licence[from] ?? []).includes(to) ? null : `${from} may not import ${to}`;
}
