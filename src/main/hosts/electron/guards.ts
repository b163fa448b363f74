/** Everything that the page may not do. Electron allows much by default; each line here takes one thing away. */
import type { App, Session, WebContents } from 'electron';
import type { Host } from '../../core/host.ts';
import { isPageUrl, pageUrl } from './electron-api.ts';

type Log = Host['log'];

/** For the whole application; must run before Electron is ready. */
export function guardApp(app: App, options: { readonly devTools: boolean }, log: Log): void {
  app.enableSandbox();
  app.on('session-created', (session) => guardSession(session, options, log));
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log));
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault();
    log('warn', 'certificate error refused');
    callback(false);
  });
  // Electron would send the first certificate that it finds. It cancels logins by itself.
  app.on('select-client-certificate', (event, _contents, _url, _certificates, callback) => {
    event.preventDefault();
    callback();
  });
}

/** No permission, no device, and no address but the page's own. Must run when Electron is ready. */
export function guardSession(session: Session, options: { readonly devTools: boolean }, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    log('info', 'permission refused', { permission });
    callback(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.webRequest.onBeforeRequest((details, callback) => {
    const allowed = isAllowedAddress(details.url, options);
    if (!allowed) log('warn', 'request refused', { url: details.url.slice(0, 200) });
    callback({ cancel: !allowed });
  });
  session.on('will-download', (event, item) => {
    // What the page made itself may be saved, where the user says: exports are such.
    if (!isOwnBlob(item.getURL())) event.preventDefault();
  });
}

/** For each page, frame or view that is ever made. */
export function guardContents(contents: WebContents, log: Log): void {
  contents.setWindowOpenHandler(({ url }) => {
    log('warn', 'new window refused', { url: url.slice(0, 200) });
    return { action: 'deny' };
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // A reload of the page itself is the one navigation that there is.
  contents.on('will-navigate', (event) => (isPageItself(event.url) ? undefined : refuse(event, log)));
  contents.on('will-frame-navigate', (event) => (event.isMainFrame && isPageItself(event.url) ? undefined : refuse(event, log)));
  contents.on('will-redirect', (event) => refuse(event, log));
}

function refuse(event: { preventDefault(): void; readonly url: string }, log: Log): void {
  event.preventDefault();
  log('warn', 'navigation refused', { url: event.url.slice(0, 200) });
}

function isPageItself(url: string): boolean {
  return isPageUrl(url) && new URL(url).pathname === '/';
}

function isAllowedAddress(url: string, options: { readonly devTools: boolean }): boolean {
  if (isPageUrl(url) || isOwnBlob(url)) return true;
  // Pictures inside style sheets; the page's policy says where such an address may stand.
  if (url.startsWith('data:image/')) return true;
  return options.devTools && url.startsWith('devtools://');
}

function isOwnBlob(url: string): boolean {
  return url.startsWith(`blob:${pageUrl}`);
}
