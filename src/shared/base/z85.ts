/** Z85, the text form of CURVE keys: 32 bytes as 40 printable characters (ZeroMQ RFC 32). */
import { assert } from './assert.ts';

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** The length must be a multiple of four. */
export function z85Encode(bytes: Uint8Array): string {
  assert(bytes.byteLength % 4 === 0, 'Z85 writes four bytes at a time');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += 4) {
    const value = view.getUint32(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += digits[Math.floor(value / power) % 85] ?? '';
  }
  return text;
}

/** A CURVE key as text. */
export const z85KeyPattern = /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/;
