/** A basket's file as text: UTF-8, or UTF-16 where its first bytes say so (a spreadsheet's "Unicode text"). And the name it gives. */
import { basketTextMax } from '../../../shared/domain/basket.ts';
import type { Typed } from '../../ui/format.ts';

/** UTF-16 takes two bytes a character, and UTF-8 up to four. */
const bytesMax = basketTextMax * 4;
const nameLengthMax = 32;

export async function readBasketFile(file: Blob): Promise<Typed<string>> {
  if (file.size > bytesMax) return { ok: false, why: `The file has ${file.size} bytes: a basket has at most ${basketTextMax} characters` };
  return { ok: true, value: textOfBytes(new Uint8Array(await file.arrayBuffer())) };
}

/** What is no UTF-8 becomes U+FFFD, which the reader of baskets then names with its line. */
export function textOfBytes(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** A name that a basket may have (FIX ListID): the file's, with what cannot be in one made a dash. */
export function basketNameOf(fileName: string): string {
  const stem = fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  return stem.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, nameLengthMax);
}

/** Why it cannot be a basket's name; null when it can. */
export const nameFault = (name: string): string | null =>
  name === '' ? 'A basket needs a name' : /^[\w.-]{1,32}$/.test(name) ? null : 'At most 32 letters, digits, dots, dashes and underscores';
