/** The house rules as a test. Every message ends with the rule's address in docs/HOUSE_STYLE.md. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dependencyReasons } from './tidy/dependencies.ts';
import { mayImport, roomOf } from './tidy/rooms.ts';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));
const sources = tracked.filter((path) => /\.(ts|tsx)$/.test(path) && !path.endsWith('.d.ts'));
const product = sources.filter((path) => !/\.test\.tsx?$/.test(path) && (path.startsWith('src/') || path.startsWith('reference/')));
const text = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]));
const read = (path: string): string => text.get(path) ?? readFileSync(path, 'utf8');
const rule = (id: string): string => `(docs/HOUSE_STYLE.md#${id.toLowerCase()})`;

/** Code without comments and strings' insides, so that words in prose are not taken for calls. */
const codeOf = (path: string): string => read(path).replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');

function importsOf(path: string): string[] {
  const found: string[] = [];
  for (const match of codeOf(path).matchAll(/(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g)) {
    found.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return found;
}

function offences(paths: readonly string[], pattern: RegExp, allowed: (path: string) => boolean): string[] {
  return paths.filter((path) => !allowed(path)).flatMap((path) =>
    codeOf(path).split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1} ${line.trim().slice(0, 100)}`] : [])));
}

describe('rooms', () => {
  it('HS-1 a room imports only what its licence allows', () => {
    const bad: string[] = [];
    for (const path of product) {
      for (const specifier of importsOf(path)) {
        const problem = mayImport(path, specifier);
        if (problem) bad.push(`${path} imports ${specifier}: ${problem} ${rule('HS-1')}`);
      }
    }
    expect(bad).toEqual([]);
  });

  it('HS-2 relative imports name an existing file with its ending', () => {
    const bad = sources.flatMap((path) => importsOf(path).filter((s) => s.startsWith('.') && !s.includes('?')).flatMap((specifier) => {
      const target = normalize(join(dirname(path), specifier));
      return existsSync(target) && statSync(target).isFile() ? [] : [`${path} imports ${specifier}, which is no file ${rule('HS-2')}`];
    }));
    expect(bad).toEqual([]);
  });

  it('HS-3 there are no barrels: no file only re-exports, none is called index.ts but the Electron door', () => {
    const bad = product.filter((path) => /(^|\/)index\.tsx?$/.test(path) && path !== 'src/main/index.ts' && path !== 'src/preload/index.ts');
    expect(bad.map((p) => `${p} ${rule('HS-3')}`)).toEqual([]);
  });
});

describe('seams', () => {
  const seamed = product.filter((path) => ['shared', 'core'].includes(roomOf(path).split('/')[0] ?? ''));

  it('HS-4 clock, chance and ids come through the host', () => {
    const pattern = /\b(Date\.now|new Date\(\)|performance\.now|Math\.random|setTimeout|setInterval|setImmediate|randomUUID)\b/;
    const bad = offences(seamed, pattern, (path) => /\.worker\.ts$/.test(path) || path.endsWith('-thread.ts') || path.includes('/workers/'));
    expect(bad.map((b) => `${b} ${rule('HS-4')}`)).toEqual([]);
  });

  it('HS-5 SQL and its driver live in the store alone', () => {
    const bad = offences(product, /from 'better-sqlite3'|\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s+\w/, (path) => path.startsWith('src/main/core/store/') || path.startsWith('reference/refinery/inbox/'));
    expect(bad.map((b) => `${b} ${rule('HS-5')}`)).toEqual([]);
  });

  it('HS-6 ZeroMQ lives in the gateways and the reference services alone', () => {
    const bad = offences(product, /from 'zeromq'/, (path) => path.startsWith('src/main/core/gateways/') || path.startsWith('reference/'));
    expect(bad.map((b) => `${b} ${rule('HS-6')}`)).toEqual([]);
  });
});

describe('words and sizes', () => {
  it('HS-7 the glossary has no synonyms', () => {
    const bad = offences(product, /\b\w*([Cc]ancelled|[Cc]ancelling|[Ee]xecutedQty|filledQuantity|[Uu]nknownState)\w*\b/, (path) => path.endsWith('denial.ts'));
    expect(bad.map((b) => `${b} ${rule('HS-7')}`)).toEqual([]);
  });

  it('HS-8 nothing is left for later in the code', () => {
    const bad = product.flatMap((path) => read(path).split('\n').flatMap((line, i) => (/\b(TODO|FIXME|XXX|HACK)\b/.test(line) ? [`${path}:${i + 1}`] : [])));
    expect(bad.map((b) => `${b} ${rule('HS-8')}`)).toEqual([]);
  });

  it('HS-9 a file has one noun: at most 400 lines', () => {
    const bad = [...product, ...tracked.filter((p) => p.startsWith('scripts/'))].filter((path) => read(path).split('\n').length > 400);
    expect(bad.map((p) => `${p} ${rule('HS-9')}`)).toEqual([]);
  });

  it('HS-10 the compiler is not silenced', () => {
    const bad = product.flatMap((path) => read(path).split('\n').flatMap((line, i) => (/@ts-(ignore|nocheck|expect-error)|eslint-disable|\bas any\b|: any\b/.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : [])));
    expect(bad.map((b) => `${b} ${rule('HS-10')}`)).toEqual([]);
  });

  it('HS-11 a file says in its first line what it is for', () => {
    const bad = product.filter((path) => !/^(\/\*\*|\/\/|\/\*|#!)/.test(read(path)) && !/^import /.test(read(path)));
    expect(bad.map((p) => `${p} ${rule('HS-11')}`)).toEqual([]);
  });
});

describe('paper', () => {
  it('HS-12 links between documents lead somewhere', () => {
    const bad = tracked.filter((p) => p.endsWith('.md')).flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap((m) => {
        const target = normalize(join(dirname(path), m[1] ?? ''));
        return existsSync(target) ? [] : [`${path} -> ${m[1]} ${rule('HS-12')}`];
      }));
    expect(bad).toEqual([]);
  });

  it('HS-13 every dependency is filed with the room that uses it and the reason', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string>; devDependencies: Record<string, string> };
    const named = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).sort();
    expect(Object.keys(dependencyReasons).sort()).toEqual(named);
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(loose.map(([name]) => `${name} is not pinned exactly ${rule('HS-13')}`)).toEqual([]);
  });

  it('HS-14 no path of a machine, no registry host, no market data is committed', () => {
    const textual = tracked.filter((p) => !/\.(png|ico|icns|onnx|woff2?)$/.test(p) && p !== 'tests/tidy.test.ts');
    const bad = textual.filter((p) => new RegExp(['/ho' + 'me/\\w+/', '/wo' + 'rk/\\w+', 'registry\\.npm' + 'js'].join('|')).test(readFileSync(p, 'utf8')));
    expect(bad.map((p) => `${p} ${rule('HS-14')}`)).toEqual([]);
    const heavy = tracked.filter((p) => statSync(p).size > 2 * 1024 * 1024);
    expect(heavy).toEqual([]);
  });

  it('HS-15 every rule of a spec is quoted by a test, and every quoted rule exists', () => {
    const written = tracked.filter((p) => p.startsWith('docs/specs/') || p === 'docs/wire-protocol.md' || /^reference\/\w+\/README\.md$/.test(p)).flatMap((p) => [...readFileSync(p, 'utf8').matchAll(/(?:\*\*|^\| )([A-Z]{2}-\d+)(?:\*\*| \|)/gm)].map((m) => m[1] ?? ''));
    expect(written.filter((id, i) => written.indexOf(id) !== i), `one id for two rules ${rule('HS-15')}`).toEqual([]);
    const specified = new Set(written);
    const quoted = new Set(sources.filter((p) => /\.(test|spec)\.tsx?$|^tests\//.test(p)).flatMap((p) => [...read(p).matchAll(/\[([A-Z]{2}-\d+)\]/g)].map((m) => m[1] ?? '')));
    const untested = [...specified].filter((id) => !quoted.has(id)).sort();
    const unknown = [...quoted].filter((id) => !specified.has(id)).sort();
    expect({ untested, unknown }).toEqual({ untested: [], unknown: [] });
  });
});
