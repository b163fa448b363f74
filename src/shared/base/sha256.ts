/**
 * SHA-256 (FIPS 180-4) in plain JavaScript, for the rooms that have no Node: a few hundred bytes of schema, not files.
 * Files are hashed by node:crypto in the rooms that may use it; a test holds both to the same digests.
 */

/** Digest of the UTF-8 bytes of `text`, lower-case hex. */
export function sha256Hex(text: string): string {
  const message = padded(utf8(text));
  const state = Uint32Array.from(initialState);
  const words = new Uint32Array(64);
  for (let at = 0; at < message.length; at += 64) compress(state, words, message, at);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** First 32 bits of the fractional parts of the square (cube) roots of the first 8 (64) primes. */
const initialState = rootFractions(8, 1 / 2);
const roundConstants = rootFractions(64, 1 / 3);

function rootFractions(count: number, power: number): Uint32Array {
  const out = new Uint32Array(count);
  for (let n = 2, found = 0; found < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    const root = power === 1 / 2 ? Math.sqrt(n) : Math.cbrt(n);
    out[found++] = Math.floor((root - Math.floor(root)) * 2 ** 32);
  }
  return out;
}

function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return Uint8Array.from(bytes);
}

/** The message, a one bit, zeros, and its length in bits as 64 bits big-endian. */
function padded(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  out.set(bytes);
  out[bytes.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setUint32(out.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(out.length - 4, (bytes.length * 8) >>> 0);
  return out;
}

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));
const word = (words: Uint32Array, at: number): number => words[at] ?? 0;

function compress(state: Uint32Array, w: Uint32Array, message: Uint8Array, at: number): void {
  const view = new DataView(message.buffer, at, 64);
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(4 * i);
  for (let i = 16; i < 64; i++) {
    const a = word(w, i - 15);
    const b = word(w, i - 2);
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    w[i] = word(w, i - 16) + s0 + word(w, i - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + word(roundConstants, i) + word(w, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = word(state, i) + value; });
}
