/** Ids for a run that must be the same twice: drawn from a seed instead of the machine. */
import { seededRandom } from '../../../shared/base/random.ts';

/**
 * UUID-shaped (version 4, RFC 9562), so that nothing downstream can tell a replay by its ids. Another `run` of the same
 * seed has ids of its own.
 */
export function seededIds(seed: number, run = 0): () => string {
  const random = run === 0 ? seededRandom(seed) : seededRandom(seededRandom(seed).integer(2 ** 31) ^ run);
  return () => {
    const bytes = Array.from({ length: 16 }, () => random.integer(256));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.map((b) => b.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

