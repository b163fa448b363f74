/** Electron as the files of this room take it: as a parameter, so that the wiring is tested against a stand-in. */
import type * as electron from 'electron';

export type Electron = Pick<
  typeof electron,
  'app' | 'BrowserWindow' | 'Menu' | 'MessageChannelMain' | 'Notification' | 'dialog' | 'ipcMain' | 'protocol' | 'screen' | 'session' | 'utilityProcess'
>;

/** The page's origin: a scheme of our own, so that no file:// and no http:// page is ever one of ours. */
export const pageScheme = 'candor';
export const pageHost = 'app';
export const pageUrl = `${pageScheme}://${pageHost}/`;

/** Whether the address is one of our page. Parsed, since a prefix would let candor://app.example/ through. */
export function isPageUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === `${pageScheme}:` && url.host === pageHost && url.username === '' && url.password === '';
}
