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

/** The bytes of a text of this alphabet whose length is a multiple of five. */
export function z85Decode(text: string): Uint8Array {
  assert(text.length % 5 === 0, 'Z85 reads five characters at a time');
  const view = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let at = 0; at < text.length; at += 5) {
    let value = 0;
    for (const character of text.slice(at, at + 5)) value = value * 85 + digits.indexOf(character);
    view.setUint32((at / 5) * 4, value);
  }
  return new Uint8Array(view.buffer);
}

/** A CURVE key as text. */
export const z85KeyPattern = /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/;
