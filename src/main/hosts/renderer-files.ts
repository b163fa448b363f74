/** The built page, read once at start: what is not in the list does not exist, so there is no path to traverse. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { err, ok, type Result } from '../../shared/base/result.ts';
import { noncePlaceholder } from './page-security.ts';

export interface RendererFile {
  readonly contentType: string;
  /** Its name holds a hash of its content (vite's assets/), so that it may be kept for ever. */
  readonly immutable: boolean;
  /** A page, whose nonce placeholders are replaced in each response. */
  readonly isPage: boolean;
  body(nonce: string): Buffer;
}

/** By URL path, such as `/` and `/assets/index-3f2a.js`. */
export type RendererFiles = ReadonlyMap<string, RendererFile>;

/** Most bytes and files of a page; more than this is not our page. */
const bytesMax = 64 * 1024 * 1024;
const filesMax = 2_000;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Files of other kinds (source maps among them) are not served. */
export function readRendererFiles(folder: string): Result<RendererFiles, string> {
  const files = new Map<string, RendererFile>();
  let bytes = 0;
  let entries;
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return err(`there is no page in ${folder}: run "npm run build"`);
  }
  for (const entry of entries) {
    const contentType = contentTypes[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    bytes += content.byteLength;
    if (bytes > bytesMax || files.size >= filesMax) return err(`${folder} holds more than ${filesMax} files or ${bytesMax} bytes`);
    const url = `/${path.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '')}`;
    files.set(url === '/index.html' ? '/' : url, rendererFile(url, contentType, content));
  }
  return files.has('/') ? ok(files) : err(`${folder} has no index.html: run "npm run build"`);
}

function rendererFile(url: string, contentType: string, content: Buffer): RendererFile {
  const isPage = url.endsWith('.html');
  return {
    contentType,
    immutable: url.startsWith('/assets/'),
    isPage,
    body: (nonce) => (isPage ? Buffer.from(content.toString('utf8').replaceAll(noncePlaceholder, nonce)) : content),
  };
}
