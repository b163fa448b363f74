import { describe, expect, it } from 'vitest';
import { z85Decode, z85Encode, z85KeyPattern } from './z85.ts';

describe('Z85', () => {
  it('writes the test vectors of RFC 32', () => {
    expect(z85Encode(Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b))).toBe('HelloWorld');
    const key = Uint8Array.from('8e0bdd697628b91d8f245587ee95c5b04d48963f79259877b49cd9063aead3b7'.match(/../g) ?? [], (hex) => parseInt(hex, 16));
    expect(z85Encode(key)).toBe('JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6');
    expect(z85KeyPattern.test(z85Encode(key))).toBe(true);
    expect(z85Decode(z85Encode(key))).toEqual(key);
  });

  it('takes whole words only', () => {
    expect(() => z85Encode(new Uint8Array(3))).toThrow(/four bytes/);
  });
});
