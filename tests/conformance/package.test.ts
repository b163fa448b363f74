/** What ships, read from the files that say it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The indented lines below `key:` in a YAML file as simple as ours, without comments. */
function section(text: string, key: string): string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`${key}:`)) + 1;
  const length = lines.slice(from).findIndex((line) => line !== '' && !/^\s/.test(line));
  return lines.slice(from, length < 0 ? undefined : from + length).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

describe('package', () => {
  const builder = read('electron-builder.yml');

  it('[HO-80] holds the build and resources, and no reference, tests, sources or maps', () => {
    const files = section(builder, 'files').map((line) => line.replace(/^- /, '').replaceAll('"', ''));
    expect(files.filter((pattern) => !pattern.startsWith('!'))).toEqual(['package.json', 'out/**']);
    expect(files).toContain('!out/**/*.map');
    expect(section(builder, 'extraResources').slice(0, 2)).toEqual(['- from: resources', 'to: resources']);
  });

  it('[HO-81] closes the binary by its fuses', () => {
    expect(section(builder, 'electronFuses')).toEqual([
      'runAsNode: false',
      'enableCookieEncryption: true',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'enableEmbeddedAsarIntegrityValidation: true',
      'onlyLoadAppFromAsar: true',
      'loadBrowserProcessSpecificV8Snapshot: false',
      'grantFileProtocolExtraPrivileges: false',
      'resetAdHocDarwinSignature: true',
    ]);
  });

  it('[HO-82] unpacks what the system loads, and builds the preload as one CommonJS file', async () => {
    const unpacked = section(builder, 'asarUnpack').join(' ');
    for (const native of ['**/*.node', 'onnxruntime-node', 'zeromq', 'better-sqlite3']) expect(unpacked).toContain(native);
    const { default: config } = (await import('../../electron.vite.config.ts')) as unknown as { default: BuildConfig };
    expect(config.preload.build.rolldownOptions.output).toEqual({ format: 'cjs', entryFileNames: '[name].cjs' });
    expect(Object.keys(config.preload.build.rolldownOptions.input)).toEqual(['preload']);
    expect(config.preload.build.externalizeDeps).toBe(false);
    expect(Object.keys(config.main.build.rolldownOptions.input)).toEqual(expect.arrayContaining(['index', 'workers/inference.worker', 'workers/store.worker']));
    expect(config.renderer.build.minify).toBe(true);
    expect(config.renderer.build.sourcemap).toBe(false);
  });
});

interface Bundle {
  readonly build: {
    readonly rolldownOptions: { readonly input: Record<string, string>; readonly output: object };
    readonly externalizeDeps?: boolean;
    readonly minify?: boolean;
    readonly sourcemap?: boolean;
  };
}
type BuildConfig = Readonly<Record<'main' | 'preload' | 'renderer', Bundle>>;
