/** Serves the built page under candor://app/. */
import { contentSecurityPolicy, newNonce, securityHeaders } from '../page-security.ts';
import type { RendererFiles } from '../renderer-files.ts';
import { isPageUrl, pageScheme, type Electron } from './electron-api.ts';

/** Must run before Electron is ready. */
export function registerPageScheme(electron: Electron): void {
  // Standard and secure, so that the page has an origin and what browsers keep for secure ones. No fetch, no service
  // worker, no policy bypass: the page has one way to speak, and that is its port.
  electron.protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true } }]);
}

/** Must run when Electron is ready. */
export function servePageScheme(electron: Electron, files: RendererFiles): void {
  electron.protocol.handle(pageScheme, (request) => answer(request, files));
}

export function answer(request: { readonly method: string; readonly url: string }, files: RendererFiles): Response {
  if (!isPageUrl(request.url)) return refuse(403);
  if (request.method !== 'GET') return refuse(405);
  const file = files.get(new URL(request.url).pathname);
  if (!file) return refuse(404);
  const nonce = newNonce();
  return new Response(new Uint8Array(file.body(nonce)), {
    status: 200,
    headers: {
      ...securityHeaders,
      'Content-Type': file.contentType,
      // The page speaks by its port alone, so it may connect nowhere.
      'Content-Security-Policy': contentSecurityPolicy(nonce, []),
      'Cache-Control': 'no-store',
    },
  });
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: { ...securityHeaders } });
}
